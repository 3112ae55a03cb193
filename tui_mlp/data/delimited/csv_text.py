"""The outer form of a CSV file: its encoding, its separator, and what stands above its header."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Self

from tui_mlp.data.delimited.encoding import to_utf8
from tui_mlp.data.delimited.header import has_header, is_plain_number
from tui_mlp.data.delimited.separator import (
    named_separator,
    separator_in,
    separator_of,
    separator_word,
)
from tui_mlp.data.reading import BY_ITSELF, Reading
from tui_mlp.files.errors import DataError
from tui_mlp.numbers import grouped

SAMPLE_ROWS = 100
_BLANK = " \r\n"
_END = "\0"
_COMMENT = "#"
_MOST_TITLE_ROWS = 10
_WITH_COMMA = re.compile(r"\D{0,4}\d[\d. \u00a0\u202f'’]*,\d+\s?\D{0,3}", re.ASCII)
_WITH_POINT = re.compile(r"\D{0,4}\d+\.(?:\d{1,2}|\d{4,})\s?\D{0,3}", re.ASCII)
"""A number with a decimal comma or point that parts no thousands, a currency around it maybe."""


@dataclass(frozen=True)
class CsvText:
    """The text of a CSV file from its header on, ready to be read row by row."""

    source: str
    """The file's name as errors show it."""
    data: bytes
    """The table in UTF-8."""
    encoding: str = "UTF-8"
    """That of the file."""
    delimiter: str = ","
    decimal: str = "."
    """The decimal sign."""
    lines_above: int = 0
    """How many lines of the file stand above `data`."""
    notes: tuple[str, ...] = ()

    @classmethod
    def detect(cls, source: str, data: bytes, reading: Reading = BY_ITSELF) -> Self:
        """Find out encoding, separator, decimal sign, and where the table begins and ends.

        Raises:
            DataError: this is no text.
        """
        utf8, encoding, notes = to_utf8(source, data)
        text = cls(source, utf8, encoding, notes=notes)
        given = _given_separator(reading)
        named = named_separator(utf8)
        if named is not None:
            word = separator_word(named[0])
            text = text.below(1, f"The first line names the separator, {word!r}.")
            given = given or named[0]
        text, last_comment = text.without_comments()
        text = replace(text, delimiter=given or text.likely_separator())
        text = text.with_commented_header(last_comment)
        if reading.header is not False:
            text = text.without_title()
        text = text.without_empty_end()
        return replace(text, decimal=reading.decimal or text.likely_decimal())

    @property
    def decimal_comma(self) -> bool:
        """Whether a comma may be a decimal one, because it parts no cells."""
        return self.delimiter != ","

    def has_header(self) -> bool:
        """Whether the first row names the columns.

        Raises:
            DataError: one of the first rows cannot be cut into cells.
        """
        rows = list(islice(self.records(), SAMPLE_ROWS))
        return has_header(rows, decimal_comma=self.decimal_comma)

    @property
    def has_quotes(self) -> bool:
        """Whether a cell may be quoted, and so hold delimiters and ends of lines."""
        return b'"' in self.data

    def below(self, lines: int, note: str) -> Self:
        """The text without its first lines."""
        length = sum(len(line.encode()) for line in islice(self.lines(), lines))
        above = self.lines_above + lines
        notes = (*self.notes, note) if note else self.notes
        return replace(self, data=self.data[length:], lines_above=above, notes=notes)

    def without_comments(self) -> tuple[Self, str]:
        """The text below its comment lines at the top, and the last of these without its sign."""
        count, last = 0, ""
        for number, line in enumerate(islice(self.lines(), SAMPLE_ROWS), start=1):
            if line.startswith(_COMMENT):
                count, last = number, line
            elif line.strip(_BLANK):
                break
        if not count or len(self.data.strip()) == len(last.strip()):
            return self, ""
        return self.below(count, ""), last

    def with_commented_header(self, comment: str) -> Self:
        """The text with a last comment in front of it that is the header.

        It is where it has as many cells as the table, and the table has no header by itself.
        """
        if not comment:
            return self
        line = comment.lstrip(_COMMENT).lstrip(" ") if comment[1:2] != self.delimiter else comment
        head = replace(self, data=line.encode())
        names, rows = next(head.records(), []), list(islice(self.records(), SAMPLE_ROWS))
        fits = len(names) > 1 and any(len(row) == len(names) for row in rows[:1])
        if (
            fits
            and not self.has_header()
            and not any(is_plain_number(name, decimal_comma=self.decimal_comma) for name in names)
        ):
            with_end = line if line.endswith("\n") else line + "\n"
            return replace(
                self, data=with_end.encode() + self.data, lines_above=self.lines_above - 1
            )
        noun = "line" if self.lines_above == 1 else "lines"
        note = f"Passed over the comment {noun} above the table."
        return replace(self, notes=(*self.notes, note))

    def without_title(self) -> Self:
        """The text below title rows: rows of one cell or none, above a row of names."""
        try:
            rows = list(islice(self.numbered_records(), _MOST_TITLE_ROWS + SAMPLE_ROWS))
        except DataError:  # the reading names it
            return self
        short = 0
        width = max((len(row) for _, row in rows), default=0)
        for _, row in rows[:_MOST_TITLE_ROWS]:
            filled = sum(bool(cell.strip()) for cell in row)
            if width < 2 or filled > 1 or (filled == 1 and width == 2 and len(row) == 2):
                break
            short += 1
        if not 0 < short < len(rows):
            return self
        line, header = rows[short]
        names = [cell for cell in header if cell.strip()]
        lacks = sum(not cell.strip() for cell in header)
        if (
            lacks > 1
            or len(names) < 2
            or any(is_plain_number(name, decimal_comma=self.decimal_comma) for name in names)
        ):
            return self
        first = " ".join(cell for cell in rows[0][1] if cell.strip())[:40]
        note = f"Passed over what stands above the header: {first!r}." if first else ""
        return self.below(line - self.lines_above - 1, note)

    def without_empty_end(self) -> Self:
        """The text without rows of empty cells at its end."""
        nothing, end, rows = (self.delimiter + _BLANK).encode(), len(self.data), 0
        while end:
            start = self.data.rfind(b"\n", 0, end - 1) + 1
            line = self.data[start:end]
            if line.strip(nothing) or start == 0:
                break
            rows += bool(line.strip())
            end = start
        notes = (*self.notes, "Left out the empty rows at the end.") if rows else self.notes
        return replace(self, data=self.data[:end], notes=notes)

    def likely_decimal(self) -> str:
        """The decimal sign that the numbers in the first rows have; the point by default."""
        if not self.decimal_comma:
            return "."
        try:
            rows = list(islice(self.records(), SAMPLE_ROWS))
        except DataError:
            return "."
        cells = [cell.strip() for row in rows for cell in row]
        commas = sum(_WITH_COMMA.fullmatch(cell) is not None for cell in cells)
        points = sum(_WITH_POINT.fullmatch(cell) is not None for cell in cells)
        return "," if commas and commas >= points else "."

    def likely_separator(self) -> str:
        """What parts the cells of the first rows.

        Raises:
            DataError: there is no row.
        """

        def cut(separator: str) -> list[list[str]]:
            return list(islice(replace(self, delimiter=separator).records(), SAMPLE_ROWS))

        first = next((line for line in self.lines() if line.strip(_BLANK)), "")
        return separator_in(self.source, first, cut)

    def lines(self, source: io.BytesIO | None = None) -> io.TextIOWrapper:
        """The file's lines; out of `source`, a stream of `data`, where one is given."""
        return io.TextIOWrapper(source or io.BytesIO(self.data), "utf-8", newline="")

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

        spaces = self.delimiter == " "
        reader = csv.reader(ended(), delimiter=self.delimiter, skipinitialspace=spaces)
        line = 1
        try:
            for cells in reader:
                if at_end:
                    self._require_closed(line, cells)
                elif _is_filled(cells):
                    yield self.lines_above + line, cells
                line = reader.line_num + 1
        except csv.Error as error:
            row = self.lines_above + line
            raise DataError(
                f"{self.source}, row {row}, column {self._column_of_long_cell(line)}: more than "
                f"{grouped(csv.field_size_limit())} characters in a cell; is a quote left open "
                "there?"
            ) from error

    def cut(self, lines: Iterable[str]) -> list[list[str]]:
        """The cells of lines without quotes, blank lines passed over.

        Raises:
            csv.Error: a cell is too long.
        """
        spaces = self.delimiter == " "
        rows = csv.reader(lines, delimiter=self.delimiter, skipinitialspace=spaces)
        return [cells for cells in rows if _is_filled(cells)]

    def _require_closed(self, line: int, cells: list[str]) -> None:
        if cells != [_END]:
            raise DataError(
                f"{self.source}, row {self.lines_above + line}, column {len(cells)}: a quote is "
                "left open there; close it, or remove it"
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


def _is_filled(cells: list[str]) -> bool:
    """Whether a row is more than a blank line."""
    return len(cells) > 1 or (len(cells) == 1 and cells[0].strip(_BLANK) != "")


def _given_separator(reading: Reading) -> str | None:
    if reading.separator is None:
        return None
    separator = separator_of(reading.separator)
    if separator is None:
        raise DataError(
            f"separator: {reading.separator!r} is none; give a sign such as ; or | or the word tab"
        )
    return separator
