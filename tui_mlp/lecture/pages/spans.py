"""What a page that is laid out consists of, and what it is laid out for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import NamedTuple

from tui_mlp.lecture.pages.page import Block, Curve, Matrix, Page, Substituted
from tui_mlp.lecture.wrapping import Measure

HIDDEN = "?"
"""Stands for the number that the learner is asked for."""
COVERED = "·"
"""Stands for a number that would give it away, or that comes after it."""


class Role(Enum):
    """What a span is; a screen gives each its colours."""

    FORMULA = auto()
    SUBSTITUTED = auto()
    SENTENCE = auto()
    HOLDS = auto()
    FAILS = auto()
    """A check that holds, and one that does not."""
    NAME = auto()
    SHAPE = auto()
    """A matrix's."""
    LABEL = auto()
    """A row's, or those of all columns."""
    SPACE = auto()
    ENTRY = auto()
    ASKED = auto()
    """An entry that is hidden and asked for."""
    COVERED = auto()
    """An entry that comes after it in its row."""
    GROUND = auto()
    """A cell of a surface; its share, 0 to 1, is how high that is there."""
    TRAIL = auto()
    """A glyph of a way over it; its share is the way's number."""
    LEFT_OUT = auto()
    """What says that not all of a matrix is shown."""


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
    covered: frozenset[Cell] = frozenset()
    """Entries before it that would give it away."""

    def shown_blocks(self, page: Page) -> list[tuple[int, Block]]:
        """The blocks that may be seen, with their places.

        While a number is asked for there are none after it, and no line with numbers, which may
        hold it.
        """
        blocks = list(enumerate(page.blocks))
        if self.asked is None:
            return blocks
        seen = blocks[: self.asked.block + 1]
        return [(place, block) for place, block in seen if not isinstance(block, Substituted)]

    def rows_shown(self, block: int, rows: int) -> int:
        """How many of a matrix's rows may be seen: up to the one that is asked for."""
        return self.asked.row + 1 if self.asked and self.asked.block == block else rows

    def text_of(self, cell: Cell, text: str) -> str:
        """An entry's text, or what stands in its place."""
        asked = self.asked
        if cell == asked:
            return HIDDEN
        here = asked is not None and (asked.block, asked.row) == (cell.block, cell.row)
        if cell in self.covered or (asked is not None and here and cell.column > asked.column):
            return COVERED
        return text


class Span(NamedTuple):
    """A part of a line."""

    text: str
    role: Role
    cell: Cell | None = None
    """The entry that it shows."""
    share: float = 0.0
    """Of an entry, -1 to 1: the part that it is of the matrix's largest; NaN if not finite."""


Line = tuple[Span, ...]


@dataclass(frozen=True)
class Part:
    """The part of a matrix that is shown."""

    first_column: int
    widths: tuple[int, ...]
    """The cells of each column that fits, at least one."""
    rows: int
    """How many of its first rows."""

    @property
    def columns(self) -> int:
        """How many columns."""
        return len(self.widths)


@dataclass(frozen=True)
class Medium:
    """What pages are laid out for."""

    left_out: Callable[[Matrix, Part], str]
    """What is said under a matrix of which a part is shown; empty for nothing."""
    measure: Measure = len
    """The cells that a text takes."""
    most_rows: int | None = None
    """So many rows of a matrix are shown; None for all."""
    curve_rows: int = 0
    """The lines that are left empty for a curve; 0 to list its points."""
    printed: bool = False
    """Without colours, indents and empty lines tell formulas and matrices from the rest; without
    other columns to move to, each is as wide as it needs."""


@dataclass(frozen=True, eq=False)
class PageLayout:
    """A page as lines, and where its entries are."""

    lines: list[Line] = field(default_factory=list)
    places: dict[tuple[int, int], int] = field(default_factory=dict)
    """The line of each (block, row of the matrix)."""
    columns: dict[int, tuple[int, int]] = field(default_factory=dict)
    """(columns that fit, all columns) of each matrix."""
    curves: dict[int, Curve] = field(default_factory=dict)
    """The curves by the first of the empty lines that are left for each."""
