"""What the words in a column and its name tell: truth values, dates, row numbers, identifiers."""

import re
from collections.abc import Iterable

import numpy as np

from tui_mlp.arrays import Float64Array
from tui_mlp.data.table.names import folded

TRUE_WORDS = frozenset({"true", "t", "yes", "y", "on", "1", "1.0", "ja", "j", "oui", "wahr"})
FALSE_WORDS = frozenset({"false", "f", "no", "n", "off", "0", "0.0", "nein", "non", "falsch"})

_INDEX_NAME = re.compile(
    r"(unnamed:?\d+(\.\d+)?|index|level_?\d+|id|row|rownames|row_?number|rowid|no|nr|#)?",
)
_FEWEST_TO_COUNT = 10
"""A column of another name that numbers fewer rows does so by chance, maybe."""
_IDENTIFIER = re.compile(
    r"(?:(?:^|[\W_\d])(?i:id|uuid|guid)|[a-z](?:Id|ID)"
    r"|(?:user|customer|patient|sample|record|order|student|passenger|client|subject|item|case)id)"
    r"(?:\W|_)?$",
)
_MONTH = r"(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-zä]*\.?"
_TIME = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?(?:\s*(?:z|[+-]\d{2}:?\d{2}))?"
_DAY = (
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})"
    rf"|\d{{1,2}}\.?[ -]{_MONTH}[ -]\d{{2,4}}|{_MONTH} \d{{1,2}},? \d{{2,4}}|\d{{4}}-\d{{2}})"
)
_DATE = re.compile(rf"(?:{_DAY}(?:[t ]\s*{_TIME})?|{_TIME})", re.ASCII | re.IGNORECASE)


def truth_value(cell: str) -> float | None:
    """1 or 0 for a word that means true or false; None for another."""
    word = folded(cell)
    if word in TRUE_WORDS:
        return 1.0
    return 0.0 if word in FALSE_WORDS else None


def are_truth_values(cells: Iterable[str]) -> bool:
    """Whether all words, at least one of them no number, mean true or false."""
    words = {folded(cell) for cell in cells}
    return words <= TRUE_WORDS | FALSE_WORDS and bool(words - {"0", "1", "0.0", "1.0"})


def are_dates(cells: Iterable[str]) -> bool:
    """Whether all cells are dates or times of the day."""
    return all(_DATE.fullmatch(cell.strip()) for cell in cells)


def counts_rows(name: str, numbers: Float64Array, *, unnamed: bool) -> bool:
    """Whether a column only numbers the rows, from 0 or 1, in any order."""
    count = len(numbers)
    is_index = unnamed or _INDEX_NAME.fullmatch(folded(name)) is not None
    if count < (2 if is_index else _FEWEST_TO_COUNT) or np.isnan(numbers).any():
        return False
    first = numbers.min()
    if first not in (0, 1) or numbers.max() != first + count - 1:
        return False
    return bool((np.sort(numbers) == np.arange(count) + first).all())


def names_rows(name: str) -> bool:
    """Whether a column of this name holds identifiers, as sample_id does."""
    return _IDENTIFIER.search(name.strip()) is not None
