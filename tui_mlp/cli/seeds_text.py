"""Figures over many seeds as text: the report of one setting, and the table of a sweep."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from tui_mlp.numbers import compact, counted, grouped

if TYPE_CHECKING:
    from tui_mlp.training.ensemble.outcome import Outcome, Values
    from tui_mlp.training.ensemble.outcome_report import Finished

_NONE = "–"


def print_seeds(outcome: "Outcome") -> None:
    """Print what one setting came to over its seeds."""
    from tui_mlp.files.text import clean_name
    from tui_mlp.training.ensemble.outcome_report import spread_of

    layers = " → ".join(map(str, outcome.architecture))
    name, parameters = clean_name(outcome.dataset), grouped(outcome.parameters)
    click.echo(f"{name}  {layers}  {parameters} parameters")
    first, last = outcome.seeds[0], outcome.seeds[-1]
    epochs = counted(outcome.epochs, "epoch")
    seeds = counted(len(outcome.seeds), "seed")
    click.echo(f"{seeds}, {first} to {last}, {epochs} each in {outcome.seconds:.2f} s")
    columns = ("mean", "± sd", "10%", "25%", "median", "75%", "90%")
    click.echo(f"\n{'':20} " + " ".join(f"{column:>8}" for column in columns))
    parts = {"train": outcome.train, "validation": outcome.validation, "test": outcome.test}
    for part_name, part in parts.items():
        if part is None:
            continue
        figures = {"loss": part.loss, "accuracy": part.accuracy, "micro F1": part.micro_f1}
        for figure, values in figures.items():
            if values is None:
                continue
            s = spread_of(values)
            numbers = (
                *(s.mean, s.sd, s.low, s.lower_quartile, s.median, s.upper_quartile, s.high),
            )
            click.echo(f"{part_name:11}{figure:9} " + " ".join(map(_number, numbers)))
    for failed in outcome.failed:
        click.echo(f"seed {failed.seed} failed: {failed.reason}")


def sweep_table(finished: "Sequence[Finished]") -> list[str]:
    """The lines of a sweep's table, the best setting first."""
    from tui_mlp.training.ensemble.outcome_report import (
        ranked_part,
        ranking,
        score_values,
        spread_of,
    )

    names = [name.replace("_", "-") for name, _ in finished[0][0].varied]
    part = "validation" if finished[0][1].validation else "train"
    labels = finished[0][1].train.micro_f1 is not None
    score = "micro F1" if labels else "accuracy"
    headings = [*names, f"{part} {score}", "loss", "test", "best epoch", "failed", "seconds"]
    rows = []
    for setting, outcome in ranking(finished):
        ranked, test = ranked_part(outcome), outcome.test
        rows.append(
            [
                *(_written(name, value) for name, value in setting.varied),
                _mean_and_deviation(score_values(ranked)),
                _mean_and_deviation(ranked.loss),
                _NONE if test is None else _mean_and_deviation(score_values(test)),
                _NONE
                if not any(outcome.best_epoch)
                else compact(spread_of(outcome.best_epoch).mean),
                f"{len(outcome.failed)} of {len(outcome.seeds)}",
                f"{outcome.seconds:.2f}",
            ]
        )
    widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)]
    return ["  ".join(cell.rjust(w) for cell, w in zip(line, widths, strict=True))
            for line in (headings, *rows)]  # fmt: skip


def sweep_csv(finished: "Sequence[Finished]") -> str:
    """The same figures as CSV, a line for each setting, the best first."""
    import csv
    import io

    from tui_mlp.training.ensemble.outcome_report import ranking

    rows = [_csv_row(setting, outcome) for setting, outcome in ranking(finished)]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _csv_row(setting: Any, outcome: "Outcome") -> dict[str, Any]:
    from tui_mlp.training.ensemble.outcome_report import spread_of

    row: dict[str, Any] = {name: _written(name, value) for name, value in setting.varied}
    row |= {"seeds": len(outcome.seeds), "failed": len(outcome.failed)}
    parts = {"train": outcome.train, "validation": outcome.validation, "test": outcome.test}
    for part_name, part in parts.items():
        figures = {} if part is None else {"accuracy": part.accuracy, "loss": part.loss}
        if part is not None and part.micro_f1 is not None:
            figures["micro_f1"] = part.micro_f1
        for figure, values in figures.items():
            spread = spread_of(values)
            for name in ("mean", "sd", "low", "high"):
                row[f"{part_name}_{figure}_{name}"] = getattr(spread, name)
    row |= {"best_epoch_mean": spread_of(outcome.best_epoch).mean, "seconds": outcome.seconds}
    return {name: "" if str(value) == "nan" else value for name, value in row.items()}


def _written(name: str, value: Any) -> str:
    """A value of a setting as one would type it."""
    from tui_mlp.settings.training_config import SETTINGS

    return _NONE if value is None else SETTINGS[name].written(value)


def _mean_and_deviation(values: "Values") -> str:
    from tui_mlp.training.ensemble.outcome_report import spread_of

    spread = spread_of(values)
    if not spread.count:
        return _NONE
    deviation = "" if spread.count == 1 else f" ± {spread.sd:.4f}"
    return f"{spread.mean:.4f}{deviation}"


def _number(value: float) -> str:
    return f"{_NONE:>8}" if math.isnan(value) else f"{value:>8.4f}"
