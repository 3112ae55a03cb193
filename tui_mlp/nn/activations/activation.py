"""What an activation is: phi and phi' for the engine, for the lecture, and in words."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from tui_mlp.arrays import Array, Float64Array

ZERO, ONE = np.zeros((), np.float32), np.ones((), np.float32)
"""As arrays, which NumPy would make of the numbers at each call; exact in either precision."""


class Family(StrEnum):
    """How phi' behaves far from 0."""

    LINEAR = "linear"
    """phi' is the same everywhere."""
    SATURATING = "saturating"
    """phi' goes to 0 for large z of either sign."""
    RECTIFYING = "rectifying"
    """phi' goes to 1 for large z, and to 0 or to a small slope for large -z."""


@dataclass(frozen=True, kw_only=True)
class Activation:
    """An activation function phi, entry by entry.

    The engine's two functions work on arrays of one shape and dtype, float32 or float64, of which
    none may be another; they may change the content of `work`. The reference's two share no
    arithmetic with them, take float64 of any shape, and give a new array: what the lecture shows is
    computed twice.
    """

    name: str
    family: Family
    formula: str
    """phi(z) as a reader writes it."""
    derivative_formula: str
    """phi'(z) as a reader writes it."""
    largest_slope: float
    """The largest |phi'|, or what it comes up to."""
    source: str
    """Where it was proposed; empty for what is older than neural networks."""
    apply: Callable[[Array, Array, Array], None]
    """apply(z, out, work) writes phi(z) into out."""
    write_derivative: Callable[[Array, Array, Array, Array], None]
    """write_derivative(z, a, out, work) writes phi'(z) into out, where a = phi(z)."""
    reference: Callable[[Float64Array], Float64Array]
    """phi(z) by its formula."""
    reference_derivative: Callable[[Float64Array], Float64Array]
    """phi'(z) by its formula."""
    kinks: tuple[float, ...] = ()
    """Where phi' jumps; there phi' is taken as that of a smaller z."""
    curvature_jumps: tuple[float, ...] = ()
    """Where phi' is continuous and phi'' jumps."""

    @property
    def joints(self) -> tuple[float, ...]:
        """The z at which central differences of phi need not be near phi'."""
        return self.kinks + self.curvature_jumps

    def __call__(self, z: Array) -> Array:
        """phi(z), a new array, as the engine computes it."""
        out = np.empty_like(z)
        self.apply(z, out, np.empty_like(z))
        return out

    def derivative(self, z: Array) -> Array:
        """phi'(z), a new array, as the engine computes it."""
        out = np.empty_like(z)
        self.write_derivative(z, self(z), out, np.empty_like(z))
        return out
