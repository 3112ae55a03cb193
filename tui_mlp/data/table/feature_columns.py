"""From the cells of a column to features: numbers as they are, words as columns of 0 and 1."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tui_mlp.arrays import FloatArray
from tui_mlp.data.data_report import ColumnKind
from tui_mlp.data.input_column import MISSING_CATEGORY, OTHER_CATEGORY, InputColumn
from tui_mlp.data.table.column_words import (
    are_dates,
    are_truth_values,
    counts_rows,
    names_rows,
    truth_value,
)
from tui_mlp.data.table.names import composed_name, folded
from tui_mlp.data.table.table import Numbers, Table
from tui_mlp.files.errors import DataError
from tui_mlp.files.text import clean_name
from tui_mlp.numbers import compact

MOST_CATEGORIES = 20
"""How many columns of 0 and 1 a text column may become."""
_LONGEST_CATEGORY = 60
_SHARE_OF_NUMBERS = 0.9
"""A column of so many numbers was meant to be one of numbers."""
_FLOAT32_MAX = float(np.finfo(np.float32).max)
_DATE_REMEDY = "a date cannot be learned from as it is: make numbers of it, such as the month"


@dataclass(frozen=True, eq=False)
class EncodedColumn:
    """A column as it was understood."""

    kind: ColumnKind
    missing: int = 0
    input: InputColumn | None = None
    """How it is read; None where it is left out."""
    numbers: tuple[Numbers, ...] = ()
    """The pieces, one after the other, of a column that is one feature (N,); NaN where missing."""
    codes: npt.NDArray[np.intp] | None = None
    """(N,) which category each cell is, of a column that is several features."""
    note: str = ""
    """What was done to it, or why it is left out."""
    summary: str = ""
    """Its range, or its most frequent values."""

    @property
    def feature_count(self) -> int:
        """How many features it is."""
        return 0 if self.input is None else len(self.input.feature_names)

    def fill(self, features: FloatArray, start: int, place: int) -> None:
        """Write the features of some rows into columns of an array (n, D).

        Args:
            features: gets them.
            start: the first of the n rows.
            place: the first of the columns.
        """
        stop = start + len(features)
        if self.codes is not None:
            codes = self.codes[start:stop]
            features[:, place : place + self.feature_count] = 0
            features[np.arange(len(codes)), place + codes] = 1
            return
        for piece in self.numbers:
            if start < len(piece) and stop > 0:
                features[max(0, -start) : stop - start, place][: len(piece) - max(0, start)] = (
                    piece[max(0, start) : max(0, stop)]
                )
            start, stop = start - len(piece), stop - len(piece)


def encode_column(table: Table, column: int, kind: str | None = None) -> EncodedColumn:
    """The features in a column.

    Args:
        table: the file.
        column: where it is.
        kind: what the user says that it is; by default its cells tell.

    Raises:
        DataError: a number is too large or not finite, or a text is among numbers.
    """
    if kind is not None:
        return _encode_as(table, column, ColumnKind(kind))
    numbers = table.numbers(column)
    if numbers is None:
        return _encode_texts(table, column)
    missing = int(np.isnan(numbers).sum())
    if missing == len(numbers):
        return EncodedColumn(ColumnKind.EMPTY, missing, note="it is empty")
    name = table.names[column]
    if counts_rows(name, numbers, unnamed=column in table.unnamed):
        note = f"it only counts the rows; --as '{name}=number' uses it"
        return EncodedColumn(ColumnKind.COUNTER, missing, note=note, summary=_range(numbers))
    if names_rows(name) and _are_different_integers(numbers):
        note = f"it names the rows; --as '{name}=number' uses it"
        return EncodedColumn(ColumnKind.IDENTIFIER, missing, note=note, summary=_range(numbers))
    return _encode_numbers(table, column)


def numeric_pieces(table: Table, column: int) -> tuple[Numbers, ...]:
    """A column that has to be numbers, in pieces, NaN where missing.

    Raises:
        DataError: a cell is a text, or a number that is too large or not finite.
    """
    numbers = table.numbers(column)
    if numbers is None:
        raise not_a_number(table, column, table.texts(column))
    too_large = np.abs(numbers) > _FLOAT32_MAX
    if too_large.any():
        row = int(too_large.argmax())
        cell = clean_name(table.texts(column)[row])
        problem = (
            "is not finite" if "inf" in cell.lower() else "is beyond single precision (3.4e38)"
        )
        raise DataError(
            f"{table.place(row, column)}: '{cell}' {problem}; correct it or leave it empty"
        )
    return tuple(table.number_pieces(column))


def category_key(table: Table, cell: str) -> str:
    """What categories are told apart by: equal for red, " Red" and RED."""
    return MISSING_CATEGORY if table.is_missing(cell) else folded(composed_name(cell))


def not_a_number(table: Table, column: int, cells: Sequence[str]) -> DataError:
    """The error that names the first cell that is none."""
    different = [cell for cell in dict.fromkeys(cells) if not table.is_missing(cell)]
    form = table.closest_format(different)
    read = table.number if form is None else form.number
    row = next(
        row for row, cell in enumerate(cells) if not table.is_missing(cell) and read(cell) is None
    )
    return DataError(
        f"{table.place(row, column)}: '{clean_name(cells[row])}' is not a number; "
        "correct it or leave it empty"
    )


def _encode_numbers(table: Table, column: int) -> EncodedColumn:
    pieces = numeric_pieces(table, column)
    numbers = np.concatenate(pieces, dtype=np.float64)
    form = table.format_of(column)
    present = numbers[~np.isnan(numbers)]
    constant = bool(len(present)) and bool((present == present[0]).all())
    kind = ColumnKind.CONSTANT if constant else ColumnKind.NUMBER
    return EncodedColumn(
        kind,
        len(numbers) - len(present),
        InputColumn(name=table.names[column]),
        pieces,
        note="" if form is None else form.words,
        summary=_range(numbers),
    )


def _encode_as(table: Table, column: int, kind: ColumnKind) -> EncodedColumn:
    if kind is ColumnKind.NUMBER:
        return _encode_numbers(table, column)
    cells = table.texts(column)
    if kind is ColumnKind.TRUTH:
        return _encode_truth_values(table, column, cells)
    if kind is ColumnKind.CATEGORY:
        return _encode_categories(table, column, cells)
    missing = sum(map(table.is_missing, cells))
    return EncodedColumn(kind, missing, note=f"read as {kind}, as was asked")


def _encode_texts(table: Table, column: int) -> EncodedColumn:
    cells = table.texts(column)
    spellings = Counter(cells)
    different = [cell for cell in spellings if not table.is_missing(cell)]
    missing = len(cells) - sum(spellings[cell] for cell in different)
    present = len(cells) - missing
    if are_truth_values(different):
        return _encode_truth_values(table, column, cells)
    if are_dates(different):
        return EncodedColumn(ColumnKind.DATE, missing, note=_DATE_REMEDY)
    counts = Counter(category_key(table, cell) for cell in cells)
    distinct = len(counts) - (MISSING_CATEGORY in counts)
    all_differ = distinct == present
    few = distinct <= MOST_CATEGORIES and not all_differ
    _refuse_text_among_numbers(table, column, cells, few=few)
    if all_differ:
        name = table.names[column]
        kind = ColumnKind.IDENTIFIER if names_rows(name) and present > 2 else ColumnKind.TEXT
        return EncodedColumn(kind, missing, note="every text in it is different")
    if distinct > MOST_CATEGORIES and (
        distinct > present / 2 or max(map(len, different)) > _LONGEST_CATEGORY
    ):
        note = f"it is free text: {distinct} different ones in {present} rows"
        return EncodedColumn(ColumnKind.TEXT, missing, note=note)
    return _encode_categories(table, column, cells)


def _refuse_text_among_numbers(
    table: Table, column: int, cells: Sequence[str], *, few: bool
) -> None:
    """Refuse a column of numbers but for some cells.

    Raises:
        DataError: it is one; the error names the first of these cells.
    """
    counts = Counter(cell for cell in cells if not table.is_missing(cell))
    form = table.closest_format(counts)
    read = table.number if form is None else form.number
    numeric = sum(count for cell, count in counts.items() if read(cell) is not None)
    present = counts.total()
    if numeric >= present * _SHARE_OF_NUMBERS or (numeric > present / 2 and not few):
        raise not_a_number(table, column, cells)


def _encode_truth_values(table: Table, column: int, cells: Sequence[str]) -> EncodedColumn:
    values = {cell: np.nan if table.is_missing(cell) else truth_value(cell) for cell in {*cells}}
    if None in values.values():
        row = next(row for row, cell in enumerate(cells) if values[cell] is None)
        raise DataError(
            f"{table.place(row, column)}: '{clean_name(cells[row])}' is neither true nor false"
        )
    numbers = np.array([values[cell] for cell in cells], np.float32)
    missing = int(np.isnan(numbers).sum())
    trues = int(np.nansum(numbers))
    no, yes = _truth_words(Counter(cells), values)
    return EncodedColumn(
        ColumnKind.TRUTH,
        missing,
        InputColumn(name=table.names[column], kind="truth value", categories=(no, yes)),
        (numbers,),
        note=f"{yes} is 1, {no} is 0",
        summary=f"{trues} {yes}, {len(cells) - missing - trues} {no}",
    )


def _truth_words(counts: Counter[str], values: Mapping[str, float | None]) -> tuple[str, str]:
    """The most frequent words for false and for true; those themselves where there are none."""
    words: dict[float | None, str] = {0.0: "false", 1.0: "true"}
    for cell, _ in reversed(counts.most_common()):
        if values[cell] in words:
            words[values[cell]] = clean_name(cell.strip())
    return words[0.0], words[1.0]


def _encode_categories(table: Table, column: int, cells: Sequence[str]) -> EncodedColumn:
    """A column of 0 and 1 for each word; for the frequent ones and the rest, where many differ."""
    key_of = {cell: category_key(table, cell) for cell in {*cells}}
    counts: Counter[str] = Counter()
    spellings: Counter[tuple[str, str]] = Counter()
    for cell, count in Counter(cells).items():
        counts[key_of[cell]] += count
        spellings[key_of[cell], composed_name(cell)] += count
    merged = len({(key, name) for key, name in spellings if key != MISSING_CATEGORY}) - (
        len(counts) - (MISSING_CATEGORY in counts)
    )
    shown = {MISSING_CATEGORY: MISSING_CATEGORY}
    for key, name in sorted(spellings, key=lambda each: -spellings[each]):
        shown.setdefault(key, name)
    missing = counts.pop(MISSING_CATEGORY, 0)
    notes = ["words that differ in capitals or blanks alone are one"] if merged > 0 else []
    frequent = sorted(counts, key=lambda key: (-counts[key], shown[key]))
    if len(frequent) > MOST_CATEGORIES:
        frequent = frequent[: MOST_CATEGORIES - 1]
        rest = len(counts) - len(frequent)
        notes.append(f"the {len(frequent)} most frequent of its words, and one for {rest} others")
    names = {key: shown[key] for key in frequent}
    if missing:
        names[MISSING_CATEGORY] = MISSING_CATEGORY
    ordered = sorted(names, key=lambda key: names[key])
    places = {key: place for place, key in enumerate(ordered)}
    categories = [names[key] for key in ordered]
    if len(frequent) < len(counts):
        categories.append(OTHER_CATEGORY)
    code_of = {cell: places.get(key, len(ordered)) for cell, key in key_of.items()}
    codes = np.fromiter((code_of[cell] for cell in cells), np.intp, len(cells))
    most = ", ".join(f"{names[key]} {counts[key]}" for key in frequent[:3])
    return EncodedColumn(
        ColumnKind.CATEGORY,
        missing,
        InputColumn(name=table.names[column], kind="category", categories=tuple(categories)),
        codes=codes,
        note="; ".join(notes),
        summary=most,
    )


def _are_different_integers(numbers: Numbers) -> bool:
    present = numbers[~np.isnan(numbers)]
    whole = bool((present == np.rint(present)).all())
    return whole and len(present) > 2 and len(np.unique(present)) == len(present)


def _range(numbers: Numbers) -> str:
    least, most = float(np.nanmin(numbers)), float(np.nanmax(numbers))
    return compact(least) if least == most else f"{compact(least)} to {compact(most)}"
