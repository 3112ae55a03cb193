"""The flow of the gradient through a run's network, measured when somebody looks at it."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from tui_mlp.arrays import Array
from tui_mlp.lecture.flow.gradient_flow import GradientFlow, measure_flow
from tui_mlp.nn.network import Network
from tui_mlp.training.outputs import network_targets
from tui_mlp.training.session import TrainingSession
from tui_mlp.worker.replies import FlowMeasured

Clock = Callable[[], float]

WATCHED_SECONDS = 5.0
WATCHED_STEPS = 200
"""Steps are watched until both have gone by since somebody asked."""

_FULL_SAMPLES = 2000
_BATCHES = 8
_BUDGET = 5e8
"""Weights times samples that may pass forward and backward for the full gradient."""


class FlowGauge:
    """Measures a session, and has its steps watched for as long as somebody asks.

    Args:
        clock: gives the present time in seconds.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._asked_at: float | None = None
        self._steps = 0
        self._session: TrainingSession | None = None

    def measure(self, session: TrainingSession, run_number: int) -> FlowMeasured:
        """The flow at the session's present weights; nothing of the session changes."""
        self._asked_at = self._clock()
        self._session, self._steps = session, session.step_count
        return measure_session(session, run_number)

    def watch(self, session: TrainingSession) -> None:
        """Say to a session, before it goes on, whether its updates are to be watched."""
        session.watch_updates = self._asked_at is not None
        if self._asked_at is None:
            return
        if session is not self._session:
            self._session, self._steps = session, session.step_count
        long_ago = self._clock() - self._asked_at >= WATCHED_SECONDS
        if long_ago and session.step_count - self._steps >= WATCHED_STEPS:
            self._asked_at = self._session = None
            session.watch_updates = False


def measure_session(session: TrainingSession, run_number: int) -> FlowMeasured:
    """The flow of a session's network over its training samples, without dropout."""
    part = session.samples.split.train
    targets = network_targets(session.output, part.targets)
    flow = measure_flow(session.network, part.features, targets)
    ratios = session.update_ratios
    layers = tuple(
        replace(layer, update_ratio=ratio) for layer, ratio in zip(flow.layers, ratios, strict=True)
    )
    flow = replace(flow, layers=layers)
    rng = np.random.default_rng((session.config.seed, session.step_count))
    return FlowMeasured(
        run_number=run_number,
        step=session.step_count,
        config=session.config,
        train_count=len(part.rows),
        flow=_with_cosine(flow, session, part.features, targets, rng),
    )


def _with_cosine(
    flow: GradientFlow,
    session: TrainingSession,
    features: Array,
    targets: Array,
    rng: np.random.Generator,
) -> GradientFlow:
    """How well mini-batches of the run's size point along the gradient over all samples.

    The gradients are those of the mean loss, without penalties and dropout. The first samples
    stand for all where there are many; the mini-batches are drawn from them, each without
    replacement.
    """
    weight_count = session.network.architecture.weight_count
    count = min(len(features), _FULL_SAMPLES, max(int(_BUDGET // weight_count), 1))
    wanted = session.config.batch_size
    size = count if wanted == "full" else min(wanted, count)
    batches = min(_BATCHES, max(_FULL_SAMPLES // size, 1))
    network = Network(session.network.architecture, session.network.dtype)
    network.parameters[...] = session.network.parameters
    with np.errstate(all="ignore"):
        network.compute_gradient(features[:count], targets[:count])
        full = network.gradient.copy()
        cosines = []
        for _ in range(batches):
            rows = rng.choice(count, size, replace=False)
            network.compute_gradient(features[rows], targets[rows])
            cosines.append(cosine(network.gradient, full))
    return replace(
        flow,
        cosine=float(np.mean(cosines)),
        cosine_batches=batches,
        cosine_batch_size=size,
    )


def cosine(one: Array, other: Array) -> float:
    """The cosine of the angle between two vectors; NaN where one of them is zero."""
    # scaled by their largest entries: the squares of small gradients would underflow
    unit, other_unit = (vector / np.abs(vector).max(initial=0) for vector in (one, other))
    lengths = float(np.linalg.norm(unit)) * float(np.linalg.norm(other_unit))
    return float(np.vdot(unit, other_unit)) / lengths
