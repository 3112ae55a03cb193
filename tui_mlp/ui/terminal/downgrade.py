"""Colours for a terminal that has fewer: the nearest one that it has."""

from functools import lru_cache

from rich._palettes import EIGHT_BIT_PALETTE
from rich.color import Color, ColorSystem, ColorType
from rich.palette import Palette

_FIRST = 16
"""Colours below are what the user makes of them."""
_FIXED = Palette([EIGHT_BIT_PALETTE[number] for number in range(_FIRST, 256)])


@lru_cache(maxsize=8192)
def downgraded(color: Color, system: ColorSystem) -> Color:
    """The nearest colour; of 256 ones by distance, where Rich rounds each channel.

    Rich's rounding makes dark mixtures of any colour blue, red, or black.
    """
    if system is not ColorSystem.EIGHT_BIT or color.type is not ColorType.TRUECOLOR:
        return color.downgrade(system)
    return Color.from_ansi(_FIRST + _FIXED.match(color.get_truecolor()))
