"""Any file of samples, CSV or NPZ, as a data set."""

from pathlib import Path

from tui_mlp.data.csv_reader import read_csv
from tui_mlp.data.dataset import DataError, Dataset, Task
from tui_mlp.data.npz_reader import read_npz
from tui_mlp.data.source import is_npz, read_bytes


def read_file(path: str | Path, target: str | None = None) -> Dataset:
    """The data set in a CSV or NPZ file, with one class for each sample.

    Args:
        path: the file.
        target: the name of the target's column in a CSV file, or its number from 1 on; where
            None, the column `class`, `target` or `label`, or else the last one.

    Raises:
        DataError: the file cannot be read, or what is in it cannot be trained on.
    """
    return require_multiclass(read_any_task(path, target))


def read_any_task(path: str | Path, target: str | None = None) -> Dataset:
    """The data set in a file as `read_file` reads it; its samples may have several labels each.

    Raises:
        DataError: the file cannot be read, or what is in it makes no data set.
    """
    data = read_bytes(path)
    if is_npz(path, data):
        return read_npz(path, data, target)
    return read_csv(path, data, target)


def require_multiclass(dataset: Dataset) -> Dataset:
    """The data set, if each of its samples has one class.

    Raises:
        DataError: a sample may have several labels, which nothing here trains yet.
    """
    if dataset.task is Task.MULTILABEL:
        raise DataError(
            f"{dataset.name}: multi-label: not trained yet; "
            "use a set with one class for each sample, such as iris or digits"
        )
    return dataset
