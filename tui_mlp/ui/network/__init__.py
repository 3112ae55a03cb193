"""The network as a picture: maps of units, and a line for each weight."""
