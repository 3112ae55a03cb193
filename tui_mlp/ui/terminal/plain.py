"""Whether Textual runs the terminal in its own way, without our driver, painter and guard."""

import os

PLAIN_TERMINAL = "TUI_MLP_PLAIN_TERMINAL"
"""An environment variable: with 1 the program is an ordinary Textual app."""
TEXTUAL_DRIVER = "TEXTUAL_DRIVER"
"""Textual's variable for another driver; `textual serve` names one that needs no terminal."""


def names_other_driver() -> bool:
    """Whether the environment names a driver for Textual."""
    return bool(os.environ.get(TEXTUAL_DRIVER))


def is_plain() -> bool:
    """Whether Textual chooses the driver, and nothing of ours is in its way."""
    return names_other_driver() or os.environ.get(PLAIN_TERMINAL) == "1"
