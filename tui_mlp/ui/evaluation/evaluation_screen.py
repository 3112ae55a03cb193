"""How good the network is on the test part, as it is now."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui_mlp.training.snapshot import RunState, Snapshot
from tui_mlp.ui.evaluation.evaluation_panel import EvaluationPanel
from tui_mlp.ui.help_screen import HelpScreen
from tui_mlp.ui.keys.run_keys import run_bindings
from tui_mlp.ui.panels.status_line import StatusLine
from tui_mlp.ui.run_screen import RunScreen
from tui_mlp.ui.widgets.focus_line import FocusLine
from tui_mlp.ui.widgets.footer import BACK, HELP, KeyFooter
from tui_mlp.worker.commands import Command
from tui_mlp.worker.questions.data_commands import Evaluate
from tui_mlp.worker.replies import Answer, Evaluated


class EvaluationScreen(RunScreen):
    """Shows the figures as they were when it was opened, when the run paused, or asked anew.

    Args:
        send: passes a command to the worker.
    """

    AUTO_FOCUS = "EvaluationPanel VerticalScroll"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012  (Textual's form)
    DEFAULT_CSS = """
    EvaluationScreen {
        EvaluationPanel { height: 1fr; }
        &.-wide #columns { layout: grid; grid-size: 2; grid-rows: auto; grid-gutter: 0 4; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *run_bindings("toggle", "epoch"),
        Binding("E", "evaluate", "Anew", tooltip="Measure the network as it is now"),
        Binding("question_mark", "help", "Help", key_display="?", group=HELP, id="help",
                tooltip="What the figures mean"),
        Binding("escape,q", "dismiss", "Back", key_display="esc", group=BACK,
                tooltip="Back to the trainer"),
    ]  # fmt: skip

    def __init__(self, send: Callable[[Command], int]) -> None:
        super().__init__(send)
        self._asked: tuple[int, int] | None = None

    def compose(self) -> ComposeResult:
        yield StatusLine().data_bind(EvaluationScreen.snapshot)
        yield EvaluationPanel().data_bind(EvaluationScreen.snapshot)
        yield FocusLine()
        yield KeyFooter()

    def on_mount(self) -> None:
        self.action_evaluate()

    def watch_snapshot(self, snapshot: Snapshot | None) -> None:
        """Measure a run that stands still, or another run, once."""
        if snapshot is None or not self.is_mounted or self._asked is None:
            return
        now = (snapshot.run.number, snapshot.step)
        other = now[0] != self._asked[0]
        if other or (snapshot.state is not RunState.RUNNING and now != self._asked):
            self.action_evaluate()

    def take_answer(self, answer: Answer) -> None:
        """Show the figures."""
        if isinstance(answer, Evaluated):
            self._asked = (answer.run_number, answer.step)
            self.query_one(EvaluationPanel).show(answer)

    def action_evaluate(self) -> None:
        if self.snapshot is not None:
            self._asked = (self.snapshot.run.number, self.snapshot.step)
            self.send(Evaluate())

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(self))
