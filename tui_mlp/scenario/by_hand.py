"""The steps before a scenario's question: texts to read, and numbers to work out by hand."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tui_mlp.files.text import clean_text
from tui_mlp.lecture.walk.hand_calculation import check_answer, parsed
from tui_mlp.numbers import entry_text
from tui_mlp.scenario.front_matter import KeyProblemError, StepTable, one_line, require
from tui_mlp.scenario.quantities import QUANTITIES, value_of
from tui_mlp.scenario.values import HandTask, Step

_LARGEST_TOLERANCE = 0.2
_MOST_STEPS = 30


def steps_of(tables: Sequence[StepTable]) -> tuple[Step, ...]:
    """The steps of a file, in its order.

    Raises:
        KeyProblemError: a key is missing, or does not go with another.
    """
    require(len(tables) <= _MOST_STEPS, "steps", f"are {_MOST_STEPS} at most")
    return tuple(
        Step(_text(f"steps[{number}].text", table.text), _task(f"steps[{number}]", table))
        for number, table in enumerate(tables, start=1)
    )


def _text(key: str, text: str) -> str:
    require(bool(text.strip()), key, "is empty")
    # an escape of TOML may bring back what was cleaned out of the file's lines
    return "\n".join(map(clean_text, text.strip().splitlines()))


def _task(key: str, table: StepTable) -> HandTask | None:
    if table.ask is None:
        for name in ("quantity", "hint", "entry"):
            require(getattr(table, name) is None, f"{key}.{name}", "needs ask, what is typed")
        require(not table.given, f"{key}.given", "needs ask, what is typed")
        return None
    require(table.quantity in QUANTITIES, f"{key}.quantity",
            f"is one of {', '.join(QUANTITIES)}")  # fmt: skip
    require(table.hint is not None, f"{key}.hint", "is missing: what helps after a wrong number?")
    require(0 < table.tolerance <= _LARGEST_TOLERANCE, f"{key}.tolerance",
            f"takes a fraction up to {_LARGEST_TOLERANCE}")  # fmt: skip
    entry = table.entry or ()
    places = (entry,) if isinstance(entry, int) else tuple(entry)
    try:
        value = value_of(str(table.quantity), table.given, places)
    except ValueError as error:
        raise KeyProblemError(key, str(error)) from error
    return HandTask(
        ask=one_line(f"{key}.ask", table.ask),
        quantity=str(table.quantity),
        value=value,
        tolerance=table.tolerance,
        hint=one_line(f"{key}.hint", str(table.hint)),
    )


@dataclass(frozen=True)
class HandVerdict:
    """What a typed number comes to."""

    right: bool
    words: str
    """What is said of it."""
    settled: bool
    """Whether it is over: it was right, or the second try."""


def judge_number(task: HandTask, text: str, *, second: bool) -> HandVerdict:
    """Whether a typed number is the one that is asked for, and what helps if not.

    It is where it is right to the digits that were typed, two or more, or within the tolerance.
    After the first wrong one comes a hint, after the second the number.

    Raises:
        ValueError: the text is no number.
    """
    verdict, typed = check_answer(text, task.value), float(parsed(text))
    shown = entry_text(task.value)
    near = math.isclose(typed, task.value, rel_tol=task.tolerance, abs_tol=1e-9)
    if verdict.right or near:
        return HandVerdict(True, f"right: {shown}", settled=True)
    if second:
        return HandVerdict(False, f"it is {shown}: {task.hint}", settled=True)
    if verdict.too_short:
        return HandVerdict(False, "right as far as it goes: two digits or more", settled=False)
    if task.value and math.isclose(typed, -task.value, rel_tol=task.tolerance):
        return HandVerdict(False, "look at the sign, and try once more", settled=False)
    return HandVerdict(False, f"not yet: {task.hint}. Once more", settled=False)
