"""tui_mlp: see a neural network learn, in the terminal."""

__version__ = "0.1.0"
