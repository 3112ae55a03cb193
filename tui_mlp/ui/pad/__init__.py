"""An image that is drawn by hand, with keys or the mouse."""
