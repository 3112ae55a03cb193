"""How the error flows back through the layers: why gradients vanish and explode.

delta^l = V^{l+1} delta^{l+1} with V^{l+1} = (W^{l+1})^T Diag(phi^{l+1}'), so that each layer
multiplies the error twice: by the slopes of its activation, and by its weights. Here are the sizes
of all of these, measured on some samples. A product of L - l such matrices shrinks or grows with
depth like a power, and its norm bounds what can arrive:
||delta^l|| <= ||V^{l+1} ... V^L|| ||delta^L|| <= ||V^{l+1}|| ... ||V^L|| ||delta^L||.

Source: Pascanu, Mikolov, Bengio 2013, section 2, for the layers of a feed-forward network.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tui_mlp.arrays import Array, Float64Array
from tui_mlp.lecture.flow.spectral import MOST_ITERATIONS, largest_singular_values, step_norms
from tui_mlp.lecture.step.forward import forward
from tui_mlp.lecture.step.lecture_network import LectureNetwork, lecture_network
from tui_mlp.lecture.step.output_error import short_way
from tui_mlp.lecture.step.softmax import yhat_of
from tui_mlp.nn.activations import ACTIVATIONS
from tui_mlp.nn.network import Network

FLOW_SAMPLES = 32
"""The error is followed back for at most so many samples; fewer in large networks."""
UNIT_SAMPLES = 1000
"""The units are watched on at most so many samples, to see which of them never pass anything on."""
FLAT_SHARE = 0.05
"""A unit counts as flat on a sample where |phi'| is under this part of its largest value."""

_FLOW_BUDGET, _UNIT_BUDGET = 5e9, 5e8
_LEAST_UNIT_SAMPLES = 100
_ALIKE = 1e-6


@dataclass(frozen=True, eq=False)
class LayerFlow:
    """What happens to the error on its way down to a^l, and in the units of layer l.

    Norms of delta are Frobenius norms over the samples; norms of V are spectral, and the largest
    over the samples. In the last layer there is no step from above: its factors are NaN.
    """

    layer: int
    """l, from 1 to L."""
    units: int
    """n_l."""
    activation: str
    delta_norm: float
    """||delta^l||, measured."""
    factor: float
    """||delta^l|| / ||delta^{l+1}||, the product of the next two."""
    derivative_factor: float
    """||Diag(phi^{l+1}') delta^{l+1}|| / ||delta^{l+1}||."""
    weight_factor: float
    """||(W^{l+1})^T u|| / ||u|| with u = Diag(phi^{l+1}') delta^{l+1}."""
    step_norm: float
    """||V^{l+1}||; NaN in the last layer."""
    product_norm: float
    """||V^{l+1} ... V^L||; 1 in the last layer."""
    norm_product: float
    """||V^{l+1}|| ... ||V^L||; 1 in the last layer."""
    delta_bound: float
    """||V^{l+1} ... V^L|| ||delta^L||: no delta^l of these samples can be larger."""
    mean_derivative: float
    """The mean of phi' over all units and samples."""
    flat: float
    """0..1: the part of the (unit, sample) pairs with |phi'| < 5% of its largest value.

    Of sigmoid and tanh they are the saturated ones, of relu the inactive ones.
    """
    dead: int
    """The units with phi' = 0 on every sample, each looked at on its own."""
    alike: bool
    """Whether all units, two or more, have the same weights and biases, and are weighted alike by
    the layer above: then they get the same gradient, and stay alike for ever without dropout."""
    weight_norm: float
    """||W^l||, Frobenius."""
    update_ratio: float = float("nan")
    """||Delta W^l|| / ||W^l|| of the last step, as the optimizer took it; NaN before a step."""
    flat_units: int = 0
    """The units that are flat on every sample, the dead ones among them."""


@dataclass(frozen=True, eq=False)
class GradientFlow:
    """The flow of the error through all layers at one moment."""

    layers: tuple[LayerFlow, ...]
    """L of them, layer l at place l-1."""
    samples: int
    """On how many samples the error was followed back."""
    unit_samples: int
    """On how many samples the units were watched."""
    cosine: float = float("nan")
    """The mean cosine of mini-batch gradients to the full gradient; NaN if not measured."""
    cosine_batches: int = 0
    """How many mini-batches that is the mean of."""
    cosine_batch_size: int = 0
    """Their size."""


def measure_flow(network: Network, x: Array, targets: Array) -> GradientFlow:
    """Follow the error of the first samples back through a network, in float64.

    Args:
        network: only its architecture and its weights are read.
        x: (N, n_0) samples, standardised, 1 or more; a row each, as nn has them.
        targets: (N, n_L) as the network's loss takes them.
    """
    lecture = lecture_network(network)
    samples, unit_samples = _affordable_samples(lecture.weights, len(x))
    with np.errstate(all="ignore"):
        passed = forward(lecture, x[:unit_samples].T.astype(np.float64))
        y = targets[:samples].T.astype(np.float64)
        yhat = yhat_of(lecture.output, passed.logits[:, :samples])
        delta = short_way(lecture.output, yhat, y)
        slopes = tuple(derivative[:, :samples] for derivative in passed.derivatives)
        steps = _steps_back(lecture.weights, slopes, delta)
        layers = tuple(
            _layer_flow(lecture, number, steps[number - 1], passed.derivatives[number - 1])
            for number in range(1, lecture.depth + 1)
        )
    return GradientFlow(layers, samples, unit_samples)


def _affordable_samples(weights: tuple[Float64Array, ...], count: int) -> tuple[int, int]:
    """For how many samples the Jacobians, and how many the activations, can be computed."""
    above = sum(w.size for w in weights[1:])
    jacobian = 2 * above * (len(weights[-1]) + 2 * MOST_ITERATIONS)
    samples = max(1, min(FLOW_SAMPLES, int(_FLOW_BUDGET // max(jacobian, 1)), count))
    passes = 2 * (above + weights[0].size)
    units = max(_LEAST_UNIT_SAMPLES, min(UNIT_SAMPLES, int(_UNIT_BUDGET // passes)))
    return samples, max(samples, min(units, count))


class _Step(NamedTuple):
    """The fields of `LayerFlow` that tell how the error came down to a^l."""

    delta_norm: float
    derivative_factor: float
    weight_factor: float
    step_norm: float
    product_norm: float
    norm_product: float
    delta_bound: float


def _steps_back(
    weights: tuple[Float64Array, ...], derivatives: tuple[Float64Array, ...], delta: Float64Array
) -> list[_Step]:
    """The steps down to a^1 .. a^L.

    Args:
        weights: W^1 to W^L, (n_l, n_{l-1}).
        derivatives: phi^1' to phi^L', (n_l, S).
        delta: delta^L, (n_L, S).
    """
    at_output = norm = _norm(delta)
    nan = float("nan")
    steps = [_Step(float(norm), nan, nan, nan, 1.0, 1.0, float(norm))]
    # V^{l+1} ... V^L of each sample; of no factors it is the unit matrix
    products = np.broadcast_to(np.eye(len(delta)), (delta.shape[1], len(delta), len(delta)))
    norm_product = 1.0
    for w, derivative in zip(weights[:0:-1], derivatives[:0:-1], strict=True):
        u = derivative * delta
        below = w.T @ u
        products = w.T @ (derivative.T[:, :, None] * products)
        step_norm = float(step_norms(w, derivative).max())
        product_norm = float(largest_singular_values(products).max())
        norm_product *= step_norm
        steps.append(
            _Step(
                delta_norm=float(_norm(below)),
                derivative_factor=float(_norm(u) / norm),
                weight_factor=float(_norm(below) / _norm(u)),
                step_norm=step_norm,
                product_norm=product_norm,
                norm_product=norm_product,
                delta_bound=float(product_norm * at_output),
            )
        )
        delta, norm = below, _norm(below)
    return steps[::-1]


def _norm(matrix: Float64Array) -> np.float64:
    """The Frobenius norm, of numbers too whose squares leave the range."""
    largest = np.abs(matrix).max(initial=0.0)
    if largest == 0 or not np.isfinite(largest):
        return np.float64(largest)
    return np.float64(largest * np.linalg.norm(matrix / largest))


def _layer_flow(
    network: LectureNetwork, number: int, step: _Step, derivative: Float64Array
) -> LayerFlow:
    """One layer's figures, from the step and from phi' (n_l, N)."""
    name, weights = network.activations[number - 1], network.weights[number - 1]
    flat = np.abs(derivative) < FLAT_SHARE * ACTIVATIONS[name].largest_slope
    # with no slope at all nothing is left that the weights could multiply: 0, not 0 times NaN
    blocked = step.derivative_factor == 0
    return LayerFlow(
        layer=number,
        units=len(weights),
        activation=name,
        **step._asdict(),
        factor=0.0 if blocked else step.derivative_factor * step.weight_factor,
        mean_derivative=float(derivative.mean()),
        flat=float(flat.mean()),
        dead=int((derivative == 0).all(axis=1).sum()),
        alike=_are_alike(network, number),
        weight_norm=float(_norm(weights)),
        flat_units=int(flat.all(axis=1).sum()),
    )


def _are_alike(network: LectureNetwork, number: int) -> bool:
    """Whether all units of layer l, two or more, have equal rows in W^l, b^l and (W^{l+1})^T."""
    parameters = [network.weights[number - 1]]
    if network.biases:
        parameters.append(network.biases[number - 1][:, None])
    if number < network.depth:
        parameters.append(network.weights[number].T)
    if len(parameters[0]) < 2:
        return False
    return all(
        bool(np.ptp(of_units, axis=0).max() <= _ALIKE * np.abs(of_units).max())
        for of_units in parameters
    )
