"""A training session in the background: commands in, snapshots out."""
