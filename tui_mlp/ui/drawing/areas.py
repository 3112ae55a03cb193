"""What lies between two curves, such as the middle of many runs, as cells of a plot."""

from dataclasses import dataclass

import numpy as np
from rich.style import Style

from tui_mlp.arrays import BoolArray, Float64Array, FloatArray
from tui_mlp.ui.drawing.axis import Axis

TEXTURES = "░╱╲─│▒"
"""What fills the areas where colours cannot tell them: the first one's, the second one's, …"""
_LEAST_COVER = 0.25
"""Of a cell's height, for it to count as covered."""


@dataclass(frozen=True, eq=False)
class Area:
    """All between a low and a high curve."""

    epochs: FloatArray
    """(P,) rising."""
    low: Float64Array
    """(P,) and so is `high`; where one is not finite there is nothing."""
    high: Float64Array
    style: Style
    """Its colour, of which the ground gets a part."""
    texture: str
    """Fills the cells where colours cannot tell."""


def covered_cells(area: Area, axes: tuple[Axis, Axis], width: int, height: int) -> BoolArray:
    """(height, width) which cells of a plot lie in an area, row 0 at the top.

    Args:
        area: what is looked at.
        axes: of the epochs and of the values.
        width: cells across.
        height: cells down.
    """
    covered = np.zeros((height, width), np.bool_)
    x_axis, y_axis = axes
    finite = np.isfinite(area.low) & np.isfinite(area.high)
    if not finite.any():
        return covered
    at = x_axis.places(area.epochs[finite], np.inf)
    columns = (np.arange(width) + 0.5) / width
    inside = (columns >= at[0]) & (columns <= at[-1])
    low = height * np.interp(columns, at, y_axis.places(area.low[finite], 1.0))
    high = height * np.interp(columns, at, y_axis.places(area.high[finite], 1.0))
    floor = np.arange(height - 1, -1, -1)[:, np.newaxis]
    cover = np.minimum(high, floor + 1) - np.maximum(low, floor)
    covered[...] = (cover >= _LEAST_COVER) & inside
    return covered
