"""TOML texts that a stranger may have written."""

import tomllib
from typing import Any

from tui_mlp.files.errors import DataError
from tui_mlp.files.text import clean_line
from tui_mlp.numbers import grouped

MOST_CHARACTERS = 200_000
_MOST_DOTS = 200
_LONGEST_ERROR = 150
_INTEGERS = range(-(2**63), 2**63)


def read_toml(text: str) -> dict[str, Any]:
    """The tables in a TOML text.

    Raises:
        DataError: it is no TOML, is very long or deep, or holds an integer beyond 64 bits.
    """
    if len(text) > MOST_CHARACTERS:
        raise DataError(f"longer than {grouped(MOST_CHARACTERS)} characters")
    # the time to read a.b.c... grows with the square of its length
    if any(line.count(".") > _MOST_DOTS for line in text.split("\n")):
        raise DataError(f"more than {_MOST_DOTS} dots in a line")
    try:
        tables = tomllib.loads(text)
    except ValueError as error:  # also of an integer with thousands of digits
        raise DataError(clean_line(str(error), _LONGEST_ERROR)) from error
    except RecursionError as error:
        raise DataError("too deep") from error
    _require_small_integers(tables)
    return tables


def _require_small_integers(tables: dict[str, Any]) -> None:
    values: list[Any] = [tables]
    while values:
        value = values.pop()
        if isinstance(value, dict):
            values += value.values()
        elif isinstance(value, list):
            values += value
        elif isinstance(value, int) and value not in _INTEGERS:
            raise DataError("an integer beyond 64 bits")
