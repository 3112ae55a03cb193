"""What single units of a network answer to."""
