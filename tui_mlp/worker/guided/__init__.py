"""The runs of a scenario, which the worker trains in the place of the user's own."""
