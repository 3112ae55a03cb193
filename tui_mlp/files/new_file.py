"""Files that are written once, and never in the place of another one."""

from pathlib import Path


def write_new(path: Path, text: str) -> None:
    """Write a new file of UTF-8 text.

    Raises:
        FileExistsError: there is one of that name, which stays as it is.
        OSError: it cannot be written; what was written of it is removed.
    """
    with path.open("x", encoding="utf-8") as file:
        try:
            file.write(text)
            file.flush()
        except OSError:
            path.unlink(missing_ok=True)
            raise


def free_name(path: Path) -> Path:
    """The path, or with the first number from 2 on behind its name that no file has."""
    candidate, number = path, 1
    while candidate.exists():
        number += 1
        candidate = path.with_stem(f"{path.stem}-{number}")
    return candidate
