"""What the derivations write alike: moves with their numbers and reasons, and pages of them."""

from collections.abc import Iterable
from typing import NamedTuple

from tui_mlp.lecture.pages.page import Block, Formula, Page, Sentence, Substituted


class Weight(NamedTuple):
    """A weight w^l_ij, counted from 1 as the lecture does."""

    layer: int
    """l, 1 .. L."""
    i: int
    """The unit that it leads to, 1 .. n_l."""
    j: int
    """The unit that it comes from, 1 .. n_{l-1}."""


class Move(NamedTuple):
    """A line of a derivation."""

    formula: str
    reason: str
    """Why it may be written, in plain words."""
    numbers: tuple[str, ...]
    """The same with the network's numbers, a line each."""


Part = Block | Move
"""What a page is made of."""


class Titles(NamedTuple):
    """What a derivation is called, in full and in a word or two."""

    full: str
    short: str


def move(formula: str, reason: str, *numbers: str) -> Move:
    """A line of a derivation, why it may be written, and the same with numbers."""
    return Move(formula, reason, numbers)


def page_of(phase: int, titles: Titles, parts: Iterable[Part]) -> Page:
    """A page of moves, numbered from 1 on, with other blocks between them; a `Formula` starts each.

    Args:
        phase: that of the walk which it belongs to, 1 to 8.
        titles: of the page.
        parts: in their order.
    """
    blocks: list[Block] = []
    count = 0
    for part in parts:
        if isinstance(part, Move):
            count += 1
            blocks += [Formula(f"{count}. {part.formula}"), *map(Substituted, part.numbers)]
            blocks.append(Sentence(part.reason))
        else:
            blocks.append(part)
    return Page(phase, titles.full, titles.short, None, tuple(blocks))


def not_here(phase: int, titles: Titles, why: str) -> Page:
    """The page of a derivation that this network has nothing of."""
    return page_of(phase, titles, (Sentence(why),))
