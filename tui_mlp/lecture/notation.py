"""How the pages write symbols, and lines of symbols and numbers."""

from collections.abc import Sequence

from tui_mlp.numbers import entry_text, setting_text, subscript, superscript

LINE_WIDTH = 76
"""The most cells that a line of numbers takes."""


def factor(value: float) -> str:
    """A number as a factor in a line of numbers: "(+.3120)"."""
    return f"({entry_text(value)})"


def chosen(value: float, digits: int = 6) -> str:
    """A setting as it was chosen, without a zero before the point: ".05", "1e-6"."""
    text = setting_text(value, digits)
    return text.removeprefix("0") if text.startswith("0.") else text


def indexed(letter: str, layer: int | str, *places: int) -> str:
    """A letter with its layer above and its places, counted from 1, below: "w²₁,₃"."""
    return letter + superscript(layer) + subscript(*places)


def sum_line(left: str, terms: Sequence[str], result: str) -> str:
    """The line "left = term + term + ... = result", with terms left out to fit `LINE_WIDTH`."""
    if list(terms) == [result]:
        return f"{left} = {result}"
    whole = f"{left} = {' + '.join(terms)} = {result}"
    if len(whole) <= LINE_WIDTH:
        return whole
    last = terms[-1]
    for shown in range(len(terms) - 2, 0, -1):
        first = " + ".join(terms[:shown])
        hidden = f"… {len(terms) - shown - 1} more …"
        line = f"{left} = {first} + {hidden} + {last} = {result}"
        if len(line) <= LINE_WIDTH:
            return line
    return f"{left} = … {len(terms)} terms … = {result}"
