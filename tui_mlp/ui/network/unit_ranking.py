"""The units of each layer that do the most: what there is to choose from."""

import textwrap

import numpy as np
from rich.segment import Segment
from textual.strip import Strip

from tui_mlp.numbers import fixed, grouped
from tui_mlp.training.units.unit_maps import LayerMaps, UnitMaps
from tui_mlp.ui.drawing.colours import Palette
from tui_mlp.ui.drawing.short_names import short_names
from tui_mlp.ui.drawing.strips import bar, blank_rows, row, text_row

_LONGEST_NAME = 12
_NUMBER = 7
_LEAST_ROWS = 2
"""Of a layer: its heading and a unit."""
_MEANING = "Effect: the mean |a| of a unit times the norm of its weights to the next layer."


def unit_ranking(maps: UnitMaps, width: int, height: int, palette: Palette) -> list[Strip]:
    """Draw the units of largest effect of each hidden layer, or of the features without one.

    Args:
        maps: the units.
        width: cells.
        height: rows.
        palette: the colours.

    Returns:
        `height` strips of `width` cells.
    """
    hidden = list(enumerate(maps.layers))[1:-1]
    layers = hidden or [(0, layer) for layer in maps.layers[:1] if not layer.is_whole_image]
    rows = [text_row(line, width, palette.muted) for line in textwrap.wrap(_MEANING, width)]
    layers = layers[: max((height - len(rows)) // (_LEAST_ROWS + 1), 0)]
    for place, (number, layer) in enumerate(layers):
        room = (height - len(rows)) // (len(layers) - place) - 1
        rows += [*blank_rows(1, width, palette.text), *_layer(layer, number, width, room, palette)]
    return rows[:height] + blank_rows(height - len(rows), width, palette.text)


def _layer(layer: LayerMaps, number: int, width: int, room: int, palette: Palette) -> list[Strip]:
    """A heading and a row for each unit, in at most `room` rows."""
    order = np.argsort(-layer.effects, kind="stable")[: max(room - 1, 0)].tolist()
    what = f"layer {number} · {layer.label}" if number else layer.label
    which = f"largest {len(order)} of" if len(order) < layer.units else "all"
    words = f"{what} · {which} {grouped(layer.units)}"
    names = layer.names or tuple(f"unit {each + 1}" for each in layer.shown.tolist())
    longest = min(max(map(len, names)), _LONGEST_NAME, max(width // 2, 1))
    short = short_names(names, longest)
    full = float(layer.effects.max(initial=0)) or 1.0
    most = max(width - longest - _NUMBER - 2, 0)
    rows = [text_row(words, width, palette.text)]
    for place in order:
        effect = float(layer.effects[place])
        segments = [
            Segment(f"{short[place]:<{longest}} ", palette.muted),
            Segment(f"{fixed(effect, _NUMBER)} ", palette.text),
            Segment(bar(round(effect / full * most * 8)), palette.muted),
        ]
        rows.append(row(segments, width, palette.text))
    return rows
