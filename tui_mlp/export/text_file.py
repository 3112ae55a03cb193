"""Texts on the disk, whole or not at all."""

from pathlib import Path
from typing import IO

from tui_mlp.files.durable_file import write_durably


def write_text(path: Path, text: str) -> None:
    """Write a text as UTF-8.

    Raises:
        OSError: it cannot be written; an old file is as it was.
    """
    write_content(path, text.encode())


def write_content(path: Path, content: bytes) -> None:
    """Write a file.

    Raises:
        OSError: it cannot be written; an old file is as it was.
    """

    def write(file: IO[bytes]) -> None:
        file.write(content)

    write_durably(path, write, for_others=True)
