"""What memory a run takes, and how much there is."""
