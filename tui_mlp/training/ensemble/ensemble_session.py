"""Many runs of stochastic gradient descent, stepped together."""

import copy
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tui_mlp.arrays import BoolArray, Float64Array, FloatArray, IntArray
from tui_mlp.nn.ensemble.ensemble_network import EnsembleNetwork
from tui_mlp.nn.ensemble.row_optimizer import RowOptimizer
from tui_mlp.nn.ensemble.row_regularization import (
    add_penalty_gradients,
    clip_rows,
    finite_rows,
)
from tui_mlp.nn.optimizers import OPTIMIZERS, Rate
from tui_mlp.nn.regularization import grad_norm
from tui_mlp.numbers import epoch, grouped
from tui_mlp.settings.config_error import ConfigError
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.ensemble.ensemble_curves import EnsembleCurves, EnsembleHistory
from tui_mlp.training.ensemble.ensemble_metrics import (
    EnsembleMetrics,
    measure_ensemble,
    rows_at_once,
)
from tui_mlp.training.ensemble.ensemble_order import EnsembleOrder
from tui_mlp.training.ensemble.learning_rates import LearningRates
from tui_mlp.training.ensemble.one_kind import groups_of, rate_of, require_one_kind
from tui_mlp.training.ensemble.replica import (
    Datasets,
    Replica,
    load_replicas,
    stack_part,
    without_copies,
)
from tui_mlp.training.history import GradientNormHistory, LearningCurves
from tui_mlp.training.metrics import Metrics
from tui_mlp.training.outputs import Output, class_probabilities
from tui_mlp.training.samples import sampling_probabilities, split_samples
from tui_mlp.training.session import CURVE_SAMPLES, TrainingSession


@dataclass(frozen=True)
class Failure:
    """Why and when a run of an ensemble stopped."""

    step: int
    reason: str
    """A sentence without its full stop, as `TrainingSession.divergence`."""


@dataclass(frozen=True, eq=False)
class BestEpochs:
    """For each run the epoch with the least validation loss; of training without validation."""

    epoch: Float64Array
    """(R,)."""
    loss: Float64Array
    score: Float64Array


class EnsembleSession:
    """Trains R networks at once; each is to rounding what a `TrainingSession` of its own would be.

    A run that diverges stays where it was, is left out of the figures from then on, and disturbs
    none of the others. One that stops early keeps its weights, and its figures, to the end.

    Args:
        replicas: the runs, of one kind; `ensembles_of` makes and groups them.
        dtype: of parameters and gradients.

    Raises:
        ValueError: the runs cannot be stepped together.
    """

    def __init__(self, replicas: Sequence[Replica], dtype: npt.DTypeLike = np.float32) -> None:
        require_one_kind(replicas)
        configs = [replica.config for replica in replicas]
        if configs[0].start is not None:
            raise ConfigError("start", "many seeds draw their own first weights: leave it out")
        self.configs = tuple(configs)
        self.config = configs[0]
        """Of the first run; what may not differ holds for all."""
        self.output: Output = replicas[0].output
        self._classes = len(replicas[0].dataset.class_names)
        self.parts = {name: stack_part(replicas, name) for name in ("train", "validation", "test")}
        self.replicas = tuple(map(without_copies, replicas))
        self._streams = [replica.streams for replica in replicas]
        self.network = EnsembleNetwork(replicas[0].architecture, len(replicas), dtype)
        initial = [config.init for config in configs]
        self.network.initialize(initial, [streams.initialization for streams in self._streams])
        self._use_settings()
        train = self.parts["train"].count
        self._order = EnsembleOrder(
            train,
            self.config.batch_size,
            self.config.sampling,
            [streams.batch_order for streams in self._streams],
            [
                sampling_probabilities(each.config, each.dataset, each.rows["train"])
                for each in replicas
            ],
        )
        self._batch_arrays: dict[int, tuple[FloatArray, FloatArray]] = {}
        self._dropout_streams = [streams.dropout for streams in self._streams]
        self.step_count = 0
        self.failures: dict[int, Failure] = {}
        """By the number of the run, those that diverged."""
        self.stopped_early: dict[int, float] = {}
        """By the number of the run the epoch where early stopping ended it."""
        self._stopped_states: dict[int, dict[str, Any]] = {}
        self._failed: IntArray = np.array([], np.intp)
        self._over: IntArray = self._failed
        """The runs that failed or stopped early."""
        self._history = EnsembleHistory(len(replicas))
        self._best = np.full((3, len(replicas)), np.nan)
        self.train_metrics, self.validation_metrics = self.evaluate()

    @classmethod
    def of(
        cls, configs: Sequence[TrainingConfig], dtype: npt.DTypeLike = np.float32
    ) -> "EnsembleSession":
        """The runs of some configurations in one ensemble.

        Raises:
            DataError: a data set cannot be read, or not with these settings.
            ConfigError: a data set has no use for a configuration's output.
            ValueError: the runs cannot be stepped together.
        """
        return cls(load_replicas(configs), dtype)

    def __repr__(self) -> str:
        where = f"epoch {epoch(self.epoch)} of {grouped(self.config.epochs)}"
        return f"EnsembleSession({self.network!r}, {where}, {len(self.failures)} failed)"

    def _use_settings(self) -> None:
        """Turn the runs' settings into what a step computes with."""
        configs, network = self.configs, self.network
        names = OPTIMIZERS[self.config.optimizer].hyper_parameters()
        values = {name: rate_of([getattr(each, name) for each in configs]) for name in names}
        self._optimizer = RowOptimizer(self.config.optimizer, network, values)
        self._learning_rates = LearningRates(configs)
        count = network.architecture.weight_count
        self._weights = network.parameters[:, :count]
        self._weight_gradient = network.gradient[:, :count]
        self._l1 = self._precise([each.l1 for each in configs])
        decay = [each.l2 for each in configs]
        self._weight_decay = rate_of(decay)
        decoupled = self._optimizer.decouples_weight_decay
        self._l2: Rate = 0.0 if decoupled else self._precise(decay)
        penalised = any(each.l1 or each.l2 for each in configs)
        self._penalty_work = np.empty_like(self._weights) if penalised else None
        clips = np.array([each.clip or math.inf for each in configs])
        self._max_norms = clips if np.isfinite(clips).any() else None
        self._patience = np.array([each.patience for each in configs])
        thresholds = [each.threshold for each in configs]
        self._threshold = np.array(thresholds, np.float32)[:, np.newaxis, np.newaxis]

    def _precise(self, values: Sequence[float]) -> Rate:
        """A rate in the networks' precision."""
        rate = rate_of(values)
        return rate.astype(self.network.dtype) if isinstance(rate, np.ndarray) else rate

    @property
    def count(self) -> int:
        """R, the failed ones included."""
        return self.network.count

    @property
    def epoch(self) -> float:
        """Epochs done, with the part of the present one."""
        return self._order.epoch

    @property
    def finished(self) -> bool:
        """Whether it has come to the last epoch, or all runs were over before it."""
        at_end = self._order.at_epoch_start and self.epoch >= self.config.epochs
        return at_end or len(self._over) == self.count

    @property
    def steps_per_epoch(self) -> int:
        """The mini-batches of a whole epoch."""
        return self._order.steps_per_epoch

    @property
    def steps_left_in_epoch(self) -> int:
        """The mini-batches that are left of the present epoch, at least 1."""
        return self._order.steps_left_in_epoch

    @property
    def alive(self) -> BoolArray:
        """(R,) which runs have not failed."""
        alive = np.ones(self.count, np.bool_)
        alive[self._failed] = False
        return alive

    @property
    def best_epochs(self) -> BestEpochs:
        """Where each run was best so far, a copy."""
        return BestEpochs(*self._best.copy())

    def curves(self) -> EnsembleCurves:
        """The learning curves so far, a copy."""
        return self._history.curves()

    def step(self) -> bool:
        """Take one step in all runs that are not over; False if all are."""
        return self.train_steps(1)

    def train_steps(self, count: int) -> bool:
        """Take so many steps; False, with the rest left out, if all runs are over."""
        with np.errstate(over="ignore", invalid="ignore"):
            return all(self._step() for _ in range(count))

    def train_epoch(self) -> bool:
        """Train to the end of the present epoch; False if all runs are over."""
        return self.train_steps(self._order.steps_left_in_epoch)

    def _step(self) -> bool:
        if len(self._over) == self.count:
            return False
        rates = self._learning_rates.at(self._order.epoch)
        features, targets = self._next_batches()
        network = self.network
        network.compute_gradient_unguarded(
            features, targets, self.config.dropout, self._dropout_streams
        )
        self.step_count += 1
        self._fail_where_gradient_is_not_finite()
        frozen = network.parameters[self._over] if len(self._over) else None
        if self._penalty_work is not None:
            add_penalty_gradients(
                self._weights, self._weight_gradient, self._l1, self._l2, self._penalty_work
            )
        if self._max_norms is not None:
            clip_rows(network.gradient, self._max_norms)
        self._optimizer.update(rates, self._weight_decay)
        if frozen is not None:
            network.parameters[self._over] = frozen
        if self._order.at_epoch_start:
            self.evaluate()
        return len(self._over) < self.count

    def _next_batches(self) -> tuple[FloatArray, FloatArray]:
        part, places = self.parts["train"], self._order.next_batches()
        size = places.shape[1]
        arrays = self._batch_arrays.get(size)
        if arrays is None:
            arrays = (
                np.empty((self.count, size, part.feature_count), np.float32),
                np.empty((self.count, size, part.target_count), np.float32),
            )
            self._batch_arrays[size] = arrays
        part.take(places, *arrays)
        return arrays

    def _fail_where_gradient_is_not_finite(self) -> None:
        gradient = self.network.gradient
        gradient[self._over] = 0
        finite = finite_rows(gradient)
        if finite.all():
            return
        for replica in np.flatnonzero(~finite).tolist():
            norms = [grad_norm(each[replica].reshape(-1)) for each in self.network.weight_gradients]
            layer = int(np.argmin(np.isfinite(norms))) + 1
            self._fail(replica, f"the gradient of W{layer} is not finite")
        gradient[self._over] = 0

    def _fail(self, replica: int, what: str) -> None:
        if replica not in self.failures:
            where = f"at step {self.step_count}, in epoch {math.floor(self.epoch) + 1}"
            self.failures[replica] = Failure(self.step_count, f"{what} {where}")
            self._failed = np.array(sorted(self.failures), np.intp)
            self._note_over()

    def _note_over(self) -> None:
        self._over = np.array(sorted({*self.failures, *self.stopped_early}), np.intp)

    def evaluate(self) -> tuple[EnsembleMetrics, EnsembleMetrics]:
        """Measure training and validation part now, as the curves' next point."""
        train, validation = self.measure("train", CURVE_SAMPLES), self.measure("validation")
        self.train_metrics, self.validation_metrics = train, validation
        self._evaluated_step = self.step_count
        self._history.append(self.epoch, train, validation)
        finite = finite_rows(self.network.parameters) & self._optimizer.finite_rows()
        for replica in np.flatnonzero(~np.isfinite(train.loss)).tolist():
            self._fail(replica, "the training loss is not finite")
        for replica in np.flatnonzero(~finite).tolist():
            self._fail(replica, "the weights, or what the optimizer carries, are not finite")
        self._note_best(validation if self.parts["validation"].count else train)
        self._stop_early()
        return train, validation

    def _note_best(self, figures: EnsembleMetrics) -> None:
        if self.epoch == 0:  # as of a kept run: no training is no epoch
            return
        better = (figures.loss < self._best[1]) | np.isnan(self._best[1])
        better &= np.isfinite(figures.loss)
        self._best[0, better] = self.epoch
        self._best[1, better] = figures.loss[better]
        self._best[2, better] = figures.score[better]

    def _stop_early(self) -> None:
        """Keep the runs as they are whose `patience` is over."""
        waited = self.epoch - np.nan_to_num(self._best[0])
        over = (self._patience > 0) & (waited >= self._patience)
        over[self._over] = False
        for replica in np.flatnonzero(over).tolist():
            self._stopped_states[replica] = self.state_of(replica)
            self.stopped_early[replica] = self.epoch
        if over.any():
            self._note_over()

    def measure(self, part: str, most: int = 2**62) -> EnsembleMetrics:
        """The figures of "train", "validation" or "test", NaN for runs that have failed."""
        metrics = measure_ensemble(
            self.network,
            self.output,
            self.parts[part],
            self._threshold,
            classes=self._classes,
            most=most,
        )
        if not len(self._failed):
            return metrics
        columns = (metrics.loss.copy(), metrics.accuracy.copy(), metrics.score.copy())
        for column in columns:
            column[self._failed] = np.nan
        return EnsembleMetrics(*columns)

    def state_of(self, replica: int) -> dict[str, Any]:
        """The state of one run as `TrainingSession.load_state` takes it; a copy.

        Its learning curves are those that are kept here; it has no gradient norms of before. That
        of a run that stopped early is of where it stopped.
        """
        if replica in self._stopped_states:
            return copy.deepcopy(self._stopped_states[replica])
        failure, streams = self.failures.get(replica), self._streams[replica]
        curves, own = self.curves(), LearningCurves()
        for place, measured_at in enumerate(curves.epochs):
            train, validation = (
                Metrics(float(loss[place, replica]), float(score[place, replica]))
                for loss, score in (
                    (curves.train_loss, curves.train_score),
                    (curves.validation_loss, curves.validation_score),
                )
            )
            own.append(float(measured_at), train, validation)
        return {
            "step_count": self.step_count if failure is None else failure.step,
            "divergence": "" if failure is None else failure.reason,
            "evaluated_step": self._evaluated_step,
            "parameters": self.network.parameters[replica].copy(),
            "optimizer": self._optimizer.state_of(replica),
            "order": self._order.state_of(replica),
            "early_stopping": self._early_stopping_state(replica),
            "random": {
                "batch_order": streams.batch_order.bit_generator.state,
                "dropout": streams.dropout.bit_generator.state,
            },
            "curves": own.state(),
            "gradient_norms": GradientNormHistory(len(self.network.weights)).state(),
        }

    def _early_stopping_state(self, replica: int) -> dict[str, float]:
        """As `EarlyStopping.state`: the least loss, and its epoch."""
        epoch_there, least, _ = self._best[:, replica].tolist()
        if math.isnan(epoch_there):
            return {"least": math.inf, "since": 0.0}
        return {"least": least, "since": epoch_there}

    def single_run(self, replica: int) -> TrainingSession:
        """One run as a session of its own, on the same data set, that goes on from here."""
        config = self.configs[replica]
        samples = split_samples(self.replicas[replica].dataset, config)
        return TrainingSession.restored(config, config, self.state_of(replica), samples)

    def probabilities(self, features: FloatArray) -> FloatArray:
        """Yhat (R, N, C) of each network for samples (N, D) in the source's units."""
        answers = []
        for start in range(0, len(features), rows_at_once(self.count)):
            rows = features[start : start + rows_at_once(self.count)]
            x = np.stack([each.standardization.apply(rows) for each in self.replicas])
            logits = self.network.forward(x)
            with np.errstate(over="ignore", invalid="ignore"):
                yhat = self.network.loss.probabilities(logits.reshape(-1, logits.shape[2]))
            by_class = class_probabilities(self.output, yhat.astype(np.float32), self._classes)
            answers.append(by_class.reshape(self.count, len(rows), -1))
        return np.concatenate(answers, axis=1)


def ensembles_of(
    configs: Sequence[TrainingConfig],
    datasets: Datasets | None = None,
    dtype: npt.DTypeLike = np.float32,
) -> list[tuple[IntArray, EnsembleSession]]:
    """The fewest ensembles that some configurations fit into, with the places of each one's runs.

    Raises:
        DataError: a data set cannot be read, or not with these settings.
        ConfigError: a data set has no use for a configuration's output.
    """
    replicas = load_replicas(configs, datasets)
    return [
        (np.array(places), EnsembleSession([replicas[place] for place in places], dtype))
        for places in groups_of(replicas)
    ]
