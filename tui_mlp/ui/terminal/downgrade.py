"""Colours for a terminal that has fewer: the nearest one that it has."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from rich._palettes import EIGHT_BIT_PALETTE
from rich.color import Color, ColorSystem, ColorType

from tui_mlp.arrays import Float64Array

_FIRST = 16
"""Colours below are what the user makes of them."""
_LUMINANCE_WEIGHT = 0.3
"""A mixture keeps its hue rather than its exact luminance: else all dark ones would be grey."""
_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def _oklab(rgb: npt.ArrayLike) -> Float64Array:
    """(..., 3) sRGB of 0..255 as Oklab (Ottosson, 2020), whose distances are those one sees."""
    parts = np.asarray(rgb, np.float64) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    lab: Float64Array = np.cbrt(linear @ _CONES.T) @ _LAB.T
    return lab


_FIXED = _oklab([EIGHT_BIT_PALETTE[number] for number in range(_FIRST, 256)])


@lru_cache(maxsize=8192)
def downgraded(color: Color, system: ColorSystem) -> Color:
    """The nearest colour; of 256 ones by what one sees, where Rich rounds each channel.

    Rich's rounding makes dark mixtures of any colour blue, red, or black.
    """
    if system is not ColorSystem.EIGHT_BIT or color.type is not ColorType.TRUECOLOR:
        return color.downgrade(system)
    apart = (_FIXED - _oklab(color.get_truecolor())) ** 2
    distances = apart @ np.array([_LUMINANCE_WEIGHT, 1.0, 1.0])
    return Color.from_ansi(_FIRST + int(distances.argmin()))
