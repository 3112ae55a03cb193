"""Many networks of one architecture, stepped together: arrays have the networks' axis in front."""
