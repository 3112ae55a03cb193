"""A run of stochastic gradient descent: one step, one epoch, and what to see of them."""

import copy
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tui_mlp.arrays import Array, FloatArray, IntArray
from tui_mlp.data.split import Part
from tui_mlp.nn.network import Network
from tui_mlp.nn.optimizers import create
from tui_mlp.nn.regularization import LayerGradNorms, add_penalty_gradient, clip_by_global_norm
from tui_mlp.nn.schedules import SCHEDULES, ScheduleSettings
from tui_mlp.numbers import compact, epoch, grouped
from tui_mlp.settings.config_error import ConfigError
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.batches import BatchOrder
from tui_mlp.training.early_stopping import EarlyStopping
from tui_mlp.training.history import GradientNormHistory, LearningCurves
from tui_mlp.training.memory.needed_memory import require_memory_for_batches
from tui_mlp.training.metrics import Metrics, measure
from tui_mlp.training.outputs import architecture_of, network_targets, output_of
from tui_mlp.training.randomness import RandomStreams
from tui_mlp.training.samples import Samples, load_samples, sampling_probabilities
from tui_mlp.training.starting.start_weights import begin
from tui_mlp.training.units.activation_history import ActivationHistory

CURVE_SAMPLES = 1000
"""The training curve is measured on at most so many training samples, chosen once by the split."""


class TrainingSession:
    """Trains one network on one data set by one configuration; knows no clock and no screen.

    The weights after k steps depend on the configuration and on `adjust` calls alone: neither
    `evaluate` nor anything else that looks at the network touches a random stream.

    Raises:
        DataError: the data set cannot be read, or not with these settings.
        ConfigError: the data set has no use for the configuration's output, or there is too little
            memory.
    """

    def __init__(
        self, config: TrainingConfig, samples: Samples | None = None, *, restoring: bool = False
    ) -> None:
        self._streams = RandomStreams.from_seed(config.seed)
        self.samples = samples or load_samples(config, self._streams)
        self.output = output_of(config, self.samples.dataset)
        """What the network's outputs mean."""
        self.initial_config = config
        self.config = config
        self.step_count = 0
        self.divergence = ""
        """Why and when the run diverged, a sentence; empty while its numbers are finite."""
        self.watch_next_update = False
        """Whether the next step notes how far it moves the weights, which costs a copy of them."""
        self.network = self._create_network()
        if config.start is not None and not restoring:  # a state has weights of its own
            begin(self.network, config, self.samples.split.standardization)
        self._optimizer = create(config.optimizer, self.network, vars(config))
        self._layer_grad_norms = LayerGradNorms(self.network)
        self._update_ratios: tuple[float, ...] | None = None
        self._train = self.samples.split.train
        self._measured_train = _first(self._train, CURVE_SAMPLES)
        self._train_targets = network_targets(self.output, self._train.targets)
        self._order = BatchOrder(
            len(self._train.features),
            config.batch_size,
            config.sampling,
            self._streams.batch_order,
            sampling_probabilities(config, self.samples.dataset, self._train.rows),
        )
        self._schedule = schedule_settings(config)
        self._early_stopping = EarlyStopping()
        self._batch_arrays: dict[int, tuple[FloatArray, FloatArray]] = {}
        self.curves = LearningCurves()
        self.gradient_norms = GradientNormHistory(len(self.network.weights))
        hidden = len(self.network.architecture.hidden)
        self.activations = ActivationHistory(hidden, self._measured_train.features)
        self.train_metrics, self.validation_metrics = self.evaluate()

    def __repr__(self) -> str:
        where = f"epoch {epoch(self.epoch)} of {grouped(self.config.epochs)}"
        loss = compact(self.train_metrics.loss)
        return f"TrainingSession({self.samples.dataset!r}, {self.network!r}, {where}, loss {loss})"

    @classmethod
    def restored(
        cls,
        initial_config: TrainingConfig,
        config: TrainingConfig,
        state: Mapping[str, Any],
        samples: Samples | None = None,
    ) -> "TrainingSession":
        """The session that was once in a state, with settings as they were then or others.

        Args:
            initial_config: what it began with.
            config: the same with its settings as they are to be.
            state: `state()` of that session.
            samples: its data; read again where None.

        Raises:
            DataError: the data cannot be read.
            ValueError: the state does not fit.
            KeyError: a part of the state is missing.
        """
        session = cls(initial_config, samples, restoring=True)
        session.adjust(config)
        session.load_state(state)
        return session

    def _create_network(self) -> Network:
        network = Network(architecture_of(self.config, self.samples.dataset))
        network.initialize(self.config.init, self._streams.initialization)
        return network

    @property
    def epoch(self) -> float:
        """Epochs done, with the part of the present one."""
        return self._order.epoch

    @property
    def finished(self) -> bool:
        """Whether it has come to the last epoch of its configuration, or has stopped early."""
        return self.at_epoch_start and (self.epoch >= self.config.epochs or self.stopped_early)

    @property
    def stopped_early(self) -> bool:
        """Whether it ends here because `patience` epochs have brought no lower validation loss."""
        over = self._early_stopping.is_over(self.epoch, self.config.patience)
        return over and self.at_epoch_start and not self.divergence

    @property
    def steps_per_epoch(self) -> int:
        """The mini-batches of a whole epoch."""
        return self._order.steps_per_epoch

    @property
    def steps_left_in_epoch(self) -> int:
        """The mini-batches that are left of the present epoch, at least 1."""
        return self._order.steps_left_in_epoch

    @property
    def at_epoch_start(self) -> bool:
        """Whether the next step is the first of an epoch."""
        return self._order.at_epoch_start

    @property
    def curves_up_to_date(self) -> bool:
        """Whether the curves' last point belongs to the present weights."""
        return self._evaluated_step == self.step_count

    @property
    def learning_rate(self) -> float:
        """gamma_k of the step that comes next."""
        return SCHEDULES[self.config.schedule].rate(self._order.epoch, self._schedule)

    @property
    def update_ratios(self) -> tuple[float, ...]:
        """||Delta W^l|| / ||W^l|| of the last step that was watched, W^l before it; NaN if none."""
        return self._update_ratios or (math.nan,) * len(self.network.weights)

    def adjust(self, config: TrainingConfig) -> None:
        """Go on with changed settings.

        Raises:
            ConfigError: a setting differs that a run cannot change on its way, its last epoch is
                past already, or there is too little memory for its mini-batches.
        """
        for name in config.differences(self.config) - TrainingConfig.ADJUSTABLE:
            raise ConfigError(name, "only a new run can change this")
        if config.epochs != self.config.epochs and config.epochs < self.epoch:
            least = grouped(math.ceil(self.epoch))
            reached = f"the run is at epoch {epoch(self.epoch)} already"
            raise ConfigError("epochs", f"{reached}: takes {least} or more")
        if config.batch_size != self.config.batch_size:
            samples = len(self.samples.dataset.features)
            require_memory_for_batches(config, self.network.architecture, samples)
        self._order.batch_size = config.batch_size
        self.config = config
        self._schedule = schedule_settings(config)

    def extend_patience(self) -> None:
        """Wait for a lower loss as long again, from the present epoch on."""
        self._early_stopping.start_again(self.epoch)

    def step(self) -> bool:
        """Train on the next mini-batch; False, and weights left alone, if the run has diverged.

        At the end of an epoch the curves get their next point.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            return self._step()

    def train_steps(self, count: int) -> bool:
        """Train on so many mini-batches; False, with the rest left out, if the run has diverged."""
        with np.errstate(over="ignore", invalid="ignore"):
            return all(self._step() for _ in range(count))

    def train_epoch(self) -> bool:
        """Train to the end of the present epoch; False if the run has diverged."""
        return self.train_steps(self.steps_left_in_epoch)

    def _step(self) -> bool:
        if self.divergence:
            return False
        gamma = self.learning_rate
        finite = self._compute_gradient()
        if finite:
            self._update_parameters(gamma)
            if self._order.at_epoch_start:
                train, validation = self.evaluate()
                self._early_stopping.note(self.epoch, (validation or train).loss)
        return not self.divergence

    def _compute_gradient(self) -> bool:
        """Fill the gradient for the next mini-batch; False if an entry is not finite."""
        features, targets = self._next_batch()
        dropout, rng = self.config.dropout, self._streams.dropout
        self.network.compute_gradient_unguarded(features, targets, dropout, rng)
        norms = self.gradient_norms.next_row()
        finite = self._layer_grad_norms.write_unguarded(norms)
        self.step_count += 1
        self.gradient_norms.commit(self._order.epoch)
        if not finite:
            logits = self.network.workspace(len(features)).logits
            self._diverge(f"the gradient of {_worst_layer(norms)} is not finite", logits)
        return finite

    def _update_parameters(self, gamma: float) -> None:
        """Penalise and clip the gradient, and let the optimizer use it."""
        config, network, optimizer = self.config, self.network, self._optimizer
        if config.l1 or config.l2:
            l2 = 0.0 if optimizer.decouples_weight_decay else config.l2
            add_penalty_gradient(network, config.l1, l2)
        if config.clip:
            clip_by_global_norm(network.gradient, config.clip)
        if not self.watch_next_update:
            optimizer.update(gamma, config.l2)
            return
        before = [w.copy() for w in network.weights]
        optimizer.update(gamma, config.l2)
        self._update_ratios = _ratios(before, network.weights)
        self.watch_next_update = False

    def coming_batch(self) -> IntArray:
        """(B,) the places in the training part of the samples that the next step trains on."""
        return copy.deepcopy(self._order).next_batch().copy()

    def coming_gradient(self) -> Array:
        """(P,) the gradient of the next step, without the units that its dropout leaves out."""
        rows = self.coming_batch()
        network = Network(self.network.architecture)
        network.parameters[...] = self.network.parameters
        rng = copy.deepcopy(self._streams.dropout)
        with np.errstate(over="ignore", invalid="ignore"):
            network.compute_gradient_unguarded(
                self._train.features[rows], self._train_targets[rows], self.config.dropout, rng
            )
        return network.gradient

    @property
    def optimizer_state(self) -> dict[str, Array | int]:
        """A copy of what the optimizer carries from step to step."""
        return self._optimizer.state()

    def _next_batch(self) -> tuple[FloatArray, FloatArray]:
        features, targets = self._train.features, self._train_targets
        rows = self._order.next_batch()
        size = len(rows)
        if size == len(features) and self.config.sampling == "shuffle":
            return features, targets
        arrays = self._batch_arrays.get(size)
        if arrays is None:
            arrays = (
                np.empty((size, features.shape[1]), np.float32),
                np.empty((size, targets.shape[1]), np.float32),
            )
            self._batch_arrays[size] = arrays
        # mode="clip" lets NumPy write into `out` directly; the row numbers are in range anyway
        features.take(rows, 0, arrays[0], "clip")
        targets.take(rows, 0, arrays[1], "clip")
        return arrays

    def evaluate(self) -> tuple[Metrics, Metrics | None]:
        """Measure training and validation part now, as the curves' next point."""
        self.train_metrics, self.validation_metrics = self._measure_parts()
        self._evaluated_step = self.step_count
        self.curves.append(self.epoch, self.train_metrics, self.validation_metrics)
        self.activations.measure(self.network, self.epoch)
        if not math.isfinite(self.train_metrics.loss):
            logits = self.network.all_logits(self._measured_train.features)
            self._diverge("the training loss is not finite", logits)
        elif not self._is_finite:
            self._diverge("the weights, or what the optimizer carries, are not finite")
        return self.train_metrics, self.validation_metrics

    @property
    def _is_finite(self) -> bool:
        """Whether all that the next steps start from are numbers."""
        return all(map(all_finite, (self.network.parameters, *self._optimizer.vectors)))

    def _measure_parts(self) -> tuple[Metrics, Metrics | None]:
        """The figures of the training part, or of some of it, and of the validation part."""
        validation = self.samples.split.validation
        train = self.measure(self._measured_train)
        return train, self.measure(validation) if len(validation.rows) else None

    def state(self) -> dict[str, Any]:
        """A copy of all that the rest of the run depends on, beside its configurations."""
        return {
            "step_count": self.step_count,
            "divergence": self.divergence,
            "evaluated_step": self._evaluated_step,
            "parameters": self.network.parameters.copy(),
            "optimizer": self._optimizer.state(),
            "order": self._order.state(),
            "early_stopping": self._early_stopping.state(),
            "random": {
                "batch_order": self._streams.batch_order.bit_generator.state,
                "dropout": self._streams.dropout.bit_generator.state,
            },
            "curves": self.curves.state(),
            "gradient_norms": self.gradient_norms.state(),
            "activations": self.activations.state(),
        }

    def load_state(self, state: Mapping[str, Any]) -> None:
        """Go on as the session did whose `state` this is, of the same configurations.

        Raises:
            ValueError: it is the state of another run; this one cannot be used any more.
            KeyError: a part is missing.
        """
        parameters = np.asarray(state["parameters"])
        own = self.network.parameters
        if parameters.shape != own.shape or parameters.dtype != own.dtype:
            raise ValueError("the parameters are those of another network")
        own[...] = parameters
        self._optimizer.load_state(state["optimizer"])
        self._order.load_state(state["order"])
        self._early_stopping.load_state(state.get("early_stopping"), self._order.epoch)
        self._streams.batch_order.bit_generator.state = state["random"]["batch_order"]
        self._streams.dropout.bit_generator.state = state["random"]["dropout"]
        self.curves.load_state(state["curves"])
        self.gradient_norms.load_state(state["gradient_norms"])
        if "activations" in state:  # else what is known of them begins here
            self.activations.load_state(state["activations"])
        self.step_count = int(state["step_count"])
        self.divergence = str(state["divergence"])
        self._evaluated_step = int(state["evaluated_step"])
        self.train_metrics, self.validation_metrics = self._measure_parts()

    def measure(self, part: Part) -> Metrics:
        """The figures over all samples of a part, without dropout."""
        return measure(self.network, self.output, part, self.config.threshold)

    def _diverge(self, what: str, logits: Array | None = None) -> None:
        where = f"at step {self.step_count}, in epoch {math.floor(self.epoch) + 1}"
        why = ""
        if logits is not None and np.isfinite(logits).all():  # else it is not the loss's own doing
            why = self.network.loss.why_not_finite(logits)
        self.divergence = f"{what} {where}" + (f": {why}" if why else "")


def all_finite(vector: Array) -> bool:
    """Whether every entry is a number, and none infinite."""
    with np.errstate(over="ignore", invalid="ignore"):
        total = float(np.add.reduce(vector, axis=None))
    # one sum tells, unless finite entries add up beyond the range
    return math.isfinite(total) or bool(np.isfinite(vector).all())


def _first(part: Part, count: int) -> Part:
    """A part's first samples, as views."""
    return Part(part.features[:count], part.targets[:count], part.rows[:count])


def schedule_settings(config: TrainingConfig) -> ScheduleSettings:
    """What the schedule of a configuration depends on."""
    return ScheduleSettings(
        base=config.learning_rate,
        factor=config.schedule_factor,
        period=config.schedule_epochs,
        epochs=config.epochs,
    )


def _ratios(before: Sequence[Array], after: Sequence[Array]) -> tuple[float, ...]:
    """||after - before|| / ||before|| for each layer."""
    pairs = zip(before, after, strict=True)
    with np.errstate(divide="ignore"):
        return tuple(float(np.linalg.norm(b - a) / np.linalg.norm(a)) for a, b in pairs)


def _worst_layer(norms: FloatArray) -> str:
    """The name of the first layer whose gradient norm is not finite."""
    layer = int(np.argmin(np.isfinite(norms))) + 1
    return f"W{layer}"
