"""A file of samples in any format: a data set, or the features of new samples."""

import re
import sys
from pathlib import Path

from tui_mlp.data.dataset import Dataset
from tui_mlp.data.input_column import ModelInputs
from tui_mlp.data.reader import NewSamples, Progress, Reader
from tui_mlp.data.readers import READERS
from tui_mlp.data.reading import BY_ITSELF, FEATURES_ONLY, NewReading, Reading
from tui_mlp.files.errors import DataError
from tui_mlp.files.source import MOST_BYTES, read_bytes
from tui_mlp.files.text import shown_path

STANDARD_INPUT = "-"
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+:/", re.IGNORECASE)


def read_file(
    path: str | Path, reading: Reading = BY_ITSELF, progress: Progress | None = None
) -> Dataset:
    """The data set in a file.

    Args:
        path: the file; `-` for standard input.
        reading: what the user decided of how it is read.
        progress: is called with the part of a large file that is read, rising to 1.

    Raises:
        DataError: the file cannot be read, or what is in it makes no data set.
    """
    data = _bytes_of(path)
    return reader_of(path, data).read(path, data, reading, progress)


def read_new_samples(
    path: str | Path, inputs: ModelInputs, wanted: NewReading = FEATURES_ONLY
) -> NewSamples:
    """The samples in a file for a model.

    Args:
        path: the file.
        inputs: what the model was trained on.
        wanted: what may be missing, and whether the classes are read too.

    Raises:
        DataError: the file cannot be read, or lacks what the model takes.
    """
    data = _bytes_of(path)
    return reader_of(path, data).read_new(path, data, inputs, wanted)


def reader_of(path: str | Path, data: bytes) -> Reader:
    """The format of a file, by the end of its name, else by its first bytes."""
    marked = [reader for reader in READERS if not reader.takes_the_rest]
    named = [reader for reader in marked if reader.recognises_name(path)]
    begun = [reader for reader in marked if reader.recognises_bytes(data)]
    rest = [reader for reader in READERS if reader.takes_the_rest]
    return (named or begun or rest)[0]


def _bytes_of(path: str | Path) -> bytes:
    """All of a file, or of standard input for `-`."""
    text = str(path)
    if _ADDRESS.match(text):
        raise DataError(f"{shown_path(path)}: this is an address; download it, and name the file")
    if text != STANDARD_INPUT:
        return read_bytes(path)
    data = sys.stdin.buffer.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise DataError(f"standard input: larger than {MOST_BYTES // 2**20} MiB; take a part of it")
    if not data:
        raise DataError("standard input: there is nothing")
    return data
