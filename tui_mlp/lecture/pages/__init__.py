"""Pages of formulas and numbers, and how they are laid out in lines."""
