"""One unit in full: its map, its numbers, and every weight to it and from it."""

from collections.abc import Sequence

import numpy as np
from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from tui_mlp.arrays import FloatArray
from tui_mlp.numbers import fixed, grouped
from tui_mlp.training.units.unit_maps import FULL, LayerMaps, MapKind, UnitDetail, UnitMaps
from tui_mlp.ui.drawing.blocks import cell_segments
from tui_mlp.ui.drawing.colours import Palette
from tui_mlp.ui.drawing.short_names import short_names
from tui_mlp.ui.drawing.signed_bars import SignedAxis
from tui_mlp.ui.drawing.strips import blank_rows, clip, half_block, row, text_row
from tui_mlp.ui.network.inks import inks
from tui_mlp.ui.network.units import unit_cells, unit_pixels

_BESIDE_FROM = 40
"""Cells from which on the weights stand beside the map."""
_HEAD = 2
_NUMBER = 7
_LONGEST_NAME = 12
_LARGEST_MAP = 48
"""Pixels each way."""
_LEAST_MAP = 4
_LEAST_WEIGHTS = 4
"""Rows of two headings, and a weight of each."""


def unit_detail(
    maps: UnitMaps, width: int, height: int, palette: Palette, *, glyphs: bool = False
) -> list[Strip]:
    """Draw the unit in focus: what it is, a and b, its map, and its weights as signed bars.

    Where not all weights fit, those of largest size are shown, and their heading says of how many.

    Args:
        maps: with the detail of a unit; without, a line says how to choose one.
        width: cells.
        height: rows.
        palette: the colours.
        glyphs: tell values by the density of glyphs.

    Returns:
        `height` strips of `width` cells.
    """
    detail = maps.detail
    if width < 1 or height < 1 or detail is None:
        return blank_rows(height, width, palette.text)
    layer = maps.layers[detail.unit.layer]
    rows = [
        text_row(_title(detail, layer), width, palette.strong),
        text_row(_numbers(detail), width, palette.text),
    ]
    room = height - _HEAD
    if detail.kind is MapKind.BAR:
        rows += _bars(detail, width, palette)[: max(room - _LEAST_WEIGHTS, 0)]
        rows += _weights(detail, maps, width, height - len(rows), palette)
    elif width >= _BESIDE_FROM:
        across = _map_width(width, height)
        picture = _map(detail, layer, across, palette, glyphs=glyphs)
        weights = _weights(detail, maps, width - across - 2, room, palette)
        picture += blank_rows(room - len(picture), across, palette.text)
        gap = Segment("  ", palette.text)
        rows += [
            row([*left, gap, *right], width, palette.text)
            for left, right in zip(picture, weights, strict=False)
        ]
    else:
        across = _map_width(width, height)
        if across >= _LEAST_MAP:
            picture = _map(detail, layer, across, palette, glyphs=glyphs)
            rows += [row(strip, width, palette.text) for strip in picture]
        rows += _weights(detail, maps, width, height - len(rows), palette)
    return rows[:height] + blank_rows(height - len(rows), width, palette.text)


def detail_map_size(width: int, height: int) -> tuple[int, int]:
    """Columns and rows of pixels of the map that `unit_detail` draws in a space."""
    across = max(_map_width(width, height), 1)
    return 2 * across, across


def _map_width(width: int, height: int) -> int:
    """Cells across of the map."""
    room = height - _HEAD
    if width >= _BESIDE_FROM:
        return min(2 * room, width // 2, _LARGEST_MAP)
    # a map is half as high: the weights have the other half, and two rows of each kind at least
    return min(width, room, 2 * (room - _LEAST_WEIGHTS), _LARGEST_MAP)


def _title(detail: UnitDetail, layer: LayerMaps) -> str:
    if layer.is_whole_image:
        return f"the image of {layer.units} pixels"
    place = f"unit {detail.unit.number + 1} of {layer.units} · {layer.label}"
    return f"{detail.name} · {place}" if detail.name else place


def _numbers(detail: UnitDetail) -> str:
    """The activation of the shown sample, and the bias."""
    words = f"a {fixed(detail.activation).strip()}"
    return words if detail.bias is None else f"{words} · b {fixed(detail.bias).strip()}"


def _bars(detail: UnitDetail, width: int, palette: Palette) -> list[Strip]:
    """The activation of the shown sample, and its mean and deviation over samples, as bars."""
    mean, deviation, _ = (detail.values.ravel() * (detail.scale / FULL)).tolist()
    lines = (("a here", detail.activation), ("mean", mean), ("± sd", deviation))
    longest = max(len(label) for label, _ in lines)
    axis = SignedAxis.around([value for _, value in lines], width - longest - _NUMBER - 2)
    return [_bar(clip(label, longest), value, axis, width, palette) for label, value in lines]


def _bar(label: str, value: float, axis: SignedAxis, width: int, palette: Palette) -> Strip:
    """A label, a number and its bar."""
    style = half_block(palette.negative if value < 0 else palette.positive, palette.background)
    segments = [
        Segment(f"{label} ", palette.muted),
        Segment(f"{fixed(value, _NUMBER)} ", palette.text),
        *axis.bar(value, style, palette),
    ]
    return row(segments, width, palette.text)


def _map(
    detail: UnitDetail, layer: LayerMaps, width: int, palette: Palette, *, glyphs: bool
) -> list[Strip]:
    """The map, as high as it is wide, in rows of `width` cells."""
    across = width
    alone = LayerMaps(
        kind=detail.kind,
        label=layer.label,
        units=1,
        shown=np.zeros(1, np.intp),
        effects=np.ones(1, np.float32),
        values=detail.values[None],
        scales=np.array([detail.scale], np.float32),
    )
    if detail.kind is MapKind.IMAGE and across > detail.values.shape[0]:
        across -= across % detail.values.shape[0]
    pixels = unit_pixels(alone, np.zeros(1, np.intp), across, across)[0]
    class_number = None
    if layer.classes:
        first = layer.classes[0] - int(layer.shown[0])
        class_number = detail.unit.number + first
    colours = inks(palette)
    cells = unit_cells(pixels, 0, colours, class_number, glyphs=glyphs)
    keys = cells.front * colours.count + cells.back
    return [
        row(cell_segments(characters, key, colours.styles.__getitem__), width, palette.text)
        for characters, key in zip(cells.characters, keys, strict=True)
    ]


def _weights(
    detail: UnitDetail, maps: UnitMaps, width: int, height: int, palette: Palette
) -> list[Strip]:
    """The incoming weights, then the outgoing ones, in exactly `height` rows."""
    layer = detail.unit.layer
    sections = []
    if len(detail.incoming):
        words = f"from {maps.layers[layer - 1].label}"
        sections.append((words, detail.incoming, detail.incoming_names))
    if len(detail.outgoing):
        words = f"to {maps.layers[layer + 1].label}"
        sections.append((words, detail.outgoing, detail.outgoing_names))
    rows: list[Strip] = []
    for place, (words, values, names) in enumerate(sections):
        room = height - len(rows)
        if place == 0 and len(sections) == 2:
            room = max(room // 2, room - len(sections[1][1]) - 1)
        rows += _section(words, values, names, width=width, room=room, palette=palette)
    return rows[:height] + blank_rows(height - len(rows), width, palette.text)


def _section(
    words: str, values: FloatArray, names: Sequence[str], *, width: int, room: int, palette: Palette
) -> list[Strip]:
    """A heading and a row for each weight."""
    if room < 2:
        return []
    chosen = np.arange(len(values))
    if len(values) > room - 1:
        order = np.argsort(-np.abs(np.nan_to_num(values)), kind="stable")
        chosen = np.sort(order[: room - 1])
        share = f"{len(chosen)} of {grouped(len(values))}"
        longer = f"{words} · largest {share}"
        words = longer if cell_len(longer) <= width else f"{words} · {share}"
    labels = [names[place] if names else str(place + 1) for place in chosen.tolist()]
    longest = min(max(map(cell_len, labels), default=0), _LONGEST_NAME, max(width // 3, 1))
    shown = values[chosen].tolist()
    axis = SignedAxis.around(shown, width - longest - _NUMBER - 2)
    rows = [text_row(words, width, palette.muted)]
    for label, value in zip(short_names(labels, max(longest, 1)), shown, strict=True):
        rows.append(_bar(clip(label, longest), value, axis, width, palette))
    return rows
