"""Penalties on the weights, norms of gradients, and clipping.

In a step the norm of each layer is measured first, of the gradient of the mean loss alone; then the
penalties are added, then the whole gradient is clipped, and then the optimizer takes it.
"""

import math

import numpy as np

from tui_mlp.arrays import Array
from tui_mlp.nn.network import Network

_LEAST_SQUARES = 1e-30
"""A smaller sum of squares has lost digits in single precision."""


def add_penalty_gradient(network: Network, l1: float, l2: float) -> None:
    """Add l1 sign(w) + l2 w to the gradient of all weights; biases are free.

    It is that of the penalty l1 sum |w| + l2/2 sum w^2, which no loss that is shown contains. The
    optimizer scales it as it scales the rest of the gradient: under momentum, rmsprop or adam L2 is
    no plain decay of the weights. For an optimizer that decouples the decay, l2 is 0 here.
    """
    count = network.architecture.weight_count
    weights, gradient = network.parameters[:count], network.gradient[:count]
    if l1:
        gradient += l1 * np.sign(weights)
    if l2:
        gradient += l2 * weights


def grad_norm(gradient: Array) -> float:
    """The Euclidean norm of a flat gradient; infinite or NaN only if an entry is."""
    squares = float(np.vdot(gradient, gradient))  # unlike dot, it warns of no overflow
    if _LEAST_SQUARES < squares < math.inf:
        return math.sqrt(squares)
    # squares leave the range of numbers long before the norm does: |g| = c |g / c|
    largest = float(np.abs(gradient).max(initial=0.0))
    if largest == 0 or not math.isfinite(largest):
        return largest
    return largest * float(np.linalg.norm(gradient.astype(np.float64) / largest))


def clip_by_global_norm(gradient: Array, max_norm: float) -> float:
    """Scale a gradient in place so that its norm is at most max_norm; gives the norm before.

    g becomes g min(1, max_norm / |g|) (Pascanu, Mikolov, Bengio 2013).
    """
    norm = grad_norm(gradient)
    if norm > max_norm:
        np.multiply(gradient, max_norm / norm, out=gradient)
    return norm


class LayerGradNorms:
    """The norm of each layer's weight gradient, from flat views made once."""

    def __init__(self, network: Network) -> None:
        self._gradients = [gradient.reshape(-1) for gradient in network.weight_gradients]

    def write_unguarded(self, out: Array) -> bool:
        """Write the L norms into `out` (L,); False if one of them is not finite.

        NumPy may warn "over": a loop of many steps silences it once, see
        `Network.compute_gradient_unguarded`.
        """
        finite = True
        for layer, gradient in enumerate(self._gradients):
            squares = float(gradient.dot(gradient))
            norm = (
                math.sqrt(squares) if _LEAST_SQUARES < squares < math.inf else grad_norm(gradient)
            )
            out[layer] = norm
            finite = finite and norm < math.inf
        return finite
