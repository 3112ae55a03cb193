"""Activation functions phi and their derivatives, entry by entry."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.floating[Any]]

LEAKY_SLOPE = 0.01
_GELU_SCALE = math.sqrt(2 / math.pi)
_GELU_CUBIC = 0.044715
_LARGEST_EXPONENT = {np.dtype(np.float32): 88.0, np.dtype(np.float64): 708.0}


@dataclass(frozen=True)
class Activation:
    """An activation function; all arrays are of one shape and dtype, and none may be another."""

    name: str
    apply: Callable[[Array, Array], None]
    """apply(z, out) writes phi(z) into out."""
    write_derivative: Callable[[Array, Array, Array], None]
    """write_derivative(z, a, out) writes phi'(z) into out, where a = phi(z)."""

    def __call__(self, z: Array) -> Array:
        """phi(z), a new array."""
        out = np.empty_like(z)
        self.apply(z, out)
        return out

    def derivative(self, z: Array) -> Array:
        """phi'(z), a new array; 0 at relu's and LEAKY_SLOPE at leaky_relu's kink."""
        out = np.empty_like(z)
        self.write_derivative(z, self(z), out)
        return out


def _identity(z: Array, out: Array) -> None:
    out[...] = z


def _one(z: Array, a: Array, out: Array) -> None:  # noqa: ARG001  (all share one signature)
    out.fill(1)


def _sigmoid(z: Array, out: Array) -> None:
    """1 / (1 + exp(-z)), without overflow however negative z is."""
    np.negative(z, out=out)
    np.minimum(out, _LARGEST_EXPONENT[z.dtype], out=out)
    np.exp(out, out=out)
    np.add(out, 1, out=out)
    np.reciprocal(out, out=out)


def _sigmoid_derivative(z: Array, a: Array, out: Array) -> None:  # noqa: ARG001
    np.subtract(1, a, out=out)
    np.multiply(out, a, out=out)


def _tanh(z: Array, out: Array) -> None:
    np.tanh(z, out=out)


def _tanh_derivative(z: Array, a: Array, out: Array) -> None:  # noqa: ARG001
    np.multiply(a, a, out=out)
    np.subtract(1, out, out=out)


def _relu(z: Array, out: Array) -> None:
    np.maximum(z, 0, out=out)


def _relu_derivative(z: Array, a: Array, out: Array) -> None:  # noqa: ARG001
    np.greater(a, 0, out=out, casting="unsafe")


def _leaky_relu(z: Array, out: Array) -> None:
    np.multiply(z, LEAKY_SLOPE, out=out)
    np.maximum(z, out, out=out)


def _leaky_relu_derivative(z: Array, a: Array, out: Array) -> None:  # noqa: ARG001
    np.greater(z, 0, out=out, casting="unsafe")
    np.maximum(out, LEAKY_SLOPE, out=out)


def _elu(z: Array, out: Array) -> None:
    """Z for z > 0, else exp(z) - 1; since exp(z) - 1 >= z, the larger of the two."""
    np.minimum(z, 0, out=out)
    np.expm1(out, out=out)
    np.maximum(z, out, out=out)


def _elu_derivative(z: Array, a: Array, out: Array) -> None:  # noqa: ARG001
    np.minimum(a, 0, out=out)
    np.add(out, 1, out=out)


def _gelu_tanh(z: Array) -> Array:
    """tanh(sqrt(2/pi) (z + 0.044715 z^3)); beyond |z| = 10 it is 1 or -1 to rounding."""
    near = np.clip(z, -10, 10)
    return np.tanh(_GELU_SCALE * (near + _GELU_CUBIC * near**3))


def _gelu(z: Array, out: Array) -> None:
    np.multiply(z, (1 + _gelu_tanh(z)) / 2, out=out)


def _gelu_derivative(z: Array, a: Array, out: Array) -> None:  # noqa: ARG001
    tanh = _gelu_tanh(z)
    near = np.clip(z, -10, 10)
    inner = _GELU_SCALE * (1 + 3 * _GELU_CUBIC * near**2)
    np.multiply(near * (1 - tanh * tanh), inner, out=out)
    np.add(out, 1 + tanh, out=out)
    np.multiply(out, 0.5, out=out)


def _silu(z: Array, out: Array) -> None:
    _sigmoid(z, out)
    np.multiply(out, z, out=out)


def _silu_derivative(z: Array, a: Array, out: Array) -> None:
    sigmoid = np.empty_like(z)
    _sigmoid(z, sigmoid)
    np.subtract(1, sigmoid, out=out)
    np.multiply(out, a, out=out)
    np.add(out, sigmoid, out=out)


def _softplus(z: Array, out: Array) -> None:
    """log(1 + exp(z)) = max(z, 0) + log(1 + exp(-|z|))."""
    np.abs(z, out=out)
    np.negative(out, out=out)
    np.exp(out, out=out)
    np.log1p(out, out=out)
    np.add(out, np.maximum(z, 0), out=out)


def _softplus_derivative(z: Array, a: Array, out: Array) -> None:  # noqa: ARG001
    _sigmoid(z, out)


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
            Activation("gelu", _gelu, _gelu_derivative),
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
- gelu: z/2 (1 + tanh(sqrt(2/pi) (z + 0.044715 z^3))), the tanh form of z Phi(z)
  (Hendrycks, Gimpel 2016)
- silu: z sigmoid(z), also called swish (Elfwing, Uchibe, Doya 2018)
- softplus: log(1 + exp(z))
"""
