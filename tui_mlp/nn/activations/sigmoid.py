"""The logistic function."""

import numpy as np

from tui_mlp.arrays import Array, Float64Array
from tui_mlp.nn.activations.activation import ONE, Activation, Family

_LARGEST_EXPONENT = {np.dtype(np.float32): 88.0, np.dtype(np.float64): 708.0}


def write_sigmoid(z: Array, out: Array, _work: Array) -> None:
    """Write 1 / (1 + exp(-z)) into `out`, without overflow however negative z is."""
    np.negative(z, out=out)
    np.minimum(out, _LARGEST_EXPONENT[z.dtype], out=out)
    np.exp(out, out=out)
    np.add(out, ONE, out)
    np.reciprocal(out, out=out)


def _write_derivative(_z: Array, a: Array, out: Array, _work: Array) -> None:
    np.subtract(ONE, a, out)
    np.multiply(out, a, out)


def sigmoid(z: Float64Array) -> Float64Array:
    """1 / (1 + e^-z), as e^z / (1 + e^z) where z < 0, so that nothing overflows."""
    small = np.exp(-np.abs(z))
    quotient: Float64Array = np.where(z < 0, small, 1.0) / (1 + small)
    return quotient


def _derivative(z: Float64Array) -> Float64Array:
    return sigmoid(z) * sigmoid(-z)


SIGMOID = Activation(
    name="sigmoid",
    family=Family.SATURATING,
    formula="1/(1+e⁻ᶻ)",
    derivative_formula="φ(z)(1−φ(z))",
    largest_slope=0.25,
    source="Rumelhart, Hinton, Williams 1986",
    apply=write_sigmoid,
    write_derivative=_write_derivative,
    reference=sigmoid,
    reference_derivative=_derivative,
)
