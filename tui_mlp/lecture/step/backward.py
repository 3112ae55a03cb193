"""The gradient of the loss by W^l and b^l, in three forms that share no product.

With delta^l = de/da^l, Diag(phi^l') the diagonal matrix of phi'(z^l), and
V^l = (W^l)^T Diag(phi^l'), which takes delta^l back to delta^{l-1}:

1. de/dW^l = Diag(phi^l') delta^l (a^{l-1})^T, with delta^l = V^{l+1} delta^{l+1} passed back a
   layer at a time: what backpropagation does.
2. de/dW^l = Diag(phi^l') V^{l+1} ... V^L delta^L (a^{l-1})^T, with the product of all V formed
   as a matrix.
3. de/dW^l = sum_m delta^L_m da^L_m/dW^l, the chain rule over the outputs, with the derivative of
   each a^L_m from the forward chain da^L/dz^l = Diag(phi^L') W^L ... W^{l+1} Diag(phi^l').

All functions but the first take one sample.
"""

import numpy as np

from tui_mlp.arrays import Float64Array
from tui_mlp.lecture.step.forward import ForwardPass
from tui_mlp.lecture.step.lecture_network import LectureNetwork


def passed_back(
    network: LectureNetwork, passed: ForwardPass, delta: Float64Array
) -> tuple[Float64Array, ...]:
    """All delta^l = de/da^l from delta^L, a layer at a time; entry l-1 is delta^l, (n_l,).

    For samples as columns, delta^L (n_L, B) gives delta^l (n_l, B).
    """
    deltas = [delta]
    for layer in range(network.depth, 1, -1):
        deltas.append(network.weights[layer - 1].T @ (passed.derivatives[layer - 1] * deltas[-1]))
    return tuple(reversed(deltas))


def gradient_from_error(passed: ForwardPass, layer: int, delta: Float64Array) -> Float64Array:
    """Form 1: Diag(phi^l') delta^l (a^{l-1})^T, (n_l, n_{l-1}); delta is delta^l (n_l,)."""
    return np.outer(bias_gradient(passed, layer, delta), passed.activations[layer - 1])


def bias_gradient(passed: ForwardPass, layer: int, delta: Float64Array) -> Float64Array:
    """de/db^l = de/dz^l = Diag(phi^l') delta^l, (n_l,); delta is delta^l (n_l,)."""
    return passed.derivatives[layer - 1] * delta


def error_transport(network: LectureNetwork, passed: ForwardPass, layer: int) -> Float64Array:
    """V^l = (W^l)^T Diag(phi^l'), (n_{l-1}, n_l): delta^{l-1} = V^l delta^l."""
    return network.weights[layer - 1].T * passed.derivatives[layer - 1]


def product_of_transports(network: LectureNetwork, passed: ForwardPass, layer: int) -> Float64Array:
    """V^{l+1} V^{l+2} ... V^L, (n_l, n_L); the identity for l = L."""
    product = np.eye(network.widths[-1])
    for above in range(network.depth, layer, -1):
        product = error_transport(network, passed, above) @ product
    return product


def gradient_from_product(
    network: LectureNetwork, passed: ForwardPass, layer: int, output_error: Float64Array
) -> Float64Array:
    """Form 2, (n_l, n_{l-1}), from delta^L (n_L,)."""
    delta = product_of_transports(network, passed, layer) @ output_error
    at_z = passed.derivatives[layer - 1] * delta
    return at_z[:, None] * passed.activations[layer - 1]


def logit_jacobian(network: LectureNetwork, passed: ForwardPass, layer: int) -> Float64Array:
    """da^L/dz^l = Diag(phi^L') W^L ... Diag(phi^{l+1}') W^{l+1} Diag(phi^l'), (n_L, n_l)."""
    own = passed.derivatives[layer - 1]
    chain = [
        passed.derivatives[above - 1][:, None] * network.weights[above - 1]
        for above in range(network.depth, layer, -1)
    ]
    if not chain:
        return np.diag(own)
    # multi_dot chooses the order of the products that costs least
    product = np.linalg.multi_dot(chain) if len(chain) > 1 else chain[0]
    return product * own


def gradient_over_outputs(
    network: LectureNetwork, passed: ForwardPass, layer: int, output_error: Float64Array
) -> Float64Array:
    """Form 3, (n_l, n_{l-1}), from delta^L (n_L,).

    da^L_m/dW^l_ij = (da^L_m/dz^l_i) a^{l-1}_j, a matrix for each m, weighted with delta^L_m.
    """
    jacobian, below = logit_jacobian(network, passed, layer), passed.activations[layer - 1]
    gradient = np.zeros((jacobian.shape[1], len(below)))
    for weight, of_output in zip(output_error, jacobian, strict=True):
        gradient += weight * np.outer(of_output, below)
    return gradient
