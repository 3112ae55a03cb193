"""Three distributions p, q and r over the same classes, and edits that keep them distributions."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from tui_mlp.arrays import Float64Array
from tui_mlp.lecture.kl.tempering import (
    LEAST_TEMPERATURE,
    MOST_SHIFT,
    MOST_TEMPERATURE,
    Tempered,
    logits_of,
)
from tui_mlp.numbers import compact

LEAST_CLASSES, MOST_CLASSES = 2, 8
P, Q, R = 0, 1, 2
NAMES = ("p", "q", "r")
"""The distributions, in the order of `Workbench.distributions`."""

_SUM_TOLERANCE = 1e-4


class NotDistributionError(ValueError):
    """Numbers that are no distributions over 2 to 8 classes; the text says why."""


@dataclass(frozen=True, eq=False)
class Workbench:
    """What is on the bench; every edit gives a new one."""

    class_names: tuple[str, ...]
    """C names, 2 <= C <= 8."""
    distributions: Float64Array
    """(3, C): p, q and r, each of numbers >= 0 that sum to 1."""
    tempered: Tempered | None = None
    """The logits that q is the softmax of, once a temperature or a shift was chosen."""

    @property
    def p(self) -> Float64Array:
        """(C,), the first distribution: the targets y of a sample."""
        row: Float64Array = self.distributions[P]
        return row

    @property
    def q(self) -> Float64Array:
        """(C,), the second: the network's answer yhat."""
        row: Float64Array = self.distributions[Q]
        return row

    @property
    def r(self) -> Float64Array:
        """(C,), the third, for the triangle inequality."""
        row: Float64Array = self.distributions[R]
        return row

    def with_probability(self, which: int, j: int, value: float) -> "Workbench":
        """Give class j of a distribution a probability, 0 to 1.

        The others keep their proportions in what is left; where all of them are 0, they share it
        equally.
        """
        shares = self.distributions[which].copy()
        shares[j] = 0.0
        if not shares.any():
            shares[:] = 1.0
            shares[j] = 0.0
        values = shares / shares.sum() * (1 - value)
        values[j] = value
        return self.with_distribution(which, values)

    def stepped(self, which: int, j: int, step: float) -> "Workbench":
        """Move class j of a distribution to the next multiple of |step|, up or down, in 0..1."""
        return self.with_probability(
            which, j, next_multiple(float(self.distributions[which, j]), step)
        )

    def with_distribution(self, which: int, values: npt.ArrayLike) -> "Workbench":
        """Put other numbers (C,) in the place of one distribution."""
        distributions = self.distributions.copy()
        distributions[which] = values
        tempered = None if which == Q else self.tempered
        return replace(self, distributions=distributions, tempered=tempered)

    def with_q_of_p(self) -> "Workbench":
        """Put p in the place of q, where KL(p||q) = 0."""
        return self.with_distribution(Q, self.p)

    def with_temperature(self, factor: float) -> "Workbench":
        """Multiply the temperature of q's softmax, 1 at first, within its bounds."""
        before = self.tempered or Tempered(logits_of(self.q))
        wanted = min(max(before.temperature * factor, LEAST_TEMPERATURE), MOST_TEMPERATURE)
        return self._with_softmax(replace(before, temperature=wanted))

    def with_shift(self, step: float) -> "Workbench":
        """Add a number to all logits of q's softmax, within its bounds; q stays as it is."""
        before = self.tempered or Tempered(logits_of(self.q))
        wanted = min(max(before.shift + step, -MOST_SHIFT), MOST_SHIFT)
        return self._with_softmax(replace(before, shift=wanted))

    def _with_softmax(self, tempered: Tempered) -> "Workbench":
        return replace(self.with_distribution(Q, tempered.q), tempered=tempered)

    def with_class(self) -> "Workbench":
        """Add a class that no distribution gives a chance yet, which changes no divergence."""
        name = next(name for name in _plain_names(MOST_CLASSES) if name not in self.class_names)
        column = np.zeros((3, 1))
        return Workbench((*self.class_names, name), np.hstack([self.distributions, column]))

    def without_class(self, j: int) -> "Workbench":
        """Leave class j out; what is left is scaled to sum to 1, or made equal if it is all 0."""
        kept = np.delete(self.distributions, j, axis=1)
        kept[kept.sum(axis=1) == 0] = 1.0
        kept = kept / kept.max(axis=1, keepdims=True)
        names = self.class_names[:j] + self.class_names[j + 1 :]
        return Workbench(names, kept / kept.sum(axis=1, keepdims=True))


def next_multiple(value: float, step: float) -> float:
    """The next multiple of |step| above a value, or below it for a negative step, within 0..1."""
    size = abs(step)
    place = value / size
    near = 1e-9
    multiple = math.floor(place + near) + 1 if step > 0 else math.ceil(place - near) - 1
    return min(max(round(multiple * size, 10), 0.0), 1.0)


def lecture_example() -> Workbench:
    """The lecture's p = (1/4, 3/4) and q = (1/2, 1/2), with an r halfway between them."""
    return Workbench(_plain_names(2), np.array([[1 / 4, 3 / 4], [1 / 2, 1 / 2], [3 / 8, 5 / 8]]))


def of_sample(class_names: Sequence[str], y: npt.ArrayLike, yhat: npt.ArrayLike) -> Workbench:
    """One sample's p = y and q = yhat, with r uniform.

    Args:
        class_names: C names.
        y: (C,) the targets.
        yhat: (C,) the network's answer; a sum that is 1 up to rounding is made exact.

    Raises:
        NotDistributionError: C is not 2 to 8, or a number is NaN, infinite or negative, or a sum is
            not 1.
    """
    count = len(class_names)
    if not LEAST_CLASSES <= count <= MOST_CLASSES:
        raise NotDistributionError(
            f"there are {count} classes, and here is room for {LEAST_CLASSES} to {MOST_CLASSES}"
        )
    rows = [_distribution("y", y), _distribution("ŷ", yhat), np.full(count, 1 / count)]
    return Workbench(tuple(class_names), np.array(rows))


def _distribution(name: str, values: npt.ArrayLike) -> Float64Array:
    numbers = np.asarray(values, np.float64)
    if not np.isfinite(numbers).all():
        raise NotDistributionError(f"{name} holds a number that is NaN or infinite")
    total = float(numbers.sum())
    if (numbers < 0).any():
        raise NotDistributionError(f"{name} holds a negative number")
    if abs(total - 1) > _SUM_TOLERANCE:
        raise NotDistributionError(
            f"{name} is no distribution: its numbers sum to {compact(total, 4)}"
        )
    return numbers / total


def _plain_names(count: int) -> tuple[str, ...]:
    return tuple(f"c{number}" for number in range(count))
