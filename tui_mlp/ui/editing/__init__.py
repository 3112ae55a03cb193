"""The network and the settings, edited in place."""
