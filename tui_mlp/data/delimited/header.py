"""Whether the first row of a table names its columns."""

import math
from collections.abc import Sequence
from itertools import pairwise

from tui_mlp.data.table.cell import is_missing, parse_number


def has_header(rows: Sequence[list[str]], *, decimal_comma: bool) -> bool:
    """Whether the first row names the columns.

    It does if it holds no number and no sign for a missing one, but a column below it holds
    numbers; or, where all is text, if its cells differ from each other and none of them comes
    again below it. Numbers that count the columns, as data frames without names have them, or
    go up in steps such as years, are names too.
    """
    first, below = rows[0], rows[1:]
    columns = list(zip(*(row for row in below if len(row) == len(first)), strict=True))
    numeric = [is_plain_number(cell, decimal_comma=decimal_comma) for cell in first]
    if any(numeric):
        counts = _counts_columns(first) or _are_steps(
            first, columns, numeric, decimal_comma=decimal_comma
        )
        return counts and not _recurs(first, columns)
    if any(is_missing(cell) and cell.strip() for cell in first):
        return False
    if any(
        is_plain_number(cell, decimal_comma=decimal_comma) for column in columns for cell in column
    ):
        return True
    return len({*first}) == len(first) and not _recurs(first, columns)


def _counts_columns(cells: list[str]) -> bool:
    """Whether there are texts beside three or more numbers, and these count the columns from 0."""
    counting = [cell == str(place) for place, cell in enumerate(cells) if cell.isdecimal()]
    return len(counting) >= 3 and all(counting) and len(counting) < len(cells)


def _are_steps(
    first: Sequence[str],
    columns: Sequence[tuple[str, ...]],
    numeric: Sequence[bool],
    *,
    decimal_comma: bool,
) -> bool:
    """Whether texts stand beside whole numbers that go up in equal steps, as years do.

    Each of the numbers must lie outside the range of its column, and the texts' columns must
    repeat themselves, as classes do.
    """
    steps = [int(cell) for cell, number in zip(first, numeric, strict=True) if cell.isdecimal()]
    if len(steps) < 2 or len(steps) < sum(numeric) or all(numeric) or not columns:
        return False
    if len({b - a for a, b in pairwise(steps)}) > 1 or steps[0] >= steps[1]:
        return False
    for cell, number, column in zip(first, numeric, columns, strict=True):
        if number:
            values = [parse_number(each, decimal_comma=decimal_comma) for each in column]
            present = [value for value in values if value is not None and not math.isnan(value)]
            if not present or min(present) <= int(cell) <= max(present):
                return False
        elif len({*column}) == len(column):
            return False
    return True


def _recurs(first: list[str], columns: list[tuple[str, ...]]) -> bool:
    """Whether a text of the first row comes again in its column."""
    pairs = zip(first, columns, strict=False)
    return any(cell in column for cell, column in pairs if not cell.isdecimal())


def is_plain_number(cell: str, *, decimal_comma: bool) -> bool:
    """Whether a cell holds a number."""
    number = parse_number(cell, decimal_comma=decimal_comma)
    return number is not None and not is_missing(cell)
