"""GD, mini-batch SGD and SGD from the same start, on a plane through the space of weights."""
