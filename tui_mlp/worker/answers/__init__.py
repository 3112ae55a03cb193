"""What a worker answers once, when it is asked."""
