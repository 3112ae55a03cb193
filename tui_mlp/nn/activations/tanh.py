"""The hyperbolic tangent, 2 sigmoid(2z) - 1."""

import numpy as np

from tui_mlp.arrays import Array, Float64Array
from tui_mlp.nn.activations.activation import ONE, Activation, Family


def _apply(z: Array, out: Array, _work: Array) -> None:
    np.tanh(z, out)


def _write_derivative(_z: Array, a: Array, out: Array, _work: Array) -> None:
    np.multiply(a, a, out)
    np.subtract(ONE, out, out)


def _derivative(z: Float64Array) -> Float64Array:
    quotient: Float64Array = 1 / np.cosh(z) ** 2
    return quotient


TANH = Activation(
    name="tanh",
    family=Family.SATURATING,
    formula="tanh z",
    derivative_formula="1−tanh²z",
    largest_slope=1.0,
    source="LeCun, Bottou, Orr, Mueller 1998",
    apply=_apply,
    write_derivative=_write_derivative,
    reference=np.tanh,
    reference_derivative=_derivative,
)
