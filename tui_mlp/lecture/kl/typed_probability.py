"""A probability as someone types it: 1/3, .25, 0,5."""

import math


def typed_probability(text: str) -> float:
    """The number from 0 to 1 that a text stands for, or a fraction.

    Raises:
        ValueError: it is none, or not from 0 to 1; the text says which.
    """
    numerator, slash, denominator = text.strip().replace(",", ".").partition("/")
    try:
        value = float(numerator) / float(denominator) if slash else float(numerator)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"{text!r} is no number or fraction, such as .25 or 1/3") from None
    if not math.isfinite(value) or not 0 <= value <= 1:
        raise ValueError(f"{text!r} is no probability: those are from 0 to 1")
    return value
