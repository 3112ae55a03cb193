"""The commands about runs: train them, list them, go on with them, compare them."""
