"""The ways of GD, mini-batch SGD and SGD over the loss around the run's start."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from tui_mlp.lecture.pages.layout import PageView
from tui_mlp.lecture.pages.origin import Origin
from tui_mlp.lecture.surface.surface_page import TITLE, surface_page
from tui_mlp.numbers import grouped
from tui_mlp.training.snapshot import Snapshot
from tui_mlp.ui.explain.page_panel import PagePanel
from tui_mlp.ui.help_screen import HelpScreen
from tui_mlp.ui.saving.page_screen import PageScreen, SavedPage
from tui_mlp.ui.widgets.footer import BACK, HELP, Hint, KeyFooter
from tui_mlp.worker import commands
from tui_mlp.worker.replies import Answer, SurfaceMeasured


class SurfacePanel(PagePanel):
    """The page of the surface."""

    EXPLANATION: ClassVar[str] = (
        "The mean loss over a plane through the weights: each shade has a sixth of the plane, and"
        " its bounds are in the line above. The glyphs are three ways from the run's own first"
        " weights, all with the same plain step: GD takes the gradient of all"
        " samples for it, mini-batch SGD that of some, SGD that of one. The sentence and the table"
        " below have their numbers."
    )


class SurfaceScreen(PageScreen):
    """Asks once for the surface, and again when the user wants it of the newest weights.

    Args:
        send: passes a command to the worker.
    """

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    SurfaceScreen > #title { height: 1; padding: 0 1; background: $panel; text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "draw", "Other draws", group=Hint(rank=4),
                tooltip="Let mini-batch SGD and SGD draw other samples from the same start"),
        Binding("c", "copy", "Newest weights", group=Hint(rank=5, short="Newest"),
                tooltip="The plane through the run's weights as they are now"),
        Binding("up", "scroll(-1)", "Scroll", key_display="↑ ↓", tooltip="Scroll"),
        Binding("down", "scroll(1)", "Scroll", show=False, tooltip="Scroll down"),
        Binding("pagedown", "scroll_page(1)", "Scroll", show=False, tooltip="Further down"),
        Binding("pageup", "scroll_page(-1)", "Scroll", show=False, tooltip="Further up"),
        Binding("question_mark", "help", "Help", key_display="?", group=HELP, id="help",
                tooltip="Every key of this view"),
        Binding("escape,q", "dismiss", "Back", key_display="esc", group=BACK,
                tooltip="Back to where it was opened"),
    ]  # fmt: skip

    def __init__(self, send: Callable[[commands.Command], int]) -> None:
        super().__init__(send)
        self._draw = 0
        self._measured: SurfaceMeasured | None = None

    def compose(self) -> ComposeResult:
        yield Static(Content(f"{TITLE} · computing …"), id="title")
        yield SurfacePanel()
        yield KeyFooter()

    def on_mount(self) -> None:
        self.action_copy()

    def take_answer(self, answer: Answer) -> None:
        """Show the surface that came."""
        if not isinstance(answer, SurfaceMeasured):
            return
        first = self._measured is None
        self._measured = answer
        page = surface_page(answer.surface)
        self.query_one(PagePanel).show(page, PageView(), from_top=first)
        self._show_title()

    def watch_snapshot(self, snapshot: Snapshot | None) -> None:
        if self.is_mounted and snapshot is not None:
            self._show_title()

    def _show_title(self) -> None:
        """Say of which step the plane is, and where the run is by now."""
        measured = self._measured
        if measured is None:
            return
        step, now = measured.step, self.snapshot.step if self.snapshot else measured.step
        later = f" (c: now {grouped(now)})" if now != step else ""
        words = f"{TITLE} · step {grouped(step)}{later} · draw {grouped(measured.draw + 1)}"
        self.query_one("#title", Static).update(Content(words))

    def saved_page(self) -> SavedPage | None:
        """The surface, as `tui-mlp lecture` prints it."""
        measured, snapshot = self._measured, self.snapshot
        if measured is None or snapshot is None:
            return None
        dataset = snapshot.run.dataset
        origin = Origin(dataset, measured.step, measured.epoch).words
        stem = f"{dataset}-surface-step-{measured.step}"
        return SavedPage(stem, self.document(origin, surface_page(measured.surface)))

    def action_copy(self) -> None:
        self.send(commands.MeasureSurface(self._draw))

    def action_draw(self) -> None:
        self._draw += 1
        self.action_copy()

    def action_scroll(self, rows: int) -> None:
        self.query_one(PagePanel).scroll_rows(rows)

    def action_scroll_page(self, step: int) -> None:
        panel = self.query_one(PagePanel)
        panel.scroll_rows(step * panel.page_rows)

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(self))
