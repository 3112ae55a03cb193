"""The exponential linear unit, with alpha = 1."""

import numpy as np

from tui_mlp.arrays import Array, Float64Array
from tui_mlp.nn.activations.activation import Activation, Family


def _apply(z: Array, out: Array, _work: Array) -> None:
    """Z for z > 0, else exp(z) - 1; since exp(z) - 1 >= z, the larger of the two."""
    np.minimum(z, 0, out=out)
    np.expm1(out, out=out)
    np.maximum(z, out, out=out)


def _write_derivative(_z: Array, a: Array, out: Array, _work: Array) -> None:
    np.minimum(a, 0, out=out)
    np.add(out, 1, out=out)


def _elu(z: Float64Array) -> Float64Array:
    return np.where(z > 0, z, np.expm1(np.minimum(z, 0)))


def _derivative(z: Float64Array) -> Float64Array:
    return np.where(z > 0, 1.0, np.exp(np.minimum(z, 0)))


ELU = Activation(
    name="elu",
    family=Family.RECTIFYING,
    formula="z if z > 0, else eᶻ−1",
    derivative_formula="1 if z > 0, else eᶻ",
    largest_slope=1.0,
    source="Clevert, Unterthiner, Hochreiter 2016",
    apply=_apply,
    write_derivative=_write_derivative,
    reference=_elu,
    reference_derivative=_derivative,
    curvature_jumps=(0.0,),
)
