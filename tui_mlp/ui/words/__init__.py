"""The words of the field: what each means, and what it leads to."""
