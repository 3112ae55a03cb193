"""Saving what a screen shows as a file."""
