"""Parquet files: tables whose columns know their types."""

from collections.abc import Collection
from pathlib import Path

from tui_mlp.data.reader import Progress
from tui_mlp.data.readers._frames import frame_table
from tui_mlp.data.reading import Reading
from tui_mlp.data.table.table import Table
from tui_mlp.data.table_reader import table_reader


def parquet_table(
    path: str | Path,
    data: bytes,
    reading: Reading,
    progress: Progress | None = None,  # noqa: ARG001  (the library tells of none)
    expected: Collection[str] = (),  # noqa: ARG001  (there are always names)
) -> Table:
    """The table in a Parquet file; see `TableSource`."""
    return frame_table(path, data, reading, "read_parquet", "a Parquet file")


PARQUET = table_reader("parquet", (".parquet", ".pq"), parquet_table, marks=((b"PAR1", b""),))
