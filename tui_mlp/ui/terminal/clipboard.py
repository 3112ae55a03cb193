"""What can be said of a copy: terminals take it by OSC 52, and none of them answers."""

import os
from collections.abc import Iterable, Mapping

import numpy as np

from tui_mlp.numbers import setting_text

_NO_CLIPBOARD = ("linux", "dumb", "vt", "ansi", "cons")
"""What the names of terminals begin with that have none."""
_PASSED_ON = ("screen", "tmux")
_LONGEST = 74_000
"""Bytes that most terminals take; xterm takes no more."""


def said_of_copy(text: str, name: str, environment: Mapping[str, str] = os.environ) -> str:
    """What was copied, and a word where the terminal is known not to take it.

    Args:
        text: what was copied.
        name: what it is.
        environment: has the name of the terminal.
    """
    lines = text.count("\n") + 1
    said = f"{name}: {lines} {'line' if lines == 1 else 'lines'}."
    terminal = environment.get("TERM", "")
    if terminal.startswith(_NO_CLIPBOARD):
        return f"{said} But this terminal ({terminal}) has no clipboard."
    if len(text.encode()) > _LONGEST:
        return f"{said} It is long: some terminals take only a part."
    if terminal.startswith(_PASSED_ON):
        return f"{said} {terminal.partition('-')[0]} passes it on only where it is set to."
    return said


def tab_separated(header: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A table as spreadsheets take it: numbers with six significant digits."""
    lines = [list(header), *([_cell(value) for value in row] for row in rows)]
    return "\n".join("\t".join(line) for line in lines)


def _cell(value: object) -> str:
    # NumPy's float64 is a float, its float32 is none
    return setting_text(float(value)) if isinstance(value, np.floating | float) else str(value)
