"""The loss around a run's start, with three ways over it."""

import numpy as np

from tui_mlp.arrays import Array
from tui_mlp.lecture.surface.loss_surface import LossSurface, SurfaceQuestion, loss_surface
from tui_mlp.nn.network import Network
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.outputs import network_targets
from tui_mlp.training.randomness import RandomStreams
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.starting.start_weights import begin

_SAMPLES = 1000


def session_surface(session: TrainingSession, draw: int = 0) -> LossSurface | None:
    """The surface of a session's network on its training samples; None where it is too large.

    Nothing changes that the session's training depends on.

    Args:
        session: the run.
        draw: which samples the steps draw: another number, other samples.
    """
    config, train = session.config, session.samples.split.train
    size = config.batch_size
    question = SurfaceQuestion(
        architecture=session.network.architecture,
        start=_initial_parameters(session).astype(np.float64),
        present=session.network.parameters.astype(np.float64),
        run_step=session.step_count,
        inputs=train.features[:_SAMPLES].astype(np.float64),
        targets=network_targets(session.output, train.targets[:_SAMPLES]).astype(np.float64),
        learning_rate=session.learning_rate,
        batch_size=len(train.rows) if size == "full" else size,
        notes=_differences(config),
    )
    if question.too_large:
        return None
    return loss_surface(question, np.random.default_rng((config.seed, draw)))


def _differences(config: TrainingConfig) -> tuple[str, ...]:
    """How the run's own steps differ from the plain ones."""
    notes = []
    if config.optimizer != "sgd":
        notes.append(f"The run itself uses {config.optimizer}; the three take the plain step.")
    if config.l1 or config.l2 or config.dropout or config.clip:
        notes.append("The run's penalty, dropout and clipping are left out here.")
    return tuple(notes)


def _initial_parameters(session: TrainingSession) -> Array:
    """w^0, drawn again from the seed that the run began with, or read again from its file."""
    initial = session.initial_config
    network = Network(session.network.architecture)
    if initial.start is not None:
        begin(network, initial, session.samples.split.standardization)
        return network.parameters
    network.initialize(initial.init, RandomStreams.from_seed(initial.seed).initialization)
    return network.parameters
