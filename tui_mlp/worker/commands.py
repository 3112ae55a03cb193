"""What can be asked of a worker: one frozen value a request, which knows how it is carried out."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from tui_mlp.scenario.values import Scenario
from tui_mlp.training.units.unit_maps import Unit

if TYPE_CHECKING:
    from tui_mlp.worker.controller import TrainingController
    from tui_mlp.worker.looking import Looking


class Command(ABC):
    """A request of a screen."""

    harmless: ClassVar[bool] = False
    """Whether also a screen may ask it that only watches."""
    asks: ClassVar[bool] = False
    """Whether it only asks, so that no snapshot need hurry for it."""
    ends_scenario: ClassVar[bool] = False
    """Whether it ends a scenario that is under way, because it changes the run."""

    def uses_files(self) -> bool:
        """Whether it reads or writes files of the machine, which a confined worker does not."""
        return False

    @abstractmethod
    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        """Do what is asked.

        Args:
            controller: the training.
            looking: what the screen looks at that asks.

        Raises:
            ConfigError: a setting cannot be used.
            DataError: a data set cannot be read.
            RunError: a kept run cannot be used.
        """


@dataclass(frozen=True)
class Request:
    """A command under way to the worker, with the number that the replies to it carry."""

    number: int
    command: Command


@dataclass(frozen=True)
class ToggleRun(Command):
    """Run when paused, pause when running; a finished run goes on for as many epochs again."""

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        if controller.running:
            controller.pause()
        else:
            controller.run()


@dataclass(frozen=True)
class Pause(Command):
    """Pause, whatever the state."""

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        controller.pause()


@dataclass(frozen=True)
class RunSteps(Command):
    """Take this many mini-batches, then pause."""

    count: int = 1

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        controller.run(controller.session.step_count + self.count)


@dataclass(frozen=True)
class RunEpoch(Command):
    """Train to the end of the present epoch, then pause."""

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        session = controller.session
        controller.run(session.step_count + session.steps_left_in_epoch)


@dataclass(frozen=True)
class Reset(Command):
    """Start the present configuration anew from its seed, and forget the trace."""

    ends_scenario = True

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        controller.reset()


@dataclass(frozen=True)
class Change(Command):
    """Change settings: at once where all can be (`TrainingConfig.ADJUSTABLE`), else by a new run.

    A new run starts from the same seed, and the old run's curves stay as a trace.
    """

    settings: Mapping[str, object]
    """The new values by their names in a configuration; what is not named stays as it is."""
    ends_scenario = True

    def uses_files(self) -> bool:
        return bool(self.settings.get("data"))

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        controller.change(self.settings)


@dataclass(frozen=True)
class Fork(Command):
    """Start anew from the same seed and data order with some settings changed, and run.

    The old run's curves stay as a trace; the new run pauses at the old one's epoch.
    """

    settings: Mapping[str, object]
    """The new values by their names in a configuration; what is not named stays as it is."""
    ends_scenario = True

    def uses_files(self) -> bool:
        return bool(self.settings.get("data"))

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        controller.fork(self.settings)


@dataclass(frozen=True)
class GoBack(Command):
    """Go on, paused, from where the run last was good, with another learning rate."""

    learning_rate: float
    ends_scenario = True

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        controller.go_back(self.learning_rate)


@dataclass(frozen=True)
class GoToBest(Command):
    """Go back, paused, to the present run's best epoch."""

    ends_scenario = True

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        controller.go_to_best()


@dataclass(frozen=True)
class OpenRun(Command):
    """Put a kept run in the present one's place, with all its history."""

    name: str
    """Of its folder."""
    run: bool = False
    """Whether it trains on at once; else it is paused."""
    ends_scenario = True

    def uses_files(self) -> bool:
        return True

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        controller.open_run(self.name, run=self.run)


@dataclass(frozen=True)
class RunScenario(Command):
    """Train all runs of a scenario at a pace to watch, and answer with its outcome.

    The answer is `tui_mlp.worker.replies.ScenarioFinished`. Another command that changes the run
    ends the scenario without one.
    """

    scenario: Scenario
    ends_scenario = True

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        controller.run_scenario(self.scenario)
        if self.scenario.seeds > 1:
            looking.ensemble.begin()


@dataclass(frozen=True)
class Undo(Command):
    """Bring back the run before the last change, or before so many, as it was."""

    count: int = 1
    ends_scenario = True

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        controller.undo(self.count)


@dataclass(frozen=True)
class Redo(Command):
    """Bring back the run that the last undo took away, or the last so many."""

    count: int = 1
    ends_scenario = True

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        controller.redo(self.count)


@dataclass(frozen=True)
class NewSeed(Command):
    """Start anew from the next seed; the old curves stay as a trace if the data stay the same."""

    ends_scenario = True

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        controller.change({"seed": controller.session.config.seed + 1})


@dataclass(frozen=True)
class ShiftSpeed(Command):
    """Go this many places up or down the list of speeds, `tui_mlp.worker.pacing.SPEEDS`."""

    offset: int

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        controller.pace.shift(self.offset)


@dataclass(frozen=True)
class LookAtUnits:
    """How much a picture of the network shows of its units."""

    columns: int
    """Values across of each map over the plane."""
    rows: int
    """Values down."""
    most_units: int
    """Of wider layers, those of largest effect are shown."""
    focus: Unit | None = None
    """The unit to tell all about."""
    detail_size: tuple[int, int] = (32, 32)
    """Columns and rows of that unit's map."""


@dataclass(frozen=True)
class Look(Command):
    """Say what the screen shows, so that nothing else is computed."""

    boundary: tuple[int, int] | None = None
    """(columns, rows) of the decision boundary's grid, where it is visible."""
    label: int = 0
    """The label whose boundary is shown where a sample may have several."""
    confusion: bool = False
    units: "LookAtUnits | None" = None
    """What of the units, where the network's picture is visible."""
    harmless = True

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        looking.look(self)


@dataclass(frozen=True)
class ShowSample(Command):
    """Go to the sample this many places further on, around the end."""

    offset: int
    harmless = True

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        looking.move_sample(self.offset, controller.session)


@dataclass(frozen=True)
class ShowWorstSample(Command):
    """Go to the sample with the largest loss, and from there to the next worst each time."""

    first: bool = False
    """Whether to begin with the worst of all again."""
    harmless = True

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        looking.show_worst_sample(controller.session, first=self.first)


@dataclass(frozen=True)
class SwitchUnit(Command):
    """Switch a unit off in all that the screen shows, or on again; training goes on with it."""

    unit: Unit
    run: int
    """The number of the run that it belongs to: that of another run stays as it is."""
    harmless = True

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        if controller.runs.run.description.number != self.run:
            return
        if not looking.switch_unit(self.unit, controller.session):
            controller.say("an output or an image cannot be switched off: choose a hidden unit")


@dataclass(frozen=True)
class CopyNetwork(Command):
    """Answer with a copy of the present network, `tui_mlp.worker.replies.NetworkCopied`."""

    batch: bool = False
    """Whether with the samples of the next mini-batch; else with the one sample that is shown."""
    harmless = asks = True

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        controller.copy_network(looking, batch=self.batch)


@dataclass(frozen=True)
class MeasureFlow(Command):
    """Answer with the flow of the gradient, `tui_mlp.worker.replies.FlowMeasured`."""

    harmless = asks = True

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        controller.measure_flow()


@dataclass(frozen=True)
class MeasureSurface(Command):
    """Answer with the loss around the run's start, `tui_mlp.worker.replies.SurfaceMeasured`."""

    draw: int = 0
    """Which samples the steps draw: another number, other samples."""
    harmless = asks = True

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        controller.measure_surface(self.draw)


@dataclass(frozen=True)
class Stop(Command):
    """Pause, save, and end the worker; where it was detached, or another steers, only leave it."""

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        controller.pause()
        controller.stopped = True


@dataclass(frozen=True)
class Detach(Command):
    """Go on without a screen, until the run is over: answered by `replies.Detached`."""

    def uses_files(self) -> bool:
        return True

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        controller.say("only a process of its own can go on alone")
