"""The flow of the gradient: why it vanishes or explodes, what helps, and whether it learns."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical

from tui_mlp.lecture.flow.diagnosis import Diagnosis, diagnose
from tui_mlp.lecture.flow.flow_page import flow_page
from tui_mlp.lecture.flow.remedies import RunSettings
from tui_mlp.lecture.pages.origin import Origin
from tui_mlp.training.snapshot import RunState, Snapshot
from tui_mlp.ui.flow.activation_panel import ActivationPanel
from tui_mlp.ui.flow.diagnosis_panel import DiagnosisPanel, RemedyLine
from tui_mlp.ui.flow.flow_panel import FlowPanel
from tui_mlp.ui.help_screen import HelpScreen
from tui_mlp.ui.keys.run_keys import run_bindings
from tui_mlp.ui.panels.curves_panel import AccuracyPanel, LossPanel
from tui_mlp.ui.panels.gradient_panel import GradientPanel
from tui_mlp.ui.panels.status_line import StatusLine
from tui_mlp.ui.saving.page_screen import PageScreen, SavedPage
from tui_mlp.ui.widgets.focus_line import FocusLine
from tui_mlp.ui.widgets.footer import BACK, HELP, Hint, KeyFooter
from tui_mlp.worker import commands
from tui_mlp.worker.replies import Answer, FlowMeasured

SECONDS_BETWEEN_QUESTIONS = 0.5
_LEAST_PLOT = 8
"""The lines that a plot needs, with its frame."""
_REMEDIES = Hint("Remedies", rank=4, merges_at=0)
_LATER_REMEDIES = ("second", "third", "fourth")


class GradientFlowScreen(PageScreen):
    """Asks how the error flows back while a run goes on, and offers remedies.

    Args:
        send: passes a command to the worker.
    """

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012  (Textual declares it so)
    VERTICAL_BREAKPOINTS = [(0, "-short"), (34, "-tall")]  # noqa: RUF012
    AUTO_FOCUS = "FlowPanel"
    DEFAULT_CSS = """
    GradientFlowScreen {
        FlowPanel { height: auto; max-height: 62%; }
        #below, #words, #plots { height: 1fr; }
        #words, #plots { width: 1fr; }
        DiagnosisPanel, LossPanel, AccuracyPanel, GradientPanel { height: 1fr; }
        DiagnosisPanel > VerticalScroll { height: 1fr; }
        ActivationPanel { height: 1fr; }
        AccuracyPanel, GradientPanel, ActivationPanel { display: none; }
        &.-narrow DiagnosisPanel > VerticalScroll { scrollbar-gutter: stable; }
        &.-wide #below { layout: horizontal; }
        &.-wide.-tall AccuracyPanel { display: block; }
        &.-narrow #plots { display: none; }
        &.-spacious DiagnosisPanel, &.-spacious DiagnosisPanel > VerticalScroll { height: auto; }
        &.-wide.-spacious GradientPanel { display: block; }
        &.-narrow.-spacious {
            #plots { display: block; }
            #words { height: auto; }
        }
        &.-narrow FlowPanel, &.-short FlowPanel, &.-narrow DiagnosisPanel, &.-short DiagnosisPanel {
            border-left: blank;
            border-right: blank;
            border-bottom: none;
            padding: 0;
        }
        &.-activations {
            DiagnosisPanel, LossPanel, AccuracyPanel { display: none !important; }
            GradientPanel, ActivationPanel, #plots { display: block; }
            #words { height: 1fr; }
            &.-narrow FlowPanel, &.-short FlowPanel { display: none; }
            &.-narrow #words { height: 2fr; }
            &.-narrow #plots { height: 3fr; }
        }
        &.-short { #learning, #trial, #cause { margin-bottom: 0; } }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *run_bindings(
            *("toggle", "step", "epoch", "reset", "new_seed", "undo", "redo", "faster", "slower"),
        ),
        Binding("1", "apply(1)", "Remedy", group=_REMEDIES,
                tooltip="Try the first remedy: a new run from the same seed"),
        *(Binding(str(number), f"apply({number})", "Remedy", group=_REMEDIES,
                  tooltip=f"Try the {word} one")
          for number, word in enumerate(_LATER_REMEDIES, start=2)),
        Binding("a", "toggle_activations", "Activations", group=Hint(rank=5),
                tooltip="The activations and the gradient norms of all layers over time, in place "
                "of the diagnosis and the curves; again for these"),
        Binding("l", "toggle_loss_scale", "Linear/log loss", group=Hint(rank=16, short="Log/lin"),
                id="loss_scale", tooltip="Show the loss on a linear or a logarithmic axis"),
        Binding("question_mark", "help", "Help", key_display="?", group=HELP, id="help",
                tooltip="What each figure means"),
        Binding("escape,q", "dismiss", "Back", key_display="esc", group=BACK,
                tooltip="Back to the trainer"),
    ]  # fmt: skip

    def __init__(self, send: Callable[[commands.Command], int]) -> None:
        super().__init__(send)
        self._measured: tuple[object, ...] | None = None
        self._waiting = False
        self._diagnosis: Diagnosis | None = None
        self._answer: FlowMeasured | None = None

    def compose(self) -> ComposeResult:
        """The status line, the table, the diagnosis beside the curves, and the footer."""
        yield StatusLine().data_bind(GradientFlowScreen.snapshot)
        yield FlowPanel()
        with Container(id="below"):
            with Vertical(id="words"):
                yield DiagnosisPanel()
                yield GradientPanel().data_bind(GradientFlowScreen.snapshot)
            with Vertical(id="plots"):
                yield LossPanel().data_bind(GradientFlowScreen.snapshot)
                yield AccuracyPanel().data_bind(GradientFlowScreen.snapshot)
                yield ActivationPanel()
        yield FocusLine()
        yield KeyFooter()

    def on_mount(self) -> None:
        self._ask()
        self.set_interval(SECONDS_BETWEEN_QUESTIONS, self._ask_if_changed)

    def on_screen_resume(self) -> None:
        self._ask_if_changed()

    def watch_snapshot(self, snapshot: Snapshot | None) -> None:
        """Ask again: at once for what a command has changed, by the clock while it runs."""
        if snapshot is not None and snapshot.state is not RunState.RUNNING:
            self._ask_if_changed()

    def _ask_if_changed(self) -> None:
        """Ask for a measurement if the last one is of other weights or settings."""
        snapshot = self.snapshot
        if snapshot is None or not self.is_active:
            return
        if (snapshot.run.number, snapshot.step, snapshot.config) != self._measured:
            self._ask()

    def _ask(self) -> None:
        if not self._waiting:
            self._waiting = True
            self.send(commands.MeasureFlow())

    def take_answer(self, answer: Answer) -> None:
        """Show what was measured, and what it means."""
        if not isinstance(answer, FlowMeasured):
            return
        self._waiting = False
        self._answer = answer
        self._measured = (answer.run_number, answer.step, answer.config)
        self._diagnosis = diagnose(answer.flow, run_settings(answer), answer.learning)
        self.query_one(FlowPanel).show(answer.flow, answer.step)
        self.query_one(ActivationPanel).show(answer.activations)
        self.query_one(DiagnosisPanel).show(self._diagnosis, answer.trial)
        self.refresh_bindings()
        self.call_after_refresh(self._make_room_for_the_loss)

    def on_resize(self) -> None:
        self.call_after_refresh(self._make_room_for_the_loss)

    def _make_room_for_the_loss(self) -> None:
        """Show a plot under the diagnosis where that leaves enough lines."""
        if self.has_class("-activations"):
            return
        room = self.query_one("#below").size.height
        left = room - self.query_one(DiagnosisPanel).needed_height
        self.set_class(left >= _LEAST_PLOT, "-spacious")

    def idles(self, action: str) -> bool:
        """Whether a key has nothing to do now: also that of a remedy that there is not."""
        there = 0 if self._diagnosis is None else len(self._diagnosis.remedies)
        missing = (f"apply({number})" for number in range(there + 1, len(_LATER_REMEDIES) + 2))
        return action in missing or super().idles(action)

    def action_apply(self, number: int) -> None:
        remedies = () if self._diagnosis is None else self._diagnosis.remedies
        if number > len(remedies):
            self.notify(f"There is no remedy {number}.", severity="warning", markup=False)
            return
        self.send(commands.Fork(remedies[number - 1].settings))

    def on_remedy_line_chosen(self, event: RemedyLine.Chosen) -> None:
        self.action_apply(event.number)

    def action_toggle_activations(self) -> None:
        self.toggle_class("-activations")
        shown = self.has_class("-activations")
        self.query_one(ActivationPanel if shown else FlowPanel).focus()
        if not shown:
            self.call_after_refresh(self._make_room_for_the_loss)

    def action_toggle_loss_scale(self) -> None:
        self.query_one(LossPanel).toggle_scale()

    def saved_page(self) -> SavedPage | None:
        """The table of the flow, as `tui-mlp lecture` prints it."""
        answer = self._answer
        if answer is None:
            return None
        origin = Origin(answer.dataset, answer.step, answer.epoch).words
        stem = f"{answer.dataset}-gradient-flow-step-{answer.step}"
        return SavedPage(stem, self.document(origin, flow_page(answer.flow)))

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(self))


def run_settings(measured: FlowMeasured) -> RunSettings:
    """What remedies may change of the run that was measured."""
    config = measured.config
    size = measured.train_count if config.batch_size == "full" else config.batch_size
    return RunSettings(
        hidden=config.hidden,
        activation=config.activation,
        init=config.init,
        learning_rate=config.learning_rate,
        batch_size=min(size, measured.train_count),
        clip=config.clip,
        train_count=measured.train_count,
    )
