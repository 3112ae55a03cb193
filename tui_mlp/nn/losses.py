"""Softmax with cross-entropy: its value, and its gradient with respect to the logits."""

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.floating[Any]]


def softmax(logits: Array) -> Array:
    """yhat_j = exp(a_j) / sum_m exp(a_m) for each row of logits (B, C).

    The largest logit of a row is subtracted first, which changes nothing of the quotient and keeps
    exp from overflowing.
    """
    out = np.empty_like(logits)
    row = np.empty((len(logits), 1), logits.dtype)
    write_softmax(logits, out, row)
    return out


def write_softmax(logits: Array, out: Array, row: Array) -> None:
    """Write softmax(logits) (B, C) into `out`; `row` (B, 1) is for work."""
    np.maximum.reduce(logits, axis=1, keepdims=True, out=row)
    np.subtract(logits, row, out=out)
    np.exp(out, out=out)
    np.add.reduce(out, axis=1, keepdims=True, out=row)
    np.divide(out, row, out=out)


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
