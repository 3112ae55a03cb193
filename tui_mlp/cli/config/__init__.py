"""The user's own defaults: the file, what it says, and the theme that was chosen last."""
