"""One step of SGD to be worked out on paper, and its key."""
