"""The smooth rectifier log(1 + exp(z))."""

import numpy as np

from tui_mlp.arrays import Array, Float64Array
from tui_mlp.nn.activations.activation import Activation, Family
from tui_mlp.nn.activations.sigmoid import sigmoid, write_sigmoid


def _apply(z: Array, out: Array, work: Array) -> None:
    """log(1 + exp(z)) = max(z, 0) + log(1 + exp(-|z|))."""
    np.abs(z, out=out)
    np.negative(out, out=out)
    np.exp(out, out=out)
    np.log1p(out, out=out)
    np.maximum(z, 0, out=work)
    np.add(out, work, out=out)


def _write_derivative(z: Array, _a: Array, out: Array, work: Array) -> None:
    write_sigmoid(z, out, work)


def _softplus(z: Float64Array) -> Float64Array:
    return np.logaddexp(0, z)


SOFTPLUS = Activation(
    name="softplus",
    family=Family.RECTIFYING,
    formula="log(1+eᶻ)",
    derivative_formula="σ(z) = 1/(1+e⁻ᶻ)",
    largest_slope=1.0,
    source="Dugas, Bengio, Bélisle, Nadeau, Garcia 2001",
    apply=_apply,
    write_derivative=_write_derivative,
    reference=_softplus,
    reference_derivative=sigmoid,
)
