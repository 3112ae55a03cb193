"""One figure of many networks as a strip of dots, a dot for each, stacked where they are equal."""

from dataclasses import dataclass

import numpy as np

from tui_mlp.arrays import Float64Array, IntArray
from tui_mlp.ui.drawing.axis import Axis

_BITS = np.array([[0x40, 0x80], [0x04, 0x20], [0x02, 0x10], [0x01, 0x08]])
"""Of a braille character, from its foot upwards; left and right."""
_EMPTY = 0x2800


@dataclass(frozen=True)
class DotStrip:
    """Rows of braille characters."""

    rows: tuple[str, ...]
    """The top one first; a space where there is no dot."""
    seeds_per_dot: int
    """More than 1 where a stack would not fit."""


def dot_strip(values: Float64Array, axis: Axis, width: int, height: int) -> DotStrip:
    """The dots of all values that are numbers.

    Args:
        values: (R,).
        axis: where they lie.
        width: cells, 1 or more.
        height: rows, 1 or more.
    """
    counts = np.bincount(dot_columns(values, axis, width), minlength=2 * width)
    per_dot = max(-(-int(counts.max(initial=0)) // (4 * height)), 1)
    stacks = -(-counts // per_dot)
    codes = np.zeros((height, width), np.intp)
    for level in range(4 * height):
        number, bits = height - 1 - level // 4, _BITS[level % 4]
        full = (stacks > level).reshape(width, 2)
        codes[number] += (full * bits).sum(axis=1)
    rows = tuple(
        "".join(chr(_EMPTY + code) if code else " " for code in line) for line in codes.tolist()
    )
    return DotStrip(rows, per_dot)


def dot_columns(values: Float64Array, axis: Axis, width: int) -> IntArray:
    """The column of dots, 0 to 2 width - 1, of each value that is a number."""
    places = axis.places(values[np.isfinite(values)], 0.0)
    return np.rint(places * (2 * width - 1)).astype(np.intp)
