"""Points of one's own in the plane, and a run that is trained on them."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui_mlp.data.added_points import AddedPoint
from tui_mlp.ui.help_screen import HelpScreen
from tui_mlp.ui.panels.status_line import StatusLine
from tui_mlp.ui.points.placing_panel import PlacingPanel
from tui_mlp.ui.run_screen import RunScreen
from tui_mlp.ui.widgets.focus_line import FocusLine
from tui_mlp.ui.widgets.footer import BACK, HELP, Hint, KeyFooter
from tui_mlp.worker.commands import Change, Command, Look


class PointsScreen(RunScreen):
    """The plane in full size.

    Args:
        send: passes a command to the worker.
    """

    AUTO_FOCUS = "PlacingPanel"
    DEFAULT_CSS = "PointsScreen PlacingPanel { height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "train", "Train on them", key_display="⏎",
                group=Hint(rank=5, short="Train"),
                tooltip="Start a run that is trained on these points too; u takes it back"),
        Binding("question_mark", "help", "Help", key_display="?", group=HELP, id="help",
                tooltip="What the keys do"),
        Binding("escape", "back", "Back", key_display="esc", group=BACK,
                tooltip="Back to the trainer; points that no run was started with are left"),
    ]  # fmt: skip

    def __init__(self, send: Callable[[Command], int]) -> None:
        super().__init__(send)
        self._begun_with: tuple[AddedPoint, ...] | None = None
        self._warned = False

    def compose(self) -> ComposeResult:
        yield StatusLine().data_bind(PointsScreen.snapshot)
        yield PlacingPanel().data_bind(PointsScreen.snapshot)
        yield FocusLine()
        yield KeyFooter()

    def on_mount(self) -> None:
        if self.snapshot is not None:
            texts = self.snapshot.run.config.points or ()
            self._begun_with = tuple(AddedPoint.parsed(text) for text in texts)
            panel = self.query_one(PlacingPanel)
            panel.points = self._begun_with
            panel.update_picture()

    def on_plane_panel_wanted(self) -> None:
        panel = self.query_one(PlacingPanel)
        self.send(Look(panel.grid_size, panel.label))

    def on_placing_panel_changed(self) -> None:
        self._warned = False

    def action_train(self) -> None:
        points = self.query_one(PlacingPanel).points
        if points != self._begun_with:
            self.send(Change({"points": tuple(map(str, points)) or None}))
        self.dismiss()

    def action_back(self) -> None:
        points = self.query_one(PlacingPanel).points
        if points == self._begun_with or self._warned:
            self.dismiss()
            return
        self._warned = True
        self.notify(
            "⏎ starts a run with the points as they are now; esc again leaves them.",
            title="Nothing is trained on them yet",
            markup=False,
        )

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(self))
