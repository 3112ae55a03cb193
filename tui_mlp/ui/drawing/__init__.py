"""What turns arrays into rows of styled cells, and their colours."""
