"""Losses that fail, to see why: none is for anything else."""

from typing import ClassVar

import numpy as np

from tui_mlp.arrays import Array
from tui_mlp.nn.losses.softmax_cross_entropy import SoftmaxCrossEntropy
from tui_mlp.numbers import compact


class _OtherDelta(SoftmaxCrossEntropy):
    """A softmax whose loss has another delta^L than yhat - y."""

    teaching: ClassVar[bool] = True

    def write_delta(self, logits: Array, targets: Array, out: Array, row: Array) -> None:
        """Write delta^L (B, C), the gradient of `values`, into `out`; `row` (B, 1) is for work."""
        self.write_probabilities(logits, out, row)
        np.copyto(out, self.delta_at(out, targets))


class SquaredErrorOfSoftmax(_OtherDelta):
    """One of C classes: half the squared distance of yhat = softmax(a^L) from y.

    Its gradient passes the Jacobian of the softmax, which is all but 0 where yhat is all but
    certain, be it of the wrong class.
    """

    def values(self, logits: Array, targets: Array) -> Array:
        """sum_j (yhat_j - y_j)^2 / 2 for each row, (B,)."""
        halves: Array = np.square(self.probabilities(logits) - targets).sum(axis=1) / 2
        return halves

    def delta_at(self, yhat: Array, targets: Array) -> Array:
        """yhat_j ((yhat_j - y_j) - sum_m yhat_m (yhat_m - y_m)), the Jacobian times yhat - y."""
        wrong = yhat - targets
        delta: Array = yhat * (wrong - (yhat * wrong).sum(axis=1, keepdims=True))
        return delta


class SoftmaxOfLabels(_OtherDelta):
    """Any of C labels behind a softmax, which makes them share a sum of 1.

    The targets of a sample are 0 or 1 for each label: they sum to how many it has, and are no
    distribution unless that is 1.
    """

    def values(self, logits: Array, targets: Array) -> Array:
        """-sum_j y_j log yhat_j = s log sum_m exp(a_m) - sum_j y_j a_j with s = sum_j y_j, (B,)."""
        largest = logits.max(axis=1, keepdims=True)
        moved = logits - largest
        logarithms = np.log(np.exp(moved).sum(axis=1))
        losses: Array = targets.sum(axis=1) * logarithms - (targets * moved).sum(axis=1)
        return losses

    def delta_at(self, yhat: Array, targets: Array) -> Array:
        """(sum_m y_m) yhat_j - y_j: yhat - y only for samples with one label."""
        delta: Array = targets.sum(axis=1, keepdims=True) * yhat - targets
        return delta


class NaiveSoftmaxCrossEntropy(SoftmaxCrossEntropy):
    """One of C classes, as the formulas read: the largest logit is not taken out of the exponents.

    Beyond the range of exp, about 88.7 in float32 and 709.8 in float64, inf / inf is NaN.
    """

    teaching: ClassVar[bool] = True

    def write_probabilities(self, logits: Array, out: Array, row: Array) -> None:
        """yhat_j = exp(a_j) / sum_m exp(a_m), NaN where an exponential is infinite."""
        with np.errstate(all="ignore"):
            np.exp(logits, out=out)
            np.add.reduce(out, axis=1, keepdims=True, out=row)
            np.divide(out, row, out=out)

    def values(self, logits: Array, targets: Array) -> Array:
        """-sum_j y_j log yhat_j from yhat itself, (B,); infinite where that was rounded to 0."""
        with np.errstate(all="ignore"):
            terms = targets * np.log(self.probabilities(logits))
            losses: Array = -np.where(targets > 0, terms, 0).sum(axis=1)
        return losses

    def why_not_finite(self, logits: Array) -> str:
        """Which step of the formula left the range of numbers."""
        most, least = (float(np.log(limit)) for limit in _limits(logits.dtype))
        largest, lowest = float(np.max(logits)), float(np.min(logits.max(axis=1)))
        if largest > most:
            return f"exp({compact(largest)}) = ∞ above {compact(most)}, ∞/∞ = NaN"
        if lowest < least:
            return f"exp(a) = 0 of every a up to {compact(lowest)}, 0/0 = NaN"
        return "ŷ of the true class is rounded to 0, −log 0 = ∞"


def _limits(dtype: np.dtype) -> tuple[float, float]:
    """The largest and the smallest positive number of a type."""
    info = np.finfo(dtype)
    return float(info.max), float(info.smallest_subnormal)
