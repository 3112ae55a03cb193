"""Scenarios on the screen."""
