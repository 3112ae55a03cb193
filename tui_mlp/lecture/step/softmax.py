"""From a^L to yhat, step by step: softmax for classes, a sigmoid for each of several labels.

All functions take a^L as a column (C,), or as columns (C, B); classes run along the first axis.
"""

from dataclasses import dataclass

import numpy as np

from tui_mlp.arrays import Float64Array
from tui_mlp.lecture.step.phi import sigmoid

_SAFE_EXPONENT = 700.0


@dataclass(frozen=True, eq=False)
class SoftmaxSteps:
    """yhat_j = exp(a_j - c) / sum_m exp(a_m - c), for one sample."""

    shift: float
    """c, which changes nothing of yhat: 0, or max a_j where exp(a_j) would leave float64."""
    exponentials: Float64Array
    """exp(a_j - c), (C,)."""
    total: float
    """Their sum."""
    yhat: Float64Array
    """(C,)."""


def softmax_steps(logits: Float64Array) -> SoftmaxSteps:
    """The steps of softmax for a^L (C,)."""
    largest = float(logits.max())
    shift = 0.0 if abs(largest) <= _SAFE_EXPONENT else largest
    exponentials = np.exp(logits - shift)
    total = float(exponentials.sum())
    return SoftmaxSteps(shift, exponentials, total, exponentials / total)


def softmax_jacobian(yhat: Float64Array) -> Float64Array:
    """The derivatives dyhat_m/da_j, row m and column j, (C, C).

    yhat_j (1 - yhat_j) where j = m, else -yhat_m yhat_j; 1 - yhat_j is the sum of the others, so
    that it keeps its digits where yhat_j is all but 1.
    """
    jacobian: Float64Array = -yhat[:, None] * yhat[None, :]
    for j in range(len(yhat)):
        jacobian[j, j] = yhat[j] * np.delete(yhat, j).sum()
    return jacobian


def log_probabilities(output: str, logits: Float64Array) -> tuple[Float64Array, Float64Array]:
    """The logarithms of yhat and of 1 - yhat, the latter for sigmoids alone; finite everywhere.

    log yhat_j = a_j - log sum_m exp(a_m) for softmax, and -log(1 + exp(-a_j)) for sigmoids.

    Returns:
        (C,) or (C, B) each; for softmax the second is all zeros.
    """
    if output == "sigmoid":
        return -np.logaddexp(0, -logits), -np.logaddexp(0, logits)
    return logits - np.logaddexp.reduce(logits, axis=0), np.zeros_like(logits)


def yhat_of(output: str, logits: Float64Array) -> Float64Array:
    """The answer yhat to a^L (C,) or (C, B), by softmax or sigmoids."""
    if output == "sigmoid":
        return sigmoid(logits)
    exponentials = np.exp(logits - logits.max(axis=0))
    quotients: Float64Array = exponentials / exponentials.sum(axis=0)
    return quotients
