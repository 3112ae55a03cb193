"""The cells of a CSV file, column by column."""

import contextlib
import csv
import math
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO, TextIOWrapper
from itertools import islice

import numpy as np

from tui_mlp.arrays import Float64Array
from tui_mlp.data.dataset import MOST_FEATURES
from tui_mlp.data.table.cell import MISSING, parse_number
from tui_mlp.data.table.csv_text import CsvText, has_header
from tui_mlp.files.errors import DataError
from tui_mlp.files.text import clean_name, shown_path

Cells = Float64Array | list[str]

ROWS_AT_A_TIME = 20_000


class Table:
    """A CSV file in memory: numbers as arrays, and as texts only the cells that are not numbers.

    A file of a million rows is read in pieces, so that the texts of its numbers are never in
    memory together.

    Args:
        path: the file, for its name in errors.
        data: all bytes of the file.
        progress: is called with the part of the file that is read, rising to 1.

    Raises:
        DataError: the bytes are no text, a row has more or fewer cells than the first one, there
            are no rows or too many columns, or two columns have one name.
    """

    def __init__(
        self, path: object, data: bytes, progress: Callable[[float], None] | None = None
    ) -> None:
        self._text = CsvText.detect(shown_path(str(path)), data)
        self.source = self._text.source
        self.notes = list(self._text.notes)
        self.has_header = has_header(self._text)
        self.names = self._column_names()
        self._pieces: list[list[Cells]] = [[] for _ in self.names]
        self.row_count = 0
        """N, without the header."""
        self._read(progress)
        if self.row_count == 0:
            raise DataError(f"{self.source}: there are no rows below the header")

    def numbers(self, column: int) -> Float64Array | None:
        """A column's numbers (N,), NaN where missing; None if a cell of it holds a text."""
        numbers = [piece for piece in self._pieces[column] if not isinstance(piece, list)]
        if len(numbers) < len(self._pieces[column]):
            return None
        return np.concatenate(numbers)

    def texts(self, column: int) -> list[str]:
        """A column's N cells as they are in the file."""
        texts = [piece for piece in self._pieces[column] if isinstance(piece, list)]
        if len(texts) == len(self._pieces[column]):
            return [cell for piece in texts for cell in piece]
        return [cells[column] for _, cells in self._numbered_rows()]

    def place(self, row: int, column: int) -> str:
        """Where a cell is, for an error: file, line of the file, and column."""
        line, _ = next(islice(self._numbered_rows(), row, None))
        return f"{self.source}, row {line}, column '{self.names[column]}'"

    def line(self, row: int) -> int:
        """The line of the file, from 1 on, where a row (from 0 on) begins."""
        return next(islice(self._numbered_rows(), row, None))[0]

    def number(self, cell: str) -> float | None:
        """The number in a cell, NaN for a missing one, None for a text."""
        return parse_number(cell, decimal_comma=self._text.decimal_comma)

    def _column_names(self) -> tuple[str, ...]:
        first = next(self._text.records())
        if len(first) > MOST_FEATURES:
            raise DataError(f"{self.source}: {len(first)} columns, but at most {MOST_FEATURES}")
        numbered = [f"column_{number}" for number in range(1, len(first) + 1)]
        if not self.has_header:
            self.notes.append("There is no header: the columns are column_1, column_2, ...")
            return tuple(numbered)
        names = [clean_name(cell) for cell in first]
        names = [name or number for name, number in zip(names, numbered, strict=True)]
        seen: dict[str, int] = {}
        for place, name in enumerate(names, start=1):
            earlier = seen.setdefault(name, place)
            if earlier != place:
                raise DataError(
                    f"{self.source}: columns {earlier} and {place} are both called '{name}'; "
                    "rename one"
                )
        return tuple(names)

    def _read(self, progress: Callable[[float], None] | None) -> None:
        source = BytesIO(self._text.data)
        lines = self._text.lines(source)
        reader = self._quoted_pieces if self._text.has_quotes else self._plain_pieces
        known: dict[str, str] = {}
        for piece in reader(lines):
            self.row_count += len(piece[0])
            for column, cells in zip(self._pieces, piece, strict=True):
                # equal texts are kept in memory once
                shared = isinstance(cells, list) and [known.setdefault(c, c) for c in cells]
                column.append(shared or cells)
            if progress is not None:
                progress(source.tell() / len(self._text.data))

    def _quoted_pieces(self, lines: TextIOWrapper) -> Iterator[list[Cells]]:
        """The columns of some thousand rows at a time."""
        records = islice(self._text.records(lines), int(self.has_header), None)
        while rows := list(islice(records, ROWS_AT_A_TIME)):
            yield self._columns_of(rows)

    def _plain_pieces(self, lines: TextIOWrapper) -> Iterator[list[Cells]]:
        """The columns of some thousand lines at a time, by NumPy's faster reader where it can.

        It can where the columns hold numbers and texts just as they did in the piece before.
        """
        columns: list[Cells] | None = None
        for number, piece in enumerate(self._text.pieces(lines, ROWS_AT_A_TIME)):
            below = piece[int(self.has_header and number == 0) :]
            if below:
                like = columns
                columns = None if like is None else _load_plain(below, like, self._text.delimiter)
                if columns is None:
                    columns = self._columns_of(self._cut(below))
                yield columns

    def _cut(self, lines: list[str]) -> list[list[str]]:
        try:
            return list(csv.reader(lines, delimiter=self._text.delimiter))
        except csv.Error as error:  # reading on from the top names the row
            raise self._ragged() from error

    def _columns_of(self, rows: list[list[str]]) -> list[Cells]:
        if {*map(len, rows)} != {len(self.names)}:
            raise self._ragged()
        columns = zip(*rows, strict=True)
        return [self._parse(cells) for cells in columns]

    def _numbered_rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row below the header, with the line on which it begins."""
        return islice(self._text.numbered_records(), int(self.has_header), None)

    def _ragged(self) -> DataError:
        width = len(self.names)
        rows = self._text.numbered_records()
        line, cells = next((line, cells) for line, cells in rows if len(cells) != width)
        open_quote = any("\n" in cell for cell in cells)
        hint = " (is a quote left open there?)" if open_quote else ""
        noun = "cell" if len(cells) == 1 else "cells"
        return DataError(
            f"{self.source}, row {line}: {len(cells)} {noun}, but the first row has {width}{hint}"
        )

    def _parse(self, cells: Sequence[str]) -> Cells:
        """A piece of a column as numbers, or else as the texts that it holds."""
        together = "".join(cells)
        if together.isascii() and "_" not in together:
            comma = self._text.decimal_comma and "," in together
            pointed = [cell.replace(",", ".") for cell in cells] if comma else cells
            with contextlib.suppress(ValueError):  # most columns hold nothing but numbers
                return np.fromiter(map(float, pointed), np.float64, len(cells))
            with contextlib.suppress(ValueError):
                return np.fromiter(
                    (math.nan if cell in MISSING else float(cell) for cell in pointed),
                    np.float64,
                    len(cells),
                )
        numbers = np.empty(len(cells))
        for row, cell in enumerate(cells):
            number = self.number(cell)
            if number is None:
                return list(cells)
            numbers[row] = number
        return numbers


def _load_plain(lines: list[str], like: Sequence[Cells], delimiter: str) -> list[Cells] | None:
    """The columns of some lines, each of the kind of `like`; None if they do not come so.

    `np.loadtxt` refuses what is no number, and so 1_000 and missing cells, and rows of other
    widths.
    """
    kinds = [(f"f{c}", object if isinstance(k, list) else np.float64) for c, k in enumerate(like)]
    try:
        rows = np.loadtxt(lines, kinds, comments=None, delimiter=delimiter, ndmin=1)
    except ValueError:
        return None
    return [
        rows[name].tolist() if kind is object else np.ascontiguousarray(rows[name])
        for name, kind in kinds
    ]
