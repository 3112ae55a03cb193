"""The leaky rectified linear unit."""

import numpy as np

from tui_mlp.arrays import Array, Float64Array
from tui_mlp.nn.activations.activation import Activation, Family

_SLOPE = 0.01


def _apply(z: Array, out: Array, _work: Array) -> None:
    np.multiply(z, _SLOPE, out=out)
    np.maximum(z, out, out=out)


def _write_derivative(z: Array, _a: Array, out: Array, _work: Array) -> None:
    np.sign(z, out=out)
    np.maximum(out, _SLOPE, out=out)


def _leaky_relu(z: Float64Array) -> Float64Array:
    return np.where(z > 0, z, _SLOPE * z)


def _derivative(z: Float64Array) -> Float64Array:
    return np.where(z > 0, 1.0, _SLOPE)


LEAKY_RELU = Activation(
    name="leaky_relu",
    family=Family.RECTIFYING,
    formula="z if z > 0, else .01z",
    derivative_formula="1 if z > 0, else .01",
    largest_slope=1.0,
    source="Maas, Hannun, Ng 2013",
    apply=_apply,
    write_derivative=_write_derivative,
    reference=_leaky_relu,
    reference_derivative=_derivative,
    kinks=(0.0,),
)
