"""Numbers as a reader sees them: every format that screens, sentences and reports use.

Numbers below 0 have the minus sign of formulas ("−1.2e-7"), which `copied` turns back into the one
that programs read. Counts have a plain space before every three digits ("1 040"). Exponents have
no filling ("4.4e-5"), except in `scientific`, whose digits stay where they are while a number
changes.
The sizes of layers, the places of entries, seeds and version numbers are names more than numbers,
and stay plain; so does all that a machine reads (JSON, CSV, TOML).
"""

import math
import re
from collections.abc import Iterable

ENTRY_WIDTH = 7
"""The most cells of an `entry_text`."""
SHORT_ENTRY_WIDTH = 4
"""The least cells of a `short_entry` that has digits."""
SCIENTIFIC_WIDTH = 7
PROBABILITY_WIDTH = 5
NATS_WIDTH = 7
NOT_FINITE = ("NaN", "inf", "−inf")
"""How numbers of the live screen read that are none, or too large; with spaces beside them."""

_SUPERSCRIPTS = str.maketrans("0123456789-+Ll", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ᴸˡ")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_UNITS = ((10**3, "k"), (10**6, "M"), (10**9, "G"), (10**12, "T"))
_PLAIN = 1e-4, 1e6
_FINE_TICK = 2
"""The decimals of a tick in scientific form whose neighbours are that near."""
"""From the one to below the other a sentence has numbers without an exponent."""


# Sentences, and whole numbers


def compact(value: float, digits: int = 3) -> str:
    """A number for a sentence, with so many significant digits: "0.236", "9 100", "−1.2e-7".

    Args:
        value: any number; NaN reads "NaN", infinity "infinite".
        digits: 1 or more; zeros at the end of decimals are left out.
    """
    if math.isnan(value):
        return "NaN"
    minus = "−" if value < 0 else ""
    if math.isinf(value):
        return f"{minus}infinite"
    mantissa, exponent = f"{abs(value):.{digits - 1}e}".split("e")
    rounded = float(f"{mantissa}e{exponent}")
    if rounded and not _PLAIN[0] <= rounded < _PLAIN[1]:
        return f"{minus}{_without_zeros(mantissa)}e{int(exponent)}"
    return minus + _decimal(rounded, max(digits - 1 - int(exponent), 0))


def grouped(value: int) -> str:
    """A whole number with a space before every three digits: "16 781 312"."""
    return f"{value:,}".replace(",", " ")


def counted(value: float, noun: str, plural: str = "") -> str:
    """A number of things: "1 epoch", "0.25 epochs", "1 040 steps", "2 classes"."""
    return f"{epoch(value)} {noun if value == 1 else plural or f'{noun}s'}"


def short_count(value: int, width: int = 3) -> str:
    """A count, 0 to 10^14, in at most `width` cells, 3 or more: "999", "12k", "65 792", "16.8M".

    In full where there is room, else with a unit and up to 3 digits.
    """
    text = grouped(value)
    if len(text) <= width:
        return text
    for size, unit in _UNITS:
        if value < 999.5 * size:
            for digits in (3, 2, 1):
                text = compact(value / size, digits).removeprefix("0")
                if len(text) < width:
                    return text + unit
    return "…"


def epoch(value: float) -> str:
    """An epoch or a number of epochs, of which the last may be a part: "13 310", "0.25", "173.33".

    Two decimals, so that it is not taken for a whole one; more where all would be 0.
    """
    return compact(value, 2) if 0 < value < 0.01 else _decimal(value, 2)


def whole_epochs(value: float) -> str:
    """How many epochs are done, the one at hand not counted: "13 310"."""
    return grouped(int(value))


def percent(share: float, decimals: int = 0) -> str:
    """A share, 1 for all, with at most so many decimals: "87%", "2.5%"."""
    return "NaN" if math.isnan(share) else f"{_decimal(100 * share, decimals)}%"


def setting_text(value: float, digits: int = 6) -> str:
    """A number as someone would type it: "0.05", "1e-6", "20000"; `float` reads it.

    Args:
        value: any finite number; an `int` is written in full.
        digits: the most significant digits of a `float`.
    """
    if isinstance(value, int):
        return str(value)
    mantissa, e, exponent = f"{value:.{digits}g}".partition("e")
    return f"{mantissa}e{int(exponent)}" if e else mantissa


def file_size(size: int) -> str:
    """A number of bytes in decimal units: "512 B", "38 kB", "1.4 MB"."""
    if size < 999_500:
        return f"{size} B" if size < 1000 else f"{size / 1e3:.0f} kB"
    return f"{size / 1e6:.1f} MB" if size < 999_950_000 else f"{size / 1e9:.1f} GB"


def age(seconds: float) -> str:
    """How long ago something was: "40 s", "12 min", "5 h", "3 d"."""
    for length, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= length:
            return f"{grouped(round(seconds / length))} {unit}"
    return f"{max(seconds, 0):.0f} s"


# Numbers of the live screen, of a constant width, so that nothing jumps while they change


def fixed(value: float, width: int = 6) -> str:
    """A number in `width` cells, right-aligned, with up to 4 significant digits.

    Numbers too large for the width, or so small that fewer than 2 digits would show, become
    scientific ("4.4e-5").

    Args:
        value: any number; NaN reads "NaN", infinity "inf".
        width: 8 or more for any number; 4 or more for one whose digits and exponent fit.
    """
    if not math.isfinite(value):
        return _not_finite(value).rjust(width)
    if value == 0:
        return "0".rjust(width)
    size = abs(value)
    if size >= 10.0 ** -(width - 3):
        most = min(3 - math.floor(math.log10(size)), width - 2)
        for decimals in range(max(most, 0), -1, -1):
            text = with_minus(f"{value:.{decimals}f}")
            if len(text) <= width:
                return text.rjust(width)
    return _scientific(value, width, (2, 1, 0)).rjust(width)


def scientific(value: float) -> str:
    """A number of 0 or more as "8.6e-03" in `SCIENTIFIC_WIDTH` cells; "0", "inf", "NaN" centred."""
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


def signed(value: float, decimals: int = 3) -> str:
    """A number from -1 to 1 with its sign, as "+.002" or "−1.00", in `decimals` + 2 cells."""
    if not math.isfinite(value):
        return _not_finite(value).rjust(decimals + 2)
    sign = "−" if value < 0 and round(value, decimals) != 0 else "+"
    digits = f"{abs(value):.{decimals}f}"
    return sign + (digits[1:] if digits.startswith("0") else digits[: decimals + 1])


def nats(value: float, *, plus: bool = False) -> str:
    """A number of nats in `NATS_WIDTH` cells, with a true minus, or a plus where asked, and ∞."""
    size = "∞" if math.isinf(value) else fixed(abs(value), NATS_WIDTH - 1).strip()
    sign = "−" if value < 0 else "+" if plus and value > 0 else ""
    return (sign + size).rjust(NATS_WIDTH)


def linear_tick(value: float, step: float, width: int) -> str:
    """A value of a linear axis with as many decimals as its step has, in at most `width` cells.

    Scientific ("1.5e-3") where that is too long.
    """
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    text = with_minus(f"{value:,.{decimals}f}").replace(",", " ")
    if round(value, decimals) == 0:
        text = text.removeprefix("−")
    if len(text) <= width:
        return text
    if value and math.floor(math.log10(abs(value))) - math.floor(math.log10(step)) == _FINE_TICK:
        return _scientific(value, width, (_FINE_TICK, 1, 0))
    return _scientific_tick(value, width)


def logarithmic_tick(value: float, width: int) -> str:
    """A value of 1 digit on a logarithmic axis: "0.02", "5 000", "2·10⁻⁵", in `width` cells."""
    text = compact(value, 6)
    if len(text) <= width and "e" not in text:
        return text
    mantissa, exponent = f"{value:.0e}".split("e")
    power = f"10{superscript(int(exponent))}"
    text = power if mantissa == "1" else f"{mantissa}·{power}"
    return text if len(text) <= width else _scientific_tick(value, width)


# Numbers in the lines and matrices of a derivation


def entry_text(value: float, *, signed: bool = True) -> str:
    """A number in at most `ENTRY_WIDTH` cells: "+.1749", "−1.379", "+12.35", "+4.4e-5".

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
    return (minus or ("+" if signed else "")) + _entry_digits(size)


def short_entry(value: float, width: int) -> str:
    """A number of a derivation in at most `width` cells, with fewer digits where they have no room.

    Args:
        value: any number.
        width: `ENTRY_WIDTH` for `entry_text`; 4 for two decimals ("+.25", "−3.1", "+12"); less for
            the sign alone, and "0".
    """
    text = entry_text(value)
    if len(text) <= width or width >= ENTRY_WIDTH:
        return text
    if math.isnan(value):
        return "?"
    sign = "−" if value < 0 else "+"
    if width < SHORT_ENTRY_WIDTH or math.isinf(value):
        return "0" if value == 0 else sign if math.isfinite(value) else "∞"
    decimals = 2 if abs(value) < 0.995 else 1 if abs(value) < 9.95 else 0
    digits = f"{abs(value):.{decimals}f}".removeprefix("0")
    return sign + (digits if len(digits) < width else "…")


def residual(value: float) -> str:
    """A difference that should be 0, such as "5.6e-17"; "0" for none."""
    small = value != 0 and value < 1e-3
    return _short_exponent(f"{value:.1e}") if small else entry_text(value, signed=False)


def with_minus(text: str) -> str:
    """A number that was typed, or written by Python, with the minus sign of formulas."""
    return f"−{text[1:]}" if text.startswith("-") else text


def copied(text: str) -> str:
    """A text of the screen with its numbers as programs read them: "-1.2e-7"."""
    return re.sub(r"−(?=[0-9.]|inf)", "-", text)


def superscript(text: int | str) -> str:
    """A whole number, or a layer's number with L and l themselves, as an exponent: "¹²", "ˡ⁻¹"."""
    return str(text).translate(_SUPERSCRIPTS)


def subscript(*places: int) -> str:
    """Places, counted from 1, as an index: "₃" or "₁,₂"."""
    return ",".join(str(place) for place in places).translate(_SUBSCRIPTS)


# What the formats are made of


def _decimal(value: float, most: int) -> str:
    """At most so many decimals, none of them a zero at the end, and thousands set apart."""
    return _without_zeros(f"{value:,.{most}f}".replace(",", " "))


def _without_zeros(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _short_exponent(text: str) -> str:
    mantissa, exponent = text.split("e")
    return f"{with_minus(mantissa)}e{int(exponent)}"


def _scientific(value: float, width: int, decimals: Iterable[int]) -> str:
    """With the first of these numbers of decimals that fits, else the last; a short exponent."""
    for count in decimals:
        text = _short_exponent(f"{value:.{count}e}")
        if len(text) <= width:
            break
    return text


def _scientific_tick(value: float, width: int) -> str:
    return _scientific(value, width, (1, 0)).replace(".0e", "e")


def _entry_digits(size: float) -> str:
    """A positive number without its sign, in at most `ENTRY_WIDTH` - 1 cells."""
    if 1e-3 <= size < 99_999.5:
        decimals = min(max(3 - math.floor(math.log10(size)), 0), 4)
        text = f"{size:.{decimals}f}".removeprefix("0")
        # a number just below a power of ten is rounded up to it
        return text[:-1].removesuffix(".") if decimals and len(text) > 5 else text
    return _scientific(size, ENTRY_WIDTH - 1, (1, 0))


def _not_finite(value: float) -> str:
    nan, inf, minus_inf = NOT_FINITE
    if math.isnan(value):
        return nan
    return inf if value > 0 else minus_inf
