"""Any file of samples, CSV or NPZ, as a data set."""

from collections.abc import Callable
from pathlib import Path

from tui_mlp.data.dataset import Dataset
from tui_mlp.data.readers.csv import read_csv
from tui_mlp.data.readers.npz import read_npz
from tui_mlp.files.source import is_npz, read_bytes


def read_file(
    path: str | Path,
    target: str | None = None,
    progress: Callable[[float], None] | None = None,
) -> Dataset:
    """The data set in a CSV or NPZ file.

    Args:
        path: the file.
        target: the name of the target's column in a CSV file, or its number from 1 on; where
            None, the columns `label_*` of a multi-label set, the columns `p_*` of a set whose
            targets are distributions, the column `class`, `target` or `label`, or the last one.
        progress: is called with the part of a CSV file that is read, rising to 1, every some
            thousand rows.

    Raises:
        DataError: the file cannot be read, or what is in it makes no data set.
    """
    data = read_bytes(path)
    if is_npz(path, data):
        return read_npz(path, data, target)
    return read_csv(path, data, target, progress)
