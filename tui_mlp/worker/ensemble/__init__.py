"""Many runs in the place of one: what is asked of them, and what a screen sees of them."""
