"""McNemar's test: whether one of two models answers more samples right than the other."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from tui_mlp.arrays import BoolArray

LEVEL = 0.05
"""From this p on two models are not told apart."""


@dataclass(frozen=True)
class McNemar:
    """Two models' answers to the same samples."""

    samples: int
    only_first: int
    """Samples that the first model alone answers right."""
    only_second: int
    p: float
    """The probability of at least so uneven counts where both models are equally good, 0..1."""

    @property
    def told_apart(self) -> bool:
        """Whether the samples tell the two models apart."""
        return self.p < LEVEL

    @classmethod
    def of(cls, first: BoolArray, second: BoolArray) -> "McNemar":
        """The test of which samples (N,) each model answers right.

        The exact form: of the n samples that one model alone answers right, those of either are
        binomial with 1/2, and p = min(1, 2 P(X <= min(b, c))).
        Source: McNemar 1947; Dietterich 1998, section 3.1.

        Raises:
            ValueError: they are not as many samples.
        """
        if first.shape != second.shape:
            raise ValueError(f"{len(first)} and {len(second)} answers cannot be paired")
        b = int(np.count_nonzero(first & ~second))
        c = int(np.count_nonzero(second & ~first))
        return cls(len(first), b, c, _two_sided(min(b, c), b + c))


def _two_sided(fewer: int, count: int) -> float:
    """min(1, 2 P(X <= fewer)) for X binomial with `count` and 1/2, counted in whole numbers."""
    term = total = 1
    for k in range(1, fewer + 1):
        term = term * (count - k + 1) // k
        total += term
    return min(1.0, float(Fraction(2 * total, 2**count)))
