"""A run of SGD: its configuration, its session, its history, and what a screen may see of it."""
