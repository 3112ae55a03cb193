"""How the error flows back through the layers, what may be wrong with it, and what may help."""
