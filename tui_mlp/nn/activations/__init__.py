"""Activation functions phi and their derivatives, entry by entry."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from tui_mlp.arrays import Array
from tui_mlp.nn.activations.gelu import write_gelu, write_gelu_derivative

LEAKY_SLOPE = 0.01
_LARGEST_EXPONENT = {np.dtype(np.float32): 88.0, np.dtype(np.float64): 708.0}


@dataclass(frozen=True)
class Activation:
    """An activation function; all arrays are of one shape and dtype, and none may be another.

    Both functions take an array `work` whose content they may change.
    """

    name: str
    apply: Callable[[Array, Array, Array], None]
    """apply(z, out, work) writes phi(z) into out."""
    write_derivative: Callable[[Array, Array, Array, Array], None]
    """write_derivative(z, a, out, work) writes phi'(z) into out, where a = phi(z)."""

    def __call__(self, z: Array) -> Array:
        """phi(z), a new array."""
        out = np.empty_like(z)
        self.apply(z, out, np.empty_like(z))
        return out

    def derivative(self, z: Array) -> Array:
        """phi'(z), a new array; 0 at relu's and LEAKY_SLOPE at leaky_relu's kink."""
        out = np.empty_like(z)
        self.write_derivative(z, self(z), out, np.empty_like(z))
        return out


def _identity(z: Array, out: Array, _work: Array) -> None:
    out[...] = z


def _one(_z: Array, _a: Array, out: Array, _work: Array) -> None:
    out.fill(1)


def _sigmoid(z: Array, out: Array, _work: Array) -> None:
    """1 / (1 + exp(-z)), without overflow however negative z is."""
    np.negative(z, out=out)
    np.minimum(out, _LARGEST_EXPONENT[z.dtype], out=out)
    np.exp(out, out=out)
    np.add(out, 1, out=out)
    np.reciprocal(out, out=out)


def _sigmoid_derivative(_z: Array, a: Array, out: Array, _work: Array) -> None:
    np.subtract(1, a, out=out)
    np.multiply(out, a, out=out)


def _tanh(z: Array, out: Array, _work: Array) -> None:
    np.tanh(z, out=out)


def _tanh_derivative(_z: Array, a: Array, out: Array, _work: Array) -> None:
    np.multiply(a, a, out=out)
    np.subtract(1, out, out=out)


def _relu(z: Array, out: Array, _work: Array) -> None:
    np.maximum(z, 0, out=out)


def _relu_derivative(_z: Array, a: Array, out: Array, _work: Array) -> None:
    # a is never negative; a comparison would need a second pass, from booleans to numbers
    np.sign(a, out=out)


def _leaky_relu(z: Array, out: Array, _work: Array) -> None:
    np.multiply(z, LEAKY_SLOPE, out=out)
    np.maximum(z, out, out=out)


def _leaky_relu_derivative(z: Array, _a: Array, out: Array, _work: Array) -> None:
    np.sign(z, out=out)
    np.maximum(out, LEAKY_SLOPE, out=out)


def _elu(z: Array, out: Array, _work: Array) -> None:
    """Z for z > 0, else exp(z) - 1; since exp(z) - 1 >= z, the larger of the two."""
    np.minimum(z, 0, out=out)
    np.expm1(out, out=out)
    np.maximum(z, out, out=out)


def _elu_derivative(_z: Array, a: Array, out: Array, _work: Array) -> None:
    np.minimum(a, 0, out=out)
    np.add(out, 1, out=out)


def _silu(z: Array, out: Array, work: Array) -> None:
    _sigmoid(z, out, work)
    np.multiply(out, z, out=out)


def _silu_derivative(z: Array, a: Array, out: Array, work: Array) -> None:
    """With s = sigmoid(z): s + z s (1 - s) = s + a (1 - s)."""
    _sigmoid(z, work, out)
    np.subtract(1, work, out=out)
    np.multiply(out, a, out=out)
    np.add(out, work, out=out)


def _softplus(z: Array, out: Array, work: Array) -> None:
    """log(1 + exp(z)) = max(z, 0) + log(1 + exp(-|z|))."""
    np.abs(z, out=out)
    np.negative(out, out=out)
    np.exp(out, out=out)
    np.log1p(out, out=out)
    np.maximum(z, 0, out=work)
    np.add(out, work, out=out)


def _softplus_derivative(z: Array, _a: Array, out: Array, work: Array) -> None:
    _sigmoid(z, out, work)


ACTIVATIONS: Mapping[str, Activation] = MappingProxyType(
    {
        activation.name: activation
        for activation in (
            Activation("identity", _identity, _one),
            Activation("sigmoid", _sigmoid, _sigmoid_derivative),
            Activation("tanh", _tanh, _tanh_derivative),
            Activation("relu", _relu, _relu_derivative),
            Activation("leaky_relu", _leaky_relu, _leaky_relu_derivative),
            Activation("elu", _elu, _elu_derivative),
            Activation("gelu", write_gelu, write_gelu_derivative),
            Activation("silu", _silu, _silu_derivative),
            Activation("softplus", _softplus, _softplus_derivative),
        )
    }
)
"""The activations by name.

- identity: z
- sigmoid: 1 / (1 + exp(-z))
- tanh
- relu: max(z, 0)
- leaky_relu: z for z > 0, else 0.01 z (Maas, Hannun, Ng 2013)
- elu: z for z > 0, else exp(z) - 1 (Clevert, Unterthiner, Hochreiter 2016, alpha = 1)
- gelu: z Phi(z), exactly and not in its tanh form (Hendrycks, Gimpel 2016)
- silu: z sigmoid(z), also called swish (Elfwing, Uchibe, Doya 2018)
- softplus: log(1 + exp(z))
"""
