"""What a single cell of a table says: a number, nothing, or a text."""

import math
import re

MISSING = frozenset(
    {"", "NA", "N/A", "n/a", "<NA>", "#N/A", "NaN", "nan", "NAN", "null", "NULL", "None", "?", "-"}
)
"""The texts that stand for a missing value."""

# float() alone would take 1_000 and the digits of every script for numbers
_NUMBER = re.compile(
    r"[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf(?:inity)?)", re.ASCII | re.IGNORECASE
)


def is_missing(cell: str, words: frozenset[str] = MISSING) -> bool:
    """Whether a cell holds no value."""
    return cell.strip() in words


def parse_number(
    cell: str, *, decimal_comma: bool, missing: frozenset[str] = MISSING
) -> float | None:
    """The number in a cell, NaN for a missing one, None for a text.

    Args:
        cell: the cell as it is in the file.
        decimal_comma: whether 5,1 is a number too.
        missing: the words for a missing value.
    """
    text = cell.strip()
    if text in missing:
        return math.nan
    if decimal_comma:
        text = text.replace(",", ".")
    return float(text) if _NUMBER.fullmatch(text) else None
