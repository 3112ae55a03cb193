"""A run on the disk: its folder, its checkpoints, when it is saved, and how it is resumed."""
