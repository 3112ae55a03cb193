"""The loss around a start, with the ways of GD, mini-batch SGD and SGD over it."""

from dataclasses import dataclass

import numpy as np

from tui_mlp.arrays import Float64Array
from tui_mlp.lecture.surface.descent import Descent, DescentTask, descend
from tui_mlp.lecture.surface.weight_plane import WeightPlane, losses_on, plane_through
from tui_mlp.nn.architecture import Architecture

COLUMNS, ROWS = 31, 15
"""The points of the plane at which the loss is computed."""
MOST_PARAMETERS = 300_000
"""Of a larger network no surface is computed: it would take too long to wait for."""
_MOST_SAMPLES, _LEAST_SAMPLES = 200, 32
_MOST_STEPS, _LEAST_STEPS = 200, 40
_GRID_BUDGET, _STEP_BUDGET = 2e6, 2e9
"""Weights times samples, and operations for the steps of GD."""
_KEPT_BYTES = 64e6
_MOST_KEPT, _LEAST_KEPT = 60, 5
_MARGIN, _FARTHEST = 0.15, 3.0
_USUAL_BATCH = 32


@dataclass(frozen=True, eq=False)
class Way:
    """A way over the surface."""

    name: str
    """"GD", "mini-batch SGD" or "SGD"."""
    batch_size: int
    """The samples of a step."""
    steps: int
    """The steps taken."""
    places: Float64Array
    """(T, 2) x and y of the points that were kept."""
    losses: Float64Array
    """(T,) the mean loss over all samples there."""
    length: float
    """The sum of its steps' lengths."""
    distance: float
    """From its start to its end, in the space of all weights."""
    in_plane: float
    """0..1: the share of that distance's square that lies in the plane."""
    diverged: bool


@dataclass(frozen=True, eq=False)
class LossSurface:
    """The mean loss over a plane through w^0, and three ways that begin there."""

    x: Float64Array
    """(COLUMNS,) distances along the first direction, 0 at w^0."""
    y: Float64Array
    """(ROWS,) along the second, rising."""
    losses: Float64Array
    """(ROWS, COLUMNS)."""
    ways: tuple[Way, ...]
    """GD, mini-batch SGD, SGD."""
    samples: int
    """N, over which the loss is the mean."""
    learning_rate: float
    run_step: int
    """How many steps the run has done, whose present weights the first direction leads to."""
    to_present: bool
    """Whether it does; else it leads to where GD ends."""
    present: float | None
    """x of the run's present weights; None where they are w^0, or not finite."""
    present_loss: float
    """The mean loss there, or at w^0."""
    notes: tuple[str, ...] = ()
    """Sentences on how the run's own steps differ from those of the ways."""


@dataclass(frozen=True, eq=False)
class SurfaceQuestion:
    """What a surface is of."""

    architecture: Architecture
    start: Float64Array
    """w^0 of the run, (P,)."""
    present: Float64Array
    """Its weights now, (P,)."""
    run_step: int
    inputs: Float64Array
    """(S, n_0) training samples; the first ones are used."""
    targets: Float64Array
    """(S, n_L)."""
    learning_rate: float
    batch_size: int
    """Of the run; 32, or half of the samples, where that is 1 or all of them."""
    notes: tuple[str, ...] = ()
    """As in `LossSurface`."""

    @property
    def too_large(self) -> bool:
        """Whether the network is too large for it."""
        return len(self.start) > MOST_PARAMETERS


def loss_surface(question: SurfaceQuestion, rng: np.random.Generator) -> LossSurface:
    """Take the three ways, lay a plane through them, and compute the loss on it.

    Args:
        question: what it is of, with a network that is not `too_large`.
        rng: draws the samples of the steps.
    """
    task = _task(question)
    count = len(task.inputs)
    usual = 1 < question.batch_size < count
    size = question.batch_size if usual else max(min(_USUAL_BATCH, count // 2), 1)
    ways = [descend(task, each, rng) for each in (count, size, 1)]
    plane = plane_through(task.start, question.present, ways, rng)
    finite = bool(np.isfinite(question.present).all())
    present = float(plane.places(question.present[None])[0, 0]) if finite else 0.0
    named = zip(("GD", "mini-batch SGD", "SGD"), ways, strict=True)
    drawn = tuple(_way(name, way, plane) for name, way in named)
    x, y = _extent(drawn, present)
    network = task.network()
    if finite:
        network.parameters[...] = question.present
    return LossSurface(
        x=x,
        y=y,
        losses=losses_on(plane, task, x, y),
        ways=drawn,
        samples=count,
        learning_rate=task.learning_rate,
        run_step=question.run_step,
        to_present=plane.towards,
        present=present if plane.towards else None,
        present_loss=network.mean_loss(task.inputs, task.targets),
        notes=question.notes,
    )


def _task(question: SurfaceQuestion) -> DescentTask:
    """As many samples, steps and points as can be afforded."""
    parameters = len(question.start)
    samples = min(max(int(_GRID_BUDGET // parameters), _LEAST_SAMPLES), _MOST_SAMPLES)
    inputs, targets = question.inputs[:samples], question.targets[:samples]
    if question.architecture.loss == "softmax":  # float32 targets miss a sum of 1 by a little
        targets = targets / targets.sum(axis=1, keepdims=True)
    steps = int(_STEP_BUDGET // (6 * parameters * len(inputs)))
    kept = int(_KEPT_BYTES // (3 * 8 * parameters))
    return DescentTask(
        architecture=question.architecture,
        start=question.start,
        inputs=inputs,
        targets=targets,
        learning_rate=question.learning_rate,
        steps=min(max(steps, _LEAST_STEPS), _MOST_STEPS),
        kept=min(max(kept, _LEAST_KEPT), _MOST_KEPT),
    )


def _way(name: str, way: Descent, plane: WeightPlane) -> Way:
    moved = way.points[-1] - way.points[0]
    distance = float(np.linalg.norm(moved))
    places = plane.places(way.points)
    inside = float(np.linalg.norm(places[-1]))
    return Way(
        name=name,
        batch_size=way.batch_size,
        steps=int(way.steps_at[-1]),
        places=places,
        losses=way.losses,
        length=way.length,
        distance=distance,
        in_plane=min((inside / distance) ** 2, 1.0) if distance else 1.0,
        diverged=way.diverged,
    )


def _extent(ways: tuple[Way, ...], present: float) -> tuple[Float64Array, Float64Array]:
    """The grid around all ways, and around the present weights where they are not far off."""
    places = np.concatenate([way.places for way in ways])
    low, high = places.min(axis=0), places.max(axis=0)
    size = float((high - low).max())
    if abs(present) <= _FARTHEST * size:
        low[0], high[0] = min(low[0], present), max(high[0], present)
    # a way that is nearly straight still has a picture with two dimensions
    span = np.maximum(high - low, 0.1 * max(size, 1e-6))
    middle = (low + high) / 2
    low, high = middle - span * (0.5 + _MARGIN), middle + span * (0.5 + _MARGIN)
    return np.linspace(low[0], high[0], COLUMNS), np.linspace(low[1], high[1], ROWS)
