"""Which screen shows a statement of the lecture."""

from collections.abc import Callable, Mapping

from tui_mlp.lecture.statements.statement import (
    DerivationPage,
    FlowPage,
    Shown,
    SurfacePage,
    WalkPage,
    WorkbenchPage,
)
from tui_mlp.ui.explain.explain_screen import ExplainScreen
from tui_mlp.ui.flow.flow_screen import GradientFlowScreen
from tui_mlp.ui.kl.kl_screen import DivergenceScreen
from tui_mlp.ui.lecture.algorithm_screen import AlgorithmScreen
from tui_mlp.ui.lecture.derivation_screen import DerivationScreen
from tui_mlp.ui.lecture.paths_screen import PathsScreen
from tui_mlp.ui.lecture.surface_screen import SurfaceScreen
from tui_mlp.ui.saving.page_screen import PageScreen
from tui_mlp.worker.commands import Command

_OF_DERIVATIONS: Mapping[str, Callable[[Callable[[Command], int]], PageScreen]] = {
    "algorithm": AlgorithmScreen,
    "paths": PathsScreen,
}
"""Those that have keys of their own."""


def screen_of(shown: Shown, send: Callable[[Command], int]) -> PageScreen:
    """The screen of a page.

    Args:
        shown: where a statement is shown.
        send: passes a command to the worker.

    Raises:
        ValueError: it is shown by a scenario, which is no page.
    """
    match shown:
        case WalkPage():
            return ExplainScreen(send, shown.phase, shown.nth)
        case WorkbenchPage():
            return DivergenceScreen(send, of_sample=shown.of_sample)
        case DerivationPage():
            own = _OF_DERIVATIONS.get(shown.name)
            return own(send) if own else DerivationScreen(send, shown.name)
        case SurfacePage():
            return SurfaceScreen(send)
        case FlowPage():
            return GradientFlowScreen(send)
    raise ValueError(f"{shown} is no page")
