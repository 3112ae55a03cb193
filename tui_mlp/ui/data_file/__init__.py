"""A file of the user's own: chosen by its path, shown as it was understood, and decided about."""
