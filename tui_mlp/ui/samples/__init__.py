"""Samples one by one: what is answered, the worst of them, and one that is typed in."""
