"""CSV files of the user's own, and the shipped ones, as data sets."""

from pathlib import Path

from tui_mlp.data.dataset import Dataset
from tui_mlp.data.delimited.csv_table import CsvTable
from tui_mlp.data.input_column import ModelInputs
from tui_mlp.data.reader import NewSamples, Progress, Reader
from tui_mlp.data.reading import BY_ITSELF, NewReading, Reading
from tui_mlp.data.table.new_samples import new_samples
from tui_mlp.data.table.table_dataset import dataset_of


def read_csv(
    path: str | Path,
    data: bytes,
    reading: Reading = BY_ITSELF,
    progress: Progress | None = None,
) -> Dataset:
    """The data set in a CSV file, as `dataset_of` makes it.

    Raises:
        DataError: the file makes no data set; the line names row and column.
    """
    return dataset_of(path, CsvTable(path, data, progress, reading), reading)


def read_new_csv(
    path: str | Path, data: bytes, inputs: ModelInputs, wanted: NewReading
) -> NewSamples:
    """New samples out of a CSV file, as `new_samples` gives them.

    Raises:
        DataError: the file is no table, or lacks what the model takes.
    """
    reading = Reading(missing=inputs.missing, decimal=inputs.decimal)
    expected = [column.name for column in inputs.columns]
    table = CsvTable(path, data, reading=reading, expected=expected)
    return new_samples(table, inputs, wanted)


CSV = Reader(
    name="csv",
    suffixes=(".csv", ".tsv", ".txt"),
    takes_the_rest=True,
    read=read_csv,
    read_new=read_new_csv,
)
