"""A module for each command; what it uses is imported when it is used."""
