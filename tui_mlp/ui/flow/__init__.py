"""The view of the gradient's flow."""
