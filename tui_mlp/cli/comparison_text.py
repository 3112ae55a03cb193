"""Kept runs side by side as text."""

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from tui_mlp.numbers import compact, epoch, grouped

if TYPE_CHECKING:
    from tui_mlp.training.comparing.run_comparison import ComparedRun, PairTest, RunComparison

_NONE = "–"
_HEIGHTS = "▁▂▃▄▅▆▇█"
_CURVE_WIDTH = 48


def comparison_lines(comparison: "RunComparison") -> list[str]:
    """The settings that differ, the figures, the curves, and McNemar's test of each pair."""
    runs = comparison.runs
    names = [f"{number}  {run.name}" for number, run in enumerate(runs, start=1)]
    rows = [
        ("state", [run.state for run in runs]),
        *(
            (name.replace("_", "-"), [_written(name, getattr(run.config, name)) for run in runs])
            for name in comparison.varied
        ),
        ("parameters", [grouped(run.parameters) for run in runs]),
        ("at epoch", [epoch(run.epoch) for run in runs]),
        ("best epoch", [_NONE if run.best is None else epoch(run.best.epoch) for run in runs]),
        *_figure_rows(runs),
    ]
    lines = [*names, "", *_table([("", [str(n + 1) for n in range(len(runs))]), *rows])]
    if not comparison.varied:
        lines.append("the settings are equal")
    lines += ["", *_curve_lines(runs), ""]
    return lines + [_sentence(each, runs) for each in comparison.tests]


def _figure_rows(runs: "Sequence[ComparedRun]") -> list[tuple[str, list[str]]]:
    rows = []
    for part in ("train", "validation", "test"):
        if not any(part in run.figures for run in runs):
            continue
        for figure in ("loss", "accuracy"):
            values = [
                f"{getattr(run.figures[part][1], figure):.4f}" if part in run.figures else _NONE
                for run in runs
            ]
            rows.append((f"{part} {figure}", values))
    return rows


def _table(rows: Sequence[tuple[str, list[str]]]) -> list[str]:
    left = max(len(heading) for heading, _ in rows)
    widths = [max(map(len, column)) for column in zip(*(cells for _, cells in rows), strict=True)]
    return [
        "  ".join([heading.ljust(left), *(c.rjust(w) for c, w in zip(cells, widths, strict=True))])
        for heading, cells in rows
    ]


def _curve_lines(runs: "Sequence[ComparedRun]") -> list[str]:
    """A line of blocks for each run: its validation loss, all on one scale."""
    curves = [_loss_curve(run) for run in runs]
    drawn = [math.log10(y) for points in curves for _, y in points if y > 0]
    if not drawn:
        return ["no curve to draw yet"]
    low, high = min(drawn), max(drawn)
    last = max(x for points in curves for x, _ in points)
    part = "validation" if all("validation" in run.figures for run in runs) else "training"
    scale = f"{compact(10**low)} to {compact(10**high)}"

    def height(value: float) -> float:
        return (math.log10(value) - low) / (high - low or 1)

    return [
        f"{part} loss, epoch 0 to {epoch(last)}, logarithmic from {scale}",
        *(
            f"{number}  {_blocks(points, last, height)}"
            for number, points in enumerate(curves, start=1)
        ),
    ]


def _loss_curve(run: "ComparedRun") -> list[tuple[float, float]]:
    name = "validation_loss" if "validation" in run.figures else "train_loss"
    values = getattr(run.curves, name).mean(axis=1).tolist()
    pairs = zip(run.curves.epochs.tolist(), values, strict=True)
    return [(x, y) for x, y in pairs if math.isfinite(y) and y > 0]


def _blocks(
    points: Sequence[tuple[float, float]], last: float, height: Callable[[float], float]
) -> str:
    """The last value of each of `_CURVE_WIDTH` equal spans of epochs; blank after a run's end."""
    cells = [" "] * _CURVE_WIDTH
    for x, y in points:
        place = min(int(x / last * _CURVE_WIDTH), _CURVE_WIDTH - 1) if last else 0
        cells[place] = _HEIGHTS[round(height(y) * (len(_HEIGHTS) - 1))]
    for place in range(1, _CURVE_WIDTH):
        if cells[place] == " " and points and place <= points[-1][0] / (last or 1) * _CURVE_WIDTH:
            cells[place] = cells[place - 1]
    return "".join(cells).rstrip()


def _sentence(pair: "PairTest", runs: "Sequence[ComparedRun]") -> str:
    numbers = {run.name: str(number) for number, run in enumerate(runs, start=1)}
    one, other = numbers[pair.first], numbers[pair.second]
    test = pair.test
    if test is None:
        return f"{one} and {other}: not tested on the same samples, so McNemar's test says nothing"
    counts = (
        f"of {grouped(test.samples)} test samples {one} alone is right on "
        f"{grouped(test.only_first)}, {other} alone on {grouped(test.only_second)}"
    )
    verdict = "tells them apart" if test.told_apart else "does not tell them apart"
    return f"{one} and {other}: {counts}; McNemar's test {verdict} (p = {compact(test.p, 2)})"


def _written(name: str, value: Any) -> str:
    from tui_mlp.settings.training_config import SETTINGS

    return _NONE if value is None else SETTINGS[name].written(value)
