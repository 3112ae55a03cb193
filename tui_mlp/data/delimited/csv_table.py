"""The cells of a CSV file, column by column."""

import contextlib
import csv
import math
from collections.abc import Callable, Collection, Iterator, Sequence
from io import BytesIO
from itertools import islice

import numpy as np

from tui_mlp.data.dataset import MOST_FEATURES
from tui_mlp.data.delimited.bulk import load_plain, pieces_of
from tui_mlp.data.delimited.csv_text import SAMPLE_ROWS, CsvText
from tui_mlp.data.reading import BY_ITSELF, Reading
from tui_mlp.data.table.names import composed_name, folded
from tui_mlp.data.table.table import Cells, Table, compact
from tui_mlp.files.errors import DataError
from tui_mlp.files.text import shown_path

ROWS_AT_A_TIME = 20_000
BYTES_AT_A_TIME = 2**23
_COMMENT = "#"


class CsvTable(Table):
    """A CSV file in memory: numbers as arrays, and as texts only the cells that are not numbers.

    A file of a million rows is read in pieces, so that the texts of its numbers are never in
    memory together.

    Args:
        path: the file, for its name in errors.
        data: all bytes of the file.
        progress: is called with the part of the file that is read, rising to 1.
        reading: what the user decided.
        expected: names of columns; a first row that holds one of them is the header.

    Raises:
        DataError: the bytes are no text, a row has more or fewer cells than the first one, there
            are no rows or too many columns, or two columns have one name.
    """

    def __init__(
        self,
        path: object,
        data: bytes,
        progress: Callable[[float], None] | None = None,
        reading: Reading = BY_ITSELF,
        expected: Collection[str] = (),
    ) -> None:
        self._text = CsvText.detect(shown_path(str(path)), data, reading)
        super().__init__(self._text.source, reading, self._text.decimal)
        self.notes = list(self._text.notes)
        self.encoding, self.separator = self._text.encoding, self._text.delimiter
        first = next(self._text.records(), None)
        if first is None:
            raise DataError(f"{self.source}: the file is empty")
        self.has_header = self._begins_with_header(first, reading, expected)
        self.header_in_text = self.has_header
        self._width = self._used_width(first)
        self.names = self._column_names(first)
        self.pieces = [[] for _ in self.names]
        self._read(progress)
        if self.row_count == 0:
            raise DataError(f"{self.source}: there are no rows below the header")

    def _begins_with_header(
        self, first: list[str], reading: Reading, expected: Collection[str]
    ) -> bool:
        if reading.header is not None:
            return reading.header
        known = {folded(name) for name in expected}
        return any(folded(cell) in known for cell in first) or self._text.has_header()

    def _used_width(self, first: list[str]) -> int:
        """How many columns there are, without empty ones at the end that have no name."""
        if not self.has_header:
            rows = [first, *self._sample()]
            width = len(first)
        else:
            rows, width = self._sample(), len(first)
        while width > 1 and not (self.has_header and first[width - 1].strip()):
            if any(len(row) >= width and row[width - 1].strip() for row in rows) or not rows:
                break
            width -= 1
        longer = any(len(row) > len(first) for row in rows)
        if width < len(first) or longer:
            self.notes.append("Passed over empty cells beyond the last column.")
        return width

    def _sample(self) -> list[list[str]]:
        return list(islice(self._text.records(), 1, SAMPLE_ROWS))

    def _column_names(self, first: list[str]) -> tuple[str, ...]:
        if self._width > MOST_FEATURES:
            raise DataError(f"{self.source}: {self._width} columns, but at most {MOST_FEATURES}")
        numbered = [f"column_{number}" for number in range(1, self._width + 1)]
        if not self.has_header:
            self.notes.append("There is no header: the columns are column_1, column_2, ...")
            return tuple(numbered)
        names = [composed_name(cell) for cell in first[: self._width]]
        self.unnamed = frozenset(place for place, name in enumerate(names) if not name)
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
        known: dict[str, str] = {}
        reader = self._quoted_pieces if self._text.has_quotes else self._plain_pieces
        for piece, part in reader():
            self.row_count += len(piece[0])
            for column, cells in zip(self.pieces, piece, strict=True):
                if isinstance(cells, list):  # equal texts are kept in memory once
                    column.append([known.setdefault(cell, cell) for cell in cells])
                else:
                    cells[np.isin(cells, self.missing_numbers)] = np.nan
                    column.append(compact(cells))
            if progress is not None:
                progress(part)

    def _quoted_pieces(self) -> Iterator[tuple[list[Cells], float]]:
        """The columns of some thousand rows at a time, and the part of the file that is read."""
        source = BytesIO(self._text.data)
        lines = self._text.lines(source)  # would close the source, were it not held
        records = self._text.records(lines)
        rows_below = islice(records, int(self.has_header), None)
        while rows := list(islice(rows_below, ROWS_AT_A_TIME)):
            if fitting := self._fitting(rows):
                yield self._columns_of(fitting), source.tell() / len(self._text.data)

    def _plain_pieces(self) -> Iterator[tuple[list[Cells], float]]:
        """As `_quoted_pieces`, by a library's faster reader where it can.

        It can where the columns hold numbers and texts just as they did in the piece before.
        """
        columns: list[Cells] | None = None
        skip = self.has_header
        data = self._text.data
        for start, end in pieces_of(data, ROWS_AT_A_TIME, BYTES_AT_A_TIME):
            like, columns = columns, None
            if like is not None and not skip:
                columns = load_plain(data[start:end], like, self._text.delimiter, self.decimal)
            if columns is None:
                lines = self._text.lines(BytesIO(data[start:end]))
                try:
                    rows = self._text.cut(lines)
                except csv.Error as error:  # reading on from the top names the row
                    raise self._ragged() from error
                rows, skip = rows[skip:] if rows else rows, skip and not rows
                fitting = self._fitting(rows)
                columns = self._columns_of(fitting) if fitting else None
            if columns is not None:
                yield columns, end / len(data)

    def _fitting(self, rows: list[list[str]]) -> list[list[str]]:
        """The rows of as many cells as there are columns, without comments among them."""
        if {*map(len, rows)} <= {self._width}:
            return rows
        kept = [self._fitted(row) for row in rows]
        return [row for row in kept if row is not None]

    def _fitted(self, row: list[str]) -> list[str] | None:
        """A row in as many cells as there are columns; None for a comment."""
        if len(row) == self._width:
            return row
        if row[0].startswith(_COMMENT):
            return None
        if len(row) < self._width or "".join(row[self._width :]).strip():
            raise self._ragged()
        return row[: self._width]

    def _columns_of(self, rows: list[list[str]]) -> list[Cells]:
        columns = zip(*rows, strict=True)
        return [self._parse(cells) for cells in columns]

    def numbered_rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row below the header, with the line on which it begins, from 1 on."""
        for line, cells in islice(self._text.numbered_records(), int(self.has_header), None):
            fitted = self._fitted(cells)
            if fitted is not None:
                yield line, fitted

    def _ragged(self) -> DataError:
        width = self._width

        def is_ragged(cells: list[str]) -> bool:
            beyond = "".join(cells[width:]).strip()
            comment = cells[0].startswith(_COMMENT) and len(cells) != width
            return bool(len(cells) < width or beyond) and not comment

        rows = self._text.numbered_records()
        line, cells = next((line, cells) for line, cells in rows if is_ragged(cells))
        open_quote = any("\n" in cell for cell in cells)
        hint = " (is a quote left open there?)" if open_quote else ""
        noun = "cell" if len(cells) == 1 else "cells"
        return DataError(
            f"{self.source}, row {line}: {len(cells)} {noun}, but the first row has {width}{hint}"
        )

    def _parse(self, cells: Sequence[str]) -> Cells:
        """A piece of a column as numbers, or else as the texts that it holds."""
        together = "".join(cells)
        if self.decimal == "," and "." in together:  # it may part thousands
            return list(cells)
        if together.isascii() and "_" not in together:
            comma = self.decimal == "," and "," in together
            pointed = [cell.replace(",", ".") for cell in cells] if comma else cells
            with contextlib.suppress(ValueError):  # most columns hold nothing but numbers
                return np.fromiter(map(float, pointed), np.float64, len(cells))
            with contextlib.suppress(ValueError):
                return np.fromiter(
                    (math.nan if cell in self.missing else float(cell) for cell in pointed),
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
