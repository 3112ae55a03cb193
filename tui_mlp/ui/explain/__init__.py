"""The walk through one step on the screen."""
