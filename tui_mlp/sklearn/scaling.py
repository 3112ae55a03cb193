"""Standardisation by samples that count differently, in any precision."""

from dataclasses import dataclass

import numpy as np

from tui_mlp.arrays import Array


@dataclass(frozen=True, eq=False)
class WeightedScaling:
    """(x - mean) / scale, feature by feature."""

    mean: Array
    """(D,)."""
    scale: Array
    """(D,), 1 for a feature that is constant."""

    def apply(self, x: Array) -> Array:
        """The standardised samples (N, D), in the precision of `mean`."""
        standardised: Array = np.ascontiguousarray((x - self.mean) / self.scale, self.mean.dtype)
        return standardised

    @classmethod
    def of(cls, x: Array, weights: Array | None) -> "WeightedScaling":
        """By the weighted mean and standard deviation of samples (N, D), in float64.

        Args:
            x: finite numbers.
            weights: (N,) not negative, not all 0; None where all count alike.
        """
        values = x.astype(np.float64)
        mean = np.average(values, axis=0, weights=weights)
        scale = np.sqrt(np.average(np.square(values - mean), axis=0, weights=weights))
        # what is left of a constant is rounding
        constant = scale <= 10 * np.finfo(np.float64).eps * np.abs(mean)
        scale = np.where(constant, 1.0, scale)
        return cls(mean.astype(x.dtype), scale.astype(x.dtype))

    @classmethod
    def none(cls, x: Array) -> "WeightedScaling":
        """The one that leaves samples as they are."""
        return cls(np.zeros(x.shape[1], x.dtype), np.ones(x.shape[1], x.dtype))
