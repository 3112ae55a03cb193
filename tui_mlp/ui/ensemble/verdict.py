"""What many seeds say of settings that are compared, a sentence for each figure."""

from collections.abc import Sequence

from tui_mlp.numbers import compact, grouped
from tui_mlp.training.ensemble.ensemble_view import EnsembleView
from tui_mlp.training.ensemble.statistics import Difference
from tui_mlp.training.snapshot import RunState

_LEAST_SEEDS = 2
"""That two settings must both have finished, for their difference to have an interval."""

Named = tuple[str, Difference]
"""A setting, and how it differs from the first."""


def verdict(view: EnsembleView, figure: str) -> str:
    """Which settings so many seeds tell apart from the first one, and which they do not.

    Args:
        view: several settings.
        figure: what their scores are, such as "validation accuracy".
    """
    over = view.state in (RunState.FINISHED, RunState.DIVERGED)
    start = f"{'' if over else 'So far, '}{grouped(view.seed_count)} seeds"
    return f"{start} {_clauses(view, _score_differences(view), f'in {figure}')}."


def loss_verdict(view: EnsembleView, part: str) -> str:
    """The same of the loss of a part of the data, as a second sentence."""
    named = _loss_differences(view)
    return f"In {part} loss they {_clauses(view, named, '')}."


def _score_differences(view: EnsembleView) -> list[Named]:
    return [
        (each.name, each.score_difference)
        for each in view.settings
        if each.score_difference is not None
    ]


def _loss_differences(view: EnsembleView) -> list[Named]:
    return [
        (each.name, each.loss_difference)
        for each in view.settings
        if each.loss_difference is not None
    ]


def _clauses(view: EnsembleView, others: Sequence[Named], where: str) -> str:
    first = view.settings[0].name
    where = f" {where}" if where else ""
    compared = [each for each in others if each[1].count >= _LEAST_SEEDS]
    apart = [each for each in compared if each[1].told_apart]
    alike = [name for name, difference in compared if not difference.told_apart]
    without = [name for name, difference in others if difference.count < _LEAST_SEEDS]
    clauses = []
    if apart:
        told = _listed([f"{name} ({_how(difference)})" for name, difference in apart], "and")
        clauses.append(f"tell {told} apart from {first}{where}")
        if alike:
            clauses.append(f"but not {_listed(alike, 'or')}")
    elif alike:
        clauses.append(f"do not tell {_listed(alike, 'or')} apart from {first}{where}")
    if without:
        clauses.append(f"have too few left to compare {_listed(without, 'or')} with {first}")
    return ", ".join(clauses)


def _how(difference: Difference) -> str:
    way = "higher" if difference.mean > 0 else "lower"
    return f"{compact(abs(difference.mean), 2)} {way}"


def _listed(parts: Sequence[str], word: str) -> str:
    """The parts as in "a, b and c"."""
    return f" {word} ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
