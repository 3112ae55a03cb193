"""Gradient norms of every layer over time, as colours on a fixed logarithmic scale."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui_mlp.arrays import FloatArray
from tui_mlp.numbers import NOT_FINITE, SCIENTIFIC_WIDTH, scientific, superscript
from tui_mlp.training.snapshot import GradientNorms
from tui_mlp.ui.drawing.axis import Axis, epoch_axis
from tui_mlp.ui.drawing.colours import HEAT_LEVELS, Palette
from tui_mlp.ui.drawing.strips import blank_rows, joined, row

LevelArray = npt.NDArray[np.int8]

LOWEST, HIGHEST = -6, 2
"""The scale's ends as powers of ten: half a power for each of the 16 shades.

Fixed, because a scale that follows the data hides a vanishing gradient. Healthy training (10⁻³
to 1) lies in the middle; a gradient of 10⁻⁶ or less has faded into the background.
"""

ZERO, NOT_A_NUMBER, INFINITE = -1, -2, -3
"""Levels of norms that have no logarithm."""

_MARKS = {ZERO: "·", NOT_A_NUMBER: "×", INFINITE: "∞"}
_NO_NUMBER = "–".center(SCIENTIFIC_WIDTH)
_LEAST_COLUMNS = 4
_ROUNDING = 1e-6
_TALLEST = 8


def heat_levels(norms: FloatArray) -> LevelArray:
    """Each norm's shade, 0 to `HEAT_LEVELS` - 1, or `ZERO`, `NOT_A_NUMBER` or `INFINITE`."""
    positive = np.isfinite(norms) & (norms > 0)
    powers = np.log10(np.where(positive, norms, 1.0), dtype=np.float64)
    shades = np.floor((powers - LOWEST) / (HIGHEST - LOWEST) * HEAT_LEVELS + _ROUNDING)
    levels = np.clip(shades, 0, HEAT_LEVELS - 1).astype(np.int8)
    levels[norms == 0] = ZERO
    levels[np.isinf(norms)] = INFINITE
    levels[np.isnan(norms)] = NOT_A_NUMBER
    return levels


def time_axis(epochs: FloatArray) -> Axis:
    """The axis from epoch 0 to a round number, the same as the learning curves'."""
    return epoch_axis(float(epochs[-1]) if len(epochs) else 1.0, 1)


def norms_by_column(epochs: FloatArray, norms: FloatArray, end: float, columns: int) -> FloatArray:
    """The largest norm in each of `columns` equal spans of 0..end.

    A span without a bucket of its own shows the one that covers it. While a run goes on only the
    last column changes, until `end` does.

    Args:
        epochs: (P,) the epoch at which each bucket ends, rising.
        norms: (P, L).
        end: the epoch at the right edge.
        columns: 1 or more.

    Returns:
        (columns so far, L).
    """
    if not len(epochs):
        return norms
    edges = np.linspace(0.0, end, columns + 1)
    edges = edges[: np.searchsorted(edges, epochs[-1], side="left") + 1]
    first = np.searchsorted(epochs, edges[:-1], side="right").clip(max=len(epochs) - 1)
    last = np.searchsorted(epochs, edges[1:], side="left")
    spans = zip(first.tolist(), last.tolist(), strict=True)
    return np.stack([norms[start : stop + 1].max(axis=0) for start, stop in spans])


@dataclass(frozen=True)
class HeatCursor:
    """What is read: a layer, counted from 1, at an epoch."""

    layer: int
    epoch: float


def columns_of(layers: int, width: int, label_width: int = 0) -> tuple[int, int]:
    """The first cell of a heatmap's colours, and how many cells across they have."""
    layout = _Layout(width, layers, label_width)
    return layout.label_width, layout.columns


def heatmap(
    gradient_norms: GradientNorms,
    width: int,
    height: int,
    palette: Palette,
    *,
    cursor: HeatCursor | None = None,
    label_width: int = 0,
) -> list[Strip]:
    """Draw one band for each layer, the last layer on top, and a legend where there is room.

    Args:
        gradient_norms: the norms over time, and those of the last step.
        width: cells.
        height: rows.
        palette: the colours.
        cursor: what is read, to be marked.
        label_width: the least cells before the colours.

    Returns:
        `height` strips of `width` cells.
    """
    epochs, norms, present = gradient_norms.epochs, gradient_norms.norms, gradient_norms.present
    layers = len(present)
    if width < 1 or height < 1 or not layers:
        return blank_rows(height, width, palette.text)
    layout = _Layout(width, layers, label_width)
    legend_rows, room, thickness = layout.rows_of(height)
    bands = _Bands(layout, palette, *_cursor_column(epochs, layout.columns, cursor))
    levels = heat_levels(norms_by_column(epochs, norms, time_axis(epochs).high, layout.columns))
    numbers = [_present(float(norm), started=len(norms) > 0) for norm in present]
    rows: list[Strip] = []
    for layer in _shown_layers(layers, room):
        if layer is None:
            rows.append(bands.omission(layers - room + 1))
            continue
        name, number = f"W{superscript(layer)}", numbers[layer - 1]
        rows.append(bands.band(levels[:, layer - 1], layer, name, number))
        rows += [bands.band(levels[:, layer - 1], layer)] * (thickness - 2)
        rows += blank_rows(int(thickness > 1), width, palette.text)
    rows += blank_rows(height - len(rows) - (legend_rows > 0), width, palette.text)
    return [*rows, *[bands.legend()] * (legend_rows > 0)]


def layer_at(number: int, layers: int, width: int, height: int) -> int | None:
    """The layer, counted from 1, whose band is at a row of a heatmap of this size."""
    _, room, thickness = _Layout(width, layers).rows_of(height)
    shown = _shown_layers(layers, room)
    place = number // thickness
    return shown[place] if 0 <= place < len(shown) else None


def _cursor_column(
    epochs: FloatArray, columns: int, cursor: HeatCursor | None
) -> tuple[int, int | None]:
    """The column and the layer that the cursor is at; no layer for no cursor."""
    if cursor is None:
        return 0, None
    # the span (edge before, edge] is a column's, as in `norms_by_column`
    place = math.ceil(cursor.epoch / time_axis(epochs).high * columns - 1e-6) - 1
    return min(max(place, 0), columns - 1), cursor.layer


def _shown_layers(layers: int, room: int) -> list[int | None]:
    """The layers from the last to the first; None where some in the middle are left out.

    The ends stay: it is there that one sees a gradient vanish.
    """
    order: list[int | None] = list(range(layers, 0, -1))
    if layers <= room:
        return order
    kept = room - 1
    return [*order[: (kept + 1) // 2], None, *order[layers - kept // 2 :]]


def _present(norm: float, *, started: bool) -> str:
    return scientific(norm) if started or not np.isnan(norm) else _NO_NUMBER


class _Layout:
    """Where label, colours and number of a band stand."""

    def __init__(self, width: int, layers: int, label_width: int = 0) -> None:
        self.width, self.layers = width, layers
        self.label_width = max(len(str(layers)) + 2, label_width)
        least = self.label_width + _LEAST_COLUMNS
        self.numbered = width >= least + 1 + SCIENTIFIC_WIDTH
        if width < least:
            self.label_width = 0
        self.columns = width - self.label_width - (1 + SCIENTIFIC_WIDTH) * self.numbered

    def rows_of(self, height: int) -> tuple[int, int, int]:
        """The rows of the legend, those for all layers, and those of each layer."""
        legend_rows = 0
        if self.has_legend_room:
            legend_rows = 2 if height >= 2 * self.layers + 2 else int(height > self.layers)
        room = height - legend_rows
        return legend_rows, room, max(1, min(room // self.layers, _TALLEST + 1))

    @property
    def has_legend_room(self) -> bool:
        """Whether the shades and their range fit into a row."""
        return self.width >= self.label_width + HEAT_LEVELS + 12


class _Bands:
    """Draws the rows of the layers, with the cursor through them."""

    def __init__(
        self, layout: _Layout, palette: Palette, column: int, cursor_layer: int | None
    ) -> None:
        self.layout = layout
        self.palette = palette
        self.column, self.cursor_layer = column, cursor_layer

    def band(self, levels: LevelArray, layer: int, label: str = "", number: str = "") -> Strip:
        """One row of a layer; the first has its label and its number."""
        palette, layout = self.palette, self.layout
        name = palette.accent if layer == self.cursor_layer else palette.strong
        segments = [Segment(label.ljust(layout.label_width), name)] * (layout.label_width > 0)
        segments += self._cells(levels, layer)
        segments.append(Segment(" " * (layout.columns - len(levels)), palette.text))
        if layout.numbered:
            style = palette.bad if number.strip() in NOT_FINITE else palette.text
            segments.append(Segment(f" {number}", style))
        return row(segments, layout.width, palette.text)

    def omission(self, count: int) -> Strip:
        """The row that stands for layers left out."""
        word = f"{' ' * self.layout.label_width}+{count} more"
        return row([Segment(word, self.palette.muted)], self.layout.width, self.palette.text)

    def _cells(self, levels: LevelArray, layer: int) -> list[Segment]:
        numbers = levels.tolist()
        fills = self.palette.heat_glyphs
        characters = [_MARKS[level] if level < 0 else fills[level] for level in numbers]
        styles = [self._style(level) for level in numbers]
        if self.cursor_layer is not None and self.column < len(characters):
            here = layer == self.cursor_layer
            characters[self.column] = "╋" if here else "│"
            styles[self.column] = self.palette.accent if here else self.palette.text
        return joined(characters, styles)

    def _style(self, level: int) -> Style:
        if level >= 0:
            return self.palette.heat[level]
        return self.palette.muted if level == ZERO else self.palette.bad

    def legend(self) -> Strip:
        """The shades, the range they stand for, and the marks."""
        palette = self.palette
        segments = [Segment(" " * self.layout.label_width, palette.text)]
        segments += map(Segment, palette.heat_glyphs, palette.heat)
        low, high = superscript(LOWEST), superscript(HIGHEST)
        segments.append(Segment(f" 10{low} … 10{high}", palette.muted))
        for mark, meaning, style in (
            (_MARKS[ZERO], "0", palette.muted),
            (_MARKS[NOT_A_NUMBER], "NaN", palette.bad),
            (_MARKS[INFINITE], "inf", palette.bad),
        ):
            more = [Segment(f"  {meaning} ", palette.muted), Segment(mark, style)]
            if sum(each.cell_length for each in [*segments, *more]) <= self.layout.width:
                segments += more
        return row(segments, self.layout.width, palette.text)
