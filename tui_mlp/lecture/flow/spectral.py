"""Spectral norms of the lecture's matrices V = W^T Diag(phi'), for many samples at once."""

import numpy as np

from tui_mlp.arrays import Float64Array

MOST_ITERATIONS = 100
_LEAST_ITERATIONS = 16
_ITERATION_BUDGET = 1.5e8
_CONVERGED = 1e-5
_EXACT_UP_TO = 32
_TINY = float(np.finfo(np.float64).tiny)


def step_norms(weights: Float64Array, derivative: Float64Array) -> Float64Array:
    """||V|| of V = W^T Diag(phi') for each sample, (S,).

    Exact where the layer, or the one below, has at most 32 units; else by power iteration on
    V^T V = Diag(phi') W W^T Diag(phi') (Golub, Van Loan, Matrix Computations, section 7.3), which
    comes up to the norm from below: after 100 iterations mostly to 3 digits, less in huge layers.

    Args:
        weights: W, (n_l, n_{l-1}).
        derivative: phi', (n_l, S).
    """
    largest, steepest = np.abs(weights).max(), np.abs(derivative).max()
    scale = largest * steepest
    if scale == 0 or not np.isfinite(scale):
        return np.full(derivative.shape[1], scale)
    w, slopes = weights / largest, derivative / steepest
    exact = min(w.shape) <= _EXACT_UP_TO
    norms = (
        largest_singular_values(w.T * slopes.T[:, None, :])
        if exact
        else _power_iteration(w, slopes)
    )
    norms *= scale
    return norms


def largest_singular_values(stack: Float64Array) -> Float64Array:
    """||A|| of each matrix of (S, m, n), (S,), by the eigenvalues of A A^T or A^T A."""
    scale = np.abs(stack).max()
    if scale == 0 or not np.isfinite(scale):
        return np.full(len(stack), scale)
    stack = stack / scale
    transposed = stack.swapaxes(1, 2)
    gram = stack @ transposed if stack.shape[1] < stack.shape[2] else transposed @ stack
    eigenvalues = np.linalg.eigvalsh(gram)[:, -1]
    norms: Float64Array = scale * np.sqrt(np.maximum(eigenvalues, 0))
    return norms


def _power_iteration(w: Float64Array, slopes: Float64Array) -> Float64Array:
    """||W^T Diag(phi')|| for each column phi' of slopes, all iterated at once."""
    affordable = int(_ITERATION_BUDGET // (w.size * slopes.shape[1]))
    v = np.abs(slopes) + _CONVERGED
    eigenvalues = np.zeros(slopes.shape[1])
    for _ in range(max(_LEAST_ITERATIONS, min(affordable, MOST_ITERATIONS))):
        v /= np.linalg.norm(v, axis=0) + _TINY
        v = slopes * (w @ (w.T @ (slopes * v)))
        before, eigenvalues = eigenvalues, np.linalg.norm(v, axis=0)
        if (np.abs(eigenvalues - before) <= _CONVERGED * eigenvalues).all():
            break
    norms: Float64Array = np.sqrt(eigenvalues)
    return norms
