"""Learning-rate schedules: gamma_k as a function of the time t_k.

t is the number of epochs done when step k begins, as a fraction: the samples that the steps before
it have trained on, divided by those of the training part. It does not count steps, so that a
schedule is the same for every batch size. Listing the schedules costs no NumPy.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class ScheduleSettings:
    """What a schedule depends on beside the time."""

    base: float
    """gamma, the learning rate that is chosen."""
    factor: float
    """f, by how much `step` and `exponential` lower the rate each period, 0 < f <= 1."""
    period: float
    """T, the epochs that inverse, step, exponential and warmup count in."""
    epochs: float
    """The length of the whole run in epochs, for cosine."""


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """A schedule, as it is computed and as it is written."""

    name: str
    formula: str
    """The rate at time t, with gamma, f and T as in `ScheduleSettings`."""
    uses: tuple[str, ...]
    """Which of the settings schedule_factor, schedule_epochs and epochs it depends on."""
    source: str
    """Where it was proposed; empty for what everyone would write."""
    rate: Callable[[float, ScheduleSettings], float]
    """rate(t, settings) gives gamma_k for the step that begins at t >= 0 epochs."""


def _constant(t: float, at: ScheduleSettings) -> float:  # noqa: ARG001  (all share one signature)
    return at.base


def _inverse(t: float, at: ScheduleSettings) -> float:
    return at.base / (1 + t / at.period)


def _step(t: float, at: ScheduleSettings) -> float:
    return at.base * at.factor ** math.floor(t / at.period)


def _exponential(t: float, at: ScheduleSettings) -> float:
    return float(at.base * at.factor ** (t / at.period))


def _cosine(t: float, at: ScheduleSettings) -> float:
    return at.base / 2 * (1 + math.cos(math.pi * min(t / at.epochs, 1.0)))


def _warmup(t: float, at: ScheduleSettings) -> float:
    """From gamma/100 on, so that the first step moves: there t is 0."""
    return at.base * min(1.0, max(t, at.period / 100) / at.period)


SCHEDULES: Mapping[str, Schedule] = MappingProxyType(
    {
        schedule.name: schedule
        for schedule in (
            Schedule(name="constant", formula="γ", uses=(), source="", rate=_constant),
            Schedule(
                name="inverse",
                formula="γ / (1 + t/T)",
                uses=("schedule_epochs",),
                # the sum of gamma_k diverges, that of gamma_k^2 converges
                source="Robbins, Monro 1951",
                rate=_inverse,
            ),
            Schedule(
                name="step",
                formula="γ f^⌊t/T⌋",
                uses=("schedule_factor", "schedule_epochs"),
                source="",
                rate=_step,
            ),
            Schedule(
                name="exponential",
                formula="γ f^(t/T)",
                uses=("schedule_factor", "schedule_epochs"),
                source="",
                rate=_exponential,
            ),
            Schedule(
                name="cosine",
                formula="γ/2 (1 + cos(π t/epochs)), then 0",
                uses=("epochs",),
                source="Loshchilov, Hutter 2017, without restarts",
                rate=_cosine,
            ),
            Schedule(
                name="warmup",
                formula="γ t/T up to t = T, at least γ/100, then γ",
                uses=("schedule_epochs",),
                source="Goyal et al. 2017, section 2.2",
                rate=_warmup,
            ),
        )
    }
)
"""The schedules by name."""
