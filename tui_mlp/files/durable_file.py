"""Files that are there whole or not at all, whenever the program or the machine stops.

The bytes go to a temporary file in the same folder, which is flushed to the disk and then takes the
name in one step; the folder is flushed too, so that the new name survives a power cut. A plain
write over the old file can be killed half-way, and then there is neither.
"""

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

PART_SUFFIX = ".part"


def write_durably(path: Path, write: Callable[[IO[bytes]], None]) -> None:
    """Write a file through `write(file)`, readable by the owner only; an old one stays till then.

    Raises:
        OSError: it cannot be written; the old file is as it was, and nothing else is left.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=PART_SUFFIX)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)


def remove_leftovers(folder: Path) -> None:
    """Remove the temporary files that a killed writer left in a folder."""
    for leftover in folder.glob(f".*{PART_SUFFIX}"):
        leftover.unlink(missing_ok=True)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
