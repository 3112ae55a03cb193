"""The rectified linear unit."""

import numpy as np

from tui_mlp.arrays import Array, Float64Array
from tui_mlp.nn.activations.activation import ZERO, Activation, Family


def _apply(z: Array, out: Array, work: Array) -> None:
    # a whole array of zeros is several times as quick as a single one
    work.fill(0)
    np.maximum(z, work, out=out)


def _write_derivative(_z: Array, a: Array, out: Array, _work: Array) -> None:
    np.greater(a, ZERO, out=out, casting="unsafe")  # a is never negative


def _relu(z: Float64Array) -> Float64Array:
    return np.where(z > 0, z, 0.0)


def _derivative(z: Float64Array) -> Float64Array:
    return np.where(z > 0, 1.0, 0.0)


RELU = Activation(
    name="relu",
    family=Family.RECTIFYING,
    formula="max(z, 0)",
    derivative_formula="1 if z > 0, else 0",
    largest_slope=1.0,
    source="Nair, Hinton 2010",
    apply=_apply,
    write_derivative=_write_derivative,
    reference=_relu,
    reference_derivative=_derivative,
    kinks=(0.0,),
)
