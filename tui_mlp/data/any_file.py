"""A file of samples in any format: a data set, or the features of new samples."""

from collections.abc import Sequence
from pathlib import Path

from tui_mlp.arrays import FloatArray
from tui_mlp.data.dataset import Dataset
from tui_mlp.data.reader import Progress, Reader
from tui_mlp.data.readers import READERS
from tui_mlp.files.source import read_bytes


def read_file(
    path: str | Path, target: str | None = None, progress: Progress | None = None
) -> Dataset:
    """The data set in a file.

    Args:
        path: the file.
        target: the name of the target's column in a table, or its number from 1 on; where
            None, the format has its rule.
        progress: is called with the part of a large file that is read, rising to 1.

    Raises:
        DataError: the file cannot be read, or what is in it makes no data set.
    """
    data = read_bytes(path)
    return reader_of(path, data).read(path, data, target, progress)


def read_features(path: str | Path, feature_names: Sequence[str]) -> FloatArray:
    """The features (N, D) of all samples in a file, NaN where one is missing.

    Args:
        path: the file.
        feature_names: the D features of the data set that the model was trained on.

    Raises:
        DataError: the file cannot be read, or lacks what the model takes.
    """
    data = read_bytes(path)
    return reader_of(path, data).read_features(path, data, feature_names)


def reader_of(path: str | Path, data: bytes) -> Reader:
    """The format of a file, by the end of its name, else by its first bytes."""
    marked = [reader for reader in READERS if not reader.takes_the_rest]
    named = [reader for reader in marked if reader.recognises_name(path)]
    begun = [reader for reader in marked if reader.recognises_bytes(data)]
    rest = [reader for reader in READERS if reader.takes_the_rest]
    return (named or begun or rest)[0]
