"""What lies in a folder that another process may be changing, or deleting, at the same time."""

import contextlib
from pathlib import Path


def changed_at(path: Path) -> float:
    """When a file or folder was changed last, in seconds since 1970; 0 where there is none."""
    try:
        return path.lstat().st_mtime
    except OSError:
        return 0.0


def size_of_files(folder: Path) -> int:
    """The bytes of all files in a folder that are still there."""
    total = 0
    with contextlib.suppress(OSError):
        for entry in folder.iterdir():
            with contextlib.suppress(OSError):
                total += entry.lstat().st_size
    return total
