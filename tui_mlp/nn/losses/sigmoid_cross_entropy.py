"""Sigmoids and binary cross-entropy: any of C labels, or one of two classes."""

import numpy as np

from tui_mlp.arrays import Array
from tui_mlp.nn.losses.loss import Loss

_LARGEST_EXPONENT = {np.dtype(np.float32): 88.0, np.dtype(np.float64): 708.0}


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
