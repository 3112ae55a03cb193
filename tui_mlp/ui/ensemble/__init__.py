"""Many networks at once: the seeds of one setting, and settings against each other."""
