"""What can be asked of a worker: one frozen value a request."""

from collections.abc import Mapping
from dataclasses import dataclass

from tui_mlp.scenario.values import Scenario


@dataclass(frozen=True)
class ToggleRun:
    """Run when paused, pause when running; a finished run goes on for as many epochs again."""


@dataclass(frozen=True)
class Pause:
    """Pause, whatever the state."""


@dataclass(frozen=True)
class RunSteps:
    """Take this many mini-batches, then pause."""

    count: int = 1


@dataclass(frozen=True)
class RunEpoch:
    """Train to the end of the present epoch, then pause."""


@dataclass(frozen=True)
class Reset:
    """Start the present configuration anew from its seed, and forget the trace."""


@dataclass(frozen=True)
class Change:
    """Change settings: at once where all can be (`TrainingConfig.ADJUSTABLE`), else by a new run.

    A new run starts from the same seed, and the old run's curves stay as a trace.
    """

    settings: Mapping[str, object]
    """The new values by their names in a configuration; what is not named stays as it is."""


@dataclass(frozen=True)
class Fork:
    """Start anew from the same seed and data order with some settings changed, and run.

    The old run's curves stay as a trace; the new run finishes at the old one's epoch.
    """

    settings: Mapping[str, object]
    """The new values by their names in a configuration; what is not named stays as it is."""


@dataclass(frozen=True)
class GoBack:
    """Go on, paused, from where the run last was good, with another learning rate."""

    learning_rate: float


@dataclass(frozen=True)
class RunScenario:
    """Train all runs of a scenario at a pace to watch, and answer with its outcome.

    The answer is `tui_mlp.worker.replies.ScenarioFinished`. Another command that changes the run
    ends the scenario without one.
    """

    scenario: Scenario


@dataclass(frozen=True)
class Undo:
    """Bring back the run that the last new run replaced, as it was."""


@dataclass(frozen=True)
class NewSeed:
    """Start anew from the next seed; the old run's curves stay as a trace."""


@dataclass(frozen=True)
class ShiftSpeed:
    """Go this many places up or down the list of speeds, `tui_mlp.worker.pacing.SPEEDS`."""

    offset: int


@dataclass(frozen=True)
class Look:
    """Say what the screen shows, so that nothing else is computed."""

    boundary: tuple[int, int] | None = None
    """(columns, rows) of the decision boundary's grid, where it is visible."""
    label: int = 0
    """The label whose boundary is shown where a sample may have several."""
    confusion: bool = False


@dataclass(frozen=True)
class ShowSample:
    """Go to the sample this many places further on, around the end."""

    offset: int


@dataclass(frozen=True)
class ShowWorstSample:
    """Go to the sample with the largest cross-entropy."""


@dataclass(frozen=True)
class CopyNetwork:
    """Answer with a copy of the present network, `tui_mlp.worker.replies.NetworkCopied`."""

    batch: bool = False
    """Whether with the samples of the next mini-batch; else with the one sample that is shown."""


@dataclass(frozen=True)
class MeasureFlow:
    """Answer with the flow of the gradient at present, `tui_mlp.worker.replies.FlowMeasured`.

    For some time after it, steps also note how far they move the weights.
    """


@dataclass(frozen=True)
class Stop:
    """Pause, save, and end the worker; where it was detached, or another steers, only leave it."""


@dataclass(frozen=True)
class Detach:
    """Go on without a screen, until the run is over: answered by `mailbox.Detached`."""


RunCommand = Reset | Change | Fork | GoBack | RunScenario | NewSeed | Undo
"""What changes the run, or puts another in its place."""

LookCommand = Look | ShowSample | ShowWorstSample
"""What changes only what is seen of it."""

Question = CopyNetwork | MeasureFlow
"""What is answered once."""

PaceCommand = ToggleRun | Pause | RunSteps | RunEpoch | ShiftSpeed | Stop | Detach
"""What changes whether, how fast and for whom it trains."""

Command = PaceCommand | RunCommand | LookCommand | Question

HarmlessCommand = LookCommand | Question
"""What also a screen may ask that only watches."""
