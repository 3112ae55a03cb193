"""The outer form of a CSV file: its encoding, its delimiter, and whether it has a header."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Self

from tui_mlp.data.table.cell import is_missing, parse_number
from tui_mlp.files.errors import DataError
from tui_mlp.numbers import grouped

_SAMPLE_ROWS = 100
# a decimal comma cuts 5,1;3,5 into as many cells as the semicolon does: hence this order
_DELIMITERS = "\t;,"
_BLANK = " \r\n"
_END = "\0"
_BYTES_AT_A_TIME = 2**20


@dataclass(frozen=True)
class CsvText:
    """The text of a CSV file, ready to be read row by row."""

    source: str
    """The file's name as errors show it."""
    data: bytes
    encoding: str
    delimiter: str
    notes: tuple[str, ...]

    @classmethod
    def detect(cls, source: str, data: bytes) -> Self:
        """Find out encoding and delimiter.

        Raises:
            DataError: this is no text.
        """
        encoding, notes = _encoding(source, data)
        delimiter = _delimiter(cls(source, data, encoding, ",", ()))
        return cls(source, data, encoding, delimiter, notes)

    @property
    def decimal_comma(self) -> bool:
        """Whether a comma may be a decimal one, because it parts no cells."""
        return self.delimiter != ","

    @property
    def has_quotes(self) -> bool:
        """Whether a cell may be quoted, and so hold delimiters and ends of lines."""
        return b'"' in self.data

    def lines(self, source: io.BytesIO | None = None) -> io.TextIOWrapper:
        """The file's lines; out of `source`, a stream of `data`, where one is given."""
        return io.TextIOWrapper(source or io.BytesIO(self.data), self.encoding, newline="")

    def records(self, lines: Iterable[str] | None = None) -> Iterator[list[str]]:
        """The rows of cells, blank lines passed over; of all lines unless some are given.

        Raises:
            DataError: a cell is too long, or a quote is not closed.
        """
        return (cells for _, cells in self.numbered_records(lines))

    def numbered_records(
        self, lines: Iterable[str] | None = None
    ) -> Iterator[tuple[int, list[str]]]:
        """The line on which each row begins, from 1 on, with the row; blank lines passed over.

        Raises:
            DataError: as `records` does.
        """
        at_end = False

        def ended() -> Iterator[str]:
            # an open quote swallows this last line, which no file can hold
            nonlocal at_end
            yield from self.lines() if lines is None else lines
            at_end = True
            yield _END

        reader = csv.reader(ended(), delimiter=self.delimiter)
        line = 1
        try:
            for cells in reader:
                if at_end:
                    self._require_closed(line, cells)
                elif _is_filled(cells):
                    yield line, cells
                line = reader.line_num + 1
        except csv.Error as error:
            raise DataError(
                f"{self.source}, row {line}, column {self._column_of_long_cell(line)}: more than "
                f"{grouped(csv.field_size_limit())} characters in a cell; is a quote left open "
                "there?"
            ) from error

    def _require_closed(self, line: int, cells: list[str]) -> None:
        if cells != [_END]:
            raise DataError(
                f"{self.source}, row {line}, column {len(cells)}: a quote is left open there; "
                "close it, or remove it"
            )

    def _column_of_long_cell(self, line: int) -> int:
        """The number of the first cell beyond the limit in the row that begins there."""
        column, length, quoted = 1, 0, False
        for character in chain.from_iterable(islice(self.lines(), line - 1, None)):
            if character == '"':
                quoted = not quoted
            elif character == self.delimiter and not quoted:
                column, length = column + 1, 0
            length += 1
            if length > csv.field_size_limit():
                break
        return column

    def pieces(self, lines: Iterator[str], size: int) -> Iterator[list[str]]:
        """The lines of a file without quotes, `size` at a time, blank ones passed over."""
        while piece := list(islice(lines, size)):
            if filled := [line for line in piece if line.strip(_BLANK)]:
                yield filled


def has_header(text: CsvText) -> bool:
    """Whether the first row names the columns.

    It does if it holds no number and no sign for a missing one, but a column below it holds
    numbers; or, where all is text, if its cells differ from each other and none of them comes
    again below it. Numbers that merely count the columns, as data frames without names have
    them, are names too.
    """
    rows = list(islice(text.records(), _SAMPLE_ROWS))
    first, below = rows[0], rows[1:]
    columns = list(zip(*(row for row in below if len(row) == len(first)), strict=True))
    numeric = [_is_number(cell, text) for cell in first]
    if any(numeric):
        return _counts_columns(first) and not _recurs(first, columns)
    if any(is_missing(cell) and cell.strip() for cell in first):
        return False
    if any(_is_number(cell, text) for column in columns for cell in column):
        return True
    return len({*first}) == len(first) and not _recurs(first, columns)


def _counts_columns(cells: list[str]) -> bool:
    """Whether there are texts beside three or more numbers, and these count the columns from 0."""
    counting = [cell == str(place) for place, cell in enumerate(cells) if cell.isdecimal()]
    return len(counting) >= 3 and all(counting) and len(counting) < len(cells)


def _recurs(first: list[str], columns: list[tuple[str, ...]]) -> bool:
    """Whether a text of the first row comes again in its column."""
    pairs = zip(first, columns, strict=False)
    return any(cell in column for cell, column in pairs if not cell.isdecimal())


def _is_filled(cells: list[str]) -> bool:
    """Whether a row is more than a blank line."""
    return len(cells) > 1 or (len(cells) == 1 and cells[0].strip(_BLANK) != "")


def _is_number(cell: str, text: CsvText) -> bool:
    number = parse_number(cell, decimal_comma=text.decimal_comma)
    return number is not None and not is_missing(cell)


def _encoding(source: str, data: bytes) -> tuple[str, tuple[str, ...]]:
    """The codec of these bytes, and what the user should know of it."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        if not _is_text(data, "utf-16"):
            raise DataError(f"{source}: damaged UTF-16 text; save it as UTF-8")
        return "utf-16", ("The file is in UTF-16.",)
    if _END.encode() in data:
        row = data.count(b"\n", 0, data.index(_END.encode())) + 1
        raise DataError(
            f"{source}, row {row}: a byte 0, so this is not a text; save the table as CSV in UTF-8"
        )
    if not _is_text(data, "utf-8"):
        return "latin-1", ("The file is not in UTF-8: it was read as Latin-1.",)
    return "utf-8-sig", ()


def _is_text(data: bytes, encoding: str) -> bool:
    """Whether these bytes are a text in this encoding, without the character 0."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(data), _BYTES_AT_A_TIME):
            if _END in decoder.decode(data[start : start + _BYTES_AT_A_TIME]):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(text: CsvText) -> str:
    """The delimiter that cuts the first row, and most of those after it, into as many cells."""
    for delimiter in _DELIMITERS:
        attempt = CsvText(text.source, text.data, text.encoding, delimiter, ())
        try:
            widths = [len(row) for row in islice(attempt.records(), _SAMPLE_ROWS)]
        except DataError:  # a quote may be one with the right delimiter only
            continue
        if not widths:
            raise DataError(f"{text.source}: the file is empty")
        width, count = Counter(widths).most_common(1)[0]
        if width > 1 and widths[0] == width and count > len(widths) / 2:
            return delimiter
    return max(_DELIMITERS, key=_first_line(text).count)


def _first_line(text: CsvText) -> str:
    """The first line that is not empty, as its author wrote it."""
    return next((line for line in text.lines() if line.strip(_BLANK)), "")
