"""Curves as braille characters; the one file that knows plotext.

plotext only turns dots into characters, off-screen, on a plot object of our own. Limits, labels
and colours are ours, and everything that reaches it is a whole number on its canvas.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt
from plotext._monitor import monitor_class
from rich.style import Style

from tui_mlp.arrays import Float64Array, FloatArray
from tui_mlp.ui.drawing.axis import Axis


class Role(IntEnum):
    """What a line shows; later ones are drawn over earlier ones."""

    TRACE = 0
    OTHER = 1
    """One of several that are told apart by a glyph."""
    VALIDATION = 2
    TRAIN = 3


_CENTRED_FROM = 3
"""Rows from which on there is room at the ends."""
_OUTSIDE = 1.0
"""Rows beyond an axis; what is cut to lie there never shows."""


@dataclass(frozen=True, eq=False)
class Line:
    """A decimated curve: P buckets with the smallest and the largest value in each."""

    role: Role
    epochs: FloatArray
    """(P,) rising."""
    values: FloatArray
    """(P, 2) minimum and maximum; what is not finite is left out."""
    style: Style | None = None
    """Of an `OTHER` line."""
    glyph: str = ""
    """Stands in some of the cells of an `OTHER` line."""


CharacterArray = npt.NDArray[np.str_]


def curve_dots(
    lines: Sequence[Line], axes: tuple[Axis, Axis], width: int, height: int
) -> CharacterArray:
    """Some lines, none told from another, on one canvas; what lies outside the axes is left out.

    Args:
        lines: what to draw.
        axes: of the epochs and of the values.
        width: cells.
        height: rows.

    Returns:
        (height, width) braille characters or spaces, the top row first.
    """
    x_axis, y_axis = axes
    plot = monitor_class()
    plot.set_size([width, height])
    plot.set_frame(False)
    plot.set_xfrequency(0)
    plot.set_yfrequency(0)
    plot.set_xlim(0, 2 * width - 1)
    plot.set_ylim(0, 4 * height - 1)
    for line in lines:
        epochs, values = _near(line.epochs, line.values, x_axis)
        columns, low, high = _bands(
            _dots(x_axis.places(epochs, np.inf), 2 * width),
            _heights(y_axis.places(values, _OUTSIDE / max(height - 1, 1)), height),
        )
        for run in _finite_runs(low):
            dots = _connected(columns[run], low[run], high[run], 2 * width, 4 * height)
            # As dots, not as lines: plotext takes a third longer to draw many short lines.
            if dots[0]:
                plot.draw(*dots, lines=False, marker="braille")
    plot.build_plot()
    # plotext counts its rows from the bottom.
    return np.array(plot.matrix.marker[::-1], np.str_)


def row_of(place: float, height: int) -> int:
    """The row, from the top, of a place of 0..1 on an axis of values."""
    return height - 1 - int(_heights(place, height)) // 4


def column_of(place: float, width: int) -> int:
    """The column of a place of 0..1 on an axis of epochs."""
    return int(_dots(place, 2 * width)) // 2


def _near(epochs: FloatArray, values: FloatArray, axis: Axis) -> tuple[FloatArray, FloatArray]:
    """The points on an axis of epochs, and the nearest one outside at either end."""
    start = max(int(np.searchsorted(epochs, axis.low, side="right")) - 1, 0)
    stop = int(np.searchsorted(epochs, axis.high, side="left")) + 1
    return epochs[start:stop], values[start:stop]


def _dots(places: npt.ArrayLike, count: int) -> Float64Array:
    """The dots, of `count` along an axis, at places of 0..1; NaN stays NaN."""
    return np.floor(0.5 + (count - 1) * np.asarray(places, np.float64))


def _heights(places: npt.ArrayLike, rows: int) -> Float64Array:
    """The dots, of four in each row, at places of 0..1 on an axis of values; NaN stays NaN.

    The ends lie in the middle of their rows, where the axis has its marks.
    """
    if rows < _CENTRED_FROM:
        return _dots(places, 4 * rows)
    return np.floor(2.0 + 4 * (rows - 1) * np.asarray(places, np.float64))


def _bands(
    columns: Float64Array, rows: Float64Array
) -> tuple[Float64Array, Float64Array, Float64Array]:
    """Decimate to one band for each column of dots: the column, its lowest and its highest row.

    Args:
        columns: (P,) rising.
        rows: (P, 2) a minimum and a maximum; a NaN is passed over where its column has a number.
    """
    if not len(columns):
        return columns, columns, columns
    starts = np.flatnonzero(np.diff(columns, prepend=-np.inf))
    low = np.fmin.reduceat(rows[:, 0], starts)
    high = np.fmax.reduceat(rows[:, 1], starts)
    return columns[starts], low, high


def _connected(
    columns: Float64Array, low: Float64Array, high: Float64Array, width: int, height: int
) -> tuple[list[int], list[int]]:
    """The dots of bands with the line between them: their columns and rows on the canvas."""
    every = np.arange(max(columns[0], 0), min(columns[-1], width - 1) + 1)
    if not len(every):
        return [], []
    lower = np.floor(0.5 + np.interp(every, columns, low)).astype(np.intp)
    upper = np.floor(0.5 + np.interp(every, columns, high)).astype(np.intp)
    reach_down, reach_up = lower.copy(), upper.copy()
    reach_down[1:] = np.minimum(lower[1:], upper[:-1] + 1)
    reach_up[1:] = np.maximum(upper[1:], lower[:-1] - 1)
    heights = reach_up - reach_down + 1
    firsts = np.cumsum(heights) - heights
    rows = np.arange(heights.sum()) - np.repeat(firsts - reach_down, heights)
    inside = (rows >= 0) & (rows < height)
    return np.repeat(every.astype(np.intp), heights)[inside].tolist(), rows[inside].tolist()


def _finite_runs(values: Float64Array) -> list[slice]:
    """The stretches without NaN."""
    edges = np.flatnonzero(np.diff(np.isfinite(values), prepend=False, append=False))
    return [slice(start, end) for start, end in edges.reshape(-1, 2).tolist()]
