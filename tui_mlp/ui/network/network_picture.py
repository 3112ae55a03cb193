"""A network as a picture: its layers from left to right, units as maps, weights as lines."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from rich.cells import cell_len
from textual.strip import Strip

from tui_mlp.numbers import superscript
from tui_mlp.training.units.unit_maps import LayerMaps, Unit, UnitMaps
from tui_mlp.ui.drawing.blocks import cell_segments
from tui_mlp.ui.drawing.braille import BRAILLE
from tui_mlp.ui.drawing.colours import Palette, class_glyph
from tui_mlp.ui.drawing.short_names import short_names
from tui_mlp.ui.drawing.strips import blank_rows
from tui_mlp.ui.network.inks import (
    BACKGROUND,
    MUTED,
    STRENGTHS,
    TEXT,
    Inks,
    inks,
)
from tui_mlp.ui.network.links import link_cells
from tui_mlp.ui.network.picture_layout import Column
from tui_mlp.ui.network.unit_places import PlacedUnits, place_units
from tui_mlp.ui.network.units import OFF, unit_cells, unit_pixels

_BEFORE, _AFTER = "▐", "▌"
"""What stands beside the unit in focus."""


def network_picture(
    maps: UnitMaps,
    width: int,
    height: int,
    palette: Palette,
    focus: Unit | None = None,
    *,
    glyphs: bool = False,
) -> list[Strip]:
    """Draw units as maps of what they answer to, and weights as lines between them.

    A line's colour is the sign of its weight, its brightness and width the size of it, relative to
    the largest one of its matrix; where lines meet, the stronger is seen. Units that do not fit are
    counted at the foot of their column.

    Args:
        maps: the units and the weights.
        width: cells.
        height: rows.
        palette: the colours.
        focus: the unit to mark; its weights stand out.
        glyphs: tell the sign of a weight by dotted lines, and values by the density of glyphs: for
            a screen with few colours or none.

    Returns:
        `height` strips of `width` cells.
    """
    if width < 1 or height < 1:
        return blank_rows(height, width, palette.text)
    canvas = _Canvas(width, height, inks(palette))
    placed = place_units(maps, width, height, whole_rows=glyphs)
    columns = placed.layout.columns
    for place, (left, right) in enumerate(pairwise(columns)):
        if right.layer == left.layer + 1:
            canvas.draw_links(maps, placed, place, focus, glyphs=glyphs)
        else:
            canvas.draw_omission(left, right)
    for place in range(len(columns)):
        canvas.draw_units(maps, placed, place, glyphs=glyphs)
        canvas.draw_names(maps, placed, place)
        canvas.draw_foot(maps.layers[columns[place].layer], columns[place])
    if focus is not None:
        canvas.mark(placed, focus)
    if placed.layout.heading:
        canvas.draw_heading(maps, placed)
    return canvas.strips()


class _Canvas:
    """The characters of a picture, and the colours of each."""

    def __init__(self, width: int, height: int, colours: Inks) -> None:
        self.width, self.height = width, height
        self.inks = colours
        self.characters = np.full((height, width), ord(" "), np.uint32)
        self.keys = np.full((height, width), colours.pair(TEXT), np.intp)

    def strips(self) -> list[Strip]:
        """The rows."""
        return [
            Strip(cell_segments(characters, keys, self.inks.styles.__getitem__), self.width)
            for characters, keys in zip(self.characters, self.keys, strict=True)
        ]

    def write(self, text: str, x: int, y: int, ink: int) -> None:
        """A text in a row; what lies outside of the picture is left out."""
        for place, character in enumerate(text, x):
            if 0 <= place < self.width and 0 <= y < self.height:
                self.characters[y, place] = ord(character)
                self.keys[y, place] = self.inks.pair(ink)

    def draw_links(
        self, maps: UnitMaps, placed: PlacedUnits, place: int, focus: Unit | None, *, glyphs: bool
    ) -> None:
        """The weights from one column to the next."""
        found = link_cells(maps, placed, place, focus, dotted=glyphs)
        self.characters.reshape(-1)[found.cells] = found.bits.astype(np.uint32) + BRAILLE
        # Sixteen colours have no darker shades: a faint line would be black.
        strengths = np.full_like(found.strengths, STRENGTHS) if glyphs else found.strengths
        fronts = self.inks.links(found.signs, strengths)
        self.keys.reshape(-1)[found.cells] = fronts * self.inks.count + BACKGROUND

    def draw_omission(self, left: Column, right: Column) -> None:
        """The words for layers that do not fit."""
        count = right.layer - left.layer - 1
        start, end = left.x + left.width, right.x
        for row, words in enumerate(("⋯", f"+{count}", "layers"), self.height // 2 - 1):
            if cell_len(words) <= end - start:
                self.write(words, start + (end - start - cell_len(words)) // 2, row, MUTED)

    def draw_units(self, maps: UnitMaps, placed: PlacedUnits, place: int, *, glyphs: bool) -> None:
        """The maps of one column."""
        column = placed.layout.columns[place]
        layer = maps.layers[column.layer]
        pixels = unit_pixels(layer, placed.slots[place], column.size, column.width)
        for slot, (kept, number) in enumerate(
            zip(placed.slots[place].tolist(), placed.numbers[place], strict=True)
        ):
            number_of_class = layer.classes[kept] if layer.classes else None
            drawn = pixels[slot]
            off = Unit(column.layer, number) in maps.off
            if off:
                drawn = np.zeros_like(drawn)
            cells = unit_cells(
                drawn, column.tops[slot], self.inks, number_of_class, glyphs=glyphs and not off
            )
            rows = column.rows(slot)
            area = slice(rows.start, rows.stop), slice(column.x, column.x + column.width)
            inside = self.characters[area].shape
            self.characters[area] = cells.characters[: inside[0], : inside[1]]
            keys = cells.front * self.inks.count + cells.back
            self.keys[area] = keys[: inside[0], : inside[1]]
            if off:
                whole = cells.back[: inside[0], 0] != BACKGROUND
                self.characters[area][whole] = ord(OFF)
                self.keys[area][whole] = self.inks.pair(MUTED)

    def draw_names(self, maps: UnitMaps, placed: PlacedUnits, place: int) -> None:
        """The features' names to the left, the classes' glyphs and names to the right."""
        layout, column = placed.layout, placed.layout.columns[place]
        layer = maps.layers[column.layer]
        if not layer.names or column.layer not in (0, len(maps.layers) - 1):
            return
        first = column.layer == 0
        room = min(layout.left - 2, column.x - 1) if first else layout.right - 3
        names = short_names(layer.names, room) if room > 0 else [""] * len(layer.names)
        for slot, kept in enumerate(placed.slots[place].tolist()):
            row = (column.rows(slot).start + column.rows(slot).stop - 1) // 2
            name = names[kept]
            if first:
                self.write(name, column.x - 1 - cell_len(name), row, MUTED)
            else:
                number = layer.classes[kept] if layer.classes else kept
                x = column.x + column.width + 1
                ink = int(self.inks.of_class(np.ones(1, np.float32), number)[0])
                self.write(class_glyph(number), x, row, ink)
                self.write(name, x + 2, row, TEXT)

    def draw_foot(self, layer: LayerMaps, column: Column) -> None:
        """How many units of a column are left out."""
        drawn = len(column.tops)
        count = layer.left_out + len(layer.shown) - drawn
        if count:
            words = f"+{count} more"
            x = column.x + (column.width - len(words)) // 2
            self.write(words, min(max(x, 0), self.width - len(words)), self.height - 1, MUTED)

    def mark(self, placed: PlacedUnits, focus: Unit) -> None:
        """Bars on both sides of the unit in focus."""
        for column, numbers in zip(placed.layout.columns, placed.numbers, strict=True):
            if column.layer == focus.layer and focus.number in numbers:
                for row in column.rows(numbers.index(focus.number)):
                    self.write(_BEFORE, column.x - 1, row, TEXT)
                    self.write(_AFTER, column.x + column.width, row, TEXT)

    def draw_heading(self, maps: UnitMaps, placed: PlacedUnits) -> None:
        """What each layer is, and between them the shapes of the weights."""
        columns = placed.layout.columns
        layers = [maps.layers[column.layer] for column in columns]
        spans = self._spans([_heading(layer) for layer in layers], columns)
        if spans is None:
            spans = self._spans([str(layer.units) for layer in layers], columns) or []
        for words, x in spans:
            self.write(words, x, 0, TEXT)
        for place, ((words, x), (_, end)) in enumerate(pairwise(spans)):
            layer, start = columns[place + 1].layer, x + cell_len(words)
            if layer == columns[place].layer + 1:
                fan_in, fan_out = maps.links[layer - 1].shape
                shape = f"W{superscript(layer)} {fan_out}×{fan_in}"
                if len(shape) + 2 <= end - start:
                    self.write(shape, start + (end - start - len(shape)) // 2, 0, MUTED)

    def _spans(
        self, headings: Sequence[str], columns: Sequence[Column]
    ) -> list[tuple[str, int]] | None:
        """The headings with their first cells, each over its column; None if not all fit."""
        spans: list[tuple[str, int]] = []
        free = 0
        for words, column in zip(headings, columns, strict=True):
            length = cell_len(words)
            x = max(min(column.x + (column.width - length) // 2, self.width - length), free)
            if x + length > self.width or x > column.x + column.width:
                return None
            spans.append((words, x))
            free = x + length + 1
        return spans


def _heading(layer: LayerMaps) -> str:
    """The activation and the number of units of a layer."""
    if layer.is_whole_image:
        return f"{layer.units} pixels"
    return f"{layer.label} · {layer.units}"
