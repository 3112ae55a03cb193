"""A softmax with a temperature and a shift of its logits: q_j = exp(a_j/T + c) / sum_m ....

T > 1 flattens q towards the uniform distribution, T < 1 sharpens it towards its largest class. c
changes nothing, as exp(a_m/T + c) = exp(c) exp(a_m/T), and exp(c) stands above and below.

Source of the temperature: Hinton, Vinyals, Dean 2015.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tui_mlp.arrays import Float64Array

LEAST_TEMPERATURE, MOST_TEMPERATURE = 1 / 16, 16.0
MOST_SHIFT = 20.0


@dataclass(frozen=True, eq=False)
class Tempered:
    """Logits with a temperature and a shift."""

    logits: Float64Array
    """a, (C,); −inf for a class without a chance."""
    temperature: float = 1.0
    """T, above 0."""
    shift: float = 0.0
    """c."""

    @property
    def moved_logits(self) -> Float64Array:
        """a/T + c, (C,)."""
        return self.logits / self.temperature + self.shift

    @property
    def q(self) -> Float64Array:
        """Softmax of a/T + c, (C,)."""
        moved = self.moved_logits
        exponentials = np.exp(moved - moved.max())
        quotients: Float64Array = exponentials / exponentials.sum()
        return quotients


def logits_of(q: npt.ArrayLike) -> Float64Array:
    """The logarithms of q, (C,): logits whose softmax is q, as are those moved by one number."""
    values = np.asarray(q, np.float64)
    logits: Float64Array = np.full(values.shape, -np.inf)
    np.log(values, out=logits, where=values > 0)
    return logits
