"""The decision boundary: the network's answer over the plane, with samples on top."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip

from tui_mlp.arrays import ByteArray, FloatArray, IntArray
from tui_mlp.ui.drawing.colours import Palette, class_glyph
from tui_mlp.ui.drawing.pixels import HalfBlocks, cell_runs
from tui_mlp.ui.drawing.strips import half_block

_LEVELS = 8
_FAINTEST, _FULLEST = 0.12, 0.62
"""Shares of a class's colour where the network is undecided, and where it is certain."""
WITHOUT_LABEL = "○"
"""The glyph of a sample that lacks the label looked at."""
_WITHOUT_LABEL = 0.4
_SHADES = _LEVELS + 1
"""The last shade is the pure colour: a sample on ground of its own class."""


@dataclass(frozen=True)
class Ground:
    """How the plane and the samples of one class look."""

    colour: Color
    glyph: str


def class_grounds(count: int, palette: Palette) -> list[Ground]:
    """The looks of the first classes."""
    return [Ground(palette.class_colour(n), class_glyph(n)) for n in range(count)]


def label_grounds(label: int, palette: Palette) -> list[Ground]:
    """The looks of what lacks a label (0), and of what has it (1)."""
    without = palette.background.blend(palette.foreground, _WITHOUT_LABEL)
    return [Ground(without, WITHOUT_LABEL), Ground(palette.class_colour(label), class_glyph(label))]


@dataclass(frozen=True, eq=False)
class Samples:
    """Points of 2-D data."""

    points: FloatArray
    """(P, 2)."""
    labels: IntArray
    """(P,) true class numbers."""
    extent: tuple[float, float, float, float]
    """(x_min, x_max, y_min, y_max) of the picture."""


@dataclass(frozen=True, eq=False)
class _Placed:
    """Where samples lie on a grid, and whether the ground there has their class."""

    rows: IntArray
    columns: IntArray
    labels: IntArray
    right: npt.NDArray[np.bool_]


class _Mark(NamedTuple):
    """A glyph in place of two pixels."""

    label: int
    inverse: bool


def field(
    winner: ByteArray,
    confidence: ByteArray,
    samples: Samples | None,
    *,
    grounds: Sequence[Ground],
    width: int,
    height: int,
    palette: Palette,
    glyphs: bool = False,
) -> list[Strip]:
    """Draw class colours that fade towards the background where the network is undecided.

    A sample on ground of its own class is a bright dot; on foreign ground it stands out as the
    glyph of its true class.

    Args:
        winner: (R, K) the class of largest probability, row 0 at the top, of any size.
        confidence: (R, K) that probability, 0..255 for 0..1.
        samples: what to draw on top.
        grounds: how each class looks.
        width: cells, each one pixel across.
        height: rows of cells, each two pixels high.
        palette: the colours.
        glyphs: draw every sample as a glyph, on bright ground where it is misclassified: for a
            screen without colours.

    Returns:
        `height` strips of `width` cells.
    """
    if width < 1 or height < 1:
        return []
    winner = _nearest(winner, 2 * height, width)
    shades = _shades(_nearest(confidence, 2 * height, width), len(grounds))
    marks: dict[int, dict[int, _Mark]] = {}
    if samples is not None and len(samples.points):
        placed = _place(samples, winner)
        if not glyphs:
            shades[placed.rows[placed.right], placed.columns[placed.right]] = _SHADES - 1
        marks = _marks(placed, of_right_ones=glyphs)
    colours = _colours(palette, grounds)
    codes = winner.astype(np.intp) * _SHADES + shades
    cells = codes[0::2] * len(colours) + codes[1::2]
    styles = HalfBlocks(colours)
    return [
        Strip(_row(line, styles, marks.get(number, {}), grounds, palette), width)
        for number, line in enumerate(cells)
    ]


def _marks(placed: _Placed, *, of_right_ones: bool) -> dict[int, dict[int, _Mark]]:
    """The glyphs by row and column of cells, misclassified samples over others."""
    order = np.argsort(~placed.right, kind="stable")
    marks: dict[int, dict[int, _Mark]] = {}
    for place in order.tolist():
        right = bool(placed.right[place])
        if not right or of_right_ones:
            mark = _Mark(int(placed.labels[place]), inverse=of_right_ones and not right)
            marks.setdefault(int(placed.rows[place]) // 2, {})[int(placed.columns[place])] = mark
    return marks


def _row(
    line: IntArray,
    styles: HalfBlocks,
    marks: dict[int, _Mark],
    grounds: Sequence[Ground],
    palette: Palette,
) -> list[Segment]:
    """One row of cells, with a glyph of a class in some of them."""
    segments = []
    start = 0
    for column in sorted(marks):
        segments += cell_runs(line[start:column], styles)
        ground = styles.colours[int(line[column]) // len(styles.colours)]
        front = palette.foreground
        if marks[column].inverse:
            front, ground = palette.background, palette.foreground
        style = half_block(front, ground) + Style(bold=True)
        segments.append(Segment(grounds[marks[column].label].glyph, style))
        start = column + 1
    return segments + cell_runs(line[start:], styles)


def _shades(confidence: ByteArray, class_count: int) -> IntArray:
    """Each pixel's shade: the confidence between pure chance and certainty, in steps."""
    chance = 1 / max(class_count, 2)
    share = (confidence / 255 - chance) / (1 - chance)
    return np.clip((share * _LEVELS).astype(np.intp), 0, _LEVELS - 1)


def _colours(palette: Palette, grounds: Sequence[Ground]) -> list[Color]:
    """`_SHADES` colours for each class."""
    step = (_FULLEST - _FAINTEST) / (_LEVELS - 1)
    factors = [*(_FAINTEST + step * level for level in range(_LEVELS)), 1.0]
    return [
        palette.background.blend(ground.colour, factor) for ground in grounds for factor in factors
    ]


def _nearest(grid: ByteArray, rows: int, columns: int) -> ByteArray:
    """A grid of another size, each place with the value that was nearest."""
    if grid.shape == (rows, columns):
        return grid
    row_places = (2 * np.arange(rows) + 1) * grid.shape[0] // (2 * rows)
    column_places = (2 * np.arange(columns) + 1) * grid.shape[1] // (2 * columns)
    return grid[np.ix_(row_places, column_places)]


def _place(samples: Samples, winner: ByteArray) -> _Placed:
    """The samples inside the picture, at the nearest point of the grid."""
    x_min, x_max, y_min, y_max = samples.extent
    rows, columns = winner.shape
    across = (samples.points[:, 0] - x_min) / ((x_max - x_min) or 1.0)
    down = (y_max - samples.points[:, 1]) / ((y_max - y_min) or 1.0)
    inside = (across >= 0) & (across <= 1) & (down >= 0) & (down <= 1)
    row_places = np.round(down[inside] * (rows - 1)).astype(np.intp)
    column_places = np.round(across[inside] * (columns - 1)).astype(np.intp)
    labels = samples.labels[inside]
    return _Placed(row_places, column_places, labels, winner[row_places, column_places] == labels)
