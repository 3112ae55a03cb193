"""The triangle inequality, which KL does not have."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tui_mlp.arrays import Float64Array
from tui_mlp.lecture.kl.divergence import kl_divergence

_TILT = math.log(3)
"""What the logarithms of the classes move apart by; it gives quarters and thirds round numbers."""
_ROUNDING = 1e-12
_EQUAL = 1e-9


@dataclass(frozen=True)
class Triangle:
    """Both sides of KL(p||r) <= KL(p||q) + KL(q||r), in nats; each may be infinite."""

    direct: float
    """KL(p||r)."""
    first: float
    """KL(p||q)."""
    second: float
    """KL(q||r)."""

    @property
    def detour(self) -> float:
        """KL(p||q) + KL(q||r)."""
        return self.first + self.second

    @property
    def violated(self) -> bool:
        """Whether the direct way is the longer one, by more than rounding."""
        return self.direct > self.detour + _ROUNDING


def triangle(p: npt.ArrayLike, q: npt.ArrayLike, r: npt.ArrayLike) -> Triangle:
    """Both sides for three distributions (C,)."""
    return Triangle(kl_divergence(p, r), kl_divergence(p, q), kl_divergence(q, r))


def violating_r(p: npt.ArrayLike, q: npt.ArrayLike) -> Float64Array | None:
    """An r (C,) with KL(p||r) > KL(p||q) + KL(q||r), or None where there is none.

    The left side less the right one is sum_j (p_j - q_j) log(q_j / r_j), as the terms in
    p_j log p_j and q_j log q_j cancel. So r goes on from q, away from p:

        r_j = q_j exp(-t (p_j - q_j)) / Z   gives the difference   t sum_j (p_j - q_j)^2 > 0,

    as the term in log Z cancels too (p and q have the same sum). t makes the factors of two
    classes differ by at most 3. There is no such r where p = q (both sides are KL(q||r)), nor where
    KL(p||q) is infinite.
    """
    p, q = np.asarray(p, np.float64), np.asarray(q, np.float64)
    away = q - p
    spread = float(np.ptp(away))
    if spread < _EQUAL or math.isinf(kl_divergence(p, q)):
        return None
    weights = q * np.exp(away * (_TILT / spread))
    r: Float64Array = weights / weights.sum()
    return r
