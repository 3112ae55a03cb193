"""The layout of a matrix on a page: its name, the labels of its columns, and its rows."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np

from tui_mlp.lecture.pages.page import Matrix
from tui_mlp.lecture.pages.spans import (
    COVERED,
    HIDDEN,
    Cell,
    Line,
    Medium,
    PageLayout,
    PageView,
    Part,
    Role,
    Span,
)
from tui_mlp.lecture.wrapping import Measure, clipped
from tui_mlp.numbers import ENTRY_WIDTH, SHORT_ENTRY_WIDTH, entry_text, short_entry

_LONGEST_LABEL = 18
_ROLES = {HIDDEN: Role.ASKED, COVERED: Role.COVERED}
_SHORT_HEAD = 14
"""Columns' labels are no longer than this where not all columns fit."""


def is_vector(matrix: Matrix) -> bool:
    """Whether it is one row, labelled with its name already."""
    return matrix.rows == (matrix.name,)


def margin_of(matrices: Iterable[Matrix], medium: Medium) -> int:
    """The cells left of the columns: room for the longest label of a row, and a space."""
    labels = [label for matrix in matrices for label in matrix.rows[: medium.most_rows]]
    return min(max(map(medium.measure, labels), default=-1), _LONGEST_LABEL) + 1


@dataclass(frozen=True, eq=False)
class MatrixLayout:
    """Lays one matrix out."""

    matrix: Matrix
    place: int
    """Among the page's blocks."""
    view: PageView
    margin: int
    """The cells left of the columns."""
    width: int
    medium: Medium

    @cached_property
    def part(self) -> Part:
        """What is shown of it."""
        columns, room = self.matrix.columns, self.width - self.margin
        if self.matrix.heatmap and not self.medium.printed:
            return self._heatmap_part(room)
        for longest in (_LONGEST_LABEL, _SHORT_HEAD):
            widths = _column_widths(columns, longest, self.medium.measure)
            fitting = sum(end <= room for end in accumulate(widths))
            if fitting == len(widths) or self.medium.printed:
                return Part(0, tuple(widths[: max(fitting, 1)]), self._shown_rows)
        # windows of one width, so that nothing jumps while one moves along
        fitting = max(room // max(widths), 1)
        first = min(self.view.first_column, len(columns) - fitting)
        return Part(first, (max(widths),) * fitting, self._shown_rows)

    def _heatmap_part(self, room: int) -> Part:
        """Cells of one width: with four digits, two, or the sign alone, so that all may fit."""
        count = len(self.matrix.columns)
        labels = max(map(self.medium.measure, self.matrix.columns), default=0)
        wanted = (max(ENTRY_WIDTH, min(labels, _SHORT_HEAD)), SHORT_ENTRY_WIDTH, 1)
        width = next((each for each in wanted if (each + 1) * count <= room), 1) + 1
        fitting = min(max(room // width, 1), count)
        first = min(self.view.first_column, count - fitting)
        return Part(first, (width,) * fitting, self._shown_rows)

    @cached_property
    def heads(self) -> tuple[tuple[str, int], ...]:
        """The label and the cells of each column that is shown."""
        labels = self.matrix.columns[self.part.first_column :]
        if self.matrix.heatmap and self.part.widths[0] <= SHORT_ENTRY_WIDTH + 1:
            labels = tuple(label.split(" ")[0] for label in labels)  # the place, without the name
        return tuple(zip(labels, self.part.widths, strict=False))

    @property
    def _shown_rows(self) -> int:
        """Up to the one that is asked for, and as many as the medium takes."""
        rows = self.view.rows_shown(self.place, len(self.matrix.rows))
        return rows if self.medium.most_rows is None else min(rows, self.medium.most_rows)

    def add_to(self, layout: PageLayout, *, heads: bool) -> None:
        """Add its lines to a page: name and shape, the columns' labels if asked for, and rows."""
        matrix, part = self.matrix, self.part
        layout.columns[self.place] = part.columns, len(matrix.columns)
        if not is_vector(matrix):
            name = Span(f"{matrix.name}  ", Role.NAME)
            layout.lines.append((name, Span(matrix.shape, Role.SHAPE)))
        if heads and any(matrix.columns):
            layout.lines.append(self._heads_line())
        largest = _largest(matrix)
        for row in range(part.rows):
            layout.places[self.place, row] = len(layout.lines)
            layout.lines.append(self._row(row, largest))

    def _heads_line(self) -> Line:
        """The labels of the columns that are shown, each with a space before it at least."""
        measure = self.medium.measure
        texts = [
            _right_aligned(clipped(label, width - 1, measure), width, measure)
            for label, width in self.heads
        ]
        return (Span(" " * self.margin + "".join(texts), Role.LABEL),)

    def _row(self, row: int, largest: float) -> Line:
        """A row's label and its entries."""
        part, measure, signed = self.part, self.medium.measure, self.matrix.signed
        label = clipped(self.matrix.rows[row], _LONGEST_LABEL, measure)
        label = _right_aligned(label, self.margin - 1, measure)
        spans = [Span(f" {label}" if self.medium.printed else f"{label} ", Role.LABEL)]
        first, end = part.first_column, part.first_column + part.columns
        values = self.matrix.values[row, first:end].tolist()
        for column, (value, width) in enumerate(zip(values, part.widths, strict=True), first):
            cell = Cell(self.place, row, column)
            text = self.view.text_of(cell, entry_text(value, signed=signed))
            role = _ROLES.get(text, Role.ENTRY)
            if self.matrix.heatmap and not self.medium.printed:
                text = short_entry(value, width - 1) if role is Role.ENTRY else text
                share = _share(value, largest)
                # by the square root, or one large entry would leave all others without a colour
                share = math.copysign(math.sqrt(abs(share)), share)
                spans.append(Span(text.rjust(width), role, cell, share))
                continue
            spans.append(Span(" " * (width - ENTRY_WIDTH), Role.SPACE))
            spans.append(Span(text.rjust(ENTRY_WIDTH), role, cell, _share(value, largest)))
        return tuple(spans)


def _column_widths(labels: Sequence[str], longest: int, measure: Measure) -> list[int]:
    """The cells of each column: a space, and room for its label or its numbers."""
    return [max(ENTRY_WIDTH, min(measure(label), longest)) + 1 for label in labels]


def _largest(matrix: Matrix) -> float:
    """The largest magnitude of a finite entry."""
    finite = matrix.values[np.isfinite(matrix.values)]
    return float(np.abs(finite).max(initial=0.0))


def _share(value: float, largest: float) -> float:
    """A number as a part of the largest magnitude there is; NaN for one that is not finite."""
    if not math.isfinite(value):
        return math.nan
    return value / largest if largest else 0.0


def _right_aligned(text: str, width: int, measure: Measure) -> str:
    return " " * (width - measure(text)) + text
