"""What a screen may know of many runs at one moment: immutable, picklable values."""

from dataclasses import dataclass

from tui_mlp.arrays import ByteArray, Float64Array, FloatArray, IntArray
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.ensemble.statistics import Bands, Difference, Spread
from tui_mlp.training.snapshot import RunState


@dataclass(frozen=True, eq=False)
class CurveBands:
    """The learning curves of many runs, as their middle and the band around it."""

    epochs: FloatArray
    """(E,) rising."""
    train_loss: Bands
    validation_loss: Bands
    """NaN for an empty validation part."""
    train_score: Bands
    validation_score: Bands


@dataclass(frozen=True, eq=False)
class SeedCurves:
    """The learning curves of one run among many, each (E,); NaN from where it failed."""

    epochs: FloatArray
    train_loss: FloatArray
    validation_loss: FloatArray
    train_score: FloatArray
    validation_score: FloatArray


@dataclass(frozen=True, eq=False)
class SettingView:
    """A setting with all its seeds."""

    name: str
    """The value that tells it from the others; empty where there is one setting only."""
    bands: CurveBands
    loss: Float64Array
    """(R,) of each seed after the last epoch, in nats; NaN of one that failed."""
    score: Float64Array
    """(R,) likewise the accuracy, or micro F1 of labels."""
    failed: int
    """How many seeds diverged."""
    failure: str
    """Why and when the first of them did; empty if none did."""
    stopped_early: int
    """How many seeds early stopping has ended."""
    score_spread: Spread
    loss_spread: Spread
    score_difference: Difference | None = None
    """To the first setting, paired over the seeds; None of the first itself."""
    loss_difference: Difference | None = None


@dataclass(frozen=True, eq=False)
class ChosenSeed:
    """One of the seeds, looked at by itself."""

    place: int
    """Of the seed, from 0."""
    seed: int
    curves: SeedCurves
    failure: str
    """Why and when it diverged; empty if it did not."""


@dataclass(frozen=True, eq=False)
class PlaneView:
    """What many networks answer over the plane of 2-D data, on a grid, row 0 at the top."""

    winner: ByteArray
    """(rows, columns) the class of largest mean probability; the label looked at for labels."""
    confidence: ByteArray
    """(rows, columns) that mean probability, 0..255 for 0..1."""
    disagreement: ByteArray
    """(rows, columns) the part of the networks that answer otherwise, 0..255 for 0..1."""
    label: int | None
    extent: tuple[float, float, float, float]
    """(x_min, x_max, y_min, y_max)."""
    points: FloatArray | None = None
    """(P, 2) the chosen seed's validation samples in the source's units, P <= 2000; else None."""
    point_labels: IntArray | None = None
    """(P,) their class numbers, or 1 for each that has the label looked at."""


@dataclass(frozen=True)
class ManyData:
    """What the runs are trained on; a scenario's is not that of the main screen's run."""

    name: str
    class_names: tuple[str, ...]
    labels: bool
    """Whether a sample may have several of them."""
    planar: bool
    """Whether a sample is a point of the plane."""

    @property
    def score(self) -> str:
        """What the scores are."""
        return "micro F1" if self.labels else "accuracy"


@dataclass(frozen=True, eq=False)
class EnsembleView:
    """All that a screen may show of many runs."""

    number: int
    """Counts what one worker has trained of the kind, from 1."""
    config: TrainingConfig
    """Of the first seed of the first setting."""
    data: ManyData
    varied: str
    """The name of the setting that is compared; empty where there is one setting only."""
    seed_count: int
    """Of each setting."""
    part: str
    """"validation" or "train": what the figures are of."""
    state: RunState
    """DIVERGED where no run is left."""
    epoch: float
    """Epochs done by all that are not over."""
    epochs: int
    """Where they finish."""
    epochs_per_second: float
    """0 when not running."""
    settings: tuple[SettingView, ...]
    setting: int = 0
    """The setting that is looked at, a place in `settings`."""
    chosen: ChosenSeed | None = None
    """A seed of that setting; None for all."""
    plane: PlaneView | None = None
    """Of that setting and seed, or of all its seeds; None where the data have no plane."""
