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


def write_durably(
    path: Path, write: Callable[[IO[bytes]], None], *, for_others: bool = False
) -> None:
    """Write a file through `write(file)`; an old one stays till then.

    Args:
        path: the file.
        write: writes its bytes.
        for_others: whether it is one of the user's own, which may be read as any file they make,
            or as the old one was; else only its owner may.

    Raises:
        OSError: it cannot be written; the old file is as it was, and nothing else is left.
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        with path.open("wb") as device:  # which a new file must not take the place of
            write(device)
        return
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=PART_SUFFIX)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            write(file)
            if for_others:
                os.fchmod(file.fileno(), _usual_mode(path))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)


def _usual_mode(path: Path) -> int:
    """Who may do what with a file that is written under a name: as before, or as the umask says."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        umask = os.umask(0o077)
        os.umask(umask)
        return 0o666 & ~umask


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
