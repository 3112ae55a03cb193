"""The runs of a scenario, in the place of the user's own."""

from typing import TYPE_CHECKING

from tui_mlp.files.errors import DataError
from tui_mlp.scenario.values import Scenario
from tui_mlp.settings.config_error import ConfigError
from tui_mlp.training.snapshot import RunState
from tui_mlp.worker.guided.scenario_of_seeds import ScenarioOfSeeds, asked_of
from tui_mlp.worker.guided.scenario_runner import ScenarioRunner
from tui_mlp.worker.replies import ScenarioFinished

if TYPE_CHECKING:
    from tui_mlp.training.snapshot import ScenarioProgress
    from tui_mlp.worker.controller import TrainingController


class GuidedRuns:
    """Trains the runs of a scenario one after the other, or those of several seeds at once.

    Args:
        controller: what trains them, and what the outcome is told to.
    """

    def __init__(self, controller: "TrainingController") -> None:
        self._controller = controller
        self._runner: ScenarioRunner | None = None
        self._of_seeds: ScenarioOfSeeds | None = None
        self._command = 0

    @property
    def progress(self) -> "ScenarioProgress | None":
        """Where the runs stand; None where there is no scenario of one seed."""
        return None if self._runner is None else self._runner.progress

    def open(self, scenario: Scenario, command: int) -> None:
        """Begin with a scenario's first run at a pace to watch, or with all of its seeds.

        Args:
            scenario: what is run.
            command: the number of the command that the outcome answers.
        """
        self._command = command
        controller = self._controller
        seed = controller.session.config.seed
        if scenario.seeds > 1:
            controller.pause()
            controller.ensembles.open(asked_of(scenario, seed), controller.session)
            self._of_seeds = ScenarioOfSeeds(scenario, controller.ensembles.present, command)
            return
        self._runner = ScenarioRunner(scenario, seed)
        self._begin(self._runner)

    def end(self) -> None:
        """Leave the scenario of one seed where it is."""
        self._runner = None

    def go_on(self) -> None:
        """Measure the run that is over, and begin the next one, if there is one; else answer."""
        runner, controller = self._runner, self._controller
        if runner is None or controller.state is RunState.PAUSED:
            return
        with controller.answering(self._command):
            try:
                outcome = runner.take(controller.session)
                if outcome is None:
                    self._begin(runner)
                    return
                controller.answer(ScenarioFinished(runner.scenario, outcome, runner.boundaries))
            except (ConfigError, DataError) as error:
                controller.say(str(error))
            self._runner = None

    def answer_of_seeds(self) -> None:
        """Take the answer from many runs that are over, if they are those of a scenario."""
        of_seeds, ensembles = self._of_seeds, self._controller.ensembles
        if of_seeds is None or ensembles.running:
            return
        finished = of_seeds.answer(ensembles.present)
        if finished is not None:
            with self._controller.answering(of_seeds.command):
                self._controller.answer(finished)
            self._of_seeds = None

    def _begin(self, runner: ScenarioRunner) -> None:
        controller = self._controller
        session = controller.runs.new_session(runner.config)
        controller.begin(session, f"scenario: {runner.scenario.title}", passing=True)
        controller.pace.suit(session.config.epochs * session.steps_per_epoch)
        controller.run()
