"""What settings came to over their seeds, as values for a report."""

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from tui_mlp.training.ensemble.outcome import Outcome, PartOutcome, Values
from tui_mlp.training.ensemble.statistics import Spread
from tui_mlp.training.ensemble.sweep import SweptSetting

Finished = tuple[SweptSetting, Outcome]


def seeds_report(outcome: Outcome) -> dict[str, Any]:
    """The figures of one setting over its seeds; all losses are in nats, None is no number."""
    return {
        "dataset": outcome.dataset,
        "architecture": list(outcome.architecture),
        "parameters": outcome.parameters,
        "epochs": outcome.epochs,
        **_figures(outcome),
    }


def sweep_report(finished: Sequence[Finished]) -> dict[str, Any]:
    """The settings of a sweep, the best first."""
    ranked = ranking(finished)
    settings = [
        {"varied": dict(setting.varied), **_figures(outcome)} for setting, outcome in ranked
    ]
    some = bool(ranked) and math.isfinite(_place(ranked[0])[1])
    return {"settings": settings, "best": dict(ranked[0][0].varied) if some else None}


def ranking(finished: Sequence[Finished]) -> list[Finished]:
    """The best validation figure first: the mean accuracy, or micro F1 of labels; then the loss.

    Settings of which more than half of the seeds failed come last. Without a validation part the
    training figures stand in; the test figures never do.
    """
    return sorted(finished, key=_place)


def ranked_part(outcome: Outcome) -> PartOutcome:
    """The part by whose figures settings are compared."""
    return outcome.validation or outcome.train


def score_values(part: PartOutcome) -> Values:
    """Accuracies, or micro F1 of labels."""
    return part.accuracy if part.micro_f1 is None else part.micro_f1


def spread_of(values: Values) -> Spread:
    """How a figure of each seed spreads."""
    return Spread.of([math.nan if value is None else value for value in values])


def _place(finished: Finished) -> tuple[bool, float, float]:
    outcome = finished[1]
    part = ranked_part(outcome)
    score, loss = spread_of(score_values(part)).mean, spread_of(part.loss).mean
    most_failed = 2 * len(outcome.failed) > len(outcome.seeds)
    if math.isnan(score):
        return True, math.inf, math.inf
    return most_failed, -round(score, 12), loss  # equal counts may differ in their last digit


def _figures(outcome: Outcome) -> dict[str, Any]:
    return {
        "seeds": list(outcome.seeds),
        "failed": [asdict(each) for each in outcome.failed],
        "stopped_early": [asdict(each) for each in outcome.stopped_early],
        "train": _part(outcome.train),
        "validation": _part(outcome.validation),
        "test": _part(outcome.test),
        "best_epoch": _spread(outcome.best_epoch),
        "seconds": outcome.seconds,
    }


def _part(part: PartOutcome | None) -> dict[str, Any] | None:
    if part is None:
        return None
    labels = {} if part.micro_f1 is None else {"micro_f1": _spread(part.micro_f1)}
    return {
        "samples": part.samples,
        "loss": _spread(part.loss),
        "accuracy": _spread(part.accuracy),
        **labels,
    }


def _spread(values: Values) -> dict[str, Any]:
    spread = asdict(spread_of(values))
    counts = {"count", "failed"}
    return {
        **{name: value for name, value in spread.items() if name not in counts},
        "values": list(values),
    }
