"""A page of the walk through one step, drawn: formulas, matrices coloured by value, checks."""

import math
from dataclasses import dataclass, field

import numpy as np
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui_mlp.lecture.pages.layout import Cell, Medium, PageView, Part, Role, Span, lay_out
from tui_mlp.lecture.pages.page import Curve, Matrix, Page
from tui_mlp.lecture.pages.surface_layout import SHADES
from tui_mlp.ui.drawing.colours import Palette
from tui_mlp.ui.drawing.line_plot import Line, Mark, line_plot
from tui_mlp.ui.drawing.line_plot import Role as LineRole
from tui_mlp.ui.drawing.strips import row, text_row

_TRAIL = Style(bold=True)
_GROUNDS = len(SHADES) - 1
_CURVE_ROWS = 10
_CURSOR = Style(reverse=True, bold=True)


@dataclass(eq=False)
class DrawnPage:
    """A page as rows, and where its entries are."""

    rows: list[Strip] = field(default_factory=list)
    lines: dict[tuple[int, int], int] = field(default_factory=dict)
    """The row of each (block, row of the matrix)."""
    columns: dict[int, tuple[int, int]] = field(default_factory=dict)
    """(columns that fit, all columns) of each matrix."""


def draw_page(page: Page, view: PageView, width: int, palette: Palette) -> DrawnPage:
    """Draw a page as rows of `width` cells, as many as it takes.

    Positive and negative entries differ in their sign, and in colour by their share of the
    largest one. Matrices that are too wide show a window of their columns, and say so.
    """
    layout = lay_out(page, view, width, _SCREEN)
    styles = _Styles(palette, view.cursor)
    rows = []
    for number, line in enumerate(layout.lines):
        if number in layout.curves:
            rows += _curve(layout.curves[number], width, palette)
        if len(rows) > number:  # drawn already
            continue
        if len(line) == 1:
            rows.append(text_row(line[0].text, width, styles.style(line[0])))
        else:
            segments = [Segment(span.text, styles.style(span)) for span in line]
            rows.append(row(segments, width, palette.text))
    return DrawnPage(rows, layout.places, layout.columns)


def _curve(curve: Curve, width: int, palette: Palette) -> list[Strip]:
    """A plot of `_CURVE_ROWS` rows, with the present place marked."""
    line = Line(
        LineRole.TRAIN,
        curve.x.astype(np.float32),
        np.stack([curve.y, curve.y], axis=1).astype(np.float32),
    )
    marks = []
    if curve.here is not None:
        value = float(np.interp(curve.here, curve.x, curve.y))
        marks = [Mark(curve.here, value, "●", "now", palette.accent)]
    span = float(curve.x[0]), float(curve.x[-1])
    return line_plot([line], width, _CURVE_ROWS, palette, span=span, marks=marks)


def _left_out(matrix: Matrix, part: Part) -> str:
    """Which columns are shown, where not all are."""
    columns, first = len(matrix.columns), part.first_column
    if part.columns == columns:
        return ""
    shown = f"columns {first + 1} to {first + part.columns} of {columns}"
    return f"{shown} of {matrix.name} · shift+← → for others"


_SCREEN = Medium(_left_out, cell_len, curve_rows=_CURVE_ROWS)


class _Styles:
    """The styles of a page's spans."""

    def __init__(self, palette: Palette, cursor: Cell | None) -> None:
        self.cursor = cursor
        self.of_roles = {
            Role.FORMULA: palette.strong,
            Role.SUBSTITUTED: palette.text,
            Role.SENTENCE: palette.muted,
            Role.HOLDS: palette.good,
            Role.FAILS: palette.bad,
            Role.NAME: palette.strong,
            Role.SHAPE: palette.muted,
            Role.LABEL: palette.muted,
            Role.SPACE: palette.text,
            Role.ASKED: palette.accent,
            Role.COVERED: palette.faint,
            Role.LEFT_OUT: palette.accent,
        }
        self.not_finite, self.zero = palette.bad, palette.muted
        self.positive, self.negative = palette.positive_grounds, palette.negative_grounds
        self.grounds = _grounds(palette)
        # bold on the page's own ground, which stands out from every level's
        self.trails = [style + _TRAIL for style in palette.curves]

    def style(self, span: Span) -> Style:
        """The style of a span; the entry under the cursor stands out."""
        if span.role is Role.GROUND:
            return self._ground(span.share)
        if span.role is Role.TRAIL:
            return self.trails[int(span.share) % len(self.trails)]
        style = self._entry(span.share) if span.role is Role.ENTRY else self.of_roles[span.role]
        here = self.cursor is not None and span.cell == self.cursor
        return style + _CURSOR if here else style

    def _ground(self, share: float) -> Style:
        """A filled cell, the brighter the higher; without colours its character tells."""
        return self.not_finite if math.isnan(share) else self.grounds[round(share * _GROUNDS)]

    def _entry(self, share: float) -> Style:
        """Text on a ground that is the stronger, the larger the entry is among its matrix's."""
        if math.isnan(share):
            return self.not_finite
        if share == 0:
            return self.zero
        shades = self.negative if share < 0 else self.positive
        return shades[round(abs(share) * (len(shades) - 1))]


def _grounds(palette: Palette) -> list[Style]:
    """Cells filled with the heat colours from the lowest level to the highest."""
    last = len(palette.heat) - 1
    colours = [palette.heat[round(level / _GROUNDS * last)].color for level in range(_GROUNDS + 1)]
    return [Style(color=colour, bgcolor=colour) for colour in colours]
