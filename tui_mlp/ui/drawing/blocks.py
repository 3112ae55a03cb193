"""Quadrant blocks: two by two pixels in a cell, in the two colours that are nearest to all four."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from rich.segment import Segment
from rich.style import Style

from tui_mlp.arrays import BoolArray, FloatArray, IntArray

CodePoints = npt.NDArray[np.uint32]
"""Characters of rows of cells; each takes one cell."""

_QUADRANTS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
"""By the pixels in front: 1 upper left, 2 upper right, 4 lower left, 8 lower right."""
QUADRANTS: CodePoints = np.array([ord(each) for each in _QUADRANTS], np.uint32)
UPPER, LOWER = 3, 12
"""The patterns of half blocks."""
# A pattern and its complement are one division of the cell: those without the upper left pixel
# in front are enough, and the first divides nothing.
_PATTERNS = np.arange(0, 16, 2)
_IN_FRONT = ((_PATTERNS[:, None] >> np.arange(4)) & 1).astype(np.float32)
_FRONT_COUNTS = _IN_FRONT.sum(axis=1)
_WHOLE = 1e-9
"""A division must explain more than this, or the cell keeps one colour."""


class Quadrants(NamedTuple):
    """Cells (R, C): which pixels are in front, and the mean of those and of the others."""

    patterns: IntArray
    front: FloatArray
    """(R, C, K)."""
    back: FloatArray
    """(R, C, K)."""


def quadrants(pixels: FloatArray) -> Quadrants:
    """Divide the four pixels of every cell so that two values stand for them best.

    Of the seven divisions the one with the least squared error is taken, which is the one with the
    largest |S_f|^2 / n_f + |S_b|^2 / n_b of the sums S over its two sides.

    Args:
        pixels: (2 R, 2 C, K) of K channels.
    """
    rows, columns, channels = pixels.shape[0] // 2, pixels.shape[1] // 2, pixels.shape[2]
    cells = pixels.reshape(rows, 2, columns, 2, channels).transpose(0, 2, 4, 1, 3)
    cells = cells.reshape(rows * columns, channels, 4)
    total = cells.sum(axis=2)
    patterns = np.zeros(len(cells), np.intp)
    front = total / 4
    back = front.copy()
    mixed = np.flatnonzero((cells != cells[:, :, :1]).any(axis=(1, 2)))
    if len(mixed):
        sums = cells[mixed] @ _IN_FRONT.T
        others = total[mixed][:, :, None] - sums
        counts = np.maximum(_FRONT_COUNTS, 1)
        explained = (sums * sums / counts + others * others / (4 - _FRONT_COUNTS)).sum(axis=1)
        best = explained.argmax(axis=1)
        worth = np.take_along_axis(explained, best[:, None], 1)[:, 0] > explained[:, 0] + _WHOLE
        best = np.where(worth, best, 0)
        place = np.arange(len(mixed))
        patterns[mixed] = _PATTERNS[best]
        front[mixed] = sums[place, :, best] / counts[best][:, None]
        back[mixed] = others[place, :, best] / (4 - _FRONT_COUNTS)[best][:, None]
    shape = rows, columns, channels
    return Quadrants(patterns.reshape(rows, columns), front.reshape(shape), back.reshape(shape))


def cell_segments(
    characters: CodePoints, keys: IntArray, style_of: Callable[[int], Style]
) -> list[Segment]:
    """One row of cells, neighbours of one style joined.

    Args:
        characters: (C,) one in each cell.
        keys: (C,) equal for cells of one style.
        style_of: gives the style of a key.
    """
    text = characters.tobytes().decode("utf-32-le")
    changes: BoolArray = keys[1:] != keys[:-1]
    starts = [0, *(np.flatnonzero(changes) + 1).tolist(), len(keys)]
    return [
        Segment(text[start:end], style_of(key))
        for start, end, key in zip(starts, starts[1:], keys[starts[:-1]].tolist(), strict=False)
    ]
