"""Means and standard deviations of activations over time, as lines with upright bars."""

from collections.abc import Iterator, Sequence

import numpy as np
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui_mlp.arrays import FloatArray
from tui_mlp.numbers import fixed, superscript
from tui_mlp.training.units.activation_history import ActivationSpread
from tui_mlp.ui.drawing.colours import Palette
from tui_mlp.ui.drawing.line_plot import Line, Role, epochs_shown, gutter_of, line_plot
from tui_mlp.ui.drawing.strips import blank_rows, row, text_row

MOST_LAYERS = 6
"""Of more layers some are left out, the first and the last never."""
_CELLS_BETWEEN_BARS = 3
"""Between the bars of one epoch and those of the next that has some."""
_FIGURE_WIDTH = 7
_LEAST_PLOT = 3


def activation_plot(
    spread: ActivationSpread, width: int, height: int, palette: Palette
) -> list[Strip]:
    """Draw each layer's mean as a line, and bars of one deviation up and down, with its number.

    The bars of one epoch stand beside each other, layer 1 first. The last figures are in a line of
    text for each layer, or as many as fit into a line.

    Args:
        spread: what was measured.
        width: cells.
        height: rows.
        palette: the colours.

    Returns:
        `height` strips of `width` cells.
    """
    if not spread.mean.size:
        words = "There is no hidden layer, and so no activation to follow."
        return [text_row(words, width, palette.muted), *blank_rows(height - 1, width, palette.text)]
    layers = shown_layers(spread.mean.shape[1])
    figures = _figures(spread, layers, width, palette)[: max(height - _LEAST_PLOT, 0)]
    plot_height = height - len(figures)
    means = list(_means(spread, layers, palette))
    axis = epochs_shown(means, width, plot_height)
    cell = (axis.high - axis.low) / max(width - gutter_of(width, plot_height), 1)
    lines = [*means, *_bars(spread, layers, cell, palette)]
    # the axis of the means, which bars beside each other would make longer
    plot = line_plot(lines, width, plot_height, palette, span=(axis.low, axis.high))
    return [*plot, *figures]


def shown_layers(count: int) -> list[int]:
    """The layers that are drawn, counted from 1: all, or some from the first to the last."""
    return sorted({round(at) for at in np.linspace(1, count, min(count, MOST_LAYERS)).tolist()})


def _glyph(layer: int) -> str:
    return str(layer)[-1]


def _ink(number: int, palette: Palette) -> Style:
    """The colour of a layer, the same as of its gradient's curve."""
    return palette.curves[number % len(palette.curves)]


def _means(spread: ActivationSpread, layers: Sequence[int], palette: Palette) -> Iterator[Line]:
    for number, layer in enumerate(layers):
        mean = spread.mean[:, layer - 1]
        pairs = np.stack([mean, mean], axis=-1)
        style = _ink(number, palette)
        yield Line(Role.OTHER, spread.epochs, pairs, style, _glyph(layer))


def _bars(
    spread: ActivationSpread, layers: Sequence[int], cell: float, palette: Palette
) -> Iterator[Line]:
    """Lines that have values at some epochs only, so that they are upright bars there.

    Args:
        spread: what was measured.
        layers: those that are drawn.
        cell: the epochs of a cell.
        palette: the colours.
    """
    places = _apart(spread.epochs, (len(layers) + _CELLS_BETWEEN_BARS) * cell)
    for number, layer in enumerate(layers):
        mean = spread.mean[places, layer - 1]
        size = spread.deviation[places, layer - 1]
        # a cell further right for each layer, and nothing between one bar and the next
        at = spread.epochs[places] + np.float32(number * cell)
        epochs = np.repeat(at, 2)
        epochs[1::2] += np.float32(cell)
        values = np.full((len(epochs), 2), np.nan, np.float32)
        with np.errstate(invalid="ignore"):  # what is infinite has no bar
            values[::2] = np.stack([mean - size, mean + size], axis=-1)
        style = _ink(number, palette)
        yield Line(Role.OTHER, epochs, values, style, _glyph(layer))


def _apart(epochs: FloatArray, least: float) -> list[int]:
    """The places of epochs that are at least so far from each other, from the first on."""
    places, last = [], -np.inf
    for place, epoch in enumerate(epochs.tolist()):
        if epoch - last >= least:
            places.append(place)
            last = epoch
    return places


def _figures(
    spread: ActivationSpread, layers: Sequence[int], width: int, palette: Palette
) -> list[Strip]:
    """The last mean and deviation of each layer, in as few rows as they need."""
    rows: list[Strip] = []
    segments: list[Segment] = []
    used = 0
    for number, layer in enumerate(layers):
        mean, size = (
            fixed(float(of[-1, layer - 1]), _FIGURE_WIDTH) for of in (spread.mean, spread.deviation)
        )
        name = f"a{superscript(layer)}"
        text = f" {mean} ± {size.strip():<{_FIGURE_WIDTH}}  "
        if segments and used + cell_len(name + text) > width:
            rows.append(row(segments, width, palette.text))
            segments, used = [], 0
        segments += [Segment(name, _ink(number, palette)), Segment(text, palette.text)]
        used += cell_len(name + text)
    return [*rows, row(segments, width, palette.text)]
