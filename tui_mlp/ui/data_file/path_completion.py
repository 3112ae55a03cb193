"""Paths as they are typed: what is in a folder that goes on with them."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from textual.suggester import Suggester

from tui_mlp.data.readers import READERS
from tui_mlp.files.text import clean_text

_MOST_LOOKED_AT = 5000
"""A folder of more is not listed whole."""
_SUFFIXES = tuple(suffix for reader in READERS for suffix in reader.suffixes)


@dataclass(frozen=True)
class Found:
    """A folder, or a file that can be read."""

    typed: str
    """The whole path as it would be typed."""
    is_folder: bool

    @property
    def shown(self) -> str:
        """The last part, as a terminal may show it."""
        return clean_text(self.typed.rstrip("/").rpartition("/")[2]) + "/" * self.is_folder


def completions(typed: str) -> list[Found]:
    """The folders and the readable files that go on with a path, folders first.

    A path may be relative, or begin with ~. Names that begin with a dot are found where a dot is
    typed.
    """
    before, slash, beginning = typed.rpartition("/")
    if typed == "~":
        return [Found("~/", is_folder=True)]
    try:
        folder = Path(before + slash or ".").expanduser()
        entries = list(islice(_entries(folder), _MOST_LOOKED_AT))
    except (OSError, RuntimeError, ValueError):  # no such folder, no such user, no path
        return []
    found = [
        Found(before + slash + name + "/" * is_folder, is_folder)
        for name, is_folder in entries
        if name.casefold().startswith(beginning.casefold())
        and (is_folder or name.lower().endswith(_SUFFIXES))
        and (beginning.startswith(".") or not name.startswith("."))
    ]
    return sorted(found, key=lambda each: (not each.is_folder, each.typed.casefold()))


def common_beginning(found: list[Found]) -> str:
    """What all of these paths begin with."""
    typed = [each.typed for each in found]
    return os.path.commonprefix(typed)  # noqa: RUF071  (of characters, not of parts)


def full_path(typed: str) -> Path:
    """The path that a text means, from the root on."""
    try:
        return Path(typed).expanduser().absolute()
    except RuntimeError:  # of a user that is none
        return Path(typed).absolute()


class PathSuggester(Suggester):
    """Suggests the first path that goes on with what is typed."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """The path; None for nothing that goes on so."""
        found = (each.typed for each in completions(value) if each.typed.startswith(value))
        return next(found, None) if value else None


def _entries(folder: Path) -> Iterator[tuple[str, bool]]:
    """The names in a folder, and whether each is a folder."""
    with os.scandir(folder) as entries:
        for entry in entries:
            try:
                yield entry.name, entry.is_dir()
            except OSError:  # a link in a circle
                continue
