"""How good a trained network is: its figures, and these as lines of text."""
