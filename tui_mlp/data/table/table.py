"""A table in memory, column by column, whatever file it is from."""

import math
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Sequence
from itertools import islice

import numpy as np
import numpy.typing as npt

from tui_mlp.arrays import Float64Array, IntArray
from tui_mlp.data.reading import Reading
from tui_mlp.data.table.cell import MISSING, is_missing, parse_number
from tui_mlp.data.table.number_format import NumberFormat, closest_format, number_format

Numbers = npt.NDArray[np.float64] | npt.NDArray[np.float32]
Cells = Numbers | list[str]
"""Of a piece of a column."""


class Table(ABC):
    """Columns in pieces: numbers as arrays, and as texts only the cells that are not numbers.

    Args:
        source: the file as errors show it.
        reading: what the user decided.
        decimal: the file's decimal sign.
    """

    names: tuple[str, ...]
    """Of the columns."""
    unnamed: frozenset[int] = frozenset()
    """The columns that the header leaves without a name."""
    has_header: bool = True
    """Whether the names are the file's."""
    header_in_text: bool | None = None
    """Whether the first row of a text names the columns; None where names are kept apart."""
    encoding: str | None = None
    separator: str | None = None
    row_count: int = 0
    """N, without the header."""

    def __init__(self, source: str, reading: Reading, decimal: str) -> None:
        self.source, self.decimal = source, decimal
        self.notes: list[str] = []
        self.said_missing = frozenset(reading.missing)
        """The words for a missing value that the user gave."""
        self.missing = MISSING | {word.strip() for word in reading.missing}
        self.missing_numbers = [
            number
            for word in reading.missing
            if (number := parse_number(word, decimal_comma=False)) is not None
        ]
        """Those of the words that are numbers."""
        self.pieces: list[list[Cells]] = []
        """The pieces of each column."""
        self._formats: dict[int, NumberFormat] = {}
        self._found: dict[int, Float64Array | None] = {}

    @abstractmethod
    def numbered_rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row below the header, with its line in the file, from 1 on."""

    def numbers(self, column: int) -> Float64Array | None:
        """A column's numbers (N,), NaN where missing; None if a cell of it holds a text."""
        numbers = [piece for piece in self.pieces[column] if not isinstance(piece, list)]
        if len(numbers) == len(self.pieces[column]):
            return np.concatenate(numbers, dtype=np.float64)
        if column not in self._found:
            self._found[column] = self._written_numbers(column)
        return self._found[column]

    def number_pieces(self, column: int) -> Sequence[Numbers]:
        """The numbers of a column, piece by piece as they are in memory."""
        numbers = [piece for piece in self.pieces[column] if not isinstance(piece, list)]
        if len(numbers) == len(self.pieces[column]):
            return numbers
        found = self.numbers(column)
        return [] if found is None else [found]

    def format_of(self, column: int) -> NumberFormat | None:
        """How the numbers of a column are written, if it is not as most files do."""
        return self._formats.get(column)

    def closest_format(self, cells: Collection[str]) -> NumberFormat | None:
        """The way that nearly all of these cells, none of them missing, write numbers."""
        return closest_format(cells, self.decimal)

    def texts(self, column: int) -> list[str]:
        """A column's N cells as they are in the file."""
        texts = [piece for piece in self.pieces[column] if isinstance(piece, list)]
        if len(texts) == len(self.pieces[column]):
            return [cell for piece in texts for cell in piece]
        return [cells[column] for _, cells in self.numbered_rows()]

    def first_cells(self, count: int) -> list[list[str]]:
        """The cells of the first rows."""
        return [cells for _, cells in islice(self.numbered_rows(), count)]

    def place(self, row: int, column: int) -> str:
        """Where a cell is, for an error: file, line of the file, and column."""
        return f"{self.source}, row {self.line(row)}, column '{self.names[column]}'"

    def line(self, row: int) -> int:
        """The line of the file, from 1 on, where a row (from 0 on) begins."""
        return next(islice(self.numbered_rows(), row, None))[0]

    def line_numbers(self) -> IntArray:
        """(N,) the line of the file where each row begins."""
        lines = (line for line, _ in self.numbered_rows())
        return np.fromiter(lines, np.intp, self.row_count)

    def is_missing(self, cell: str) -> bool:
        """Whether a cell holds no value, by the words of this table."""
        return is_missing(cell, self.missing)

    def number(self, cell: str) -> float | None:
        """The number in a cell, NaN for a missing one, None for a text."""
        comma = self.decimal == ","
        return parse_number(cell, decimal_comma=comma, missing=self.missing)

    def _written_numbers(self, column: int) -> Float64Array | None:
        """The numbers of a column in which not all are plain ones."""
        cells = self.texts(column)
        different = [cell for cell in dict.fromkeys(cells) if not self.is_missing(cell)]
        form = number_format(different, self.decimal)
        if form is None:
            return None
        self._formats[column] = form
        values = {cell: form.number(cell) for cell in different}
        found = np.fromiter((values.get(cell, math.nan) for cell in cells), np.float64, len(cells))
        found[np.isin(found, self.missing_numbers)] = np.nan
        return found


def compact(numbers: Numbers) -> Numbers:
    """The numbers in single precision where that loses nothing, as of pixels and counts."""
    with np.errstate(over="ignore"):
        single = numbers.astype(np.float32)
    return single if np.array_equal(single, numbers, equal_nan=True) else numbers
