"""A plane through the space of weights, and the loss on it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tui_mlp.arrays import Float64Array
from tui_mlp.lecture.surface.descent import Descent, DescentTask
from tui_mlp.nn.ensemble.ensemble_network import EnsembleNetwork

_NO_LENGTH = 1e-12
_MOST_NUMBERS = 1_000_000
"""Weights, or samples times units, of the networks that are evaluated at once."""


@dataclass(frozen=True, eq=False)
class WeightPlane:
    """w^0 + x d_1 + y d_2 for all x and y."""

    start: Float64Array
    """w^0, (P,)."""
    directions: Float64Array
    """(2, P) d_1 and d_2, of length 1 and at right angles."""
    towards: bool
    """Whether d_1 leads to the target that was given; else to where the first way ends."""

    def places(self, points: Float64Array) -> Float64Array:
        """(T, 2) x and y of the points of the plane that are nearest to (T, P) others."""
        nearest: Float64Array = (points - self.start) @ self.directions.T
        return nearest


def plane_through(
    start: Float64Array,
    target: Float64Array,
    ways: Sequence[Descent],
    rng: np.random.Generator,
) -> WeightPlane:
    """The plane of the way to a target and, at a right angle to it, where the ways differ most.

    d_1 leads from the start to the target, or to where the first way ends if the target is the
    start. d_2 is the first principal direction of what is left of the ways' points once their part
    along d_1 is taken away, each way scaled to a mean square of 1, so that one that goes far does
    not choose for all. Its sign is that of the last way's end.

    Args:
        start: w^0, (P,).
        target: (P,) such as the present weights.
        ways: from the start on.
        rng: draws a direction where there is none: where nothing moves.
    """
    first, towards = target - start, True
    if not _has_length(first):
        ends = ways[0].points[-1] - start
        first, towards = ends if _has_length(ends) else rng.normal(size=start.shape), False
    first = first / np.linalg.norm(first)
    left = np.concatenate([_across(way.points[1:] - start, first) for way in ways])
    second = _principal(left)
    if second is None:
        drawn = rng.normal(size=start.shape)
        second = drawn - (drawn @ first) * first
    # once more, as rounding leaves a little of the first direction
    second = second - (second @ first) * first
    length = float(np.linalg.norm(second))
    second = second / length if length > 0 else second  # one weight alone has no second direction
    if len(left) and left[-1] @ second < 0:
        second = -second
    return WeightPlane(start, np.stack([first, second]), towards)


def _across(moved: Float64Array, first: Float64Array) -> Float64Array:
    """Vectors (T, P) without their part along a direction, scaled to a mean square of 1."""
    left: Float64Array = moved - np.outer(moved @ first, first)
    size = float(np.sqrt((left**2).sum() / max(len(left), 1)))
    return left / size if size > _NO_LENGTH else left


def _has_length(vector: Float64Array) -> bool:
    return bool(np.isfinite(vector).all() and np.linalg.norm(vector) > _NO_LENGTH)


def _principal(rows: Float64Array) -> Float64Array | None:
    """The direction of the largest sum of squares of M rows (M, P); None where all are 0.

    By the small matrix of the rows' inner products, as there are far fewer rows than weights.
    """
    if not len(rows):
        return None
    values, vectors = np.linalg.eigh(rows @ rows.T)
    if not values[-1] > _NO_LENGTH**2:
        return None
    direction: Float64Array = vectors[:, -1] @ rows
    return direction


def losses_on(
    plane: WeightPlane, task: DescentTask, x: Float64Array, y: Float64Array
) -> Float64Array:
    """(R, K) the mean loss over the task's samples at y[r], x[k] of a plane."""
    parameters, samples = len(plane.start), len(task.inputs)
    units = max(fan_out for _, fan_out in task.architecture.shapes)
    at_once = max(1, _MOST_NUMBERS // max(parameters, samples * units))
    places = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    losses = np.empty(len(places))
    network: EnsembleNetwork | None = None
    for begin in range(0, len(places), at_once):
        part = places[begin : begin + at_once]
        if network is None or network.count != len(part):
            network = EnsembleNetwork(task.architecture, len(part), np.float64)
        network.parameters[...] = plane.start + part @ plane.directions
        logits = network.forward(task.inputs).reshape(-1, task.architecture.outputs)
        with np.errstate(all="ignore"):
            each = network.loss.values(logits, np.tile(task.targets, (len(part), 1)))
        losses[begin : begin + len(part)] = each.reshape(len(part), samples).mean(axis=1)
    return losses.reshape(len(y), len(x))
