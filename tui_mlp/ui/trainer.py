"""The trainer: all panels around one run, and the keys that steer it."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Input, Static

from tui_mlp.settings.setting import Setting
from tui_mlp.settings.training_config import SETTINGS
from tui_mlp.training.snapshot import Overlay, RunDescription, RunState, Snapshot
from tui_mlp.ui.data_file.data_flow import DataFlow
from tui_mlp.ui.editing.network_panel import NetworkPanel
from tui_mlp.ui.editing.rows_panel import RowsPanel
from tui_mlp.ui.editing.settings_panel import SettingsPanel
from tui_mlp.ui.help_screen import HelpScreen
from tui_mlp.ui.keys.trainer_keys import TRAINER_KEYS
from tui_mlp.ui.lecture.lecture_index import LectureIndex
from tui_mlp.ui.network.picture_panel import PicturePanel
from tui_mlp.ui.network.unit_panel import UnitPanel
from tui_mlp.ui.network.units_off import UnitsOff
from tui_mlp.ui.panels.boundary_panel import BoundaryPanel
from tui_mlp.ui.panels.confusion_panel import ConfusionPanel
from tui_mlp.ui.panels.curves_panel import AccuracyPanel, LossPanel
from tui_mlp.ui.panels.gradient_panel import GradientPanel
from tui_mlp.ui.panels.label_scores_panel import LabelScoresPanel
from tui_mlp.ui.panels.outcome_line import OutcomeLine
from tui_mlp.ui.panels.sample_panel import SamplePanel
from tui_mlp.ui.panels.status_line import StatusLine
from tui_mlp.ui.run_screen import RunScreen
from tui_mlp.ui.scenario.scenario_dialog import ScenarioFlow
from tui_mlp.ui.view_screens import view
from tui_mlp.ui.widgets.focus_line import FocusLine
from tui_mlp.ui.widgets.footer import KeyFooter
from tui_mlp.ui.widgets.panel import Panel
from tui_mlp.worker import commands
from tui_mlp.worker.replies import Answer, FileUndecided, ScenarioFinished
from tui_mlp.worker.sample_commands import ShowConfused, ShowSampleAt

VIEWS = ("all", "network", "curves", "gradients", "sample", "map")
"""What the screen shows: everything, or one subject in full size (keys 1 to 5)."""

if TYPE_CHECKING:
    from tui_mlp.ui.app import TrainerApp

_VIEW_OF: dict[type[Panel], str] = {
    NetworkPanel: "network",
    PicturePanel: "network",
    UnitPanel: "network",
    SettingsPanel: "network",
    LossPanel: "curves",
    AccuracyPanel: "curves",
    GradientPanel: "gradients",
    SamplePanel: "sample",
    BoundaryPanel: "map",
    ConfusionPanel: "map",
    LabelScoresPanel: "map",
}
"""Where each panel is in full size."""

_HIGH_FROM = 50
"""Rows that hold the settings and a unit of the network one below the other."""

_TOO_SMALL = "The panels need a terminal of 60 x 16 or more. Training and keys go on as before."


class TrainerScreen(RunScreen):
    """Shows one snapshot in all panels, and turns what they post into commands."""

    AUTO_FOCUS = ""
    DEFAULT_CLASSES = "-view-all"
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

    BINDINGS: ClassVar[list[BindingType]] = TRAINER_KEYS

    view: reactive[str] = reactive("all")
    """One of `VIEWS`."""
    overlays: reactive[tuple[Overlay, ...]] = reactive((), init=False)
    """The kept runs whose curves are drawn beside those of the present one."""

    def __init__(self, send: Callable[[commands.Command], int]) -> None:
        super().__init__(send)
        self.scenarios = ScenarioFlow(self, send)
        """Leads through scenarios."""
        self.data = DataFlow(self, send)
        """Opens files of the user's own."""
        self.lecture = LectureIndex(self, self.scenarios, send)
        """Opens the lecture's statements."""
        self._look: commands.Look | None = commands.Look()
        self._run_number = 0
        self._state: RunState | None = None
        self._problem = ""
        self._notes: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        yield StatusLine().data_bind(TrainerScreen.snapshot)
        yield Static(Content(_TOO_SMALL), id="too-small")
        yield OutcomeLine().data_bind(TrainerScreen.snapshot)
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
        yield FocusLine()
        yield KeyFooter()

    def watch_snapshot(self, snapshot: Snapshot | None) -> None:
        if snapshot is None:
            return
        if snapshot.state is not self._state:
            self._state = snapshot.state
            self.refresh_bindings()
        if snapshot.kept is not None and snapshot.kept.problem != self._problem:
            self._problem = snapshot.kept.problem
            if self._problem:
                self.notify(self._problem, title="Not saved", severity="error", markup=False)
        if snapshot.run.number != self._run_number:
            self._run_number = snapshot.run.number
            self._begin_run(snapshot.run)

    def _begin_run(self, run: RunDescription) -> None:
        """Show the boundary for 2-D data, else confusions; tell what was done to the data."""
        self.update_classes(
            {
                "-planar": run.points is not None,
                "-labels": run.output.labels,
                "-images": run.image_shape is not None,
            }
        )
        if run.notes != self._notes:
            self._notes = run.notes
            self.data.tell(run)
        self.call_after_refresh(self._look_at_what_is_visible)

    def watch_view(self, view: str) -> None:
        self.update_classes({f"-view-{name}": name == view for name in VIEWS})
        self.refresh_bindings()
        self.call_after_refresh(self._look_at_what_is_visible)

    def _focus_what_opened(self) -> None:
        """Let keys go to the subject in full size; to no panel when all are there again."""
        if self.view == "all":
            self.set_focus(None)
            return
        # by the view that a panel belongs to: where it is may not be laid out yet
        opened = [
            panel
            for panel in self.query(Panel)
            if panel.focusable and _VIEW_OF.get(type(panel)) == self.view
        ]
        if opened and not self._has_focus_in(opened):
            self.set_focus(next((panel for panel in opened if panel.region.area), opened[0]))

    def _has_focus_in(self, panels: Sequence[Panel]) -> bool:
        within = [] if self.focused is None else self.focused.ancestors_with_self
        return any(panel in within for panel in panels)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "view" and parameters == ("all",):
            return self.view != "all"
        if action == "go_back":
            return self.snapshot is not None and self.snapshot.state is RunState.DIVERGED
        if action == "export":  # not while something is typed
            return not isinstance(self.focused, Input)
        if action == "open" and parameters == ("points",):
            return self.snapshot is not None and self.snapshot.run.point_labels is not None
        return super().check_action(action, parameters)

    def watch_overlays(self, overlays: tuple[Overlay, ...]) -> None:
        for panel in (self.query_one(LossPanel), self.query_one(AccuracyPanel)):
            panel.overlays = overlays

    def _look_at_what_is_visible(self) -> None:
        """Tell the worker which views to compute, unless another view is over this one."""
        if not self.is_current:
            return
        boundary, confusion = self.query_one(BoundaryPanel), self.query_one(ConfusionPanel)
        look = commands.Look(
            boundary.grid_size, boundary.label, confusion.is_on_screen, self._units_in_sight()
        )
        if look != self._look:
            self._look = look
            self.send(look)

    def on_screen_resume(self) -> None:
        """Look again at what is visible here: a view over it may have looked at something else."""
        self._look = None
        self.call_after_refresh(self._look_at_what_is_visible)

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
        self.call_after_refresh(self._focus_what_opened)

    def action_lecture(self) -> None:
        self.lecture.choose()

    def action_show_data(self) -> None:
        self.data.show()

    def action_open_file(self) -> None:
        self.data.choose()

    def action_export(self) -> None:
        from tui_mlp.ui.exporting.export_dialog import ExportDialog

        app = cast("TrainerApp", self.app)

        def written(folder: Path) -> None:
            app.pages_folder = folder

        screen = ExportDialog(self.send, app.pages_folder, written)
        screen.set_reactive(RunScreen.snapshot, self.snapshot)
        app.push_screen(screen)

    def on_settings_panel_file_wanted(self) -> None:
        self.data.choose()

    def action_scenarios(self) -> None:
        self.scenarios.choose()

    def take_answer(self, answer: Answer) -> None:
        """Show the outcome of a scenario; the columns of a file that makes no data set."""
        if isinstance(answer, ScenarioFinished):
            self.scenarios.show(answer)
        elif isinstance(answer, FileUndecided):
            self.data.show_read(answer.read)

    def action_open(self, name: str) -> None:
        screen = view(name, self.send)
        screen.set_reactive(RunScreen.snapshot, self.snapshot)
        self.app.push_screen(screen)

    def action_runs(self) -> None:
        from tui_mlp.ui.runs.runs_screen import RunsScreen

        def lay_over(overlays: tuple[Overlay, ...]) -> None:
            self.overlays = overlays

        screen = RunsScreen(self.send, self.overlays, lay_over)
        screen.set_reactive(RunScreen.snapshot, self.snapshot)
        self.app.push_screen(screen)

    def action_go_back(self) -> None:
        snapshot = self.snapshot
        if snapshot is not None and snapshot.state is RunState.DIVERGED:
            self.send(commands.GoBack(snapshot.smaller_rate))

    def action_history(self) -> None:
        from tui_mlp.ui.history_screen import HistoryScreen

        snapshot = self.snapshot
        if snapshot is not None:
            self.app.push_screen(HistoryScreen(snapshot.undo, snapshot.redo), self._go_to)

    def _go_to(self, way: commands.Undo | commands.Redo | None) -> None:
        if way is not None:
            self.send(way)

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(self))

    def on_rows_panel_edited(self, event: RowsPanel.Edited) -> None:
        event.panel.sent(self.send(commands.Change(event.settings)))

    def on_rows_panel_compare_wanted(self, event: RowsPanel.CompareWanted) -> None:
        self.compare(SETTINGS[event.setting])

    def compare(self, setting: Setting) -> None:
        """Ask which values of a setting to compare, and compare them."""
        if self.snapshot is not None:
            from tui_mlp.ui.ensemble.ensemble_screen import ask_and_compare

            ask_and_compare(self, setting, self.snapshot, self.send)

    def on_sample_panel_moved(self, event: SamplePanel.Moved) -> None:
        self.send(commands.ShowSample(event.offset))

    def on_sample_panel_worst_wanted(self) -> None:
        self.send(commands.ShowWorstSample())

    def on_boundary_panel_picked(self, event: BoundaryPanel.Picked) -> None:
        self.send(ShowSampleAt(event.index))

    def on_confusion_panel_picked(self, event: ConfusionPanel.Picked) -> None:
        self.send(ShowConfused(event.true, event.predicted))

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.height >= _HIGH_FROM, "-high")

    def on_plane_panel_wanted(self) -> None:
        self._look_at_what_is_visible()

    def change_settings(self, settings: Mapping[str, object]) -> None:
        """Ask for new values of settings; a file is shown first."""
        if settings.get("data"):
            self.data.choose(str(settings["data"]))
        else:
            self.send(commands.Change(settings))

    def edit_setting(self, name: str) -> None:
        """Open the editor at a setting."""
        panel = self.query_one(SettingsPanel)
        self._make_visible(panel)
        panel.edit_row(name)

    def bring_up(self, panel: Panel) -> None:
        """Give a panel the focus, in full size where it is hidden otherwise."""
        self._make_visible(panel)
        panel.screen.call_after_refresh(panel.focus)

    def read_loss_at(self, epoch: float) -> None:
        """Put the cursor of the loss curve at an epoch."""
        panel = self.query_one(LossPanel)
        panel.cursor = epoch
        self.bring_up(panel)

    def _make_visible(self, panel: Panel) -> None:
        if panel.screen is self and not panel.region.area:
            self.view = _VIEW_OF.get(type(panel), self.view)

    def say_where_it_is_kept(self) -> None:
        """Name the run's folder, and what it holds."""
        kept = None if self.snapshot is None else self.snapshot.kept
        if kept is None or not kept.name:
            words = "This run is on no disk yet: it is saved from the first epoch on."
        else:
            words = kept.problem or f"Saved as {kept.name}: `tui-mlp resume {kept.name}` goes on."
        self.notify(words, markup=False)

    def on_picture_panel_wanted(self) -> None:
        self._look_at_what_is_visible()

    def on_unit_panel_resized(self) -> None:
        self._look_at_what_is_visible()

    def on_picture_panel_unit_chosen(self, event: PicturePanel.UnitChosen) -> None:
        self.set_class(event.unit is not None, "-unit")
        self.call_after_refresh(self._look_at_what_is_visible)

    def on_picture_panel_switched(self, event: PicturePanel.Switched) -> None:
        self.send(commands.SwitchUnit(event.unit, event.run))
