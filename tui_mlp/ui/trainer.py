"""The trainer: all panels around one run, and the keys that steer it."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import ClassVar

from textual import events
from textual.app import ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Footer, Static

from tui_mlp.scenario.file import shipped_scenarios
from tui_mlp.training.outputs import Output
from tui_mlp.training.snapshot import RunDescription, RunState, Snapshot
from tui_mlp.ui.editing.network_panel import NetworkPanel
from tui_mlp.ui.editing.rows_panel import RowsPanel
from tui_mlp.ui.editing.settings_panel import SettingsPanel
from tui_mlp.ui.explain.explain_screen import ExplainScreen
from tui_mlp.ui.flow.flow_screen import GradientFlowScreen
from tui_mlp.ui.help_screen import HelpScreen
from tui_mlp.ui.kl.kl_screen import DivergenceScreen
from tui_mlp.ui.network.picture_panel import PicturePanel
from tui_mlp.ui.network.unit_panel import UnitPanel
from tui_mlp.ui.network.units_off import UnitsOff
from tui_mlp.ui.panels.boundary_panel import BoundaryPanel
from tui_mlp.ui.panels.confusion_panel import ConfusionPanel
from tui_mlp.ui.panels.curves_panel import AccuracyPanel, LossPanel
from tui_mlp.ui.panels.gradient_panel import GradientPanel
from tui_mlp.ui.panels.label_scores_panel import LabelScoresPanel
from tui_mlp.ui.panels.sample_panel import SamplePanel
from tui_mlp.ui.panels.status_line import StatusLine
from tui_mlp.ui.run_keys import run_bindings
from tui_mlp.ui.run_screen import RunScreen
from tui_mlp.ui.scenario.scenario_dialog import ScenarioFlow
from tui_mlp.worker import commands
from tui_mlp.worker.replies import Answer, ScenarioFinished

VIEWS = ("all", "network", "curves", "gradients", "sample", "map")
"""What the screen shows: everything, or one subject in full size (keys 1 to 5)."""

_SCREENS: dict[str, Callable[[Callable[[commands.Command], int]], RunScreen]] = {
    "divergence": DivergenceScreen,
    "explain": ExplainScreen,
    "gradient_flow": GradientFlowScreen,
}
"""The views that open over the trainer."""

_HIGH_FROM = 50
"""Rows that hold the settings and a unit of the network one below the other."""

_TOO_SMALL = "The panels need a terminal of 60 x 16 or more. Training and keys go on as before."


class TrainerScreen(RunScreen):
    """Shows one snapshot in all panels, and turns what they post into commands."""

    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012  (Textual declares it so)
        (0, "-tiny-width"),
        (60, "-narrow"),
        (100, "-wide"),
        (160, "-roomy"),
    ]
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-tiny-height"),
        (16, "-short"),
        (34, "-tall"),
    ]

    BINDINGS: ClassVar[list[BindingType]] = [
        *run_bindings(shown=("toggle", "step", "epoch", "reset")),
        Binding("l", "toggle_loss_scale", "Linear/log loss", show=False,
                tooltip="Show the loss on a linear or a logarithmic axis"),
        Binding("1", "view('network')", "Network", show=False,
                tooltip="Network and settings in full size; again for all panels"),
        Binding("2", "view('curves')", "Curves", show=False,
                tooltip="Loss and accuracy in full size"),
        Binding("3", "view('gradients')", "Gradients", show=False,
                tooltip="Gradient norms in full size"),
        Binding("4", "view('sample')", "Sample", show=False,
                tooltip="One sample and its softmax output in full size"),
        Binding("5", "view('map')", "Boundary", show=False,
                tooltip="Decision boundary, or confusion matrix, in full size"),
        Binding("x", "open('explain')", "Explain a step", show=False,
                tooltip="One step of SGD, phase by phase, with this network's numbers"),
        Binding("o", "scenarios", "Scenarios", show=False,
                tooltip="Short guided runs: predict what happens, then see"),
        Binding("g", "open('gradient_flow')", "Gradient flow", show=False,
                tooltip="Why gradients vanish or explode: numbers, causes, remedies"),
        Binding("k", "open('divergence')", "KL workbench", show=False,
                tooltip="KL-divergence of distributions that you edit"),
        Binding("b", "go_back", "Back to the last good state", show=False,
                tooltip="After a divergence: back to the last good state, with γ / 10"),
        Binding("escape", "view('all')", "All panels", show=False, tooltip="Back to all panels"),
        Binding("question_mark", "help", "Help", key_display="?",
                tooltip="Every key, and what each panel shows"),
        Binding("q", "app.quit", "Quit", tooltip="End the program"),
    ]  # fmt: skip

    view: reactive[str] = reactive("all")
    """One of `VIEWS`."""

    def __init__(self, send: Callable[[commands.Command], int]) -> None:
        super().__init__(send)
        self.scenarios = ScenarioFlow(self, send)
        """Leads through scenarios."""
        self._look = commands.Look()
        self._run_number = 0
        self._divergence = ""
        self._problem = ""
        self._notes: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        yield StatusLine().data_bind(TrainerScreen.snapshot)
        yield Static(Content(_TOO_SMALL), id="too-small")
        yield UnitsOff().data_bind(TrainerScreen.snapshot)
        with Horizontal(id="panels"):
            with Vertical(id="edit"):
                yield NetworkPanel().data_bind(TrainerScreen.snapshot)
                yield SettingsPanel().data_bind(TrainerScreen.snapshot)
                yield UnitPanel().data_bind(TrainerScreen.snapshot)
            with Vertical(id="progress"):
                yield PicturePanel().data_bind(TrainerScreen.snapshot)
                yield LossPanel().data_bind(TrainerScreen.snapshot)
                yield AccuracyPanel().data_bind(TrainerScreen.snapshot)
                yield GradientPanel().data_bind(TrainerScreen.snapshot)
            with Vertical(id="answers"):
                yield BoundaryPanel().data_bind(TrainerScreen.snapshot)
                yield ConfusionPanel().data_bind(TrainerScreen.snapshot)
                yield LabelScoresPanel().data_bind(TrainerScreen.snapshot)
                yield SamplePanel().data_bind(TrainerScreen.snapshot)
        yield Footer()

    def watch_snapshot(self, snapshot: Snapshot | None) -> None:
        if snapshot is None:
            return
        if snapshot.divergence != self._divergence:
            self._divergence = snapshot.divergence
            if snapshot.divergence:
                self._say_diverged(snapshot)
        if snapshot.kept is not None and snapshot.kept.problem != self._problem:
            self._problem = snapshot.kept.problem
            if self._problem:
                self.notify(self._problem, title="Not saved", severity="error", markup=False)
        if snapshot.run.number != self._run_number:
            self._run_number = snapshot.run.number
            self._begin_run(snapshot.run)

    def _say_diverged(self, snapshot: Snapshot) -> None:
        ways = " · ".join(filter(None, (snapshot.way_back, "r starts again")))
        words = f"{snapshot.divergence}. {ways}"
        self.notify(words, title="Diverged", severity="error", timeout=15, markup=False)

    def _begin_run(self, run: RunDescription) -> None:
        """Show the boundary for 2-D data, else confusions; tell what was done to the data."""
        self.set_class(run.points is not None, "-planar")
        self.set_class(run.output is Output.SIGMOID, "-labels")
        if run.notes != self._notes:
            self._notes = run.notes
            for note in run.notes:
                self.notify(note, markup=False)
        self.call_after_refresh(self._look_at_what_is_visible)

    def watch_view(self, view: str) -> None:
        for name in VIEWS:
            self.set_class(view == name, f"-view-{name}")
        self.call_after_refresh(self._look_at_what_is_visible)

    def _look_at_what_is_visible(self) -> None:
        """Tell the worker which views to compute."""
        boundary, confusion = self.query_one(BoundaryPanel), self.query_one(ConfusionPanel)
        look = commands.Look(
            boundary.grid_size, boundary.label, confusion.is_on_screen, self._units_in_sight()
        )
        if look != self._look:
            self._look = look
            self.send(look)

    def _units_in_sight(self) -> commands.LookAtUnits | None:
        picture, detail = self.query_one(PicturePanel), self.query_one(UnitPanel)
        request = picture.request
        if request is None:
            return None
        return commands.LookAtUnits(*request, picture.focus_unit, detail.map_size)

    def action_toggle_loss_scale(self) -> None:
        self.query_one(LossPanel).toggle_scale()

    def action_view(self, view: str) -> None:
        """Show a subject in full size; everything, when it is there already."""
        self.view = "all" if self.view == view else view
        if self.view == "network":
            self.query_one(PicturePanel).focus()

    def action_scenarios(self) -> None:
        self.scenarios.choose()

    def take_answer(self, answer: Answer) -> None:
        """Show the outcome of a scenario."""
        if isinstance(answer, ScenarioFinished):
            self.scenarios.show(answer)

    def action_open(self, name: str) -> None:
        screen = _SCREENS[name](self.send)
        screen.set_reactive(RunScreen.snapshot, self.snapshot)
        self.app.push_screen(screen)

    def action_go_back(self) -> None:
        snapshot = self.snapshot
        if snapshot is not None and snapshot.state is RunState.DIVERGED:
            self.send(commands.GoBack(snapshot.smaller_rate))

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(self))

    def on_rows_panel_edited(self, event: RowsPanel.Edited) -> None:
        event.panel.sent(self.send(commands.Change(event.settings)))

    def on_sample_panel_moved(self, event: SamplePanel.Moved) -> None:
        self.send(commands.ShowSample(event.offset))

    def on_sample_panel_worst_wanted(self) -> None:
        self.send(commands.ShowWorstSample())

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.height >= _HIGH_FROM, "-high")

    def on_boundary_panel_wanted(self) -> None:
        self._look_at_what_is_visible()

    def on_picture_panel_wanted(self) -> None:
        self._look_at_what_is_visible()

    def on_picture_panel_unit_chosen(self, event: PicturePanel.UnitChosen) -> None:
        self.set_class(event.unit is not None, "-unit")
        self.call_after_refresh(self._look_at_what_is_visible)

    def on_picture_panel_switched(self, event: PicturePanel.Switched) -> None:
        self.send(commands.SwitchUnit(event.unit, event.run))

    def system_commands(self) -> Iterator[SystemCommand]:
        """Every key of the trainer, for the command palette."""
        for binding in self._bindings.key_to_bindings.values():
            for each in binding:
                yield SystemCommand(
                    each.description,
                    each.tooltip,
                    lambda action=each.action: self.run_action(action),
                )
        for scenario in shipped_scenarios():
            opened = partial(self.scenarios.open, scenario)
            yield SystemCommand(f"Scenario: {scenario.title}", scenario.subject, opened)
