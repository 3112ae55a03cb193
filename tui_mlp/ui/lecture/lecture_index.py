"""Opens the lecture's statements: their list, and the page of each."""

from collections.abc import Callable

from tui_mlp.ui.run_screen import RunScreen
from tui_mlp.ui.scenario.scenario_dialog import ScenarioFlow
from tui_mlp.worker.commands import Command


class LectureIndex:
    """Opens screens over the trainer, and remembers which statements were looked at.

    Args:
        trainer: has the present snapshot.
        scenarios: opens the statements that are shown by a run.
        send: passes a command to the worker.
    """

    def __init__(
        self, trainer: RunScreen, scenarios: ScenarioFlow, send: Callable[[Command], int]
    ) -> None:
        self._trainer, self._scenarios, self._send = trainer, scenarios, send
        self.visited: set[int] = set()
        """The numbers of the statements whose page was opened."""
        self._last = 1

    def choose(self) -> None:
        """List the statements, beginning at the one that was opened last."""
        from tui_mlp.ui.lecture.statements_screen import StatementsScreen

        self._push(StatementsScreen(self._send, self.visited, self.open, self._last))

    def open(self, number: int) -> None:
        """Open the page of statement n, 1 and up, with the present network."""
        from tui_mlp.lecture.statements.statement import ScenarioPage
        from tui_mlp.lecture.statements.table import STATEMENTS
        from tui_mlp.scenario.file import find_scenario
        from tui_mlp.ui.lecture.statement_screens import screen_of

        shown = STATEMENTS[number - 1].shown
        self.visited.add(number)
        self._last = number
        if isinstance(shown, ScenarioPage):
            self._scenarios.open(find_scenario(shown.name))
        else:
            screen = screen_of(shown, self._send)
            screen.statement = number
            self._push(screen)

    def _push(self, screen: RunScreen) -> None:
        screen.set_reactive(RunScreen.snapshot, self._trainer.snapshot)
        self._trainer.app.push_screen(screen)
