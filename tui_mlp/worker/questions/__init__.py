"""What can be asked of a worker beside the run: about a file, and how good the network is."""
