"""The pages of the walk through one step."""
