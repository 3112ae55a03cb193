"""Whether two computations of numbers of any size agree."""

import numpy as np
import numpy.typing as npt

from tui_mlp.lecture.pages.page import Check
from tui_mlp.lecture.step.agreement import ROUNDING, agreement

_LEAST_SIZE = 1e-30
"""Where numbers are smaller, one computation may give 0 for what the other does not."""
_ENGINE_ROUNDING = 1e-11


def engine_agreement(what: str, first: npt.ArrayLike, second: npt.ArrayLike) -> Check:
    """Compare gradients with nn's, to fewer digits where they are small.

    A slope such as a (1 - a) has its rounding errors beside numbers of size 1, however small it is.
    """
    return agreement(what, first, second, _ENGINE_ROUNDING)


def relative_agreement(
    what: str, first: npt.ArrayLike, second: npt.ArrayLike, size: float | None = None
) -> Check:
    """Compare two arrays of one shape; the tolerance shrinks with entries smaller than 1 too.

    Args:
        what: the two computations.
        first: of one.
        second: of the other.
        size: of the numbers that were added up, where they may cancel; None for the largest entry.
    """
    if size is None:
        size = float(np.abs(np.asarray(second, float)).max(initial=0.0))
    return agreement(what, first, second, ROUNDING * min(max(size, _LEAST_SIZE), 1.0))
