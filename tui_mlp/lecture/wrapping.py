"""Text broken into lines by the cells that its characters take."""

import textwrap
from collections.abc import Callable

Measure = Callable[[str], int]
"""The cells that a text takes: `len` where each character takes one."""

_FILLING = "\0"
"""Stands behind a character for each further cell that it takes; no text from outside has it."""


def wrapped(
    text: str, width: int, measure: Measure = len, *, indent: str = "", hanging: str = ""
) -> list[str]:
    """The text in lines of at most `width` cells, broken between words; none for an empty text.

    The spaces at its start are kept, and start every line.

    Args:
        text: one paragraph.
        width: cells; where it is less than a character and the indentation take, one a line.
        measure: the cells of a text.
        indent: stands at the start of every line.
        hanging: stands after it, at the start of every line but the first.
    """
    body = text.lstrip()
    lead = indent + " " * (len(text) - len(body))
    cells = "".join(c + _FILLING * (measure(c) - 1) for c in body.rstrip())
    lines = textwrap.wrap(
        cells,
        max(width, len(lead + hanging) + 1),
        initial_indent=lead,
        subsequent_indent=lead + hanging,
        break_on_hyphens=False,
    )
    return [line.replace(_FILLING, "") for line in lines]


def clipped(text: str, width: int, measure: Measure = len) -> str:
    """The text, or its beginning and "…" where it takes more than `width` cells."""
    if measure(text) <= width:
        return text
    while text and measure(text) >= width:
        text = text[:-1]
    return text.rstrip() + "…"
