"""Softmax and cross-entropy: one of C classes."""

import numpy as np

from tui_mlp.arrays import Array
from tui_mlp.nn.losses.loss import Loss


class SoftmaxCrossEntropy(Loss):
    """One of C classes: the cross-entropy of a distribution y and yhat = softmax(a^L).

    Both compute on a copy with the classes in front: NumPy reduces along the first axis several
    times faster than along a short last one.
    """

    def write_probabilities(self, logits: Array, out: Array, row: Array) -> None:
        """yhat_j = exp(a_j) / sum_m exp(a_m) for each row.

        The largest logit of a row is subtracted first, which changes nothing of the quotient and
        keeps exp from overflowing.
        """
        by_class, of_row = logits.T.copy(), row.reshape(-1)
        np.maximum.reduce(by_class, axis=0, out=of_row)
        np.subtract(by_class, of_row, by_class)
        np.exp(by_class, by_class)
        _add_classes(by_class, of_row)
        np.divide(by_class, of_row, out.T)

    def values(self, logits: Array, targets: Array) -> Array:
        """CE(y, yhat) = -sum_j y_j log yhat_j in nats, for each row: (B,).

        Computed as log sum_m exp(a_m) - sum_j y_j a_j, so that it stays finite and exact where
        yhat_j underflows. The targets are distributions: the sum of each row is 1.
        """
        by_class = logits.T.copy()
        by_class -= by_class.max(axis=0)
        of_target = np.einsum("cb,bc->b", by_class, targets)
        losses: Array = np.empty_like(of_target)
        _add_classes(np.exp(by_class), losses)
        np.log(losses, out=losses)
        losses -= of_target
        return losses


def _add_classes(by_class: Array, out: Array) -> None:
    """Write the sum over the classes of (C, B) into (B,), one after the other for any B."""
    if len(out) == 1:  # of a single column NumPy adds several entries side by side
        out[...] = np.add.accumulate(by_class, axis=0)[-1]
    else:
        np.add.reduce(by_class, axis=0, out=out)
