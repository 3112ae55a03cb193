"""What may be wrong with a gradient's flow, and how it is told."""

import math
from enum import StrEnum


class Trouble(StrEnum):
    """What may be wrong; the words are shown as they are."""

    NOT_FINITE = "numbers out of range"
    SYMMETRIC = "units that stay alike"
    BLOCKED = "a layer that lets nothing through"
    WEAK = "a layer that lets little through"
    VANISHING = "a vanishing gradient"
    EXPLODING = "an exploding gradient"
    SATURATION = "saturated units"
    DEAD_UNITS = "dead units"
    FLAT_UNITS = "units that let little through"
    LARGE_UPDATES = "updates too large"
    SMALL_UPDATES = "updates too small"
    NOISE = "a noisy mini-batch gradient"
    NONE = "all is well"


Finding = tuple[Trouble, str, tuple[str, ...]]
"""The trouble, its cause, and the names of remedies, the best one first."""


def digits(value: float) -> str:
    """A number with 2 or 3 significant digits for a sentence: "0.236", "9 100", "1.2e-07"."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "infinite"
    if value and not 1e-3 <= abs(value) < 1e6:
        return f"{value:.1e}"
    if abs(value) >= 100:
        rounded = round(value, 2 - math.floor(math.log10(abs(value))))
        return f"{rounded:,.0f}".replace(",", " ")
    return f"{value:.3g}"
