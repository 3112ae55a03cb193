"""The activation functions phi and phi' by their reference formulas, entry by entry, in float64."""

from tui_mlp.arrays import Float64Array
from tui_mlp.nn.activations import ACTIVATIONS

sigmoid = ACTIVATIONS["sigmoid"].reference


def phi(name: str, z: Float64Array) -> Float64Array:
    """The activation of each z, of any shape."""
    return ACTIVATIONS[name].reference(z)


def phi_prime(name: str, z: Float64Array) -> Float64Array:
    """The derivative of the activation at each z, of any shape."""
    return ACTIVATIONS[name].reference_derivative(z)
