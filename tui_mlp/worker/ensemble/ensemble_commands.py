"""What can be asked of a worker about many runs in the place of its one run."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tui_mlp.worker.commands import Command
from tui_mlp.worker.ensemble.ensemble_run import Asked

if TYPE_CHECKING:
    from tui_mlp.worker.controller import TrainingController
    from tui_mlp.worker.looking import Looking


@dataclass(frozen=True)
class OpenEnsemble(Command):
    """Train the present settings with many seeds, while the one run waits.

    What was closed before goes on where it was, if the settings are still the same.
    """

    seeds: int
    varied: str = ""
    """The name of a setting of which some values are compared."""
    values: tuple[Any, ...] = ()
    """Those values, each with all seeds."""

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        controller.pause()
        config = controller.session.config
        asked = Asked.of_values(config, self.seeds, self.varied, self.values)
        controller.ensembles.open(asked, controller.session)
        looking.ensemble.begin()


@dataclass(frozen=True)
class CloseEnsemble(Command):
    """Let many runs wait, and show the one run again, which is as it was."""

    harmless = True

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        if looking.ensemble.open:  # else they are another screen's
            looking.ensemble.open = False
            controller.ensembles.close()


@dataclass(frozen=True)
class ToggleEnsemble(Command):
    """Run when paused, pause when running."""

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        run = controller.ensembles.present
        if run is not None and run.running:
            run.pause()
        elif run is not None:
            run.run()
            if not run.running:
                controller.say("all runs are over: Again trains them anew")


@dataclass(frozen=True)
class RunEnsembleEpoch(Command):
    """Train all runs to the end of their epoch, then pause."""

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        run = controller.ensembles.present
        if run is not None:
            run.run(1)


@dataclass(frozen=True)
class RestartEnsemble(Command):
    """Train all runs from their beginning again."""

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        controller.ensembles.restart(controller.session)


@dataclass(frozen=True)
class LookAtPlane(Command):
    """Say how large a picture of the plane is on the screen."""

    size: tuple[int, int] | None
    """(columns, rows) of its grid; None where there is none."""
    label: int = 0
    """The label that is shown where a sample may have several."""
    harmless = True

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        looking.ensemble.look(self.size, self.label)


@dataclass(frozen=True)
class MoveSeed(Command):
    """Look at the seed so many places further on; after the last come all of them together."""

    offset: int
    harmless = True

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        run = controller.ensembles.present
        if run is not None:
            looking.ensemble.move_seed(self.offset, run.comparison.seed_count)


@dataclass(frozen=True)
class MoveSetting(Command):
    """Look at the setting so many places further on, of those that are compared."""

    offset: int
    harmless = True

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        run = controller.ensembles.present
        if run is not None:
            looking.ensemble.move_setting(self.offset, len(run.comparison.settings))


@dataclass(frozen=True)
class OpenSeed(Command):
    """Put the seed that is looked at in the present run's place, as it is here, and paused."""

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        run, looked = controller.ensembles.present, looking.ensemble
        if run is None or looked.seed is None:
            return
        session = run.comparison.single_run(looked.setting, looked.seed)
        value = run.asked.names[looked.setting]
        of = f", {run.asked.varied.replace('_', ' ')} {value}" if value else ""
        controller.open_seed(session, f"seed {session.config.seed} of {run.asked.seeds}{of}")
        looked.open = False
