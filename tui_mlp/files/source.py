"""The bytes of a file, or one line that says why there are none."""

import os
from pathlib import Path
from typing import BinaryIO

from tui_mlp.files.errors import DataError
from tui_mlp.files.text import shown_path

STANDARD_INPUT = "-"
"""What standard input is called in the place of a file."""
MOST_BYTES = 2**30
"""A larger file is refused, and so is one without an end, such as a device."""
_PIECE = 2**24


def read_bytes(path: str | Path, most: int | None = None) -> bytes:
    """All of a file.

    Args:
        path: the file.
        most: so many bytes it may have; `MOST_BYTES` by default.

    Raises:
        DataError: it is missing, a directory, empty, larger than allowed, or may not be read.
    """
    shown = shown_path(path)
    allowed = MOST_BYTES if most is None else most
    try:
        with Path(path).open("rb") as file:
            pieces = _read(file, allowed)
    except FileNotFoundError as error:
        raise DataError(f"{shown}: no such file") from error
    except IsADirectoryError as error:
        raise DataError(f"{shown}: this is a directory; name a file") from error
    except PermissionError as error:
        raise DataError(f"{shown}: no permission to read it") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DataError(f"{shown}: cannot be read: {reason}") from error
    if sum(map(len, pieces)) > allowed:
        remedy = "; take a part of it" if most is None else ", for which there is no memory"
        raise DataError(f"{shown}: larger than {allowed // 2**20} MiB{remedy}")
    if not pieces:
        raise DataError(f"{shown}: the file is empty")
    return b"".join(pieces)


def _read(file: BinaryIO, most: int) -> list[bytes]:
    """A file in pieces, one where it tells its size, up to a little more than `most` bytes."""
    wanted = min(os.fstat(file.fileno()).st_size, most) + 1
    pieces: list[bytes] = []
    while sum(map(len, pieces)) <= most and (piece := file.read(wanted)):
        pieces.append(piece)
        wanted = _PIECE
    return pieces
