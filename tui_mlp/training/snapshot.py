"""What a screen may know of a run: immutable, picklable values."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from tui_mlp.arrays import ByteArray, FloatArray, IntArray
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.metrics import Metrics
from tui_mlp.training.outputs import Output
from tui_mlp.training.units.unit_maps import Unit, UnitMaps

if TYPE_CHECKING:
    from tui_mlp.training.ensemble.ensemble_view import EnsembleView

_SHADE = 12
"""Of the 255 that stand for a probability of 1: what about makes another colour of a point."""


class RunState(StrEnum):
    """Where a run stands; the words are shown as they are."""

    PAUSED = "paused"
    RUNNING = "running"
    FINISHED = "finished"
    DIVERGED = "diverged"


@dataclass(frozen=True)
class LayerSummary:
    """A row of the network's table; row 0 is the input, the last one the output."""

    units: int
    activation: str
    """The activation's name; "input" in the first row, and what gives yhat in the last."""
    parameters: int
    """Weights and biases that lead into this layer; 0 for the input."""


@dataclass(frozen=True, eq=False)
class RunDescription:
    """What stays the same while a run goes on."""

    number: int
    """Counts the runs of one worker from 1: a new number means that everything is new."""
    config: TrainingConfig
    """The configuration the run started with."""
    dataset: str
    """The data set's name."""
    class_names: tuple[str, ...]
    feature_names: tuple[str, ...]
    """D names, as they are shown."""
    layers: tuple[LayerSummary, ...]
    train_count: int
    validation_count: int
    test_count: int
    output: Output = Output.SOFTMAX
    """What the network's answers mean."""
    image_shape: tuple[int, int] | None = None
    points: FloatArray | None = None
    """(P, 2) the validation samples of 2-D data in the source's units, P <= 2000; else None."""
    point_labels: IntArray | None = None
    """(P,) their class numbers; None for multi-label data."""
    point_targets: ByteArray | None = None
    """(P, C) 1 for each label that they have; None but for multi-label data."""
    extent: tuple[float, float, float, float] | None = None
    """(x_min, x_max, y_min, y_max) of the decision boundary's picture."""
    notes: tuple[str, ...] = ()
    """What was done to the data when it was read, a sentence each."""
    columns_used: tuple[int, int] | None = None
    """Of a file of the user's own with columns: how many are features, and how many there are."""


@dataclass(frozen=True, eq=False)
class Curves:
    """Losses and scores against epochs, decimated to P buckets of (minimum, maximum)."""

    epochs: FloatArray
    """(P,) rising; fractions of an epoch are possible."""
    train_loss: FloatArray
    """(P, 2), and so on; NaN where there is no figure (an empty validation part)."""
    validation_loss: FloatArray
    train_score: FloatArray
    """`Metrics.score`: accuracy, or micro F1 of labels."""
    validation_score: FloatArray


@dataclass(frozen=True, eq=False)
class Overlay:
    """The curves of a kept run, drawn beside those of the present one."""

    name: str
    """Short, as a terminal may show it."""
    curves: Curves


@dataclass(frozen=True, eq=False)
class GradientNorms:
    """Euclidean norms of each weight matrix's gradient, before clipping, over time."""

    epochs: FloatArray
    """(P,) the epoch at which each bucket ends, rising."""
    norms: FloatArray
    """(P, L) the largest norm in each bucket, column l-1 for W^l; may hold 0, inf and NaN."""
    present: FloatArray
    """(L,) of the last step; NaN before the first."""


@dataclass(frozen=True, eq=False)
class SampleView:
    """One validation sample (a training sample where there is no validation part)."""

    index: int
    """Its place, 0 .. count-1."""
    count: int
    part: str
    """"validation" or "train"."""
    features: FloatArray
    """(D,) in the source's units."""
    target: FloatArray
    """(C,) y: a distribution, one-hot where it is not smoothed; labels 0..1 for SIGMOID."""
    probabilities: FloatArray
    """(C,) the network's yhat, a number for each class or label."""
    loss: float
    """CE(y, yhat) in nats, for sigmoids the sum of the binary cross-entropies."""
    origin: str = ""
    """What it was picked for: "worst 2 of 180"; empty for one that was come to by its place."""
    largest_logit: float = float("nan")
    """max_j a^L_j, of a softmax for teaching that leaves it in the exponents; else NaN."""


NO_ANSWER = 255
"""Stands in the place of a class where a network gives no number."""


@dataclass(frozen=True, eq=False)
class BoundaryView:
    """The network over the plane of 2-D data, on a grid of (rows, columns), row 0 at the top."""

    winner: ByteArray
    """(rows, columns) the class of largest probability; the label looked at for SIGMOID.
    `NO_ANSWER` where the network gives NaN."""
    confidence: ByteArray
    """(rows, columns) that probability, 0..255 for 0..1."""
    label: int | None = None
    """The label looked at for SIGMOID, else None."""

    def changed_points(self, before: "BoundaryView") -> int:
        """How many points look different: another class, or another shade of it."""
        classes = self.winner != before.winner
        shades = self.confidence // _SHADE != before.confidence // _SHADE
        return int(np.count_nonzero(classes | shades))


@dataclass(frozen=True)
class AblatedUnits:
    """Units that are switched off in all views of a network, not in its training."""

    units: frozenset[Unit]
    before: Metrics
    """Of the validation part (the training part where there is none) with all units."""
    after: Metrics
    """The same without these units."""


@dataclass(frozen=True)
class ScenarioProgress:
    """Which of a scenario's runs goes on."""

    title: str
    look: str
    """What to watch."""
    variant: str
    run: int
    """From 1 to `runs`."""
    runs: int


@dataclass(frozen=True)
class BestEpoch:
    """The epoch of a run's log with the least validation loss, or training loss without such."""

    epoch: float
    loss: float
    score: float
    """The accuracy there, or micro F1 of labels."""


@dataclass(frozen=True)
class KeptRun:
    """What is on the disk of a run."""

    name: str
    """Of its folder; empty before the first save."""
    saved_epoch: float | None
    """What the last checkpoint holds."""
    problem: str
    """Why the last save failed; empty if it did not."""
    good_epoch: float
    """Where the last good state is from, to which a run that diverged can go back."""
    best: BestEpoch | None = None
    """None before the first epoch has ended."""
    good_rate: float | None = None
    """The learning rate with which an epoch led to the last good state; None for no such one."""


@dataclass(frozen=True, eq=False)
class Snapshot:
    """All that a screen may show of a run at one moment, and no more than it asked for."""

    run: RunDescription
    state: RunState
    divergence: str
    """Why and when the run diverged, a sentence; empty while its numbers are finite."""
    config: TrainingConfig
    """The run's configuration with the settings as they are now; `epochs` is where it finishes."""
    epoch: float
    """Epochs done; a fraction within one."""
    step: int
    """Mini-batches done."""
    steps_per_epoch: int
    steps_per_second: float
    """The present speed; 0 when not running."""
    speed_limit: float | None
    """The chosen speed in steps a second; None for full."""
    learning_rate: float
    """gamma_k of the step that comes next."""
    train: Metrics
    validation: Metrics | None
    curves: Curves
    gradient_norms: GradientNorms
    trace: Curves | None = None
    """The curves of the run before this one, of the same data, until the next reset."""
    undo: tuple[str, ...] = ()
    """What each undo would take back, the next one first: "units 16 → 24"."""
    redo: tuple[str, ...] = ()
    """What each redo would bring again, the next one first."""
    scenario: ScenarioProgress | None = None
    """Of the scenario that this run belongs to."""
    sample: SampleView | None = None
    boundary: BoundaryView | None = None
    confusion: IntArray | None = None
    """(C, C) validation counts, row = true class, column = predicted class; not for SIGMOID."""
    units: UnitMaps | None = None
    """What each unit answers to."""
    ablated: AblatedUnits | None = None
    """The units that are switched off in what is shown; None for none."""
    kept: KeptRun | None = None
    """None where runs are not kept."""
    runs_dir: str = ""
    """The directory of all kept runs; empty where runs are not kept."""
    test: Metrics | None = None
    """Of the test part; only of a run that is finished, and None where there is no such part."""
    ensemble: "EnsembleView | None" = None
    """Many runs that are trained in this one's place, while somebody looks at them."""
    blas_threads: int = 1
    """How many threads the matrix products may use."""
    steers: bool = True
    """Whether this screen steers the run; else it only watches."""
    answered: int = 0
    """The number of this screen's last command that it shows the effect of."""

    @property
    def stopped_early(self) -> bool:
        """Whether the run is over before its last epoch, because its loss got no lower."""
        return self.state is RunState.FINISHED and self.epoch < self.config.epochs

    @property
    def smaller_rate(self) -> float:
        """The learning rate to try after a divergence: the last one that worked, or a tenth."""
        present = self.config.learning_rate
        worked = self.kept.good_rate if self.kept else None
        return worked if worked is not None and worked < present else present / 10
