"""A page of the walk through one step, drawn: formulas, matrices coloured by value, checks."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui_mlp.lecture.walk.page import Block, Check, Formula, Matrix, Page, Substituted
from tui_mlp.numbers import ENTRY_WIDTH, entry_text, residual
from tui_mlp.ui.drawing.colours import Palette
from tui_mlp.ui.drawing.strips import clip, right_aligned, row, text_row

HIDDEN = "?"
"""Stands for the number that the learner is asked for."""

_LONGEST_LABEL = 18
_LONGEST_HEAD = 14
_STRONGEST = 0.5
_LEVELS = 8


@dataclass(frozen=True)
class Cell:
    """An entry of a matrix on a page."""

    block: int
    """The matrix's place among the page's blocks."""
    row: int
    column: int


@dataclass(frozen=True)
class PageView:
    """What is seen of a page."""

    first_column: int = 0
    """Of the matrices that are too wide, the column at the left."""
    cursor: Cell | None = None
    asked: Cell | None = None
    """The entry that is hidden; nothing that comes after it is shown."""


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
    drawn = DrawnPage()
    matrices = [block for block in page.blocks if isinstance(block, Matrix)]
    margin = max((_margin(matrix) for matrix in matrices), default=0)
    blocks = _shown_blocks(page, view)
    for place, (before, block, after) in enumerate(_with_neighbours(blocks)):
        if _is_apart(before, block):
            drawn.rows.append(row([], width, palette.text))
        if isinstance(block, Matrix):
            heads = not _same_columns(before, block)
            _Drawer(block, place, view, margin, width, palette).draw(drawn, heads=heads)
            if not _same_columns(block, after):
                words = _left_out(*drawn.columns[place], view, block.name)
                drawn.rows += _wrapped(words, width, palette.accent)
        else:
            drawn.rows += _text_rows(block, view, width, palette)
    return drawn


def _shown_blocks(page: Page, view: PageView) -> tuple[Block, ...]:
    """All blocks; while a number is asked for, those up to it."""
    return page.blocks if view.asked is None else page.blocks[: view.asked.block + 1]


def _with_neighbours(
    blocks: tuple[Block, ...],
) -> Iterator[tuple[Block | None, Block, Block | None]]:
    return zip((None, *blocks), blocks, (*blocks[1:], None), strict=False)


def _is_apart(before: Block | None, block: Block) -> bool:
    """Whether a block has an empty line before it: vectors that share columns have none."""
    vector = isinstance(block, Matrix) and _is_vector(block)
    if isinstance(before, Matrix):
        return not (vector and _same_columns(before, block))
    return before is not None and vector


def _same_columns(first: Block | None, second: Block | None) -> bool:
    """Whether two matrices that follow each other can share the line of columns' labels."""
    if not (isinstance(first, Matrix) and isinstance(second, Matrix)):
        return False
    return first.columns[: len(second.columns)] == second.columns


def _is_vector(matrix: Matrix) -> bool:
    return matrix.rows == (matrix.name,)


def _margin(matrix: Matrix) -> int:
    return min(max(map(cell_len, matrix.rows)), _LONGEST_LABEL) + 1


def _text_rows(block: Block, view: PageView, width: int, palette: Palette) -> list[Strip]:
    """Formulas stand out, and what holds is marked."""
    if isinstance(block, Check):
        mark = "✓" if block.holds else f"✗ (more than {residual(block.tolerance)})"
        text = f"{block.what}: difference {residual(block.residual)} {mark}"
        return _wrapped(text, width, palette.good if block.holds else palette.bad)
    if isinstance(block, Formula):
        return _wrapped(block.text, width, palette.strong)
    if isinstance(block, Substituted):
        # the line may hold the very number that is asked for
        return [] if view.asked else _wrapped(block.text, width, palette.text)
    return [] if isinstance(block, Matrix) else _wrapped(block.text, width, palette.muted)


def _wrapped(text: str, width: int, style: Style) -> list[Strip]:
    """Lines of a text, the further ones indented with it."""
    lead = " " * (len(text) - len(text.lstrip()))
    lines = textwrap.wrap(
        text.strip(),
        max(width, len(lead) + 1),
        initial_indent=lead,
        subsequent_indent=lead,
        break_on_hyphens=False,
    )
    return [text_row(line, width, style) for line in lines]


def _left_out(fitting: int, columns: int, view: PageView, name: str) -> str:
    """Which columns are shown, where not all are."""
    if fitting == columns:
        return ""
    first = min(view.first_column, columns - fitting)
    return f"columns {first + 1} to {first + fitting} of {columns} of {name} · shift+← → for others"


@dataclass(frozen=True, eq=False)
class _Drawer:
    """Draws one matrix."""

    matrix: Matrix
    place: int
    view: PageView
    margin: int
    width: int
    palette: Palette

    def draw(self, drawn: DrawnPage, *, heads: bool) -> None:
        """Name and shape, the columns' labels, and the rows."""
        matrix, palette = self.matrix, self.palette
        first, widths = self._window()
        drawn.columns[self.place] = len(widths), matrix.values.shape[1]
        if not _is_vector(matrix):
            name = Segment(f"{matrix.name}  ", palette.strong)
            shape = Segment(matrix.shape, palette.muted)
            drawn.rows.append(row([name, shape], self.width, palette.text))
        if heads and any(matrix.columns):
            labels = zip(matrix.columns[first:], widths, strict=False)
            texts = (right_aligned(_clipped(label, _LONGEST_HEAD), w) for label, w in labels)
            drawn.rows.append(
                text_row(" " * self.margin + "".join(texts), self.width, palette.muted)
            )
        largest = _largest(matrix)
        for number_of_row in range(self._shown_rows()):
            drawn.lines[self.place, number_of_row] = len(drawn.rows)
            drawn.rows.append(self._row(number_of_row, first, widths, largest))

    def _shown_rows(self) -> int:
        asked = self.view.asked
        ends_here = asked is not None and asked.block == self.place
        return asked.row + 1 if asked and ends_here else len(self.matrix.rows)

    def _window(self) -> tuple[int, list[int]]:
        """The first column that is shown, and the widths of those that fit, at least one."""
        room = self.width - self.margin
        all_widths = [
            max(ENTRY_WIDTH, min(cell_len(label), _LONGEST_HEAD)) + 1
            for label in self.matrix.columns
        ]
        if sum(all_widths) <= room:
            return 0, all_widths
        # windows of one width, so that nothing jumps while one moves along
        widest = max(all_widths)
        count = max(room // widest, 1)
        return min(self.view.first_column, len(all_widths) - count), [widest] * count

    def _row(self, number_of_row: int, first: int, widths: list[int], largest: float) -> Strip:
        matrix, palette = self.matrix, self.palette
        label = _clipped(matrix.rows[number_of_row], _LONGEST_LABEL)
        segments = [Segment(right_aligned(label, self.margin - 1) + " ", palette.muted)]
        values = matrix.values[number_of_row].tolist()
        for offset, cells in enumerate(widths):
            column = first + offset
            here = Cell(self.place, number_of_row, column)
            text = entry_text(values[column], signed=matrix.signed)
            style = _shade(values[column], largest, palette)
            if here == self.view.asked:
                text, style = HIDDEN, palette.accent
            elif self.view.asked and self._is_after(here):
                text, style = "·", palette.faint
            if here == self.view.cursor:
                style += Style(reverse=True, bold=True)
            gap = max(cells - ENTRY_WIDTH, 0)
            segments += [Segment(" " * gap, palette.text), Segment(text.rjust(ENTRY_WIDTH), style)]
        return row(segments, self.width, palette.text)

    def _is_after(self, cell: Cell) -> bool:
        asked = self.view.asked
        same_row = asked is not None and (asked.block, asked.row) == (cell.block, cell.row)
        return asked is not None and same_row and cell.column > asked.column


def _clipped(label: str, longest: int) -> str:
    return label if cell_len(label) <= longest else clip(label, longest)


def _largest(matrix: Matrix) -> float:
    """The largest magnitude of a finite entry."""
    finite = matrix.values[np.isfinite(matrix.values)]
    return float(np.abs(finite).max(initial=0.0))


def _shade(value: float, largest: float, palette: Palette) -> Style:
    """Text on a ground that is the stronger, the larger the entry is among its matrix's."""
    if not np.isfinite(value):
        return palette.bad
    if value == 0 or largest == 0:
        return palette.muted
    level = round(abs(value) / largest * _LEVELS) / _LEVELS
    colour = palette.negative if value < 0 else palette.positive
    ground = palette.background.blend(colour, _STRONGEST * level)
    return Style(color=palette.foreground.rich_color, bgcolor=ground.rich_color)
