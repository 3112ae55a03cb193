"""What lies in a file of its own, collected by the folder it lies in; a file's name is its name.

To add one of a kind is to add a file. A folder's base class is in the module named in the singular,
`activation` of `activations`. Modules whose names begin with "_" belong to the others, and hold
nothing that is collected.
"""

import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Protocol, TypeVar


class Named(Protocol):
    """A value that knows its name."""

    @property
    def name(self) -> str:
        """That of the file that holds it."""


T = TypeVar("T")
NamedT = TypeVar("NamedT", bound=Named)


def names_in(package: str) -> tuple[str, ...]:
    """The names of what a package collects, in alphabetical order, with nothing of it imported.

    For help texts, which must not wait for what they name; `pkgutil` would take longer to import
    than the folder to read.

    Args:
        package: its dotted name; its outermost package is imported already.

    Raises:
        ModuleNotFoundError: there is no such package.
    """
    root, *parts = package.split(".")
    base = parts[-1].removesuffix("s")
    folder = Path(sys.modules[root].__path__[0], *parts)
    if not folder.is_dir():
        raise ModuleNotFoundError(f"there is no package {package}", name=package)
    names = (entry.name[:-3] for entry in folder.iterdir() if entry.name.endswith(".py"))
    return tuple(sorted(name for name in names if name != base and not name.startswith("_")))


def values_in(package: str, kind: type[NamedT]) -> dict[str, NamedT]:
    """The one value of a kind that each file of a package holds, by name.

    Raises:
        TypeError: a file holds none, or several, or one of another name.
    """
    values: dict[str, NamedT] = {}
    for name in names_in(package):
        module = import_module(f"{package}.{name}")
        value = _only(
            [held for held in vars(module).values() if isinstance(held, kind)],
            f"{module.__name__} holds one {kind.__name__}",
        )
        if value.name != name:
            raise TypeError(f"{module.__name__} holds {value.name!r}: its name is that of its file")
        values[name] = value
    return values


def classes_in(package: str, base: type[T]) -> dict[str, type[T]]:
    """The one class that each file of a package derives from a base, by name.

    Raises:
        TypeError: a file holds none, or several.
    """
    classes: dict[str, type[T]] = {}
    for name in names_in(package):
        module = import_module(f"{package}.{name}")
        own = (
            held
            for held in vars(module).values()
            if isinstance(held, type) and held.__module__ == module.__name__
        )
        classes[name] = _only(
            [held for held in own if issubclass(held, base)],
            f"{module.__name__} holds one class of {base.__name__}",
        )
    return classes


def _only(found: Sequence[T], rule: str) -> T:
    if len(found) != 1:
        raise TypeError(f"{rule}, not {len(found)}")
    return found[0]
