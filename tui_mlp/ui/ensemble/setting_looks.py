"""How each of several settings looks: its colour, its glyph, and what fills its band."""

from rich.style import Style

from tui_mlp.ui.drawing.areas import TEXTURES
from tui_mlp.ui.drawing.colours import Palette, class_glyph

ALONE = "○"
"""The glyph of one run over the band of many."""


def setting_style(number: int, palette: Palette) -> Style:
    """The colour of a setting, counted from 0."""
    return palette.class_style(number)


def setting_glyph(number: int) -> str:
    """The glyph in the curve of a setting, and before its name."""
    return class_glyph(number)


def setting_texture(number: int) -> str:
    """What fills the band of a setting where colours cannot tell."""
    return TEXTURES[number % len(TEXTURES)]
