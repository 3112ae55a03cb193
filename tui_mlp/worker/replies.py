"""What a worker says: snapshots, replies to commands, and why it could not start."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tui_mlp.arrays import FloatArray, IntArray
from tui_mlp.scenario.values import Scenario
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.outputs import Output
from tui_mlp.training.snapshot import (
    BoundaryView,
    KeptRun,
    RunDescription,
    SampleView,
    Snapshot,
)

# A screen imports what it is told of when it is told: that a value may hold it costs no start.
if TYPE_CHECKING:
    from tui_mlp.data.data_report import DataReport
    from tui_mlp.data.input_fields import InputField
    from tui_mlp.lecture.derivations import RunPosition
    from tui_mlp.lecture.flow.gradient_flow import GradientFlow
    from tui_mlp.lecture.flow.learning import LearningFigures
    from tui_mlp.lecture.flow.trial import Trial
    from tui_mlp.lecture.step.update_rule import UpdateRule
    from tui_mlp.lecture.surface.loss_surface import LossSurface
    from tui_mlp.nn.architecture import Architecture
    from tui_mlp.scenario.outcome import Outcome
    from tui_mlp.training.evaluating.evaluation import Evaluation
    from tui_mlp.training.units.activation_history import ActivationSpread


@dataclass(frozen=True)
class WorkerFailed:
    """The worker has ended on its own; nothing comes after this."""

    reason: str
    """A line for the user."""
    bad_input: bool
    """Whether something that the user gave was the cause."""


@dataclass(frozen=True)
class Loading:
    """There is no run to show yet."""

    doing: str
    """What is being done, such as "reading the data"."""
    fraction: float | None = None
    """0..1 of it that is done, where that is known."""


@dataclass(frozen=True, eq=False)
class NetworkCopied:
    """The answer to `commands.CopyNetwork`: a network at one step, and samples to look at."""

    run_number: int
    dataset: str
    class_names: tuple[str, ...]
    feature_names: tuple[str, ...]
    """D names, as they are shown."""
    output: Output
    architecture: "Architecture"
    parameters: FloatArray
    """(P,) in `Network.parameters`' order."""
    step: int
    learning_rate: float
    """gamma_k of the step that comes next."""
    rule: "UpdateRule"
    """How the coming step follows from the gradient."""
    part: str
    """"validation" or "train": where the samples are from."""
    part_size: int
    """The number of samples in that part."""
    places: IntArray
    """(B,) the samples' places in it, from 0."""
    inputs: FloatArray
    """(B, n_0) standardised."""
    targets: FloatArray
    """(B, n_L) as the network's loss takes them."""
    position: "RunPosition | None" = None
    """Where the run is in the algorithm."""
    of_step: bool = False
    """Whether the samples are those of the coming step."""


@dataclass(frozen=True, eq=False)
class FlowMeasured:
    """The answer to `commands.MeasureFlow`: how the error flows back at one step."""

    run_number: int
    step: int
    config: TrainingConfig
    """The settings of this step."""
    train_count: int
    """The number of training samples."""
    flow: "GradientFlow"
    learning: "LearningFigures | None" = None
    """How far the run has come from chance."""
    activations: "ActivationSpread | None" = None
    """How the activations of the hidden layers were spread up to now."""
    trial: "Trial | None" = None
    """Of a run that began by `commands.Fork`, once it and the run before have taken steps."""
    dataset: str = ""
    epoch: float = 0.0
    """Done by this step."""


@dataclass(frozen=True, eq=False)
class SurfaceMeasured:
    """The answer to `commands.MeasureSurface`."""

    step: int
    """Of the run, when it was measured."""
    draw: int
    """As it was asked for."""
    surface: "LossSurface | None"
    """None where the network is too large for one."""
    epoch: float
    """Of the run, when it was measured."""


@dataclass(frozen=True, eq=False)
class WorstSample:
    """One of the samples of largest loss, and where it is out of the ordinary."""

    view: SampleView
    telling: "tuple[InputField, ...]"
    """At most three: furthest, in standard deviations, from the samples of its class; none of
    images."""


@dataclass(frozen=True, eq=False)
class WorstListed:
    """The answer to `sample_commands.ListWorst`: the worst sample first."""

    run_number: int
    step: int
    samples: tuple[WorstSample, ...]


@dataclass(frozen=True, eq=False)
class InputsDescribed:
    """The answer to `sample_commands.DescribeInputs`: what a sample consists of."""

    run_number: int
    fields: "tuple[InputField, ...]"
    """None of images."""
    features: FloatArray
    """(D,) the sample that is shown, in the source's units."""
    pixel_limits: tuple[float, float] | None = None
    """The least and the largest pixel of images; else None."""


@dataclass(frozen=True, eq=False)
class Predicted:
    """The answer to `sample_commands.Predict`."""

    run_number: int
    step: int
    features: FloatArray
    """(D,) what was asked, in the source's units."""
    probabilities: FloatArray
    """(C,) the network's yhat for it."""


@dataclass(frozen=True, eq=False)
class RunBoundary:
    """What a scenario's run answered over the plane of its 2-D data when it was over."""

    variant: str
    """Its name."""
    epochs: float
    """How far it came."""
    threshold: float
    """A label counts as given from this probability on."""
    run: RunDescription
    boundary: BoundaryView


@dataclass(frozen=True, eq=False)
class DataRead:
    """The answer to `questions.data_commands.DescribeData` and `ReadData`."""

    name: str
    """Of the data set; empty where there is none."""
    settings: Mapping[str, object]
    """What it was read with: a value for each of `settings.own_data.OWN_DATA`."""
    report: "DataReport | None"
    """None of data that were generated, and of a file that is no table."""
    problem: str = ""
    """Why there is no data set, in a line; empty if there is one."""


@dataclass(frozen=True, eq=False)
class FileUndecided:
    """What a worker says that began with other data, as its file makes no data set by itself."""

    read: DataRead


@dataclass(frozen=True, eq=False)
class Evaluated:
    """The answer to `questions.data_commands.Evaluate`."""

    run_number: int
    step: int
    part: str
    """"test", "validation" or "train"."""
    figures: "Evaluation | None"
    """None of a network whose weights are no numbers."""
    noun: str = "sample"
    """What the worst samples' numbers count: "row" for the lines of the user's file."""


@dataclass(frozen=True)
class ScenarioFinished:
    """The answer to `commands.RunScenario`."""

    scenario: Scenario
    outcome: "Outcome"
    boundaries: tuple[RunBoundary, ...] = ()
    """Of each run on 2-D data, in their order."""


@dataclass(frozen=True)
class Detached:
    """The answer to `commands.Detach`: the run goes on without this screen, or cannot."""

    run: str
    """The run's name."""
    problem: str = ""
    """Why it cannot; empty if it can."""


class Severity(StrEnum):
    """How a notice is shown; the words are Textual's."""

    INFORMATION = "information"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Notice:
    """A line for the user: what was done, or why something was not."""

    text: str
    severity: Severity = Severity.WARNING


@dataclass(frozen=True, eq=False)
class PredictedEach:
    """The answer to `sample_commands.PredictEach`."""

    run_number: int
    step: int
    probabilities: FloatArray
    """(N, C) the network's yhat for each sample."""


SampleAnswer = WorstListed | InputsDescribed | Predicted | PredictedEach
"""What is answered about single samples."""

MeasuredAnswer = FlowMeasured | SurfaceMeasured
"""What is answered about the whole run."""


@dataclass(frozen=True)
class Exported:
    """The answer to `questions.export_commands.Export`."""

    written: tuple[str, ...]
    """The paths of the new files."""
    problem: str = ""
    """Why there are none, in a line."""


DataAnswer = DataRead | FileUndecided | Evaluated | Exported
"""What is answered about data and files."""

Answer = (
    NetworkCopied
    | MeasuredAnswer
    | ScenarioFinished
    | Detached
    | SampleAnswer
    | DataAnswer
    | Notice
)
"""What is said once."""


@dataclass(frozen=True, eq=False)
class Reply:
    """An answer on its way to the screen that asked."""

    command: int
    """The number of the command that it answers; 0 for what nobody asked."""
    answer: Answer


@dataclass(frozen=True)
class Left:
    """The worker ends as it was told to: what of the run is on the disk by then."""

    kept: KeptRun


Said = Snapshot | Reply | Loading | WorkerFailed
"""All that a worker says to a screen."""


@dataclass(frozen=True)
class SnapshotTaken:
    """The screen has the last snapshot in hand: the worker may send the next."""
