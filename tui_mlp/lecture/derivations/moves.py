"""What the derivations write alike: moves with their numbers and reasons, and pages of them."""

import math
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from tui_mlp.lecture.pages.page import Block, Formula, Page, Sentence, Substituted

_NUMBERED = re.compile(r"\d+\. ")
"""How the line of a move begins."""


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


def if_finite(value: float, line: str) -> tuple[str, ...]:
    """The line with a number in it, or none where the number is infinite or NaN."""
    return (line,) if math.isfinite(value) else ()


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


def move_count(page: Page) -> int:
    """How many moves a page has; 0 where there is nothing to go through step by step."""
    return len(_starts(page))


def up_to_move(page: Page, count: int) -> Page:
    """The page as far as its first moves, with what stands before them, for showing one by one.

    Args:
        page: of a derivation.
        count: of the moves shown, 0 or more; with the last one comes what stands behind it.
    """
    starts = _starts(page)
    if count >= len(starts):
        return page
    return replace(page, blocks=page.blocks[: starts[count]])


def _starts(page: Page) -> list[int]:
    """The places of the blocks that moves begin with."""
    return [
        place
        for place, block in enumerate(page.blocks)
        if isinstance(block, Formula) and _NUMBERED.match(block.text)
    ]


def not_here(phase: int, titles: Titles, why: str) -> Page:
    """The page of a derivation that this network has nothing of."""
    return page_of(phase, titles, (Sentence(why),))
