"""The error at the output, delta^L = de/da^L, in two ways.

The long way goes through every yhat_m by the chain rule, delta^L_j = sum_m de/dyhat_m dyhat_m/da_j;
the short way is what is left when that is simplified, yhat - y.
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
    """yhat - y, (C,)."""


def output_error(output: str, logits: Float64Array, y: Float64Array) -> OutputError:
    """The error at the output of one sample, from a^L (C,) and y (C,)."""
    return _softmax_error(logits, y) if output == "softmax" else _sigmoid_error(logits, y)


def _softmax_error(logits: Float64Array, y: Float64Array) -> OutputError:
    """de/dyhat_m = -y_m / yhat_m, 0 where y_m = 0."""
    yhat = softmax_steps(logits).yhat
    jacobian = softmax_jacobian(yhat)
    derivatives = np.where(y == 0, 0.0, -y / np.where(y == 0, 1.0, yhat))
    return OutputError(yhat, jacobian, derivatives, derivatives @ jacobian, yhat - y)


def _sigmoid_error(logits: Float64Array, y: Float64Array) -> OutputError:
    """de/dyhat_j = (yhat_j - y_j) / (yhat_j (1 - yhat_j)) and dyhat_j/da_j = yhat_j (1 - yhat_j).

    1 - yhat_j is taken as sigmoid(-a_j), which keeps its digits where yhat_j is all but 1, and
    yhat_j - y_j as (1 - y_j) yhat_j - y_j (1 - yhat_j) for the same reason.
    """
    yhat, complement = sigmoid(logits), sigmoid(-logits)
    slopes = yhat * complement
    derivatives = ((1 - y) * yhat - y * complement) / slopes
    return OutputError(yhat, np.diag(slopes), derivatives, derivatives * slopes, yhat - y)
