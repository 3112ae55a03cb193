"""Names that are too long for a column, cut so that they stay different."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from rich.cells import cell_len, set_cell_size

from tui_mlp.ui.drawing.strips import clip

_LEAST_PART, _FEWEST_WORDS = 2, 2
"""Characters of each word, and words, of a name of which each word is cut."""


def short_names(names: Sequence[str], width: int) -> list[str]:
    """The names in at most `width` cells, each cut marked by "…", no two alike if that can be.

    Of the ways to cut them the first that keeps them different: at the end ("petal_l…"), at the
    beginning ("…l_2_3"), within ("pi…2_3"), each word ("pe…le…"); else each gets its number,
    counted from 1 ("pet…3"). Names that are equal as they are stay so.

    Args:
        names: as they are.
        width: cells, 1 or more.
    """
    return list(_shortened(tuple(names), width))


@lru_cache(maxsize=128)
def _shortened(names: tuple[str, ...], width: int) -> tuple[str, ...]:
    if all(cell_len(name) <= width for name in names):
        return names
    different = len(set(names))
    for cut in _cuts(width):
        short = [name if cell_len(name) <= width else cut(name) for name in names]
        fits = all(cell_len(each) <= width for each in short)
        if fits and len(set(short)) == different:
            return tuple(short)
    return tuple(_numbered(name, place, width) for place, name in enumerate(names, start=1))


def _cuts(width: int) -> Iterator[Callable[[str], str]]:
    """The ways to cut a name that is too long, the best first."""
    yield lambda name: clip(name, width).rstrip()
    if width <= _LEAST_PART:
        return
    yield lambda name: "…" + _end(name, width - 1)
    for head in range(width - 2, 0, -1):
        yield lambda name, head=head: (  # type: ignore[misc]
            f"{set_cell_size(name, head).rstrip()}…{_end(name, width - 1 - head)}"
        )
    yield lambda name: _cut_words(name, width)


def _end(name: str, width: int) -> str:
    """The last characters of a name that fit."""
    start = len(name)
    while start and cell_len(name[start - 1 :]) <= width:
        start -= 1
    return name[start:]


def _cut_words(name: str, width: int) -> str:
    """The beginnings of the first words, equally long: "pe…le…"."""
    words = [word for word in re.split(r"[\W_]+", name) if word]
    count = min(len(words), width // (_LEAST_PART + 1))
    if count < _FEWEST_WORDS:
        return name
    part = width // count - 1
    return "".join(f"{set_cell_size(word, part).rstrip()}…" for word in words[:count])


def _numbered(name: str, number: int, width: int) -> str:
    """A name's beginning and its number, or the number alone."""
    text = str(number)
    room = width - len(text) - 1
    return f"{set_cell_size(name, room)}…{text}" if room > 0 else text[-width:]
