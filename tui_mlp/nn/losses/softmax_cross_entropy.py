"""Softmax and cross-entropy: one of C classes."""

import numpy as np

from tui_mlp.arrays import Array
from tui_mlp.nn.losses.loss import Loss

_MANY_ROWS, _SHORT_ROW = 256, 16
"""NumPy reduces along a short last axis several times slower than it compares columns."""


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
