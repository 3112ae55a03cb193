"""What learners answered: kept while the program runs, and on request as a CSV file."""

import csv
import io
import math
from dataclasses import dataclass
from pathlib import Path

from tui_mlp.files.text import shown_path
from tui_mlp.numbers import setting_text
from tui_mlp.scenario.outcome import Outcome, compared_values, deciding_value
from tui_mlp.scenario.values import HandTask, Rule, Scenario

_HEAD = ("scenario", "question", "answered", "came", "right", "value", "seed")


class ResultsError(OSError):
    """A file that no result can be added to: one line that names it."""


@dataclass(frozen=True)
class Result:
    """One answered scenario."""

    scenario: str
    """Its name."""
    question: str
    answered: str
    """The option that the learner committed to."""
    came: str
    """The option that the run gave; empty where it gave none."""
    value: float
    """What decided; NaN where there is no number."""
    seed: int | None
    """None of a number that was worked out by hand."""
    by_hand: bool | None = None
    """Whether such a number was right, whatever the digits typed."""

    @property
    def right(self) -> bool:
        """Whether they are the same."""
        return self.answered == self.came if self.by_hand is None else self.by_hand

    @property
    def row(self) -> tuple[str, ...]:
        """The fields of its row in a file; `right` is empty where no answer came."""
        right = ("yes" if self.right else "no") if self.came else ""
        value = "" if math.isnan(self.value) else setting_text(self.value)
        seed = "" if self.seed is None else str(self.seed)
        return self.scenario, self.question, self.answered, self.came, right, value, seed


def result_of(scenario: Scenario, outcome: Outcome, prediction: int) -> Result:
    """The result of a scenario whose prediction is a place in its options."""
    return Result(
        scenario=scenario.name,
        question=scenario.question,
        answered=scenario.options[prediction],
        came="" if outcome.answer is None else scenario.options[outcome.answer],
        value=_deciding(scenario, outcome),
        seed=outcome.seed,
    )


def hand_result(scenario: Scenario, task: HandTask, typed: str, *, right: bool) -> Result:
    """The result of a number that was worked out by hand: what was typed last."""
    return Result(
        scenario=scenario.name,
        question=task.ask,
        answered=typed,
        came=setting_text(task.value, 6),
        value=task.value,
        seed=None,
        by_hand=right,
    )


def _deciding(scenario: Scenario, outcome: Outcome) -> float:
    """What was held against the thresholds, or the best of what was compared; NaN for none."""
    if not scenario.judgement.rule.compares:
        return deciding_value(scenario, outcome.runs)
    numbers = [v for v in compared_values(scenario, outcome.runs) if not math.isnan(v)]
    best = min if scenario.judgement.rule is Rule.LOWEST else max
    return best(numbers, default=math.nan)


def add_results(path: Path, results: tuple[Result, ...]) -> None:
    """Add rows to a CSV file, with a head where it is new or empty.

    Raises:
        ResultsError: it cannot be written.
    """
    try:
        with path.open("a", encoding="utf-8", newline="") as file:
            rows = [] if file.tell() else [_HEAD]
            text = io.StringIO()
            csv.writer(text).writerows([*rows, *(result.row for result in results)])
            file.write(text.getvalue())
    except OSError as error:
        problem = error.strerror or str(error)
        raise ResultsError(f"{shown_path(path)}: {problem}") from error
