"""Files that are for their owner only."""

import os
from pathlib import Path

_MODE = 0o600


def open_private(path: Path, flags: int) -> int:
    """A file handle for the owner only; a symbolic link in its place is refused."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC, _MODE)
