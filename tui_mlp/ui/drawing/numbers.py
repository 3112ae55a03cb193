"""Numbers as text of a constant width, so that nothing jumps while they change."""

import math

_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
SCIENTIFIC_WIDTH = 7
PROBABILITY_WIDTH = 5


def fixed(value: float, width: int = 6) -> str:
    """A number in `width` cells, right-aligned, with up to 4 significant digits.

    Numbers too large for the width, or so small that fewer than 2 digits would show, become
    scientific ("4.4e-5").

    Args:
        value: any number; NaN reads "NaN", infinity "inf".
        width: 4 or more.
    """
    if not math.isfinite(value):
        return _not_finite(value).rjust(width)
    if value == 0:
        return "0".rjust(width)
    size = abs(value)
    if size >= 10.0 ** -(width - 3):
        most = min(3 - math.floor(math.log10(size)), width - 2)
        for decimals in range(max(most, 0), -1, -1):
            text = f"{value:.{decimals}f}"
            if len(text) <= width:
                return text.rjust(width)
    return _compact(value, width)


def _compact(value: float, width: int) -> str:
    """Scientific, with a short exponent and as many digits as there is room for, up to 3."""
    for decimals in (2, 1, 0):
        mantissa, exponent = f"{value:.{decimals}e}".split("e")
        text = f"{mantissa}e{int(exponent)}"
        if len(text) <= width:
            return text.rjust(width)
    return text


def scientific(value: float) -> str:
    """A number as "8.6e-03" in `SCIENTIFIC_WIDTH` cells; zero, inf and NaN as plain words."""
    if not math.isfinite(value):
        return _not_finite(value).center(SCIENTIFIC_WIDTH)
    if value == 0:
        return "  0    "
    text = f"{value:.1e}"
    if len(text) > SCIENTIFIC_WIDTH:
        text = f"{value:.0e}"
    return text.rjust(SCIENTIFIC_WIDTH)


def probability(value: float) -> str:
    """A number from 0 to 1 as " .998" or "1.000", in `PROBABILITY_WIDTH` cells."""
    if not math.isfinite(value):
        return _not_finite(value).rjust(PROBABILITY_WIDTH)
    return f"{abs(value):.3f}".removeprefix("0").rjust(PROBABILITY_WIDTH)


def signed(value: float) -> str:
    """A number from -1 to 1 with its sign, as "+.002" or "−1.00", in 5 cells."""
    if not math.isfinite(value):
        return _not_finite(value).rjust(5)
    sign = "−" if value < 0 and round(value, 3) != 0 else "+"
    digits = f"{abs(value):.3f}"
    return sign + (digits[1:] if digits.startswith("0") else digits[:4])


def count(value: int) -> str:
    """A whole number with its thousands set apart: "3 266"."""
    return f"{value:,}".replace(",", " ")


def short_count(value: int) -> str:
    """A whole number in at most 3 cells: "999", "12k", "3M"."""
    for size, unit in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if value >= size:
            return f"{min(value // size, 99)}{unit}"
    return str(value)


def superscript(value: int) -> str:
    """A whole number as an exponent or a layer's number: "¹²"."""
    return str(value).translate(_SUPERSCRIPTS)


def _not_finite(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    return "inf" if value > 0 else "-inf"
