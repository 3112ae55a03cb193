"""How the pages write numbers and symbols."""

import math
from collections.abc import Sequence

NUMBER_WIDTH = 7
"""The most cells that a number takes."""
LINE_WIDTH = 76
"""The most cells that a line of numbers takes."""

_SUPERSCRIPTS = str.maketrans("0123456789-+Ll", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ᴸˡ")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def number(value: float, *, signed: bool = True) -> str:
    """A number in at most `NUMBER_WIDTH` cells: "+.1749", "−1.379", "+12.35", "+4.4e-5".

    Up to 4 significant digits and at most 4 decimals; scientific where that would leave fewer than
    2 digits, or take too much room. Whole numbers below 1000 are written whole: "0", "1", "−3".

    Args:
        value: any number; NaN reads "NaN", infinity "inf" or "−inf".
        signed: whether a positive number that is not whole has a plus; probabilities have none.
    """
    if math.isnan(value):
        return "NaN"
    minus = "−" if value < 0 else ""
    size = abs(value)
    if math.isinf(size):
        return f"{minus}inf"
    if size < 1000 and size == int(size):
        return f"{minus if size else ''}{int(size)}"
    return (minus or ("+" if signed else "")) + _digits(size)


def _digits(size: float) -> str:
    """A positive number without its sign, in at most 6 cells."""
    if 1e-3 <= size < 99_999.5:
        decimals = min(max(3 - math.floor(math.log10(size)), 0), 4)
        text = f"{size:.{decimals}f}".removeprefix("0")
        # a number just below a power of ten is rounded up to it
        return text[:-1].removesuffix(".") if decimals and len(text) > 5 else text
    for decimals in (1, 0):
        mantissa, exponent = f"{size:.{decimals}e}".split("e")
        text = f"{mantissa}e{int(exponent)}"
        if len(text) < NUMBER_WIDTH:
            break
    return text


def setting(value: float) -> str:
    """A number that someone chose, with no more digits than it has: ".05", "1e-6"."""
    text = f"{value:g}"
    return text.removeprefix("0") if text.startswith("0.") else text


def residual(value: float) -> str:
    """A difference that should be 0, such as "5.6e-17"; "0" for none."""
    small = value != 0 and value < 1e-3
    return f"{value:.1e}".replace("e-0", "e-") if small else number(value, signed=False)


def factor(value: float) -> str:
    """A number as a factor in a line of numbers: "(+.3120)"."""
    return f"({number(value)})"


def superscript(text: int | str) -> str:
    """A layer's number, or L and l themselves, as an exponent: "¹²", "ˡ⁻¹"."""
    return str(text).translate(_SUPERSCRIPTS)


def subscript(*places: int) -> str:
    """Places, counted from 1, as an index: "₃" or "₁,₂"."""
    return ",".join(str(place) for place in places).translate(_SUBSCRIPTS)


def indexed(letter: str, layer: int | str, *places: int) -> str:
    """A letter with its layer above and its places, counted from 1, below: "w²₁,₃"."""
    return letter + superscript(layer) + subscript(*places)


def sum_line(left: str, terms: Sequence[str], result: str) -> str:
    """The line "left = term + term + ... = result", with terms left out to fit `LINE_WIDTH`."""
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
