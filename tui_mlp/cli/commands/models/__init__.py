"""The commands about data and trained models."""
