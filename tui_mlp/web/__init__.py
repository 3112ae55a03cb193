"""The trainer in a browser: a process of its own for each visitor, within limits."""
