"""An entry of the palette, and how well it answers to what was typed."""

import re
from collections.abc import Callable
from dataclasses import dataclass

_PASSED_OVER = frozenset(
    (
        "a",
        "an",
        "at",
        "for",
        "in",
        "is",
        "it",
        "my",
        "of",
        "on",
        "the",
        "this",
        "to",
        "with",
        "what",
    )
)
_WHOLE, _BEGINNING, _ELSEWHERE = 1.0, 0.9, 0.5
_LENGTH_COUNTS = 1000
_KEY_COUNTS, _UNLISTED_COUNTS = 0.05, 0.1


@dataclass(frozen=True, eq=False)
class Entry:
    """Something that can be done."""

    title: str
    about: str
    run: Callable[[], object]
    key: str = ""
    """The key that does the same, as it is written."""
    words: str = ""
    """More words that find it."""
    listed: bool = True
    """Whether it is shown before anything is typed."""
    behind: float = 0.0
    """What its score is lowered by: of many that share their words with what is wanted more."""


def score(entry: Entry, typed: str) -> float:
    """How well an entry answers, 0 (not at all) to 1: each word typed begins one of its words.

    A word of the title counts more than another one, a short title more than a long one, what has a
    key more than what has none, and one of many values less.
    """
    wanted = _words(typed)
    wanted = [word for word in wanted if word not in _PASSED_OVER] or wanted
    title, more = _words(entry.title), _words(f"{entry.words} {entry.about}")
    found = [_of_word(word, title, more) for word in wanted]
    if not found or 0.0 in found:
        return 0.0
    points = sum(found) / len(found) - len(entry.title) / _LENGTH_COUNTS
    return max(
        points
        - entry.behind
        + (_KEY_COUNTS if entry.key else 0.0)
        - (0.0 if entry.listed else _UNLISTED_COUNTS),
        0.0,
    )


def _words(text: str) -> list[str]:
    """The words, and the parts of those with a hyphen."""
    whole = re.findall(r"[\w.,+−-]*\w", text.casefold().replace("_", " "))
    parts = [part for word in whole if "-" in word for part in word.split("-") if part]
    return [*whole, *(part for part in parts if not part.isdigit())]


def _of_word(wanted: str, title: list[str], more: list[str]) -> float:
    if wanted in title:
        return _WHOLE
    if any(word.startswith(wanted) for word in title):
        return _BEGINNING
    return _ELSEWHERE if any(word.startswith(wanted) for word in more) else 0.0
