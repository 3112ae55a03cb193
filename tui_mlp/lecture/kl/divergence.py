"""How far one distribution is from another: Kullback-Leibler divergence, entropy, cross-entropy.

Natural logarithms throughout, so all values are in nats, with the convention 0 log 0 = 0 that its
limit gives. KL(p||q) = NE(p) + CE(p, q): of the two only CE depends on q.
"""

import numpy as np
import numpy.typing as npt

from tui_mlp.arrays import Float64Array


def kl_terms(p: npt.ArrayLike, q: npt.ArrayLike) -> Float64Array:
    """Each p_j log(p_j / q_j) in nats, (C,).

    0 where p_j = 0, whatever q_j is; infinite where q_j = 0 and p_j > 0. A term is negative where
    p_j < q_j.

    Args:
        p: (C,) a distribution.
        q: (C,) another over the same classes.
    """
    # A difference of logarithms, as the quotient of small numbers can overflow.
    return _weighted(p, _log(p, of_zero=0.0) - _log(q))


def kl_divergence(p: npt.ArrayLike, q: npt.ArrayLike) -> float:
    """KL(p||q) = sum_j p_j log(p_j / q_j) in nats: 0 to infinity, and 0 only where p = q.

    Source: Kullback and Leibler 1951; that it is never negative is Gibbs' inequality.
    """
    # Below 0 only by rounding, where p and q are all but equal.
    return max(float(kl_terms(p, q).sum()), 0.0)


def negative_entropy(p: npt.ArrayLike) -> float:
    """NE(p) = sum_j p_j log p_j in nats: -log C to 0, and 0 only for a one-hot p."""
    return float(_weighted(p, _log(p)).sum())


def cross_entropy(p: npt.ArrayLike, q: npt.ArrayLike) -> float:
    """CE(p, q) = -sum_j p_j log q_j in nats: 0 to infinity."""
    return float(_weighted(p, 0.0 - _log(q)).sum())


def impossible_classes(p: npt.ArrayLike, q: npt.ArrayLike) -> tuple[int, ...]:
    """The classes j with q_j = 0 < p_j, in rising order: each makes KL(p||q) infinite."""
    impossible = (np.asarray(p) > 0) & (np.asarray(q) == 0)
    return tuple(np.flatnonzero(impossible).tolist())


def _log(values: npt.ArrayLike, of_zero: float = -np.inf) -> Float64Array:
    logarithms: Float64Array = np.full(np.shape(values), of_zero)
    np.log(values, out=logarithms, where=np.asarray(values) > 0)
    return logarithms


def _weighted(weights: npt.ArrayLike, values: Float64Array) -> Float64Array:
    """Each weight times its value; 0 where the weight is 0, even if the value is infinite."""
    weights = np.asarray(weights, np.float64)
    weighted: Float64Array = np.zeros_like(values)
    np.multiply(weights, values, out=weighted, where=weights > 0)
    return weighted
