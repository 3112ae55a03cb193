"""One weight's gradient as the sum over its paths to the loss; the learner picks the weight."""

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType

from tui_mlp.lecture.derivations import RunPosition, Weight, derivation, steepest_weight
from tui_mlp.lecture.pages.page import Page
from tui_mlp.ui.explain.explained_step import ExplainedStep
from tui_mlp.ui.lecture.derivation_screen import DerivationScreen
from tui_mlp.ui.lecture.weight_screen import WeightScreen
from tui_mlp.ui.widgets.footer import Hint
from tui_mlp.worker import commands


class PathsScreen(DerivationScreen):
    """Shows the paths of the first layer's steepest weight, or of the one that was picked.

    Args:
        send: passes a command to the worker.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "pick", "Pick a weight", group=Hint(rank=5, short="Weight"),
                tooltip="Choose the weight whose paths to the loss are followed"),
    ]  # fmt: skip

    def __init__(self, send: Callable[[commands.Command], int]) -> None:
        super().__init__(send, "paths")
        self._weight: Weight | None = None

    def _page_of(self, step: ExplainedStep, run: RunPosition | None) -> Page:
        try:
            return derivation("paths", step.derivation, weight=self._weight)
        except IndexError:  # the weight was picked in another network
            self._weight = None
            return derivation("paths", step.derivation)

    def action_pick(self) -> None:
        copied = self._copied
        if copied is None:
            return
        step = ExplainedStep(copied)
        weight = self._weight or steepest_weight(step.derivation)
        self.app.push_screen(WeightScreen(step.derivation, weight), self._picked)

    def _picked(self, weight: Weight | None) -> None:
        if weight is not None and self._copied is not None:
            self._weight = weight
            self._derive(self._copied, self._copied.position)
