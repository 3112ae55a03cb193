"""Learning curves as braille; the one file that knows plotext.

plotext only turns dots into characters, off-screen, on a plot object of our own. Limits, labels
and colours are ours, and everything that reaches it is a whole number on its canvas.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt
from plotext._monitor import monitor_class
from rich.segment import Segment
from textual.strip import Strip

from tui_mlp.arrays import Float64Array, FloatArray
from tui_mlp.ui.drawing.axis import (
    LABEL_WIDTH,
    Axis,
    Tick,
    epoch_axis,
    linear_axis,
    logarithmic_axis,
)
from tui_mlp.ui.drawing.colours import Palette
from tui_mlp.ui.drawing.strips import blank_rows, joined, row

_LABELS_FROM = (18, 4)
_CELLS_PER_EPOCH_TICK = 12
_ROWS_PER_VALUE_TICK = 2


class Role(IntEnum):
    """What a line shows; later ones are drawn over earlier ones."""

    TRACE = 0
    VALIDATION = 1
    TRAIN = 2


_DASH_PERIOD = 3
_TRACE_PERIOD = 2
"""One of so many cells of validation, or of a trace, stays empty: told apart without colour."""


@dataclass(frozen=True, eq=False)
class Line:
    """A decimated curve: P buckets with the smallest and the largest value in each."""

    role: Role
    epochs: FloatArray
    """(P,) rising."""
    values: FloatArray
    """(P, 2) minimum and maximum; what is not finite is left out."""


def line_plot(
    lines: Sequence[Line], width: int, height: int, palette: Palette, *, logarithmic: bool = False
) -> list[Strip]:
    """Draw curves against epochs: training solid, validation dashed, traces as faint dots.

    Args:
        lines: the curves, in any order.
        width: cells of the whole plot; labels are left out under 18.
        height: rows of the whole plot; labels are left out under 4.
        palette: the colours.
        logarithmic: show log10 of the values; zeros lie at the foot of the axis.

    Returns:
        `height` strips of `width` cells.
    """
    if width < 1 or height < 1:
        return blank_rows(height, width, palette.text)
    labelled = width >= _LABELS_FROM[0] and height >= _LABELS_FROM[1]
    canvas_width = width - LABEL_WIDTH - 1 if labelled else width
    canvas_height = height - 1 if labelled else height
    x_axis = epoch_axis(_latest(lines), canvas_width // _CELLS_PER_EPOCH_TICK)
    y_axis = _value_axis(lines, canvas_height // _ROWS_PER_VALUE_TICK, logarithmic)
    canvas = _canvas(lines, (x_axis, y_axis), canvas_width, canvas_height, palette)
    if not labelled:
        return [row(cells, width, palette.text) for cells in canvas]
    gutters = _value_labels(y_axis.ticks, canvas_height)
    rows = [
        row(
            [Segment(label, palette.muted), Segment(mark, palette.faint), *cells],
            width,
            palette.text,
        )
        for (label, mark), cells in zip(gutters, canvas, strict=True)
    ]
    epochs = " " * (LABEL_WIDTH + 1) + _epoch_labels(x_axis.ticks, canvas_width)
    return [*rows, row([Segment(epochs, palette.muted)], width, palette.text)]


def _latest(lines: Sequence[Line]) -> float:
    return max((float(line.epochs[-1]) for line in lines if len(line.epochs)), default=1.0)


def _value_axis(lines: Sequence[Line], tick_count: int, logarithmic: bool) -> Axis:
    """The axis around all finite values."""
    if lines:
        values = np.concatenate([line.values.ravel() for line in lines])
        values = values[np.isfinite(values)].astype(np.float64)
    if not lines or not len(values):
        values = np.array([0.1 if logarithmic else 0.0, 1.0])
    make = logarithmic_axis if logarithmic else linear_axis
    return make(float(values.min()), float(values.max()), tick_count)


def _canvas(
    lines: Sequence[Line], axes: tuple[Axis, Axis], width: int, height: int, palette: Palette
) -> list[list[Segment]]:
    """The curves as rows of segments, without labels."""
    solid = [line for line in lines if line.role is not Role.VALIDATION]
    dashed = [line for line in lines if line.role is Role.VALIDATION]
    under = _braille(solid, axes, width, height)
    over = _braille(dashed, axes, width, height)
    return [
        _cells(number, cells, over_cells, palette)
        for number, (cells, over_cells) in enumerate(zip(under, over, strict=True))
    ]


def _braille(
    lines: Sequence[Line], axes: tuple[Axis, Axis], width: int, height: int
) -> list[list[tuple[str, object]]]:
    """Some lines as plotext draws them: each cell's character, and the role drawn there."""
    x_axis, y_axis = axes
    plot = monitor_class()
    plot.set_size([width, height])
    plot.set_frame(False)
    plot.set_xfrequency(0)
    plot.set_yfrequency(0)
    plot.set_xlim(0, 2 * width - 1)
    plot.set_ylim(0, 4 * height - 1)
    for line in sorted(lines, key=lambda each: each.role):
        columns, low, high = _bands(
            _dots(x_axis.places(line.epochs), 2 * width),
            _dots(y_axis.places(line.values), 4 * height),
        )
        for run in _finite_runs(low):
            dots = _connected(columns[run], low[run], high[run])
            # As dots, not as lines: plotext takes a third longer to draw many short lines.
            plot.draw(*dots, lines=False, marker="braille", color=int(line.role))
    plot.build_plot()
    # plotext counts its rows from the bottom.
    rows = zip(plot.matrix.marker[::-1], plot.matrix.fullground[::-1], strict=True)
    return [list(zip(markers, roles, strict=True)) for markers, roles in rows]


def _cells(
    number: int,
    under: list[tuple[str, object]],
    over: list[tuple[str, object]],
    palette: Palette,
) -> list[Segment]:
    """One row: the trace with gaps, training solid, and validation in two cells of three.

    Where training and validation meet, a cell shows the dots of both and the cells take turns in
    their colours.
    """
    characters, styles = [" "] * len(under), [palette.text] * len(under)
    for column, ((below, role), (above, _)) in enumerate(zip(under, over, strict=True)):
        turn = (column + number) % _DASH_PERIOD
        if below != " " and role == Role.TRAIN:
            characters[column], styles[column] = below, palette.train
            if above != " ":
                characters[column] = _both(below, above)
                styles[column] = palette.validation if turn == 1 else palette.train
        elif above != " " and turn:
            characters[column], styles[column] = above, palette.validation
        elif below != " " and (column + number) % _TRACE_PERIOD:
            characters[column], styles[column] = below, palette.trace
    return joined(characters, styles)


def _both(first: str, second: str) -> str:
    """The dots of two braille characters in one."""
    return chr(ord(first) | ord(second))


def _dots(places: npt.ArrayLike, count: int) -> Float64Array:
    """The dots, of `count` along an axis, at places of 0..1; NaN stays NaN."""
    return np.floor(0.5 + (count - 1) * np.asarray(places, np.float64))


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
    starts = np.flatnonzero(np.diff(columns, prepend=-1.0))
    low = np.fmin.reduceat(rows[:, 0], starts)
    high = np.fmax.reduceat(rows[:, 1], starts)
    return columns[starts], low, high


def _connected(
    columns: Float64Array, low: Float64Array, high: Float64Array
) -> tuple[list[int], list[int]]:
    """The dots of bands with the line between them: their columns and rows."""
    every = np.arange(columns[0], columns[-1] + 1)
    lower = np.floor(0.5 + np.interp(every, columns, low)).astype(np.intp)
    upper = np.floor(0.5 + np.interp(every, columns, high)).astype(np.intp)
    reach_down, reach_up = lower.copy(), upper.copy()
    reach_down[1:] = np.minimum(lower[1:], upper[:-1] + 1)
    reach_up[1:] = np.maximum(upper[1:], lower[:-1] - 1)
    heights = reach_up - reach_down + 1
    firsts = np.cumsum(heights) - heights
    rows = np.arange(heights.sum()) - np.repeat(firsts - reach_down, heights)
    return np.repeat(every.astype(np.intp), heights).tolist(), rows.tolist()


def _finite_runs(values: npt.NDArray[np.float64]) -> list[slice]:
    """The stretches without NaN."""
    edges = np.flatnonzero(np.diff(np.isfinite(values), prepend=False, append=False))
    return [slice(start, end) for start, end in edges.reshape(-1, 2).tolist()]


def _value_labels(ticks: Sequence[Tick], height: int) -> list[tuple[str, str]]:
    """The label and the axis' own mark for each row, from the top."""
    rows = [(" " * LABEL_WIDTH, "│")] * height
    for tick in ticks:
        number = height - 1 - int(_dots(tick.place, 4 * height)) // 4
        rows[number] = (tick.label.rjust(LABEL_WIDTH), "┤")
    return rows


def _epoch_labels(ticks: Sequence[Tick], width: int) -> str:
    """The labels under the plot, each centred at its place where there is room."""
    text = [" "] * width
    free = 0
    for tick in ticks:
        start = round(tick.place * (width - 1)) - (len(tick.label) - 1) // 2
        start = max(0, min(start, width - len(tick.label)))
        if start >= free and start + len(tick.label) <= width:
            text[start : start + len(tick.label)] = tick.label
            free = start + len(tick.label) + 1
    return "".join(text)
