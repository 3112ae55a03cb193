"""Gradients against central differences."""

from dataclasses import dataclass

import numpy as np

from tui_mlp.arrays import Array
from tui_mlp.nn.network import Network

_LEAST_SCALE = 1e-3


@dataclass(frozen=True)
class GradientCheck:
    """The worst entry of one layer's parameters."""

    name: str
    """W1, b1, W2, ..."""
    relative_error: float
    """|analytic - numeric| / max(|analytic| + |numeric|, 1e-3).

    The bound below keeps the rounding of the differences, about 1e-10, from counting as an error.
    """
    index: tuple[int, ...]
    analytic: float
    numeric: float


def check_gradient(
    network: Network, x: Array, targets: Array, *, difference: float = 1e-5
) -> list[GradientCheck]:
    """The worst entry of each W and b: the gradient against (e(w+h) - e(w-h)) / 2h.

    The network should be of float64: in float32 the differences drown in rounding. Where relu's
    kink lies between w-h and w+h, the two may differ without either being wrong.

    Args:
        network: its `gradient` is computed anew; its parameters are left as they were.
        x: (B, n_0) samples.
        targets: (B, C) as the network's loss takes them.
        difference: h.
    """
    network.compute_gradient(x, targets)
    numeric = _central_differences(network, x, targets, difference)
    checks = []
    offset = 0
    letters = "Wb" if network.biases else "W"
    names = [
        f"{letter}{layer}" for letter in letters for layer in range(1, len(network.weights) + 1)
    ]
    views = (*network.weight_gradients, *network.bias_gradients)
    for name, analytic in zip(names, views, strict=True):
        part = numeric[offset : offset + analytic.size].reshape(analytic.shape)
        offset += analytic.size
        checks.append(_worst_entry(name, analytic, part))
    return checks


def _central_differences(network: Network, x: Array, targets: Array, h: float) -> Array:
    numeric = np.empty_like(network.parameters)
    for index, value in enumerate(network.parameters.copy()):
        network.parameters[index] = value + h
        above = network.mean_loss(x, targets)
        network.parameters[index] = value - h
        below = network.mean_loss(x, targets)
        network.parameters[index] = value
        numeric[index] = (above - below) / (2 * h)
    return numeric


def _worst_entry(name: str, analytic: Array, numeric: Array) -> GradientCheck:
    scale = np.maximum(np.abs(analytic) + np.abs(numeric), _LEAST_SCALE)
    errors = np.abs(analytic - numeric) / scale
    index = np.unravel_index(int(errors.argmax()), errors.shape)
    return GradientCheck(
        name=name,
        relative_error=float(errors[index]),
        index=tuple(int(i) for i in index),
        analytic=float(analytic[index]),
        numeric=float(numeric[index]),
    )
