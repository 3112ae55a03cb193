"""The reader of a format that holds a table: all but how the table is had is the same."""

from collections.abc import Collection
from pathlib import Path
from typing import Protocol

from tui_mlp.data.dataset import Dataset
from tui_mlp.data.input_column import ModelInputs
from tui_mlp.data.reader import NewSamples, Progress, Reader
from tui_mlp.data.reading import NewReading, Reading
from tui_mlp.data.table.new_samples import new_samples
from tui_mlp.data.table.table import Table
from tui_mlp.data.table.table_dataset import dataset_of


class TableSource(Protocol):
    """Gives the table in a file."""

    def __call__(
        self,
        path: str | Path,
        data: bytes,
        reading: Reading,
        progress: Progress | None = None,
        expected: Collection[str] = (),
    ) -> Table:
        """The table.

        Args:
            path: the file, for its name.
            data: all its bytes.
            reading: what the user decided.
            progress: is called with the part of the file that is read, rising to 1.
            expected: names of columns; a first row that holds one of them is the header.

        Raises:
            DataError: the file holds none.
        """


def table_reader(
    name: str,
    suffixes: tuple[str, ...],
    table: TableSource,
    *,
    marks: tuple[tuple[bytes, bytes], ...] = (),
    takes_the_rest: bool = False,
) -> Reader:
    """The reader of a format whose tables `table` gives; see `Reader` for the others."""

    def read(path: str | Path, data: bytes, reading: Reading, progress: Progress | None) -> Dataset:
        return dataset_of(path, table(path, data, reading, progress), reading)

    def read_new(
        path: str | Path, data: bytes, inputs: ModelInputs, wanted: NewReading
    ) -> NewSamples:
        reading = Reading(missing=inputs.missing, decimal=inputs.decimal)
        expected = [column.name for column in inputs.columns]
        return new_samples(table(path, data, reading, expected=expected), inputs, wanted)

    return Reader(
        name=name,
        suffixes=suffixes,
        marks=marks,
        takes_the_rest=takes_the_rest,
        read=read,
        read_new=read_new,
    )
