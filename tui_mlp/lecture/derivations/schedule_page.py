"""The learning rate gamma_k as a formula, with a run's numbers at a few steps."""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from tui_mlp.lecture.derivations.moves import Part, Titles, move, not_here, page_of
from tui_mlp.lecture.derivations.run_position import RunPosition
from tui_mlp.lecture.pages.page import Curve, Matrix, Page, Sentence
from tui_mlp.lecture.step.agreement import agreement
from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.nn.schedules import SCHEDULES, ScheduleSettings
from tui_mlp.numbers import compact, entry_text, grouped, setting_text

_POINTS, _MOST_BENDS = 41, 40
_TITLES = Titles("The schedule of the learning rate", "γₖ")


def schedule_page(step: Derivation, run: RunPosition | None) -> Page:
    """The formula of gamma_k, and its numbers at the start, now, and on to the end."""
    if run is None:
        why = (
            f"There is no run here, only one step with γ = "
            f"{setting_text(step.subject.learning_rate, 4)}: a schedule belongs to a run."
        )
        return not_here(8, _TITLES, why)
    schedule, settings = SCHEDULES[run.schedule], run.schedule_settings
    parts: list[Part] = [
        move(
            f"γₖ = {schedule.formula}",
            _SENTENCES[run.schedule] + (f" Source: {schedule.source}." if schedule.source else ""),
            ", ".join(_settings(schedule.uses, settings)),
        ),
        move(
            "t = samples trained on before step k / S",
            "The time counts epochs, so that a schedule is the same for every batch size.",
            f"k = {grouped(run.step)}: t = {compact(run.epoch, 4)}",
        ),
        move(
            "γₖ at this step",
            "The formula with this run's numbers.",
            f"γₖ = {_substituted(run, run.epoch)} = {entry_text(run.learning_rate, signed=False)}",
        ),
        Sentence("The same at the start, at whole epochs on the way, now, and at the end:"),
        _table(run),
        _curve(run),
    ]
    if run.steps_left:
        rates = run.learning_rate, step.subject.learning_rate
        parts.append(agreement("γₖ of the schedule and of the step", *rates))
    else:
        parts.append(Sentence("The run has taken all its steps."))
    return page_of(8, _TITLES, parts)


_SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "constant": "The same for every step: near a minimum the noise of the samples stays.",
        "inverse": "It falls like 1/t: so slowly that without an end the sum of all γₖ is infinite "
        "and every point can be reached, so fast that the sum of all γₖ² is finite and the noise "
        "dies out.",
        "step": "It stays for T epochs, and is then multiplied by f.",
        "exponential": "Every T epochs multiply it by f, a little at each step.",
        "cosine": "Half a wave of the cosine: slow to fall at first and at last, and 0 at the end.",
        "warmup": "It rises in a straight line for T epochs, from γ/100 on, and then stays.",
    }
)


def _settings(uses: tuple[str, ...], settings: ScheduleSettings) -> list[str]:
    """What the letters of the formula are."""
    values = {
        "schedule_factor": ("f", settings.factor),
        "schedule_epochs": ("T", settings.period),
        "epochs": ("epochs", settings.epochs),
    }
    named = [("γ", settings.base), *(values[name] for name in uses)]
    return [f"{letter} = {setting_text(value)}" for letter, value in named]


_Substitute = Callable[[str, ScheduleSettings, float], str]


def _warmup(t: str, at: ScheduleSettings, time: float) -> str:
    if time >= at.period:
        return setting_text(at.base)
    if time < at.period / 100:
        return f"{setting_text(at.base)}/100"
    return f"{setting_text(at.base)} · {t}/{setting_text(at.period)}"


def _cosine(t: str, at: ScheduleSettings, time: float) -> str:
    if time >= at.epochs:
        return "0"
    return f"{setting_text(at.base)}/2 (1 + cos(π {t}/{setting_text(at.epochs)}))"


_NUMBERS: Mapping[str, _Substitute] = MappingProxyType(
    {
        "constant": lambda _t, at, _: setting_text(at.base),
        "inverse": lambda t, at, _: (
            f"{setting_text(at.base)} / (1 + {t}/{setting_text(at.period)})"
        ),
        "step": lambda _t, at, time: (
            f"{setting_text(at.base)} · {setting_text(at.factor)}^{math.floor(time / at.period)}"
        ),
        "exponential": lambda t, at, _: (
            f"{setting_text(at.base)} · {setting_text(at.factor)}^({t}/{setting_text(at.period)})"
        ),
        "cosine": _cosine,
        "warmup": _warmup,
    }
)
"""Each formula with numbers in the place of its letters."""


def _substituted(run: RunPosition, t: float) -> str:
    return _NUMBERS[run.schedule](setting_text(t, 4), run.schedule_settings, t)


def _curve(run: RunPosition) -> Curve:
    """gamma_k from the start to the end of the run, at `_POINTS` times."""
    period, times = run.schedule_settings.period, np.linspace(0, run.epochs, _POINTS)
    if run.schedule in ("step", "warmup"):
        # a jump or a bend has a point of its own, and one just before it
        bends = np.arange(1, min(run.epochs / period, _MOST_BENDS) + 1e-9) * period
        times = np.unique(np.concatenate([times, bends, np.nextafter(bends, 0)]))
    rates = np.array([run.rate_at(float(t)) for t in times])
    return Curve("γₖ from the first step to the last, by epoch", times, rates, "t", "γₖ", run.epoch)


def _table(run: RunPosition) -> Matrix:
    """A row for the start, for each quarter of the run in whole epochs, and for now, in order."""
    quarters = sorted({round(run.epochs * quarter / 4) for quarter in range(5)})
    times = [(float(t), f"epoch {grouped(t)}", run.steps_before(t)) for t in quarters]
    times = sorted([(run.epoch, "now", run.step), *times], key=lambda at: at[0])
    base = run.schedule_settings.base
    values = [[t, run.rate_at(t), run.rate_at(t) / base if base else 0.0] for t, _, _ in times]
    columns: tuple[str, ...] = ("t", "γₖ", "γₖ / γ")
    steps = [float(step) for _, _, step in times if step is not None]
    if len(steps) == len(times):
        values = [[step, *row] for step, row in zip(steps, values, strict=True)]
        columns = ("k", *columns)
    names = tuple(name for _, name, _ in times)
    return Matrix("γₖ over the run", np.array(values), names, columns, signed=False)
