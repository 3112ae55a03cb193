"""The sigmoid linear unit, z sigmoid(z), also called swish."""

import numpy as np

from tui_mlp.arrays import Array, Float64Array
from tui_mlp.nn.activations.activation import Activation, Family
from tui_mlp.nn.activations.sigmoid import sigmoid, write_sigmoid


def _apply(z: Array, out: Array, work: Array) -> None:
    write_sigmoid(z, out, work)
    np.multiply(out, z, out=out)


def _write_derivative(z: Array, a: Array, out: Array, work: Array) -> None:
    """With s = sigmoid(z): s + z s (1 - s) = s + a (1 - s)."""
    write_sigmoid(z, work, out)
    np.subtract(1, work, out=out)
    np.multiply(out, a, out=out)
    np.add(out, work, out=out)


def _silu(z: Float64Array) -> Float64Array:
    return z * sigmoid(z)


def _derivative(z: Float64Array) -> Float64Array:
    return sigmoid(z) * (1 + z * sigmoid(-z))


SILU = Activation(
    name="silu",
    family=Family.RECTIFYING,
    formula="z σ(z)",
    derivative_formula="σ(z)(1 + z σ(−z))",
    largest_slope=1.0998393202,  # at z = 2.3994, where z tanh(z/2) = 2
    source="Elfwing, Uchibe, Doya 2018",
    apply=_apply,
    write_derivative=_write_derivative,
    reference=_silu,
    reference_derivative=_derivative,
)
