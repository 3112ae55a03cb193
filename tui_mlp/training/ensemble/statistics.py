"""What the figures of many seeds say together: how they spread, and whether two settings differ.

A figure is NaN for a run that failed; it is left out, and counted.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tui_mlp.arrays import Float64Array

BAND = (0.1, 0.9)
"""The band of a figure leaves out a tenth of the runs at either end."""
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Spread:
    """How a figure spreads over the runs that did not fail; NaN where there are too few."""

    count: int
    """Of the runs that did not fail."""
    failed: int
    mean: float
    sd: float
    """The standard deviation with n - 1 in its denominator; NaN for one run."""
    low: float
    """The 10 % quantile, by linear interpolation, and so on."""
    lower_quartile: float
    median: float
    upper_quartile: float
    high: float
    """The 90 % quantile."""

    @classmethod
    def of(cls, values: npt.ArrayLike) -> "Spread":
        """The spread of one figure of each run (R,)."""
        figures = np.asarray(values, np.float64)
        present = figures[np.isfinite(figures)]
        failed = len(figures) - len(present)
        if not len(present):
            return cls(0, failed, *(math.nan,) * 7)
        low, first, median, third, high = np.quantile(
            present, (BAND[0], 0.25, 0.5, 0.75, BAND[1])
        ).tolist()
        return cls(
            len(present), failed, float(present.mean()), _deviation(present),
            low, first, median, third, high,
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Bands:
    """A curve of many runs: the middle and the band, each (E,); NaN where all have failed."""

    low: Float64Array
    median: Float64Array
    high: Float64Array

    @classmethod
    def of(cls, curves: npt.ArrayLike) -> "Bands":
        """The bands of curves (E, R)."""
        values = np.array(curves, np.float64)
        values[~np.isfinite(values)] = np.nan
        values.sort(axis=1)  # what is no number goes to the end
        last = np.maximum(np.isfinite(values).sum(axis=1) - 1, 0)
        rows = np.arange(len(values))
        bands = []
        for fraction in (BAND[0], 0.5, BAND[1]):  # as `np.quantile`, which takes a row at a time
            place = fraction * last
            below = place.astype(np.intp)
            low, high = values[rows, below], values[rows, np.minimum(below + 1, last)]
            bands.append(low + (high - low) * (place - below))
        return cls(*bands)


@dataclass(frozen=True)
class Difference:
    """How much a figure differs between two settings, over the seeds that both finished."""

    count: int
    """n, of those seeds."""
    mean: float
    """Of the second minus the first."""
    low: float
    """The 95 % interval of that mean; NaN for fewer than two seeds."""
    high: float

    @property
    def told_apart(self) -> bool:
        """Whether so many seeds tell the settings apart: whether 0 lies outside the interval."""
        return self.low > 0 or self.high < 0

    @classmethod
    def paired(cls, first: npt.ArrayLike, second: npt.ArrayLike) -> "Difference":
        """The difference of two settings' figures (R,), seed by seed.

        mean(d) -+ t sd(d) / sqrt(n), with d the differences of n seeds and t the 97.5 % quantile
        of Student's distribution with n - 1 degrees of freedom (Student 1908).

        Raises:
            ValueError: they are not of as many seeds.
        """
        one, other = np.asarray(first, np.float64), np.asarray(second, np.float64)
        if one.shape != other.shape:
            raise ValueError(f"{len(one)} and {len(other)} seeds cannot be paired")
        differences = other - one
        differences = differences[np.isfinite(differences)]
        count = len(differences)
        if count < 2:
            mean = float(differences[0]) if count else math.nan
            return cls(count, mean, math.nan, math.nan)
        mean = float(differences.mean())
        reach = t_quantile(count - 1) * _deviation(differences) / math.sqrt(count)
        return cls(count, mean, mean - reach, mean + reach)


def t_quantile(degrees: int, confidence: float = CONFIDENCE) -> float:
    """The t with P(|T| <= t) = confidence of Student's distribution; by bisection, to 1e-12.

    Args:
        degrees: of freedom, at least 1.
        confidence: 0 < confidence < 1.
    """
    low, high = 0.0, math.pi / 2
    while high - low > 1e-13:
        middle = (low + high) / 2
        if _t_probability(middle, degrees) < confidence:
            low = middle
        else:
            high = middle
    return math.sqrt(degrees) * math.tan(low)


def _t_probability(theta: float, degrees: int) -> float:
    """P(|T| <= sqrt(nu) tan(theta)), a finite sum for whole degrees of freedom nu.

    Source: Abramowitz, Stegun 1964, 26.7.3 (odd nu) and 26.7.4 (even nu).
    """
    cosine, sine = math.cos(theta), math.sin(theta)
    odd = degrees % 2
    term, total = (cosine if odd else 1.0), 0.0
    for k in range(1 + odd, degrees, 2):
        total += term
        term *= cosine * cosine * k / (k + 1)
    return 2 / math.pi * (theta + sine * total) if odd else sine * total


def _deviation(values: Float64Array | Sequence[float]) -> float:
    return float(np.std(values, ddof=1)) if len(values) > 1 else math.nan
