"""Learning curves against epochs, with their axes and what is marked on them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip

from tui_mlp.arrays import BoolArray, FloatArray, IntArray
from tui_mlp.ui.drawing.areas import Area, covered_cells
from tui_mlp.ui.drawing.axis import (
    LABEL_WIDTH,
    Axis,
    Tick,
    epoch_axis,
    linear_axis,
    logarithmic_axis,
)
from tui_mlp.ui.drawing.colours import Palette
from tui_mlp.ui.drawing.curve_dots import (
    CharacterArray,
    Line,
    Role,
    column_of,
    curve_dots,
    row_of,
)
from tui_mlp.ui.drawing.strips import blank_rows, joined, row

__all__ = ["Level", "Line", "Mark", "Role", "epochs_shown", "gutter_of", "line_plot"]

_LABELS_FROM = (18, 4)
_CELLS_PER_EPOCH_TICK = 12
_ROWS_PER_VALUE_TICK = 2
_GLYPH_PERIOD = 8
"""An `OTHER` line has its glyph in one of so many cells."""
_STEEP = 3
"""Cells of a line in a column."""
_LEVEL_WORD_FROM = 30
_NEAR_LEVEL = 1.5
_TINT = 0.3
"""How much of an area's colour its ground gets."""


@dataclass(frozen=True)
class Mark:
    """A glyph at an epoch and a value, with a word beside it."""

    epoch: float
    value: float
    """Above the axis, or not finite: at the top."""
    glyph: str
    word: str
    style: Style


@dataclass(frozen=True)
class Level:
    """A value that a faint dotted line marks."""

    value: float
    label: str
    """Up to 6 cells, on the axis."""
    word: str
    """At the end of the line."""


def gutter_of(width: int, height: int) -> int:
    """The cells at the left of a plot that its axis takes."""
    return LABEL_WIDTH + 1 if width >= _LABELS_FROM[0] and height >= _LABELS_FROM[1] else 0


def epochs_shown(
    lines: Sequence[Line],
    width: int,
    height: int,
    span: tuple[float, float] | None = None,
    marks: Sequence[Mark] = (),
) -> Axis:
    """The axis of the epochs of a plot of this size: a mark makes it longer, a trace does not."""
    ends = [
        float(line.epochs[-1]) for line in lines if line.role is not Role.TRACE and len(line.epochs)
    ]
    latest = max((*ends, *(mark.epoch for mark in marks)), default=1.0)
    columns = max(width - gutter_of(width, height), 1)
    return epoch_axis(latest, columns // _CELLS_PER_EPOCH_TICK, span)


def line_plot(
    lines: Sequence[Line],
    width: int,
    height: int,
    palette: Palette,
    *,
    logarithmic: bool = False,
    span: tuple[float, float] | None = None,
    cursor: float | None = None,
    level: Level | None = None,
    marks: Sequence[Mark] = (),
    areas: Sequence[Area] = (),
    textures: bool = False,
) -> list[Strip]:
    """Draw curves against epochs: training solid, validation dashed, traces as faint dots.

    No cell shows two curves: where several share one, cells take turns.

    Args:
        lines: the curves, in any order; a trace is drawn only where the others' axes reach.
        width: cells of the whole plot; labels are left out under 18.
        height: rows of the whole plot; labels are left out under 4.
        palette: the colours.
        logarithmic: show log10 of the values; zeros lie at the foot of the axis.
        span: the first and last epoch to show; from 0 to the latest where None.
        cursor: the epoch of an upright line.
        level: a value to mark, where the axis reaches it.
        marks: drawn over the curves.
        areas: the ground under the curves.
        textures: fill the areas with characters, for a screen with few colours or none.

    Returns:
        `height` strips of `width` cells.
    """
    if width < 1 or height < 1:
        return blank_rows(height, width, palette.text)
    gutter = gutter_of(width, height)
    canvas_width, canvas_height = width - gutter, height - (gutter > 0)
    x_axis = epochs_shown(lines, width, height, span, marks)
    ticks = canvas_height // _ROWS_PER_VALUE_TICK
    bounds = [Line(Role.OTHER, each.epochs, _both_ends(each)) for each in areas]
    y_axis = _value_axis([*lines, *bounds], ticks, level, x_axis, logarithmic=logarithmic)
    canvas = _Canvas((x_axis, y_axis), canvas_width, canvas_height, palette)
    canvas.draw_areas(areas, textures=textures)
    canvas.draw_curves(lines)
    shown = None if level is None else canvas.draw_level(level)
    if cursor is not None:
        canvas.draw_cursor(cursor)
    for mark in marks:
        canvas.draw_mark(mark)
    cells = canvas.rows()
    if not gutter:
        return [row(each, width, palette.text) for each in cells]
    labels = _value_labels(y_axis.ticks, canvas_height)
    if shown is not None and level is not None:
        labels[shown] = (level.label.rjust(LABEL_WIDTH), "┤")
    rows = [
        row(
            [Segment(label, palette.muted), Segment(mark, palette.faint), *each],
            width,
            palette.text,
        )
        for (label, mark), each in zip(labels, cells, strict=True)
    ]
    epochs = " " * gutter + tick_labels(x_axis.ticks, canvas_width)
    return [*rows, row([Segment(epochs, palette.muted)], width, palette.text)]


def _value_axis(
    lines: Sequence[Line], tick_count: int, level: Level | None, x_axis: Axis, *, logarithmic: bool
) -> Axis:
    """The axis around all finite values shown but those of traces, and a level close above."""
    parts = [np.zeros(0, np.float32)]
    for line in lines:
        if line.role is not Role.TRACE:
            inside = (line.epochs >= x_axis.low) & (line.epochs <= x_axis.high)
            parts.append(line.values[inside].ravel())
    values = np.concatenate(parts)
    values = values[np.isfinite(values)].astype(np.float64)
    if not len(values):
        values = np.array([0.1 if logarithmic else 0.0, 1.0])
    low, high = float(values.min()), float(values.max())
    if level is not None and high < level.value < _NEAR_LEVEL * high:
        high = level.value
    return (logarithmic_axis if logarithmic else linear_axis)(low, high, tick_count)


def _both_ends(area: Area) -> FloatArray:
    """(P, 2) low and high."""
    return np.stack([area.low, area.high], axis=1).astype(np.float32)


class _Canvas:
    """Cells of characters and styles, which curves and marks are drawn on."""

    def __init__(self, axes: tuple[Axis, Axis], width: int, height: int, palette: Palette) -> None:
        self._axes = axes
        self._x, self._y = axes
        self._width, self._height = width, height
        self._palette = palette
        self._characters = [[" "] * width for _ in range(height)]
        self._styles = [[palette.text] * width for _ in range(height)]
        self._grounds: dict[tuple[int, int], Color] = {}

    def rows(self) -> list[list[Segment]]:
        """What was drawn, as segments."""
        made: dict[tuple[Style, Color], Style] = {}
        for (number, column), ground in self._grounds.items():
            style = self._styles[number][column]
            if (style, ground) not in made:
                made[style, ground] = style + Style(bgcolor=ground.rich_color)
            self._styles[number][column] = made[style, ground]
        return [
            joined(characters, styles)
            for characters, styles in zip(self._characters, self._styles, strict=True)
        ]

    def _put(self, column: int, number: int, character: str, style: Style) -> None:
        self._characters[number][column], self._styles[number][column] = character, style

    def draw_areas(self, areas: Sequence[Area], *, textures: bool) -> None:
        """The ground of each area; where several lie one over the other, of their mean colour."""
        covers = [covered_cells(area, self._axes, self._width, self._height) for area in areas]
        if not covers:
            return
        mixed: dict[tuple[int, ...], Color] = {}
        for number, column in np.argwhere(np.logical_or.reduce(covers)).tolist():
            here = tuple(place for place, cover in enumerate(covers) if cover[number, column])
            if textures:
                area = areas[here[(column + number) % len(here)]]
                self._put(column, number, area.texture, area.style)
                continue
            if here not in mixed:
                mixed[here] = self._mixed([areas[place].style for place in here])
            self._grounds[number, column] = mixed[here]

    def _mixed(self, styles: Sequence[Style]) -> Color:
        """The background with a part of each colour in it."""
        ground = self._palette.background
        tints = [
            ground.blend(Color.from_rich_color(style.color), _TINT)
            for style in styles
            if style.color
        ]
        red, green, blue = (
            round(sum(tint.rgb[channel] for tint in tints) / len(tints)) for channel in range(3)
        )
        return Color(red, green, blue)

    def draw_curves(self, lines: Sequence[Line]) -> None:
        """The other curves first, then validation and training."""
        behind = sorted(
            (line for line in lines if line.role <= Role.OTHER), key=lambda line: line.role
        )
        if behind:
            self._draw_others(behind)
        dashed, solid = (
            self._dots(line for line in lines if line.role is role)
            for role in (Role.VALIDATION, Role.TRAIN)
        )
        self._draw_pair(dashed, solid)

    def _draw_others(self, lines: Sequence[Line]) -> None:
        """Traces as faint dots, and over them the lines of glyphs, each cell one line's."""
        traces = self._dots(line for line in lines if line.role is Role.TRACE)
        turns = _along(traces != " ") % 4
        for number, column in np.argwhere(traces != " ").tolist():
            if turns[number, column] in (1, 2):
                self._put(column, number, traces[number, column], self._palette.trace)
        others = [line for line in lines if line.role is Role.OTHER]
        if not others:
            return
        drawn = np.stack([self._dots([line]) for line in others])
        covered = drawn != " "
        along = _along(covered.any(axis=0))
        for number, column in np.argwhere(covered.any(axis=0)).tolist():
            here = np.flatnonzero(covered[:, number, column]).tolist()
            place, glyph = _whose(along[number, column], column + 3 * number, here)
            style = others[place].style or self._palette.text
            character = others[place].glyph if glyph else drawn[place, number, column]
            self._put(column, number, character, style)

    def _draw_pair(self, dashed: CharacterArray, solid: CharacterArray) -> None:
        """Training solid, and validation in three cells of four.

        Where both are in one cell, two cells show training and the next two validation, as dashes.
        """
        palette = self._palette
        both, alone = (solid != " ") & (dashed != " "), (solid == " ") & (dashed != " ")
        turns = np.where(both, _along(both), _along(alone)) % 4
        for number, column in np.argwhere((solid != " ") | alone).tolist():
            turn = turns[number, column]
            if alone[number, column]:
                if turn != 3:
                    self._put(column, number, dashed[number, column], palette.validation)
            elif both[number, column] and turn >= 2:
                self._put(column, number, _dash(dashed[number, column]), palette.validation)
            else:
                self._put(column, number, solid[number, column], palette.train)

    def _dots(self, lines: Iterable[Line]) -> CharacterArray:
        return curve_dots(list(lines), self._axes, self._width, self._height)

    def draw_level(self, level: Level) -> int | None:
        """A dotted line through the empty cells of a row; that row, None where it is outside."""
        place = float(self._y.places(level.value, 1.0))
        if not 0 <= place <= 1:
            return None
        number = row_of(place, self._height)
        for column, character in enumerate(self._characters[number]):
            if character == " ":
                self._put(column, number, "┈", self._palette.faint)
        if self._width >= _LEVEL_WORD_FROM:
            start = self._width - len(level.word) - 2
            if all(each == "┈" for each in self._characters[number][start - 1 :]):
                self._write(start, number, level.word, self._palette.muted)
        return number

    def draw_cursor(self, epoch: float) -> None:
        """An upright line through the empty cells of a column."""
        place = float(self._x.places(epoch, 1.0))
        if not 0 <= place <= 1:
            return
        column = column_of(place, self._width)
        for number in range(self._height):
            if self._characters[number][column] in " ┈":
                self._put(column, number, "│", self._palette.accent)

    def draw_mark(self, mark: Mark) -> None:
        """The glyph, and its word at the side that has room."""
        place = float(self._x.places(mark.epoch, 1.0))
        if not 0 <= place <= 1:
            return
        height = 1.0 if np.isnan(mark.value) else float(self._y.places(mark.value))
        number = row_of(1.0 if np.isnan(height) else height, self._height)
        column = column_of(place, self._width)
        size = cell_len(mark.word) + 1
        if size > 1 and column >= size:
            self._write(column - size, number, mark.word, mark.style)
        elif size > 1 and column + size < self._width:
            self._write(column + 2, number, mark.word, mark.style)
        self._put(column, number, mark.glyph, mark.style)

    def _write(self, column: int, number: int, text: str, style: Style) -> None:
        for place, character in enumerate(text):
            self._put(column + place, number, character, style)


def _along(covered: BoolArray) -> IntArray:
    """(rows, columns) a number that rises along a line: the column, or the row if it is steep."""
    rows, columns = np.indices(covered.shape)
    return np.where(covered.sum(axis=0) < _STEEP, columns, rows)


def _whose(along: int, own: int, places: Sequence[int]) -> tuple[int, bool]:
    """Which of the lines that meet in a cell it shows, and whether by its glyph.

    Lines that go on together take turns of two cells; each has its glyph in every other turn.
    """
    count = len(places)
    if count == 1:
        return places[0], (own + 3 * places[0]) % _GLYPH_PERIOD == 0
    turn = along // 2
    return places[turn % count], along % 2 == 0 and turn // count % 2 == 0


def _dash(braille: str) -> str:
    """A dash for a cell of a curve that is level there, or steep."""
    bits = ord(braille)
    dots_down = sum(bool(bits & each) for each in (0x09, 0x12, 0x24, 0xC0))
    return "┇" if dots_down > 2 else "┅"


def _value_labels(ticks: Sequence[Tick], height: int) -> list[tuple[str, str]]:
    """The label and the axis' own mark for each row, from the top."""
    rows = [(" " * LABEL_WIDTH, "│")] * height
    for tick in ticks:
        rows[row_of(tick.place, height)] = (tick.label.rjust(LABEL_WIDTH), "┤")
    return rows


def tick_labels(ticks: Sequence[Tick], width: int) -> str:
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
