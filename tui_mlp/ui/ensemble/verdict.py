"""What many seeds say of settings that are compared, in a sentence."""

from collections.abc import Sequence

from tui_mlp.numbers import compact, grouped
from tui_mlp.training.ensemble.ensemble_view import EnsembleView, SettingView
from tui_mlp.training.snapshot import RunState

_LEAST_SEEDS = 2
"""That two settings must both have finished, for their difference to have an interval."""


def verdict(view: EnsembleView, figure: str) -> str:
    """Which settings so many seeds tell apart from the first one, and which they do not.

    Args:
        view: several settings.
        figure: what is compared, such as "validation accuracy".
    """
    first, *others = view.settings
    compared = [each for each in others if _can_be_compared(each)]
    apart = [each for each in compared if _told_apart(each)]
    alike = [each for each in compared if not _told_apart(each)]
    without = [each for each in others if not _can_be_compared(each)]
    over = view.state in (RunState.FINISHED, RunState.DIVERGED)
    clauses = []
    if apart:
        told = _listed([f"{each.name} ({_how(each)})" for each in apart], "and")
        clauses.append(f"tell {told} apart from {first.name} in {figure}")
        if alike:
            clauses.append(f"but not {_names(alike)}")
    elif alike:
        clauses.append(f"do not tell {_names(alike)} apart from {first.name} in {figure}")
    if without:
        clauses.append(f"have too few left to compare {_names(without)} with {first.name}")
    start = f"{'' if over else 'So far, '}{grouped(view.seed_count)} seeds"
    return f"{start} {', '.join(clauses)}."


def _told_apart(setting: SettingView) -> bool:
    difference = setting.score_difference
    return difference is not None and difference.told_apart


def _can_be_compared(setting: SettingView) -> bool:
    difference = setting.score_difference
    return difference is not None and difference.count >= _LEAST_SEEDS


def _how(setting: SettingView) -> str:
    difference = setting.score_difference
    if difference is None:
        return ""
    way = "higher" if difference.mean > 0 else "lower"
    return f"{compact(abs(difference.mean), 2)} {way}"


def _names(settings: Sequence[SettingView]) -> str:
    return _listed([each.name for each in settings], "or")


def _listed(parts: Sequence[str], word: str) -> str:
    """The parts as in "a, b and c"."""
    return f" {word} ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
