"""What a user decides about the reading of a file, a key at a time."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from tui_mlp.data.delimited.separator import SEPARATORS, separator_of, separator_word
from tui_mlp.data.table.names import folded
from tui_mlp.settings import choices

LEFT_OUT = "left out"
USES = (None, "number", "category", "truth value", LEFT_OUT)
"""What a column may be used as; None for what the reader makes of it."""
_SIGNS: Mapping[str, tuple[str | None, ...]] = {
    "decimal": (None, *choices.decimal_signs()),
    "separator": (None, *(separator_word(sign) for sign in SEPARATORS)),
    "header": (None, *choices.header_words()),
}


@dataclass(frozen=True)
class Decisions:
    """The settings of a file; None or empty for what the reader decides."""

    data: str | None = None
    target: str | None = None
    uses: tuple[tuple[str, str], ...] = ()
    """Pairs of a column and one of `USES` or another kind, in the order of the names."""
    missing: tuple[str, ...] = ()
    decimal: str | None = None
    separator: str | None = None
    header: str | None = None

    @classmethod
    def of(cls, settings: Mapping[str, Any], names: Sequence[str]) -> Self:
        """Those that settings hold, their columns by the names in the file."""
        uses = {_named(text, names): LEFT_OUT for text in settings.get("ignore") or ()}
        for text in settings.get("read_as") or ():
            column, _, kind = text.rpartition("=")
            uses.setdefault(_named(column, names), kind)
        target, separator = settings.get("target"), settings.get("separator")
        sign = None if separator is None else separator_of(separator)
        return cls(
            data=settings.get("data"),
            target=None if target is None else _named(target, names),
            uses=tuple(sorted(uses.items())),
            missing=tuple(settings.get("missing") or ()),
            decimal=settings.get("decimal"),
            separator=separator if sign is None else separator_word(sign),
            header=settings.get("header"),
        )

    @property
    def settings(self) -> dict[str, Any]:
        """The settings by the names in a configuration."""
        ignored = tuple(name for name, use in self.uses if use == LEFT_OUT)
        kinds = tuple(f"{name}={use}" for name, use in self.uses if use != LEFT_OUT)
        return {
            "data": self.data,
            "target": self.target,
            "ignore": ignored or None,
            "read_as": kinds or None,
            "missing": self.missing or None,
            "decimal": self.decimal,
            "separator": self.separator,
            "header": self.header,
        }

    def use_of(self, name: str) -> str | None:
        """What a column is to be used as; None for what the reader makes of it."""
        return dict(self.uses).get(name)

    def with_next_use(self, name: str, step: int) -> Self:
        """Those with the next use of a column, or the one before."""
        present = self.use_of(name)
        place = USES.index(present) if present in USES else 0
        use = USES[(place + step) % len(USES)]
        uses = {column: each for column, each in self.uses if column != name}
        if use is not None:
            uses[name] = use
        target = None if use == LEFT_OUT and self.target == name else self.target
        return replace(self, uses=tuple(sorted(uses.items())), target=target)

    def with_target(self, name: str) -> Self:
        """Those with another target; of the present one the reader chooses again."""
        uses = tuple(each for each in self.uses if each != (name, LEFT_OUT))
        return replace(self, target=None if self.target == name else name, uses=uses)

    def with_next(self, setting: str) -> Self:
        """Those with the next decimal sign, separator, or answer about the header."""
        signs, present = _SIGNS[setting], getattr(self, setting)
        place = signs.index(present) if present in signs else 0
        changes: dict[str, Any] = {setting: signs[(place + 1) % len(signs)]}
        return replace(self, **changes)

    def with_missing(self, text: str) -> Self:
        """Those with these words, with commas between, for a missing value."""
        words = tuple(word.strip() for word in text.split(",") if word.strip())
        return replace(self, missing=words)

    def changes(self, before: "Decisions") -> int:
        """In how many points they differ from others."""
        signs = ("target", "missing", "decimal", "separator", "header")
        points = [name for name in signs if getattr(self, name) != getattr(before, name)]
        columns = {name for name, _ in {*self.uses} ^ {*before.uses}}
        return len(points) + len(columns)


_KINDS = "|".join(choices.COLUMN_KINDS)
_KEYS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"--as '(.*?)=({_KINDS})'( uses it)?"), r"→ uses it as a \2"),
    (re.compile(r"--ignore '(.*)'"), f"→ ({LEFT_OUT})"),
    (re.compile(r"--missing '(.*?)' leaves"), r"m and '\1' leave"),
    (re.compile(r"--target\b"), "t"),
    (re.compile(r"--separator\b"), "s"),
    (re.compile(r"--decimal ,"), "d (decimal → ,)"),
)


def by_keys(text: str) -> str:
    """A note or a problem with the keys of the view in the place of a command's options."""
    for option, key in _KEYS:
        text = option.sub(key, text)
    return text


def _named(text: str, names: Sequence[str]) -> str:
    """The column that a text names, as the reader finds it; the text itself where none is."""
    if text in names:
        return text
    alike = [name for name in names if folded(name) == folded(text)]
    if len(alike) == 1:
        return alike[0]
    numbered = text.isascii() and text.isdigit() and 1 <= int(text) <= len(names)
    return names[int(text) - 1] if numbered else text
