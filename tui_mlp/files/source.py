"""The bytes of a file, or one line that says why there are none."""

import os
from pathlib import Path
from typing import BinaryIO

from tui_mlp.files.errors import DataError
from tui_mlp.files.text import shown_path

MOST_BYTES = 2**30
"""A larger file is refused, and so is one without an end, such as a device."""
_PIECE = 2**24


def read_bytes(path: str | Path) -> bytes:
    """All of a file.

    Raises:
        DataError: it is missing, a directory, empty, larger than `MOST_BYTES`, or may not be read.
    """
    shown = shown_path(path)
    try:
        with Path(path).open("rb") as file:
            pieces = _read(file)
    except FileNotFoundError as error:
        raise DataError(f"{shown}: no such file") from error
    except IsADirectoryError as error:
        raise DataError(f"{shown}: this is a directory; name a file") from error
    except PermissionError as error:
        raise DataError(f"{shown}: no permission to read it") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DataError(f"{shown}: cannot be read: {reason}") from error
    if sum(map(len, pieces)) > MOST_BYTES:
        raise DataError(f"{shown}: larger than {MOST_BYTES // 2**20} MiB; take a part of it")
    if not pieces:
        raise DataError(f"{shown}: the file is empty")
    return b"".join(pieces)


def _read(file: BinaryIO) -> list[bytes]:
    """A file in pieces, one where it tells its size, up to a little more than `MOST_BYTES`."""
    wanted = min(os.fstat(file.fileno()).st_size, MOST_BYTES) + 1
    pieces: list[bytes] = []
    while sum(map(len, pieces)) <= MOST_BYTES and (piece := file.read(wanted)):
        pieces.append(piece)
        wanted = _PIECE
    return pieces
