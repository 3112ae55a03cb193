"""Softmax with cross-entropy: its value, and its gradient with respect to the logits.

A loss is a value for each sample and delta^L, its gradient with respect to the last pre-activation;
both take the logits, so that neither has to divide by a yhat that underflowed.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.floating[Any]]


def softmax(logits: Array, out: Array | None = None) -> Array:
    """yhat_j = exp(a_j) / sum_m exp(a_m) for each row of logits (B, C).

    The largest logit of a row is subtracted first, which changes nothing of the quotient and keeps
    exp from overflowing.

    Args:
        logits: (B, C).
        out: where to write; a new array by default.
    """
    if out is None:
        out = np.empty_like(logits)
    _write_softmax(logits, out, np.empty((len(logits), 1), logits.dtype))
    return out


def log_softmax(logits: Array) -> Array:
    """The logarithm of softmax(logits), finite even where a yhat_j underflows to 0.

    log yhat_j = a_j - log sum_m exp(a_m) for each row of logits (B, C).
    """
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_probabilities: Array = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return log_probabilities


def _write_softmax(logits: Array, out: Array, row: Array) -> None:
    """Write softmax(logits) (B, C) into `out`; `row` (B, 1) is for work."""
    np.maximum.reduce(logits, axis=1, keepdims=True, out=row)
    np.subtract(logits, row, out=out)
    np.exp(out, out=out)
    np.add.reduce(out, axis=1, keepdims=True, out=row)
    np.divide(out, row, out=out)


def write_delta(logits: Array, targets: Array, out: Array, row: Array) -> None:
    """Write delta^L = yhat - y (B, C), the gradient of `cross_entropy`, into `out`.

    `row` (B, 1) is for work.
    """
    _write_softmax(logits, out, row)
    np.subtract(out, targets, out=out)


def cross_entropy(logits: Array, targets: Array) -> Array:
    """CE(y, yhat) = -sum_j y_j log yhat_j in nats, for each row: (B,).

    Computed from the logits (B, C) as log sum_m exp(a_m) - sum_j y_j a_j, so that it stays finite
    and exact where yhat_j underflows. The targets (B, C) are distributions: their sum is 1.
    """
    # classes in front: NumPy reduces along the first axis several times faster than along a short
    # last one
    by_class = np.ascontiguousarray(logits.T)
    by_class -= by_class.max(axis=0)
    of_target = np.einsum("cb,bc->b", by_class, targets)
    losses: Array = np.log(np.exp(by_class).sum(axis=0)) - of_target
    return losses
