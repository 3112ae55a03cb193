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
from tui_mlp.files.source import MOST_BYTES, STANDARD_INPUT, read_bytes
from tui_mlp.files.text import shown_path

_OTHER_FORMATS = (
    (b"FEA1", b"", "a Feather file of version 1"),
    (b"PK\x03\x04", b"xl/workbook.bin", "a binary Excel workbook"),
    (b"PK\x03\x04", b"mimetypeapplication/vnd.oasis", "an OpenDocument file"),
    (b"\x1f\x8b", b"", "a file packed by gzip"),
    (b"%PDF-", b"", "a PDF file"),
)
"""What the files of other formats begin with, and hold; people try them."""
_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]+:)/+", re.IGNORECASE)


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
    name, data = _contents(path)
    return reader_of(name, data).read(name, data, reading, progress)


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
    name, data = _contents(path)
    return reader_of(name, data).read_new(name, data, inputs, wanted)


def reader_of(path: str | Path, data: bytes) -> Reader:
    """The format of a file, by the end of its name, else by its first bytes."""
    marked = [reader for reader in READERS if not reader.takes_the_rest]
    named = [reader for reader in marked if reader.recognises_name(path)]
    begun = [reader for reader in marked if reader.recognises_bytes(data)]
    rest = [reader for reader in READERS if reader.takes_the_rest]
    return (named or begun or rest)[0]


def _contents(path: str | Path) -> tuple[str | Path, bytes]:
    """All of a file, or of standard input for `-`, and what it is called.

    Raises:
        DataError: it cannot be read, or is in a format that no reader has.
    """
    text = str(path)
    if _ADDRESS.match(text):
        address = _ADDRESS.sub(r"\1//", text, count=1)  # a path holds no two slashes in a row
        raise DataError(
            f"{shown_path(address)}: this is an address; download it, and name the file"
        )
    name: str | Path = "standard input" if text == STANDARD_INPUT else path
    data = _standard_input() if text == STANDARD_INPUT else read_bytes(path)
    for magic, inside, format_name in _OTHER_FORMATS:
        if data.startswith(magic) and inside in data:
            raise DataError(
                f"{shown_path(name)}: this is {format_name}, which is not read; "
                "save the table as CSV in UTF-8"
            )
    return name, data


def _standard_input() -> bytes:
    data = sys.stdin.buffer.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise DataError(f"standard input: larger than {MOST_BYTES // 2**20} MiB; take a part of it")
    if not data:
        raise DataError("standard input: there is nothing")
    return data
