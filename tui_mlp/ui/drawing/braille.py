"""Straight and curved lines in braille dots, two across and four down in each cell."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tui_mlp.arrays import Float64Array, IntArray

DOTS_ACROSS, DOTS_DOWN = 2, 4
BRAILLE = 0x2800
"""The code point of a cell without dots; dots are bits added to it."""
_BITS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]], np.uint8)
"""By row and column within a cell."""
_DASH = 3
"""Dots drawn, and as many left out, of a dotted line."""


class Line(NamedTuple):
    """From a dot to a dot; columns and rows of dots are counted from 0 at the upper left."""

    x0: int
    y0: int
    x1: int
    """Right of x0."""
    y1: int


class Dots(NamedTuple):
    """The cells that lines touch, each with the bits of its dots: one entry a line and cell."""

    lines: IntArray
    """(E,) each entry's line, rising."""
    cells: IntArray
    """(E,) row * width + column."""
    bits: npt.NDArray[np.uint8]
    """(E,)."""


def rasterised(
    lines: list[Line],
    width: int,
    height: int,
    *,
    thickness: int = 1,
    dotted: bool = False,
    ease: float = 0.0,
) -> Dots:
    """The cells of lines of one kind.

    Args:
        lines: inside the picture.
        width: cells across.
        height: cells down; what a thick line has outside is left out.
        thickness: parallel dots, 1 or more.
        dotted: leave every other stretch out.
        ease: 0 for straight lines, to 1 for lines that leave and arrive level:
            y(t) = y0 + (y1 - y0) ((1 - ease) t + ease t^2 (3 - 2 t)).
    """
    numbers, x, y = _paths(np.array(lines, np.float64).reshape(-1, 4), ease, dotted=dotted)
    offsets = np.arange(thickness) - (thickness - 1) // 2
    x = np.tile(x, thickness)
    y = (y + offsets[:, None]).ravel()
    numbers = np.tile(numbers, thickness)
    inside = (y >= 0) & (y < DOTS_DOWN * height) & (x >= 0) & (x < DOTS_ACROSS * width)
    x, y, numbers = x[inside], y[inside], numbers[inside]
    cells = y // DOTS_DOWN * width + x // DOTS_ACROSS
    entries, places = np.unique(numbers * (width * height) + cells, return_inverse=True)
    bits = np.zeros(len(entries), np.uint8)
    np.bitwise_or.at(bits, places, _BITS[y % DOTS_DOWN, x % DOTS_ACROSS])
    return Dots(entries // (width * height), entries % (width * height), bits)


def _paths(ends: Float64Array, ease: float, *, dotted: bool) -> tuple[IntArray, IntArray, IntArray]:
    """The line, the column and the row of every dot along lines (M, 4), one wide."""
    x0, y0, x1, y1 = ends.T
    # An eased line is 1.5 times as steep in its middle.
    steps = np.maximum(np.abs(x1 - x0), np.abs(y1 - y0) * (1 + 0.5 * ease))
    counts = np.ceil(steps).astype(np.intp) + 1
    numbers = np.repeat(np.arange(len(ends)), counts)
    place = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    if dotted:
        drawn = place // _DASH % 2 == 0
        numbers, place = numbers[drawn], place[drawn]
    t = place / np.maximum(counts - 1, 1)[numbers]
    rise = (1 - ease) * t + ease * t * t * (3 - 2 * t)
    x = np.floor(x0[numbers] + (x1 - x0)[numbers] * t + 0.5).astype(np.intp)
    y = np.floor(y0[numbers] + (y1 - y0)[numbers] * rise + 0.5).astype(np.intp)
    return numbers, x, y
