"""Runs that begin from weights in a file."""
