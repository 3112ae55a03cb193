"""The flow of the gradient through a run's network, measured when somebody looks at it."""

from dataclasses import replace
from weakref import ReferenceType, ref

import numpy as np

from tui_mlp.arrays import Array
from tui_mlp.lecture.flow.gradient_flow import GradientFlow, measure_flow
from tui_mlp.nn.network import Network
from tui_mlp.training.outputs import network_targets
from tui_mlp.training.session import TrainingSession
from tui_mlp.worker.answers.learning_answer import learning_figures
from tui_mlp.worker.replies import FlowMeasured
from tui_mlp.worker.throttled import Clock, Throttled

_FULL_SAMPLES = 2000
_BATCHES = 8
_BUDGET = 5e8
"""Weights times samples that may pass forward and backward for the full gradient."""


class FlowGauge:
    """Measures a session as often as training can afford, for somebody who asks again and again.

    How far a step moves the weights costs a copy of them, so that few steps are watched: the first
    one after a measurement, and the first one from when the next measurement can be afforded.

    Args:
        clock: gives the present time in seconds.
    """

    def __init__(self, clock: Clock) -> None:
        self._flow = Throttled(measure_session, clock)
        self._session: ReferenceType[TrainingSession] | None = None
        self._watch_again = False

    def measure(self, session: TrainingSession, run_number: int, *, hurry: bool) -> FlowMeasured:
        """The flow at the session's present weights, or in a hurry at those of an earlier step.

        Nothing changes that the session's training depends on.

        Args:
            session: the run.
            run_number: what the run is called on the screen.
            hurry: whether it trains, so that its time is to be spared.
        """
        up_to_date = self._flow.is_up_to_date(session)
        measured = self._flow.result(session, hurry=hurry)
        if not up_to_date and self._flow.is_up_to_date(session):
            self._watch(session)
            self._watch_again = True
        return replace(measured, run_number=run_number)

    def follow(self, session: TrainingSession) -> None:
        """Have the next step watched if a measurement comes soon; called before steps are taken."""
        if self._session is None:
            return
        if self._session() is not session:
            self._watch(session)
        elif self._watch_again and self._flow.affordable:
            self._watch(session)
            self._watch_again = False

    def _watch(self, session: TrainingSession) -> None:
        session.watch_next_update = True
        self._session = ref(session)


def measure_session(session: TrainingSession, run_number: int = 1) -> FlowMeasured:
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
        learning=learning_figures(session),
        activations=session.activations.spread(session.network, session.epoch),
        dataset=session.samples.dataset.name,
        epoch=session.epoch,
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
