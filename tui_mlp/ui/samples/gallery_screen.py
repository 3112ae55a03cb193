"""The worst samples at a glance, and one of them to look at closely."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container

from tui_mlp.training.snapshot import Snapshot
from tui_mlp.ui.help_screen import HelpScreen
from tui_mlp.ui.panels.boundary_panel import BoundaryPanel
from tui_mlp.ui.panels.status_line import StatusLine
from tui_mlp.ui.run_screen import RunScreen
from tui_mlp.ui.samples.gallery_panel import GalleryPanel
from tui_mlp.ui.widgets.focus_line import FocusLine
from tui_mlp.ui.widgets.footer import BACK, HELP, KeyFooter
from tui_mlp.worker.commands import Command, Look
from tui_mlp.worker.replies import Answer, WorstListed
from tui_mlp.worker.sample_commands import ListWorst, ShowSampleAt

SHOWN = 12
"""How many samples are listed."""


class GalleryScreen(RunScreen):
    """Lists the samples of largest loss as they were when it was opened, or asked anew.

    Args:
        send: passes a command to the worker.
    """

    AUTO_FOCUS = "GalleryPanel"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012  (Textual declares it so)
    DEFAULT_CSS = """
    GalleryScreen {
        #worst { height: 1fr; layout: horizontal; }
        GalleryPanel { width: 2fr; height: 1fr; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "list", "Anew", tooltip="List the worst samples as they are now"),
        Binding("question_mark", "help", "Help", key_display="?", group=HELP, id="help",
                tooltip="What a card shows"),
        Binding("escape,q", "dismiss", "Back", key_display="esc", group=BACK,
                tooltip="Back to the trainer"),
    ]  # fmt: skip

    def __init__(self, send: Callable[[Command], int]) -> None:
        super().__init__(send)
        self._asked_for = 0

    def compose(self) -> ComposeResult:
        yield StatusLine().data_bind(GalleryScreen.snapshot)
        with Container(id="worst"):
            yield GalleryPanel().data_bind(GalleryScreen.snapshot)
            yield BoundaryPanel().data_bind(GalleryScreen.snapshot)
        yield FocusLine()
        yield KeyFooter()

    def on_mount(self) -> None:
        self._ask_of_another_run()

    def watch_snapshot(self, snapshot: Snapshot | None) -> None:
        """List anew where another run has taken the place of the one that was listed."""
        if snapshot is not None and self.is_mounted:
            self._ask_of_another_run()

    def _ask_of_another_run(self) -> None:
        if self.snapshot is not None and self.snapshot.run.number != self._asked_for:
            self._asked_for = self.snapshot.run.number
            self.set_class(self.snapshot.run.points is not None, "-planar")
            self.action_list()

    def take_answer(self, answer: Answer) -> None:
        """Show what was listed."""
        if isinstance(answer, WorstListed):
            self.query_one(GalleryPanel).show(answer)

    def action_list(self) -> None:
        self.send(ListWorst(SHOWN))

    def on_gallery_panel_chosen(self) -> None:
        boundary = self.query_one(BoundaryPanel)
        boundary.marks = self.query_one(GalleryPanel).marks
        boundary.update_picture()

    def on_plane_panel_wanted(self) -> None:
        boundary = self.query_one(BoundaryPanel)
        self.send(Look(boundary.grid_size, boundary.label))

    def on_boundary_panel_picked(self, event: BoundaryPanel.Picked) -> None:
        self.send(ShowSampleAt(event.index))
        self.dismiss()

    def on_gallery_panel_picked(self, event: GalleryPanel.Picked) -> None:
        self.send(ShowSampleAt(event.view.index, event.view.origin))
        self.dismiss()

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(self))
