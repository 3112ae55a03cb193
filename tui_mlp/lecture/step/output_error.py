"""The error at the output, delta^L = de/da^L, in two ways.

The long way goes through every yhat_m by the chain rule, delta^L_j = sum_m de/dyhat_m dyhat_m/da_j;
the short way is what is left when that is simplified, yhat - y. Of the losses for teaching it is
another one.
"""

from dataclasses import dataclass

import numpy as np

from tui_mlp.arrays import Float64Array
from tui_mlp.lecture.step.phi import sigmoid
from tui_mlp.lecture.step.softmax import softmax_jacobian, softmax_steps


@dataclass(frozen=True, eq=False)
class OutputError:
    """delta^L with all that leads to it."""

    yhat: Float64Array
    """(C,)."""
    jacobian: Float64Array
    """dyhat_m/da_j in row m and column j, (C, C); diagonal for sigmoids."""
    loss_derivatives: Float64Array
    """de/dyhat_m, (C,)."""
    long_way: Float64Array
    """(C,); NaN where yhat_m underflowed to 0 although y_m > 0, as -y_m/yhat_m is infinite then."""
    short_way: Float64Array
    """yhat - y, (C,); of the losses for teaching, what theirs comes to."""


def output_error(output: str, logits: Float64Array, y: Float64Array) -> OutputError:
    """The error at the output of one sample, from a^L (C,) and y (C,)."""
    return _sigmoid_error(logits, y) if output == "sigmoid" else _softmax_error(output, logits, y)


def short_way(output: str, yhat: Float64Array, y: Float64Array) -> Float64Array:
    """delta^L of one sample, (C,), or of B samples as columns, (C, B); yhat and y are alike.

    yhat - y; for the squared error behind softmax yhat_j ((yhat_j - y_j) - sum_m yhat_m (yhat_m -
    y_m)), and for softmax over several labels (sum_m y_m) yhat - y.
    """
    counts = y.sum(axis=0) if output == "softmax_labels" else 1.0
    wrong: Float64Array = counts * yhat - y
    if output == "squared_error":
        wrong = yhat * (wrong - (yhat * wrong).sum(axis=0))
    return wrong


def _softmax_error(output: str, logits: Float64Array, y: Float64Array) -> OutputError:
    """de/dyhat_m = -y_m / yhat_m, 0 where y_m = 0; yhat_m - y_m of the squared error."""
    yhat = softmax_steps(logits).yhat
    jacobian = softmax_jacobian(yhat)
    derivatives = np.where(y == 0, 0.0, -y / np.where(y == 0, 1.0, yhat))
    if output == "squared_error":
        derivatives = np.asarray(yhat - y)
    left = short_way(output, yhat, y)
    return OutputError(yhat, jacobian, derivatives, derivatives @ jacobian, left)


def _sigmoid_error(logits: Float64Array, y: Float64Array) -> OutputError:
    """de/dyhat_j = (yhat_j - y_j) / (yhat_j (1 - yhat_j)) and dyhat_j/da_j = yhat_j (1 - yhat_j).

    1 - yhat_j is taken as sigmoid(-a_j), which keeps its digits where yhat_j is all but 1, and
    yhat_j - y_j as (1 - y_j) yhat_j - y_j (1 - yhat_j) for the same reason.
    """
    yhat, complement = sigmoid(logits), sigmoid(-logits)
    slopes = yhat * complement
    derivatives = ((1 - y) * yhat - y * complement) / slopes
    return OutputError(yhat, np.diag(slopes), derivatives, derivatives * slopes, yhat - y)
