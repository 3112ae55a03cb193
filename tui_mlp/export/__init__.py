"""A trained network, and the curves of a run, in the forms that other programs take."""
