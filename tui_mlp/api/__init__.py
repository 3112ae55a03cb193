"""tui_mlp as a Python library: what `import tui_mlp` offers."""
