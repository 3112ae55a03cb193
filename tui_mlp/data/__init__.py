"""Data sets: the shipped ones, generated ones, and files of the user's own. Knows no network."""
