"""Screens: the trainer, and the pages that open over it."""
