"""A table whose file keeps it column by column, each of one type."""

from collections.abc import Iterator, Sequence

import numpy as np

from tui_mlp.data.dataset import MOST_FEATURES
from tui_mlp.data.reading import Reading
from tui_mlp.data.table.names import composed_name
from tui_mlp.data.table.table import Cells, Numbers, Table, compact
from tui_mlp.files.errors import DataError


class ColumnTable(Table):
    """A table made of whole columns.

    Args:
        source: the file as errors show it.
        names: of the columns, as they are in the file.
        columns: numbers (N,), NaN where missing, or N texts, empty where missing.
        reading: what the user decided.

    Raises:
        DataError: there are no rows or too many columns, or two columns have one name.
    """

    def __init__(
        self, source: str, names: Sequence[str], columns: Sequence[Cells], reading: Reading
    ) -> None:
        super().__init__(source, reading, reading.decimal or ".")
        if len(names) > MOST_FEATURES:
            raise DataError(f"{source}: {len(names)} columns, but at most {MOST_FEATURES}")
        if not columns or not len(columns[0]):
            raise DataError(f"{source}: there are no rows")
        shown = [composed_name(name) for name in names]
        self.unnamed = frozenset(place for place, name in enumerate(shown) if not name)
        self.names = tuple(name or f"column_{place}" for place, name in enumerate(shown, start=1))
        doubled = [name for name in self.names if self.names.count(name) > 1]
        if doubled:
            raise DataError(f"{source}: two columns are both called '{doubled[0]}'; rename one")
        self.row_count = len(columns[0])
        self.pieces = [[self._without_missing(cells)] for cells in columns]

    def numbered_rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row as texts, with its number from 1 on."""
        columns = [piece for (piece,) in self.pieces]
        for row in range(self.row_count):
            yield row + 1, [_text(cells[row]) for cells in columns]

    def texts(self, column: int) -> list[str]:
        """A column's N cells as texts."""
        (cells,) = self.pieces[column]
        return cells if isinstance(cells, list) else [_text(cell) for cell in cells]

    def _without_missing(self, cells: Cells) -> Cells:
        """The cells; texts that are all numbers as numbers."""
        numbers = _numbers(self, cells) if isinstance(cells, list) else cells.astype(np.float64)
        if numbers is None:
            return cells
        numbers[np.isin(numbers, self.missing_numbers)] = np.nan
        return compact(numbers)


def _numbers(table: Table, cells: list[str]) -> Numbers | None:
    values = {cell: table.number(cell) for cell in dict.fromkeys(cells)}
    if None in values.values():
        return None
    return np.array([values[cell] for cell in cells], np.float64)


def _text(cell: object) -> str:
    """A cell as it would be written, empty where it is missing."""
    if isinstance(cell, str):
        return cell
    text = str(cell)
    return "" if text == "nan" else text.removesuffix(".0")
