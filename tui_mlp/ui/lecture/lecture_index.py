"""Opens the lecture's statements: their list, and the page of each."""

from collections.abc import Callable, Mapping

from tui_mlp.lecture.statements.statement import (
    DerivationPage,
    FlowPage,
    ScenarioPage,
    Shown,
    SurfacePage,
    WalkPage,
    WorkbenchPage,
)
from tui_mlp.lecture.statements.table import STATEMENTS
from tui_mlp.scenario.file import find_scenario
from tui_mlp.ui.explain.explain_screen import ExplainScreen
from tui_mlp.ui.flow.flow_screen import GradientFlowScreen
from tui_mlp.ui.kl.kl_screen import DivergenceScreen
from tui_mlp.ui.lecture.algorithm_screen import AlgorithmScreen
from tui_mlp.ui.lecture.derivation_screen import DerivationScreen
from tui_mlp.ui.lecture.paths_screen import PathsScreen
from tui_mlp.ui.lecture.statements_screen import StatementsScreen
from tui_mlp.ui.lecture.surface_screen import SurfaceScreen
from tui_mlp.ui.run_screen import RunScreen
from tui_mlp.ui.saving.page_screen import PageScreen
from tui_mlp.ui.scenario.scenario_dialog import ScenarioFlow
from tui_mlp.worker.commands import Command

_SCREENS_OF_DERIVATIONS: Mapping[str, Callable[[Callable[[Command], int]], PageScreen]] = {
    "algorithm": AlgorithmScreen,
    "paths": PathsScreen,
}
"""Those that have keys of their own."""


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
        self._push(StatementsScreen(self._send, self.visited, self.open, self._last))

    def open(self, number: int) -> None:
        """Open the page of statement n, 1 and up, with the present network."""
        shown = STATEMENTS[number - 1].shown
        self.visited.add(number)
        self._last = number
        if isinstance(shown, ScenarioPage):
            self._scenarios.open(find_scenario(shown.name))
        else:
            screen = self._screen(shown)
            screen.statement = number
            self._push(screen)

    def _screen(self, shown: Shown) -> PageScreen:
        match shown:
            case WalkPage():
                return ExplainScreen(self._send, shown.phase, shown.nth)
            case WorkbenchPage():
                return DivergenceScreen(self._send, of_sample=shown.of_sample)
            case DerivationPage():
                own = _SCREENS_OF_DERIVATIONS.get(shown.name)
                return own(self._send) if own else DerivationScreen(self._send, shown.name)
            case SurfacePage():
                return SurfaceScreen(self._send)
            case FlowPage() | ScenarioPage():
                return GradientFlowScreen(self._send)

    def _push(self, screen: RunScreen) -> None:
        screen.set_reactive(RunScreen.snapshot, self._trainer.snapshot)
        self._trainer.app.push_screen(screen)
