"""A number of a page to be worked out: what it takes, and what usually goes wrong."""

import math
from dataclasses import dataclass

from tui_mlp.lecture.pages.spans import Cell
from tui_mlp.lecture.walk.hand_calculation import check_answer


@dataclass(frozen=True)
class Slip:
    """A wrong number, and what leads to it."""

    value: float
    hint: str


@dataclass(frozen=True)
class Question:
    """A number to be worked out."""

    value: float
    recipe: str
    """How it comes about, in a few words."""
    given: str = ""
    """Numbers that it takes and that the rest of the page does not show."""
    slips: tuple[Slip, ...] = ()
    covered: frozenset[Cell] = frozenset()
    """Other entries before it on the page that would give it away."""


def hint_for(question: Question, text: str) -> str:
    """What led to a wrong number, if it is a usual slip; else how the right one comes about.

    Raises:
        ValueError: the text is not a number.
    """
    for slip in question.slips:
        if math.isfinite(slip.value) and check_answer(text, slip.value).right:
            return slip.hint
    return f"it is {question.recipe}"
