"""The figures of a finished run that a scenario can ask for, by their names in `MEASURES`."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np

from tui_mlp.arrays import Array
from tui_mlp.data.split import Part
from tui_mlp.nn.activations import ACTIVATIONS
from tui_mlp.scenario.values import LAST_LAYER
from tui_mlp.training.metrics import Metrics
from tui_mlp.training.outputs import Output, class_probabilities, network_targets
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.snapshot import Curves

_ALIKE = 1e-4
_TOGETHER = "of all layers"


class FinishedRun:
    """A session at its end, and what several measures need of it.

    Args:
        session: it has finished, or diverged; it is only looked at.
        level: the validation score that `epochs_to_score` waits for.
    """

    def __init__(self, session: TrainingSession, level: float) -> None:
        self.session = session
        self.level = level
        self.train: Part = session.samples.split.train
        self.curves: Curves = session.curves.curves()
        self.grad_norms: Array = session.gradient_norms.gradient_norms().norms
        """(P, L) of the run so far, the largest of each bucket of steps."""

    @cached_property
    def train_metrics(self) -> Metrics:
        """The figures over all training samples."""
        return self.session.measure(self.train)

    @cached_property
    def validation_metrics(self) -> Metrics:
        """The figures over all validation samples."""
        return self.session.measure(self.session.samples.split.validation)

    @cached_property
    def yhat(self) -> Array:
        """(N, C) a number for each class or label of the validation samples."""
        features = self.session.samples.split.validation.features
        return class_probabilities(
            self.session.output,
            self.session.network.probabilities(features),
            len(self.session.samples.dataset.class_names),
        )

    @cached_property
    def loss_floor(self) -> float:
        """The entropy of the training targets: the cross-entropy of a yhat that equals y."""
        output = self.session.output
        y = network_targets(output, self.train.targets).astype(np.float64)
        if output in (Output.SIGMOID, Output.ONE_NEURON):
            y = np.stack([y, 1 - y])
        surprise = y * np.log(np.where(y > 0, y, 1.0))
        return -float(surprise.sum()) / len(self.train.targets)

    @cached_property
    def total_grad_norms(self) -> Array:
        """(P,) of all layers together."""
        with np.errstate(over="ignore"):
            total: Array = np.sqrt(np.square(self.grad_norms, dtype=np.float64).sum(axis=1))
        return total


@dataclass(frozen=True, eq=False)
class Measure:
    """A figure of a run."""

    title: str
    """A few words, such as "training loss"."""
    of: Callable[[FinishedRun], float]
    """The figure of the whole run, or of all its layers together; NaN where there is none."""
    by_layer: Callable[[FinishedRun], tuple[float, ...]] | None = None
    """L values, for layer 1 .. L; None where layers have no such figure."""
    together: str = ""
    """What is said behind the title of the figure of all layers, as one."""

    def title_of(self, layer: int | str | None) -> str:
        """The title of the figure of a layer, of the last one, or of all."""
        if layer is None:
            return f"{self.title} {self.together}".rstrip()
        return f"{self.title} in {'the last layer' if layer == LAST_LAYER else f'layer {layer}'}"


def _lowest(values: Array) -> float:
    """The lowest of the values that are numbers; NaN where none is."""
    return float(np.fmin.reduce(values, axis=None, initial=math.nan))


def _highest(values: Array) -> float:
    """The highest of the values that are numbers; NaN where none is."""
    return float(np.fmax.reduce(values, axis=None, initial=math.nan))


def _epochs_to_score(run: FinishedRun) -> float:
    """The epochs until the validation score has reached the level; inf if it never does."""
    scores = run.curves.validation_score[:, 1]
    if np.isnan(scores).all():
        return math.nan
    reached = np.flatnonzero(scores >= run.level)
    return float(run.curves.epochs[reached[0]]) if len(reached) else math.inf


def _gap(run: FinishedRun) -> float:
    return run.validation_metrics.loss - run.train_metrics.loss


def _loss_fluctuation(run: FinishedRun) -> float:
    """The root mean square change of the training loss from epoch to epoch, in the second half."""
    losses = run.curves.train_loss.mean(axis=1, dtype=np.float64)
    late = np.diff(losses[len(losses) // 2 :])
    return math.sqrt(float(np.mean(np.square(late)))) if len(late) else math.nan


def _loss_rise(run: FinishedRun) -> float:
    """The sum of the rises of the training loss from epoch to epoch, in the second half."""
    losses = run.curves.train_loss.mean(axis=1, dtype=np.float64)
    late = np.diff(losses[len(losses) // 2 :])
    return float(np.maximum(late, 0).sum()) if len(late) else math.nan


def _divergence_epoch(run: FinishedRun) -> float:
    return run.session.epoch if run.session.divergence else math.inf


def _mean_of(norms: Array) -> tuple[float, ...]:
    """The mean of each column (P, K) over the buckets; NaN before the first step."""
    if not len(norms):
        return (math.nan,) * int(norms.shape[1])
    with np.errstate(over="ignore", invalid="ignore"):
        means: Array = norms.mean(axis=0, dtype=np.float64)
    return tuple(float(mean) for mean in means)


def _last_grad_norms(run: FinishedRun) -> tuple[float, ...]:
    return tuple(map(float, run.session.gradient_norms.gradient_norms().present))


def _last_to_first(norms: tuple[float, ...]) -> float:
    first, last = norms[0], norms[-1]
    if first == 0:
        return math.inf if last > 0 else math.nan
    return last / first


def _weight_norms(run: FinishedRun) -> tuple[float, ...]:
    return tuple(float(np.linalg.norm(w.astype(np.float64))) for w in run.session.network.weights)


def _distinct_units(run: FinishedRun) -> tuple[float, ...]:
    """How many units of each layer differ in their weights and biases."""
    network = run.session.network
    counts = []
    for layer, weights in enumerate(network.weights):
        biases = [network.biases[layer]] if network.biases else []
        units = np.vstack([weights, *biases]).T
        scale = float(np.abs(units).max(initial=0.0)) or 1.0
        counts.append(float(_distinct_rows(units / scale)))
    return tuple(counts)


def _distinct_rows(rows: Array) -> int:
    """The number of rows of which none is within `_ALIKE` of one counted before."""
    found: list[Array] = []
    for row in rows:
        if not any(np.abs(row - other).max() <= _ALIKE for other in found):
            found.append(row)
    return len(found)


def _dead_units(run: FinishedRun) -> tuple[float, ...]:
    """The part of each layer's units whose slope phi'(z) is 0 on every training sample.

    The last layer counts with its own activation: without one it has no dead units.
    """
    network, architecture = run.session.network, run.session.network.architecture
    names = [layer.activation for layer in architecture.hidden]
    a, shares = run.train.features, []
    for layer, weights in enumerate(network.weights):
        with np.errstate(over="ignore", invalid="ignore"):
            z = a @ weights + (network.biases[layer] if network.biases else 0)
            name = names[layer] if layer < len(names) else architecture.output_activation
            slope = ACTIVATIONS[name].derivative(z)
            a = ACTIVATIONS[name](z)
        shares.append(float((slope == 0).all(axis=0).mean()))
    return tuple(shares)


def _dead_share(run: FinishedRun) -> float:
    """The part of all hidden units that is dead."""
    units = run.session.config.hidden
    if not units:
        return math.nan
    return float(np.average(_dead_units(run)[:-1], weights=units))


def _largest_logit(run: FinishedRun) -> float:
    return float(np.abs(run.session.network.all_logits(run.train.features)).max())


def _confidence(run: FinishedRun) -> float:
    """The mean of the largest yhat_j; of labels, the mean of max(yhat_j, 1 - yhat_j)."""
    if not len(run.yhat):
        return math.nan
    if run.session.output.labels:
        return float(np.maximum(run.yhat, 1 - run.yhat).mean())
    return float(run.yhat.max(axis=1).mean())


def _largest_sum(run: FinishedRun) -> float:
    return _highest(run.yhat.sum(axis=1))


def _smallest_sum(run: FinishedRun) -> float:
    return _lowest(run.yhat.sum(axis=1))


def _undecided(run: FinishedRun) -> float:
    """The part of the validation samples for which not exactly one yhat_j is over 1/2."""
    if not len(run.yhat):
        return math.nan
    return float(((run.yhat > 0.5).sum(axis=1) != 1).mean())


MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        "train_loss": Measure("training loss", lambda run: run.train_metrics.loss),
        "validation_loss": Measure("validation loss", lambda run: run.validation_metrics.loss),
        "train_score": Measure("training score", lambda run: run.train_metrics.score),
        "validation_score": Measure("validation score", lambda run: run.validation_metrics.score),
        "train_accuracy": Measure("training accuracy", lambda run: run.train_metrics.accuracy),
        "validation_accuracy": Measure(
            "validation accuracy", lambda run: run.validation_metrics.accuracy
        ),
        "lowest_train_loss": Measure(
            "lowest training loss", lambda run: _lowest(run.curves.train_loss)
        ),
        "lowest_validation_loss": Measure(
            "lowest validation loss", lambda run: _lowest(run.curves.validation_loss)
        ),
        "best_train_score": Measure(
            "best training score", lambda run: _highest(run.curves.train_score)
        ),
        "best_validation_score": Measure(
            "best validation score", lambda run: _highest(run.curves.validation_score)
        ),
        "epochs_to_score": Measure("epochs to the score", _epochs_to_score),
        "generalisation_gap": Measure("validation − training loss", _gap),
        "loss_fluctuation": Measure("late change of loss an epoch", _loss_fluctuation),
        "loss_rise": Measure("late rises of loss, added up", _loss_rise),
        "loss_floor": Measure("entropy of the targets", lambda run: run.loss_floor),
        "excess_loss": Measure(
            "training loss − entropy", lambda run: run.train_metrics.loss - run.loss_floor
        ),
        "diverged": Measure("diverged", lambda run: float(bool(run.session.divergence))),
        "divergence_epoch": Measure("epoch of divergence", _divergence_epoch),
        "grad_norm": Measure(
            "last gradient norm",
            lambda run: math.hypot(*_last_grad_norms(run)),
            _last_grad_norms,
            _TOGETHER,
        ),
        "mean_grad_norm": Measure(
            "mean gradient norm",
            lambda run: _mean_of(run.total_grad_norms[:, None])[0],
            lambda run: _mean_of(run.grad_norms),
            _TOGETHER,
        ),
        "grad_norm_ratio": Measure(
            "gradient of last layer / first", lambda run: _last_to_first(_last_grad_norms(run))
        ),
        "mean_grad_norm_ratio": Measure(
            "mean gradient of last / first", lambda run: _last_to_first(_mean_of(run.grad_norms))
        ),
        "weight_norm": Measure(
            "norm of the weights",
            lambda run: math.hypot(*_weight_norms(run)),
            _weight_norms,
            _TOGETHER,
        ),
        "distinct_units": Measure(
            "different hidden units",
            lambda run: math.fsum(_distinct_units(run)[:-1]),
            _distinct_units,
        ),
        "dead_units": Measure("dead hidden units, share", _dead_share, _dead_units),
        "largest_logit": Measure("largest |logit|", _largest_logit),
        "confidence": Measure("mean confidence", _confidence),
        "largest_probability_sum": Measure("largest sum of ŷ", _largest_sum),
        "smallest_probability_sum": Measure("smallest sum of ŷ", _smallest_sum),
        "undecided": Measure("samples without exactly one ŷ over ½, share", _undecided),
    }
)
"""All measures by name.

Losses are in nats and, like scores and accuracies, those of the last weights over all samples of a
part; a score is the micro F1 of labels, else the accuracy, and the accuracy of labels counts the
samples with all labels right. `lowest_` and `best_` are read from the learning curves. Gradient
norms are those before clipping; their means are over the columns of the gradient panel, which show
the largest norm of some steps each. `loss_fluctuation` is the root mean square change of the
training loss from one epoch to the next in the second half of a run, descent included; `loss_rise`
adds up where it rose, and is 0 of a loss that only falls. `excess_loss` is the mean
KL-divergence of yhat from y, as CE = H(y) + KL. A unit is dead where phi'(z) = 0 on every training
sample. Logits are those of training samples; confidences and sums of yhat those of validation.
"""
