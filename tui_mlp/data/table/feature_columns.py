"""From the cells of a CSV column to features: numbers as they are, texts as one-hot columns."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tui_mlp.arrays import FloatArray
from tui_mlp.data.table.cell import is_missing
from tui_mlp.data.table.csv_table import Table
from tui_mlp.files.errors import DataError
from tui_mlp.files.text import clean_name

MOST_TEXTS = 20
"""How many different texts a column may hold to become one-hot columns."""
MISSING_TEXT = "(missing)"

_NUMERIC_SHARE = 0.9
_COUNTERS = frozenset(
    {"", "id", "index", "unnamed: 0", "row", "rownames", "row_number", "no", "nr"}
)
_FLOAT32_MAX = float(np.finfo(np.float32).max)


@dataclass(frozen=True, eq=False)
class FeatureColumns:
    """What a column of the file became."""

    names: tuple[str, ...] = ()
    values: tuple[FloatArray, ...] = ()
    """For each name (N,); a missing number is NaN."""
    one_hot: bool = False
    left_out: str = ""
    """Why there are none, where there are none."""


def encode_column(table: Table, column: int) -> FeatureColumns:
    """The features in a column.

    A column of numbers is one feature. A text column becomes a column of 0 and 1 for each text in
    it, `colour=red`, a missing one among them. Left out is what tells nothing: an empty column,
    one that counts the rows, and a text column without two equal texts.

    Raises:
        DataError: a number is too large or not finite, a text is among numbers, or there are too
            many different texts.
    """
    numbers = table.numbers(column)
    if numbers is None:
        return _encode_texts(table, column)
    if np.isnan(numbers).all():
        return FeatureColumns(left_out="it is empty")
    if table.names[column].lower() in _COUNTERS and _counts_rows(numbers):
        return FeatureColumns(left_out="it only counts the rows")
    return FeatureColumns((table.names[column],), (as_float32(table, column, numbers),))


def numeric_feature(table: Table, column: int) -> FloatArray:
    """A column that has to be numbers (N,), NaN where missing.

    Raises:
        DataError: a cell is a text, or a number that is too large or not finite.
    """
    numbers = table.numbers(column)
    if numbers is None:
        raise _not_a_number(table, column, table.texts(column))
    return as_float32(table, column, numbers)


def as_float32(table: Table, column: int, numbers: npt.NDArray[np.float64]) -> FloatArray:
    """The numbers (N,) of a column in single precision.

    Raises:
        DataError: one of them is infinite there.
    """
    too_large = np.abs(numbers) > _FLOAT32_MAX
    if too_large.any():
        row = int(too_large.argmax())
        raise DataError(
            f"{table.place(row, column)}: '{clean_name(table.texts(column)[row])}' is beyond "
            f"single precision (3.4e38); correct it or leave it empty"
        )
    return numbers.astype(np.float32)


def text_of(cell: str) -> str:
    """A cell as a category: cleaned, and with a word for a missing one."""
    return MISSING_TEXT if is_missing(cell) else clean_name(cell)


def _encode_texts(table: Table, column: int) -> FeatureColumns:
    cells = table.texts(column)
    category_of = {cell: text_of(cell) for cell in set(cells)}
    categories = sorted(set(category_of.values()))
    present = sum(1 for cell in cells if not is_missing(cell))
    distinct = len(categories) - (MISSING_TEXT in categories)
    all_differ = distinct == present
    numeric = sum(1 for cell in cells if not is_missing(cell) and table.number(cell) is not None)
    few = distinct <= MOST_TEXTS and not all_differ
    if numeric >= present * _NUMERIC_SHARE or (numeric > present / 2 and not few):
        raise _not_a_number(table, column, cells)
    if all_differ:
        return FeatureColumns(left_out="every text in it is different")
    if distinct > MOST_TEXTS:
        raise DataError(
            f"{table.source}, column '{table.names[column]}': {distinct} different texts, but a "
            f"text column may have {MOST_TEXTS}; remove the column, or group its texts"
        )
    numbers = {category: number for number, category in enumerate(categories)}
    codes = np.fromiter((numbers[category_of[cell]] for cell in cells), np.intp, len(cells))
    return FeatureColumns(
        names=tuple(f"{table.names[column]}={category}" for category in categories),
        values=tuple((codes == code).astype(np.float32) for code in range(len(categories))),
        one_hot=True,
    )


def _not_a_number(table: Table, column: int, cells: Sequence[str]) -> DataError:
    row = next(row for row, cell in enumerate(cells) if table.number(cell) is None)
    return DataError(
        f"{table.place(row, column)}: '{clean_name(cells[row])}' is not a number; "
        "correct it or leave it empty"
    )


def _counts_rows(numbers: npt.NDArray[np.float64]) -> bool:
    return any(np.array_equal(numbers, np.arange(len(numbers)) + start) for start in (0, 1))
