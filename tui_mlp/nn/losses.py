"""Losses over the last activations a^L, the logits: what they give as yhat, value and gradient.

Each is a value for each sample and delta^L = de/da^L; both take the logits, so that neither has to
divide by a yhat that underflowed. For both losses delta^L = yhat - y.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from tui_mlp.arrays import Array

_MANY_ROWS, _SHORT_ROW = 256, 16
"""NumPy reduces along a short last axis several times slower than it compares columns."""
_LARGEST_EXPONENT = {np.dtype(np.float32): 88.0, np.dtype(np.float64): 708.0}


class Loss(ABC):
    """How yhat comes from the logits of a batch (B, C), and what it costs against targets y."""

    @abstractmethod
    def write_probabilities(self, logits: Array, out: Array, row: Array) -> None:
        """Write yhat (B, C) into `out`; `row` (B, 1) is for work."""

    @abstractmethod
    def values(self, logits: Array, targets: Array) -> Array:
        """The loss of each sample in nats, (B,)."""

    def probabilities(self, logits: Array) -> Array:
        """Yhat (B, C), a new array."""
        out = np.empty_like(logits)
        self.write_probabilities(logits, out, np.empty((len(logits), 1), logits.dtype))
        return out

    def write_delta(self, logits: Array, targets: Array, out: Array, row: Array) -> None:
        """Write delta^L = yhat - y (B, C), the gradient of `values`, into `out`.

        `row` (B, 1) is for work.
        """
        self.write_probabilities(logits, out, row)
        np.subtract(out, targets, out)


class SoftmaxCrossEntropy(Loss):
    """One of C classes: the cross-entropy of a distribution y and yhat = softmax(a^L)."""

    def write_probabilities(self, logits: Array, out: Array, row: Array) -> None:
        """yhat_j = exp(a_j) / sum_m exp(a_m) for each row.

        The largest logit of a row is subtracted first, which changes nothing of the quotient and
        keeps exp from overflowing.
        """
        _write_row_maxima(logits, row)
        np.subtract(logits, row, out)
        np.exp(out, out)
        np.add.reduce(out, axis=1, keepdims=True, out=row)
        np.divide(out, row, out)

    def values(self, logits: Array, targets: Array) -> Array:
        """CE(y, yhat) = -sum_j y_j log yhat_j in nats, for each row: (B,).

        Computed as log sum_m exp(a_m) - sum_j y_j a_j, so that it stays finite and exact where
        yhat_j underflows. The targets are distributions: the sum of each row is 1.
        """
        # classes in front: NumPy reduces along the first axis several times faster than along a
        # short last one
        by_class = np.ascontiguousarray(logits.T)
        by_class -= by_class.max(axis=0)
        of_target = np.einsum("cb,bc->b", by_class, targets)
        losses: Array = np.log(np.exp(by_class).sum(axis=0)) - of_target
        return losses


def _write_row_maxima(logits: Array, row: Array) -> None:
    """Write the largest entry of each row (B, 1), by columns where there are many short rows."""
    if len(logits) < _MANY_ROWS or logits.shape[1] > _SHORT_ROW:
        np.maximum.reduce(logits, axis=1, keepdims=True, out=row)
        return
    row[...] = logits[:, :1]
    for column in range(1, logits.shape[1]):
        np.maximum(row, logits[:, column : column + 1], out=row)


class SigmoidCrossEntropy(Loss):
    """Any of C labels: the sum of binary cross-entropies of y_j and yhat_j = sigmoid(a_j).

    With one unit it is the loss of a binary classifier with one output neuron.
    """

    def write_probabilities(self, logits: Array, out: Array, row: Array) -> None:
        """yhat_j = 1 / (1 + exp(-a_j)), without overflow however negative a_j is."""
        np.negative(logits, out=out)
        np.minimum(out, _LARGEST_EXPONENT[logits.dtype], out=out)
        np.exp(out, out=out)
        np.add(out, 1, out=out)
        np.reciprocal(out, out=out)

    def values(self, logits: Array, targets: Array) -> Array:
        """-sum_j (y_j log yhat_j + (1 - y_j) log(1 - yhat_j)) in nats, for each row: (B,).

        Computed as sum_j max(a_j, 0) - a_j y_j + log(1 + exp(-|a_j|)), which is the same and
        stays finite and exact where yhat_j or 1 - yhat_j underflows. The targets are 0..1.
        """
        losses = np.log1p(np.exp(-np.abs(logits)))
        losses += np.maximum(logits, 0)
        losses -= logits * targets
        total: Array = losses.sum(axis=1)
        return total


LOSSES: Mapping[str, Loss] = MappingProxyType(
    {"softmax": SoftmaxCrossEntropy(), "sigmoid": SigmoidCrossEntropy()}
)
"""All losses by the name of what gives yhat."""
