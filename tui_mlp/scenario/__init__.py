"""Short guided experiments: a question, the runs that answer it, and the shipped files."""
