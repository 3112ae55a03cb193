"""The algorithm of SGD as a listing, its lines done one after the other by the run itself."""

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from tui_mlp.lecture.derivations import AlgorithmLine
from tui_mlp.lecture.pages.layout import PageView
from tui_mlp.numbers import grouped
from tui_mlp.ui.explain.page_panel import PagePanel
from tui_mlp.ui.lecture.derivation_screen import DerivationScreen
from tui_mlp.worker import commands
from tui_mlp.worker.replies import Answer, NetworkCopied

_LINES = tuple(AlgorithmLine)


class AlgorithmScreen(DerivationScreen):
    """Marks the line that is to be done next; after the last one the run takes its step.

    Args:
        send: passes a command to the worker.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,enter", "move(1)", "Next line", key_display="→",
                tooltip="Do the next line of the algorithm; the update is a step of the run"),
        Binding("left", "move(-1)", "Line before", key_display="←",
                tooltip="Back to the line before, within the step"),
    ]  # fmt: skip

    def __init__(self, send: Callable[[commands.Command], int]) -> None:
        super().__init__(send, "algorithm")
        self._line = 0

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        # it is about all samples of the step, and the listing is shown as a whole
        return action not in ("move_sample", "all")

    def take_answer(self, answer: Answer) -> None:
        """Begin at the first line of the coming step."""
        if isinstance(answer, NetworkCopied):
            self._line = 0
        super().take_answer(answer)

    def action_move(self, step: int) -> None:
        copied, line = self._copied, self._line + step
        if copied is None or copied.position is None or line < 0:
            return
        if line == len(_LINES):
            self.action_step()
            return
        self._line = line
        self._derive(copied, replace(copied.position, line=_LINES[line]))

    def _show(self, *, from_top: bool = False) -> None:
        if self._page is None:
            return
        self.query_one(PagePanel).show(self._page, PageView(), from_top=from_top)
        title = f"{self._page.title} · step {grouped(self._copied_step)}"
        self.query_one("#title", Static).update(Content(title))
