"""Whether two computations of the same numbers agree."""

import numpy as np
import numpy.typing as npt

from tui_mlp.lecture.pages.page import Check

ROUNDING = 1e-10
"""Up to here two float64 computations of numbers of size 1 differ by rounding."""


def agreement(
    what: str, first: npt.ArrayLike, second: npt.ArrayLike, tolerance: float = ROUNDING
) -> Check:
    """Compare two arrays of one shape; the tolerance grows with entries larger than 1."""
    one, other = np.asarray(first, float), np.asarray(second, float)
    size = float(np.abs(other).max(initial=1.0))
    difference = float(np.abs(one - other).max(initial=0.0))
    return Check(what, difference, tolerance * size)
