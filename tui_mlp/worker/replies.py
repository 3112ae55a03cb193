"""What a worker says: snapshots, answers to what it was asked, and why it could not start."""

from dataclasses import dataclass

from tui_mlp.arrays import FloatArray, IntArray
from tui_mlp.lecture.flow.gradient_flow import GradientFlow
from tui_mlp.nn.architecture import Architecture
from tui_mlp.scenario.outcome import Outcome
from tui_mlp.scenario.values import Scenario
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.outputs import Output
from tui_mlp.training.snapshot import Snapshot


@dataclass(frozen=True)
class WorkerFailed:
    """The worker has ended on its own; nothing comes after this."""

    reason: str
    """A line for the user."""
    bad_input: bool
    """Whether something that the user gave was the cause."""


@dataclass(frozen=True)
class Loading:
    """The data are being read: there is no run to show yet."""

    part: float
    """0..1 of the file."""


@dataclass(frozen=True, eq=False)
class NetworkCopied:
    """The answer to `commands.CopyNetwork`: a network at one step, and samples to look at."""

    run_number: int
    dataset: str
    class_names: tuple[str, ...]
    feature_names: tuple[str, ...]
    output: Output
    architecture: Architecture
    parameters: FloatArray
    """(P,) in `Network.parameters`' order."""
    step: int
    learning_rate: float
    """gamma_k of the step that comes next."""
    optimizer: str
    regularized: bool
    """Whether penalties, dropout or clipping change the step that the optimizer takes."""
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


@dataclass(frozen=True, eq=False)
class FlowMeasured:
    """The answer to `commands.MeasureFlow`: how the error flows back at one step."""

    run_number: int
    step: int
    config: TrainingConfig
    """The settings of this step."""
    train_count: int
    """The number of training samples."""
    flow: GradientFlow


@dataclass(frozen=True)
class ScenarioFinished:
    """The answer to `commands.RunScenario`."""

    scenario: Scenario
    outcome: Outcome


@dataclass(frozen=True)
class Detached:
    """The answer to `commands.Detach`: the run goes on without this screen, or cannot."""

    run: str
    """The run's name."""
    problem: str = ""
    """Why it cannot; empty if it can."""


Answer = NetworkCopied | FlowMeasured | ScenarioFinished | Detached
"""What comes once, after a command that asked for it."""

Said = Snapshot | Answer | Loading | WorkerFailed
"""All that a worker says."""


@dataclass(frozen=True)
class SnapshotTaken:
    """The screen has the last snapshot in hand: the worker may send the next."""
