"""What the derivations write alike: a move with its numbers and its reason, and a page of one."""

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


def move(formula: str, reason: str, *numbers: str) -> tuple[Block, ...]:
    """A line of a derivation, the same with numbers, and why it may be written."""
    return Formula(formula), *map(Substituted, numbers), Sentence(reason)


def not_here(phase: int, title: str, short_title: str, why: str) -> Page:
    """The page of a derivation that this network has nothing of."""
    return Page(phase, title, short_title, None, (Sentence(why),))
