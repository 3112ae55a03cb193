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

    Computed from the logits (B, C) as sum_j y_j (log sum_m exp(a_m) - a_j), so that it stays
    finite and exact where yhat_j underflows. The targets (B, C) are distributions.
    """
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_sum = np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    losses: Array = (targets * (log_sum - shifted)).sum(axis=1)
    return losses
