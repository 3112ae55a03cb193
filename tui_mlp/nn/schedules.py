"""Learning-rate schedules gamma_k, as functions of the epochs t_k = k / steps_per_epoch."""

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
    """By how much `step` and `exponential` lower the rate each period, 0 < factor <= 1."""
    period: float
    """The epochs that inverse, step, exponential and warmup count in."""
    epochs: float
    """The length of the whole run in epochs, for cosine."""


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
    return at.base * min(1.0, max(t, at.period / 100) / at.period)


SCHEDULES: Mapping[str, Callable[[float, ScheduleSettings], float]] = MappingProxyType(
    {
        "constant": _constant,
        "inverse": _inverse,
        "step": _step,
        "exponential": _exponential,
        "cosine": _cosine,
        "warmup": _warmup,
    }
)
"""The schedules by name; t is the time in epochs, T the period, f the factor.

- constant: gamma
- inverse: gamma / (1 + t/T), the 1/k rule: the sum of gamma_k diverges, that of gamma_k^2
  converges (Robbins, Monro 1951)
- step: gamma f^floor(t/T)
- exponential: gamma f^(t/T)
- cosine: gamma/2 (1 + cos(pi t/epochs)), then 0 (Loshchilov, Hutter 2017, without restarts)
- warmup: gamma t/T up to t = T, then gamma; from gamma/100 on, so that the first step moves
"""
