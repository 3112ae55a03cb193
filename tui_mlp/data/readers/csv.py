"""CSV files of the user's own, and the shipped ones."""

from collections.abc import Collection
from pathlib import Path

from tui_mlp.data.delimited.csv_table import CsvTable
from tui_mlp.data.reader import Progress
from tui_mlp.data.reading import Reading
from tui_mlp.data.table.table import Table
from tui_mlp.data.table_reader import table_reader


def csv_table(
    path: str | Path,
    data: bytes,
    reading: Reading,
    progress: Progress | None = None,
    expected: Collection[str] = (),
) -> Table:
    """The table in a text with a separator between its cells; see `TableSource`."""
    return CsvTable(path, data, progress, reading, expected)


CSV = table_reader("csv", (".csv", ".tsv", ".txt"), csv_table, takes_the_rest=True)
