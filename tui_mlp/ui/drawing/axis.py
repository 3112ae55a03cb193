"""Axes whose limits and labels stay put while a curve grows."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tui_mlp.arrays import Float64Array
from tui_mlp.numbers import compact, linear_tick, logarithmic_tick

LABEL_WIDTH = 6
SMALLEST_LOGARITHM = -8
"""On a logarithmic axis everything below 10^-8, zero too, lies at its foot."""

_LOG_GRID = 10
_LEAST_TICKS = 3
_FINEST_STEP = 1e-3
_PLAIN_FROM, _PLAIN_TO = 1e-2, 1e5
"""Steps are no finer, for the size of the values, than a label can tell apart."""
_NICE_ENDS = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


@dataclass(frozen=True)
class Tick:
    """A label at a place along an axis, 0 at its start and 1 at its end."""

    place: float
    label: str


@dataclass(frozen=True)
class Axis:
    """A range of values, laid out between 0 and 1."""

    low: float
    high: float
    """The limits; their logarithms to base 10 when `logarithmic`."""
    ticks: tuple[Tick, ...]
    logarithmic: bool = False

    def places(self, values: npt.ArrayLike, margin: float = 0.0) -> Float64Array:
        """Where values lie on the axis; NaN for what is not finite.

        Args:
            values: any numbers.
            margin: what lies outside is cut to so far outside of 0..1.
        """
        numbers = np.asarray(values, np.float64)
        finite = np.isfinite(numbers)
        if self.logarithmic:
            numbers = _log10(np.where(finite, numbers, 1.0))
        places = (np.where(finite, numbers, self.low) - self.low) / (self.high - self.low)
        return np.where(finite, np.clip(places, -margin, 1.0 + margin), np.nan)


def linear_axis(low: float, high: float, tick_count: int) -> Axis:
    """An axis around low..high with ticks at multiples of 1, 2 or 5.

    Args:
        low: the smallest finite value.
        high: the largest finite value; one value alone gets a range around it.
        tick_count: about how many labels there is room for.
    """
    size = max(abs(low), abs(high))
    finest = size * _finest_step(size)
    if high - low < 2 * finest or not high > low:
        margin = size / 2 or 0.5
        low, high = low - margin, high + margin
    step = _nice_step(max((high - low) / max(tick_count, 1), finest))
    grain = step / 4
    start, end = math.floor(low / grain + 1e-6) * grain, math.ceil(high / grain - 1e-6) * grain
    step = _step_of_enough(start, end, step)
    ticks: dict[str, Tick] = {}  # of very large numbers neighbours may have one label
    for value in _multiples(start, end, step):
        place = min(max((value - start) / (end - start), 0.0), 1.0)
        label = linear_tick(value, step, LABEL_WIDTH)
        ticks.setdefault(label, Tick(place, label))
    return Axis(start, end, tuple(ticks.values()))


def _finest_step(size: float) -> float:
    """The smallest step, as a part of the values' size, that labels can tell apart."""
    if size < _PLAIN_FROM:
        return 100 * _FINEST_STEP  # "2.1e-3" has two digits
    plain = 10 * _PLAIN_FROM <= size < _PLAIN_TO
    return _FINEST_STEP if plain else 10 * _FINEST_STEP  # "0.0189" and "1.05e5" have three


def logarithmic_axis(low: float, high: float, tick_count: int) -> Axis:
    """An axis of log10 with a label at each power of ten, or at 1, 2 and 5 between them.

    Args:
        low: the smallest finite value, 0 or more.
        high: the largest finite value.
        tick_count: about how many labels there is room for.
    """
    start = math.floor(float(_log10(np.float64(low))) * _LOG_GRID) / _LOG_GRID
    end = math.ceil(float(_log10(np.float64(high))) * _LOG_GRID) / _LOG_GRID
    if end - start < 0.2:
        start, end = start - 0.1, end + 0.1
    values = _logarithmic_ticks(start, end, tick_count)
    labels = [logarithmic_tick(value, LABEL_WIDTH) for value in values]
    if len(values) < _LEAST_TICKS:  # so short a range is nearly linear
        lowest, highest = 10.0**start, 10.0**end
        step = _step_of_enough(lowest, highest, _nice_step((highest - lowest) / _LEAST_TICKS))
        values = _multiples(lowest, highest, step)
        labels = [linear_tick(value, step, LABEL_WIDTH) for value in values]
    places = [(math.log10(value) - start) / (end - start) for value in values]
    ticks = tuple(
        Tick(min(max(place, 0.0), 1.0), label) for place, label in zip(places, labels, strict=True)
    )
    return Axis(start, end, ticks, logarithmic=True)


def epoch_axis(latest: float, tick_count: int, span: tuple[float, float] | None = None) -> Axis:
    """An axis from 0 to a round number of epochs at or a little after the latest one.

    Args:
        latest: the last epoch there is.
        tick_count: about how many labels there is room for.
        span: the first and the last epoch of a stretch to show instead.
    """
    if span is not None:
        start, end = span
        step = _step_of_enough(start, end, _nice_step((end - start) / max(tick_count, 1)))
        return Axis(start, end, _epoch_ticks(start, end, step))
    if not latest > 0 or not math.isfinite(latest):
        latest = 1.0
    size = 10.0 ** math.floor(math.log10(latest))
    end = next((nice * size for nice in _NICE_ENDS if nice * size >= latest * 0.999), 10 * size)
    step = _step_of_enough(0.0, end, _nice_step(end / max(tick_count, 1)))
    return Axis(0.0, end, _epoch_ticks(0.0, end, step))


def _epoch_ticks(start: float, end: float, step: float) -> tuple[Tick, ...]:
    return tuple(
        Tick((value - start) / (end - start), compact(round(value, 6), 6))
        for value in _multiples(start, end, step)
    )


def _multiples(start: float, end: float, step: float) -> list[float]:
    """The multiples of a step from start to end."""
    first, last = math.ceil(start / step - 1e-6), math.floor(end / step + 1e-6)
    return [number * step for number in range(first, last + 1)]


def _step_of_enough(start: float, end: float, step: float) -> float:
    """This step, or the next finer one that is nice and has `_LEAST_TICKS` multiples inside."""
    while len(_multiples(start, end, step)) < _LEAST_TICKS:
        step = _nice_step(step / 2.5)
    return step


def _log10(values: npt.ArrayLike) -> Float64Array:
    floor = 10.0**SMALLEST_LOGARITHM
    return np.asarray(np.log10(np.maximum(values, floor)), np.float64)


def _nice_step(step: float) -> float:
    """The next of 1, 2, 5 times a power of ten."""
    size = 10.0 ** math.floor(math.log10(step))
    return next((nice * size for nice in (1.0, 2.0, 5.0) if nice * size >= step * 0.999), 10 * size)


def _logarithmic_ticks(start: float, end: float, tick_count: int) -> list[float]:
    """The densest of some series of round values that is no denser than `tick_count`."""
    room = max(tick_count, _LEAST_TICKS)
    exponents = range(math.floor(start), math.ceil(end) + 1)
    # Every digit only within one power of ten: above that, the labels would crowd below each power.
    series = [tuple(range(1, 10)), (1, 2, 5), (1, 3), (1,)][int(end - start > 1) :]
    denser: list[float] = []
    for mantissas in series:
        values = [mantissa * 10.0**exponent for exponent in exponents for mantissa in mantissas]
        inside = [value for value in values if start - 1e-9 <= math.log10(value) <= end + 1e-9]
        if len(inside) < _LEAST_TICKS:  # rather a few too many
            return denser or inside
        if len(inside) <= room:
            return inside
        denser = inside
    # (N - 1) // (room - 1) leaves the ends, and 3 of them at the least
    return inside[:: max(min(math.ceil(len(inside) / room), (len(inside) - 1) // 2), 1)]
