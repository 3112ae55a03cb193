"""From the list of scenarios to the question, the runs and the outcome, and back."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tui_mlp.scenario.values import Scenario
from tui_mlp.ui.run_screen import RunScreen
from tui_mlp.worker.commands import Command, RunScenario
from tui_mlp.worker.replies import ScenarioFinished

if TYPE_CHECKING:
    from tui_mlp.scenario.results import Result


class ScenarioFlow:
    """Opens one screen after the other over the trainer.

    Args:
        trainer: the screen that shows the runs.
        send: passes a command to the worker.
    """

    def __init__(self, trainer: RunScreen, send: Callable[[Command], int]) -> None:
        self._trainer, self._send = trainer, send
        self._asked: Scenario | None = None
        self._prediction: int | None = None
        self.results: list[Result] = []
        """What was answered since the program began, the newest last."""
        self.results_file: Path | None = None
        """Where every result is added too."""

    def choose(self) -> None:
        """List the scenarios, and open the chosen one."""
        from tui_mlp.scenario.file import shipped_scenarios
        from tui_mlp.ui.scenario.scenario_screens import ScenarioListScreen

        self._trainer.app.push_screen(
            ScenarioListScreen(shipped_scenarios(), self.results), self._chosen
        )

    def _chosen(self, scenario: Scenario | None) -> None:
        if scenario is not None:
            self.open(scenario)

    def open(self, scenario: Scenario) -> None:
        """Go through a scenario's steps, ask its question, and run it once that is answered."""
        if scenario.steps:
            self._step(scenario, 0)
        else:
            self._ask(scenario)

    def _step(self, scenario: Scenario, number: int) -> None:
        """Show a step; after the last one comes the question."""
        from tui_mlp.ui.scenario.step_screen import StepScreen

        def gone(way: int | None) -> None:
            if way is None:
                return
            if number + way < len(scenario.steps):
                self._step(scenario, number + way)
            else:
                self._ask(scenario)

        def answered(place: int, typed: str, right: bool) -> None:
            task = scenario.steps[place].task
            if task is not None:
                from tui_mlp.scenario.results import hand_result

                self._keep(hand_result(scenario, task, typed, right=right))

        self._trainer.app.push_screen(StepScreen(scenario, number, answered), gone)

    def _ask(self, scenario: Scenario) -> None:
        from tui_mlp.ui.scenario.scenario_screens import ScenarioScreen

        def answered(prediction: int | None) -> None:
            if prediction is not None:
                self._asked, self._prediction = scenario, prediction
                self._uncover()
                self._run(scenario)

        self._trainer.app.push_screen(ScenarioScreen(scenario), answered)

    def _run(self, scenario: Scenario) -> None:
        """Run it where its runs are seen: over the trainer where they have several seeds."""
        if scenario.seeds == 1:
            self._send(RunScenario(scenario))
            return
        from tui_mlp.ui.ensemble.ensemble_screen import EnsembleScreen

        screen = EnsembleScreen(self._send, scenario=scenario)
        screen.set_reactive(RunScreen.snapshot, self._trainer.snapshot)
        self._trainer.app.push_screen(screen)

    def _uncover(self) -> None:
        """Leave what is open over the trainer, which shows the runs."""
        app = self._trainer.app
        while app.screen is not self._trainer and len(app.screen_stack) > 1:
            app.pop_screen()

    def show(self, finished: ScenarioFinished) -> None:
        """Show the outcome beside what the learner said."""
        from tui_mlp.ui.scenario.scenario_screens import OutcomeScreen

        asked = self._asked is not None and self._asked.name == finished.scenario.name
        prediction = self._prediction if asked else None
        if prediction is not None:
            from tui_mlp.scenario.results import result_of

            self._asked = None
            self._keep(result_of(finished.scenario, finished.outcome, prediction))
        screen = OutcomeScreen(finished.scenario, finished.outcome, prediction, finished.boundaries)
        self._trainer.app.push_screen(screen, self._seen)

    def _keep(self, result: "Result") -> None:
        """Remember a result, and add it to the file if there is one."""
        self.results.append(result)
        if self.results_file is None:
            return
        from tui_mlp.scenario.results import ResultsError, add_results

        try:
            add_results(self.results_file, (result,))
        except ResultsError as error:
            words = f"This answer is in no file: {error}."
            self._trainer.notify(words, severity="error", markup=False)

    def _seen(self, another: bool | None) -> None:
        if another:
            self.choose()
