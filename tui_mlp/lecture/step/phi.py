"""The activation functions phi and phi' by their formulas, entry by entry, in float64."""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from tui_mlp.arrays import Float64Array

_LEAKY_SLOPE = 0.01
KINKED = frozenset({"relu", "leaky_relu"})
"""Activations with no derivative at z = 0; phi'(0) is taken as that of z < 0."""


def phi(name: str, z: Float64Array) -> Float64Array:
    """The activation of each z, of any shape."""
    return _PHI[name](z)


def phi_prime(name: str, z: Float64Array) -> Float64Array:
    """The derivative of the activation at each z, of any shape."""
    return _PHI_PRIME[name](z)


def sigmoid(z: Float64Array) -> Float64Array:
    """1 / (1 + e^-z), as e^z / (1 + e^z) where z < 0, so that nothing overflows."""
    small = np.exp(-np.abs(z))
    quotient: Float64Array = np.where(z < 0, small, 1.0) / (1 + small)
    return quotient


def _elu(z: Float64Array) -> Float64Array:
    return np.where(z > 0, z, np.expm1(np.minimum(z, 0)))


def _elu_prime(z: Float64Array) -> Float64Array:
    return np.where(z > 0, 1.0, np.exp(np.minimum(z, 0)))


def _normal_cdf(z: Float64Array) -> Float64Array:
    """The standard normal distribution's Phi(z) = erfc(-z / sqrt 2) / 2."""
    flat = [math.erfc(-value / math.sqrt(2)) / 2 for value in z.ravel().tolist()]
    return np.array(flat).reshape(z.shape)


def _gelu_prime(z: Float64Array) -> Float64Array:
    """Phi(z) + z times the normal density."""
    return _normal_cdf(z) + z * np.exp(-z * z / 2) / math.sqrt(2 * math.pi)


def _silu_prime(z: Float64Array) -> Float64Array:
    """s(z) (1 + z s(-z)), with s the sigmoid."""
    return sigmoid(z) * (1 + z * sigmoid(-z))


_PHI: Mapping[str, Callable[[Float64Array], Float64Array]] = MappingProxyType(
    {
        "identity": np.copy,
        "sigmoid": sigmoid,
        "tanh": np.tanh,
        "relu": lambda z: np.where(z > 0, z, 0.0),
        "leaky_relu": lambda z: np.where(z > 0, z, _LEAKY_SLOPE * z),
        "elu": _elu,
        "gelu": lambda z: z * _normal_cdf(z),
        "silu": lambda z: z * sigmoid(z),
        "softplus": lambda z: np.logaddexp(0, z),
    }
)

_PHI_PRIME: Mapping[str, Callable[[Float64Array], Float64Array]] = MappingProxyType(
    {
        "identity": np.ones_like,
        "sigmoid": lambda z: sigmoid(z) * sigmoid(-z),
        "tanh": lambda z: 1 / np.cosh(z) ** 2,
        "relu": lambda z: np.where(z > 0, 1.0, 0.0),
        "leaky_relu": lambda z: np.where(z > 0, 1.0, _LEAKY_SLOPE),
        "elu": _elu_prime,
        "gelu": _gelu_prime,
        "silu": _silu_prime,
        "softplus": sigmoid,
    }
)

FORMULAS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "identity": ("z", "1"),
        "sigmoid": ("1/(1+e⁻ᶻ)", "φ(z)(1−φ(z))"),
        "tanh": ("tanh z", "1−tanh²z"),
        "relu": ("max(z, 0)", "1 if z > 0, else 0"),
        "leaky_relu": ("z if z > 0, else .01z", "1 if z > 0, else .01"),
        "elu": ("z if z > 0, else eᶻ−1", "1 if z > 0, else eᶻ"),
        "gelu": ("z Φ(z)", "Φ(z) + z Φ'(z)"),
        "silu": ("z σ(z)", "σ(z)(1 + z σ(−z))"),
        "softplus": ("log(1+eᶻ)", "σ(z) = 1/(1+e⁻ᶻ)"),
    }
)
"""phi(z) and phi'(z) of each activation as a reader writes them."""
