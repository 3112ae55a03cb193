"""The present run, written for other programs."""
