"""Kept runs on the screen, and as the table that `tui-mlp runs` prints."""
