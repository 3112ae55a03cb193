"""What the modules of a folder declare: to add one of a kind is to add a file."""

import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import TypeVar

Kind = TypeVar("Kind")


def collect(package: str, path: Iterable[str], kind: type[Kind]) -> tuple[Kind, ...]:
    """The values of a type that the modules of a package define, by the modules' names.

    Args:
        package: its `__name__`.
        path: its `__path__`.
        kind: the type of the values.

    Raises:
        ValueError: a module defines none.
    """
    found: dict[int, Kind] = {}
    for name in sorted(name for folder in path for name in _modules(Path(folder))):
        values = vars(import_module(f"{package}.{name}")).values()
        declared = [value for value in values if isinstance(value, kind)]
        if not declared:
            raise ValueError(f"{package}.{name} defines no {kind.__name__}")
        # a module may import what its neighbour defines
        found |= {id(value): value for value in declared}
    return tuple(found.values())


def names_in(package: str) -> tuple[str, ...]:
    """The names of a package's modules, in order, where nothing of it is imported.

    For help texts, which must not wait for what they name; `pkgutil` would take longer to import
    than the folder to read.
    """
    root, *parts = package.split(".")
    return tuple(sorted(_modules(Path(sys.modules[root].__path__[0], *parts))))


def _modules(folder: Path) -> list[str]:
    entries = (entry.name for entry in folder.iterdir())
    return [name[:-3] for name in entries if name.endswith(".py") and not name.startswith("_")]
