"""Penalties, norms and clipping of R gradients (R, P), a row for each network."""

import math

import numpy as np

from tui_mlp.arrays import Array, BoolArray, Float64Array
from tui_mlp.nn.optimizers import Rate
from tui_mlp.nn.regularization import grad_norm


def add_penalty_gradients(weights: Array, gradient: Array, l1: Rate, l2: Rate, work: Array) -> None:
    """Add l1 sign(w) + l2 w to the gradients of all weights.

    Args:
        weights: (R, W), without the biases.
        gradient: (R, W) of the same.
        l1: in the gradient's precision.
        l2: in the gradient's precision.
        work: (R, W).
    """
    if isinstance(l1, np.ndarray) or l1:
        np.sign(weights, out=work)
        np.multiply(work, l1, out=work)
        np.add(gradient, work, out=gradient)
    if isinstance(l2, np.ndarray) or l2:
        np.multiply(weights, l2, out=work)
        np.add(gradient, work, out=gradient)


def row_norms(gradient: Array) -> Float64Array:
    """(R,) the Euclidean norm of each row; infinite or NaN only if an entry is."""
    squares = np.einsum("rp,rp->r", gradient, gradient).astype(np.float64)
    norms: Float64Array = np.sqrt(squares)
    # squares leave the range of numbers long before the norm does
    for row in np.flatnonzero(~((squares > 1e-30) & (squares < math.inf))):
        norms[row] = grad_norm(gradient[row])
    return norms


def clip_rows(gradient: Array, max_norms: Float64Array) -> None:
    """Scale each row in place so that its norm is at most its own of `max_norms` (R,)."""
    norms = row_norms(gradient)
    above = norms > max_norms
    if above.any():
        factors = np.divide(max_norms, norms, out=np.ones_like(norms), where=above)
        np.multiply(gradient, factors[:, np.newaxis].astype(gradient.dtype), out=gradient)


def finite_rows(vectors: Array) -> BoolArray:
    """(R,) whether all entries of a row are numbers, and none infinite."""
    flat = vectors.reshape(-1)
    # one sum tells, unless finite entries add up beyond the range
    if math.isfinite(np.vdot(flat, flat)):
        return np.ones(len(vectors), np.bool_)
    finite: BoolArray = np.logical_and.reduce(np.isfinite(vectors), axis=1)
    return finite
