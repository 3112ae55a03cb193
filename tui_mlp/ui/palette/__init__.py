"""What the command palette offers, and how it is searched."""
