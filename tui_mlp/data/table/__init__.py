"""A table of texts: its cells, its columns as features, and its targets."""
