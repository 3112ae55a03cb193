"""How a column writes its numbers: decimal sign, groups of thousands, a currency or per cent."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from tui_mlp.data.table.cell import parse_number

_CURRENCIES = frozenset({"kr", "CHF", "EUR", "USD", "GBP", "DKK", "SEK", "NOK", "PLN", "Fr."})
_AFFIXED = re.compile(r"([+-]?)\s*([^\d\s+-]*)\s*([+-]?[\d., '’\u00a0\u202f]*\d)\s*(\D*)")
_GROUP_SIGNS = {",": ".", ".": ","}
_SPACES = " \u00a0\u202f'’"
_SHARE_OF_NUMBERS = 0.9
_LOOKED_AT = 100


@dataclass(frozen=True)
class NumberFormat:
    """A way to write numbers that all cells of a column share."""

    decimal: str = "."
    groups: str = ""
    """Any of these characters parts thousands."""
    affix: str = ""
    """What stands before or after every number: a currency, or %."""

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        groups, decimal = re.escape(self.groups), re.escape(self.decimal)
        whole = rf"(?:\d{{1,3}}(?:[{groups}]\d{{3}})+|\d+)" if groups else r"\d+"
        exponent = r"(?:[eE][+-]?\d+)?"
        return re.compile(rf"[+-]?(?:{whole}(?:{decimal}\d*)?|{decimal}\d+){exponent}", re.ASCII)

    def number(self, cell: str) -> float | None:
        """The number in a cell that is not missing; None where it is not written so."""
        text = cell.strip()
        if self.affix:
            parts = _parted(text)
            if parts is None or parts[1] != self.affix:
                return None
            text = parts[0]
        elif text[-1:].isalpha():
            return parse_number(text, decimal_comma=False)  # an infinity
        if not self._pattern.fullmatch(text):
            return None
        for sign in self.groups:
            text = text.replace(sign, "")
        return float(text.replace(self.decimal, "."))

    @property
    def words(self) -> str:
        """What is unusual about it, for a note; empty for plain numbers."""
        said = []
        if self.affix == "%":
            said.append("the sign % was taken off: 12 % is 12")
        elif self.affix:
            said.append(f"the currency {self.affix} was taken off")
        if self.groups:
            sign = self.groups if len(self.groups) == 1 else "spaces or apostrophes"
            said.append(f"{sign} parts thousands")
        return "; ".join(said)


def number_format(cells: Collection[str], decimal: str) -> NumberFormat | None:
    """The format that all cells are written in, none of which is missing; None if there is none.

    Args:
        cells: different texts, in the order of the file.
        decimal: the decimal sign of the file, which is tried first.
    """
    best = closest_format(cells, decimal)
    if best is None or any(best.number(cell) is None for cell in cells):
        return None
    return best


def closest_format(cells: Collection[str], decimal: str) -> NumberFormat | None:
    """The format that nine of ten cells or more are written in; None if there is none."""
    if not cells:
        return None
    best, most = None, _SHARE_OF_NUMBERS * len(cells)
    for candidate in _candidates(list(islice(cells, _LOOKED_AT)), decimal):
        foreign = candidate.decimal != decimal
        if foreign and sum(candidate.decimal in cell for cell in cells) < len(cells) / 2:
            continue
        fitting = sum(candidate.number(cell) is not None for cell in cells)
        if fitting == len(cells):
            return candidate
        if fitting >= most:
            best, most = candidate, fitting + 1
    return best


def _candidates(cells: Sequence[str], decimal: str) -> list[NumberFormat]:
    """All ways to write numbers with the most frequent currency of these cells, or with none."""
    parts = [_parted(cell.strip()) for cell in cells]
    affixes = Counter(each[1] for each in parts if each is not None)
    common = affixes.most_common(1)[0][0] if affixes else ""
    other = _GROUP_SIGNS[decimal]
    return [
        NumberFormat(sign, groups, affix)
        for affix in dict.fromkeys((common, ""))
        for sign in (decimal, other)
        for groups in ("", _GROUP_SIGNS[sign], _SPACES)
    ]


def _parted(text: str) -> tuple[str, str] | None:
    """A number's text and the affix around it; None where the rest is no affix."""
    match = _AFFIXED.fullmatch(text)
    if match is None:
        return None
    sign, before, body, after = match[1], match[2], match[3], match[4].strip()
    if before and after:
        return None
    affix = before or after
    is_sign = affix in {"", "%"} or affix in _CURRENCIES
    is_currency = len(affix) == 1 and unicodedata.category(affix) == "Sc"
    return (sign + body, affix) if is_sign or is_currency else None
