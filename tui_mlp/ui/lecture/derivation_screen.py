"""A derivation of the lecture move by move, with the numbers of the present network."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from tui_mlp.lecture.derivations import (
    OF_STEP,
    RunPosition,
    derivation,
    move_count,
    up_to_move,
)
from tui_mlp.lecture.pages.layout import PageView
from tui_mlp.lecture.pages.page import Page
from tui_mlp.numbers import grouped
from tui_mlp.training.snapshot import RunState, Snapshot
from tui_mlp.ui.explain.explained_step import ExplainedStep
from tui_mlp.ui.explain.page_panel import PagePanel
from tui_mlp.ui.help_screen import HelpScreen
from tui_mlp.ui.saving.page_screen import PageScreen, SavedPage
from tui_mlp.ui.widgets.footer import BACK, HELP, Hint, KeyFooter
from tui_mlp.worker import commands
from tui_mlp.worker.replies import Answer, NetworkCopied

_SAMPLES = Hint("Sample", rank=8, merges_at=0)


class DerivationScreen(PageScreen):
    """Shows the moves of a derivation, one more with each key.

    Args:
        send: passes a command to the worker.
        name: one of `derivation_names()`.
        step: of the walk, to derive with its sample and its values alone; None to follow the run.
    """

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    DerivationScreen > #title { height: 1; padding: 0 1; background: $panel; text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,enter", "move(1)", "Next move", key_display="→",
                tooltip="Show the next move of the derivation"),
        Binding("left", "move(-1)", "Move before", key_display="←", tooltip="Take the last move "
                "away again"),
        Binding("end,a", "all", "All moves", key_display="a", group=Hint(rank=7, short="All"),
                tooltip="Show the whole derivation"),
        Binding("up", "scroll(-1)", "Scroll", key_display="↑ ↓", tooltip="Scroll"),
        Binding("down", "scroll(1)", "Scroll", show=False, tooltip="Scroll down"),
        Binding("pagedown", "scroll_page(1)", "Scroll", show=False, tooltip="Further down"),
        Binding("pageup", "scroll_page(-1)", "Scroll", show=False, tooltip="Further up"),
        Binding("shift+right", "move_columns(1)", "Columns", show=False, priority=True,
                tooltip="The further columns of matrices that are too wide"),
        Binding("shift+left", "move_columns(-1)", "Columns", show=False, priority=True,
                tooltip="The columns before"),
        Binding("comma", "move_sample(-1)", "Previous sample", key_display=",", group=_SAMPLES,
                tooltip="The sample before"),
        Binding("full_stop", "move_sample(1)", "Next sample", key_display=".", group=_SAMPLES,
                tooltip="The next sample"),
        Binding("s", "step", "Step", group=Hint(rank=9),
                tooltip="Let the run take one mini-batch, and look at the network after it"),
        Binding("question_mark", "help", "Help", key_display="?", group=HELP, id="help",
                tooltip="Every key of this view"),
        Binding("escape,q", "dismiss", "Back", key_display="esc", group=BACK,
                tooltip="Back to where it was opened"),
    ]  # fmt: skip

    def __init__(
        self,
        send: Callable[[commands.Command], int],
        name: str,
        step: ExplainedStep | None = None,
    ) -> None:
        super().__init__(send)
        self._given = step
        self._derivation = name
        self._page: Page | None = None
        self._moves = 1
        self._copied: NetworkCopied | None = None
        self._first_column = 0
        self._copied_step = 0
        self._answer = ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "move_sample" and self._derivation in OF_STEP:
            return False
        if action in ("move", "all") and self._page is not None and self.moves <= 1:
            return False
        return self._given is None or action not in ("move_sample", "step")

    def compose(self) -> ComposeResult:
        yield Static(Content(""), id="title")
        yield PagePanel()
        yield KeyFooter()

    def on_mount(self) -> None:
        if self._given is None:
            self._copy()
        else:
            self.call_after_refresh(self._take_step, self._given)

    def _copy(self) -> None:
        self.send(commands.CopyNetwork(batch=self._derivation in OF_STEP))

    def take_answer(self, answer: Answer) -> None:
        """Derive with the network that came, as far as was shown before."""
        if isinstance(answer, NetworkCopied):
            self._copied = answer
            self._copied_step = answer.step
            self._derive(answer, answer.position)

    def _derive(self, copied: NetworkCopied, run: RunPosition | None) -> None:
        self._take_step(ExplainedStep(copied), run)

    def _take_step(self, step: ExplainedStep, run: RunPosition | None = None) -> None:
        first = self._page is None
        self._page = self._page_of(step, run)
        self._answer = step.answer
        self._show(from_top=first)

    def _page_of(self, step: ExplainedStep, run: RunPosition | None) -> Page:
        return derivation(self._derivation, step.derivation, run=run)

    def watch_snapshot(self, snapshot: Snapshot | None) -> None:
        """Follow a run that has gone on and stands still now."""
        if snapshot is None or self._given or not self.is_mounted or self._page is None:
            return
        if snapshot.state is not RunState.RUNNING and snapshot.step != self._copied_step:
            self._copied_step = snapshot.step
            self._copy()

    @property
    def moves(self) -> int:
        """How many moves the derivation has."""
        return 0 if self._page is None else move_count(self._page)

    def _show(self, *, from_top: bool = False) -> None:
        page = self._page
        if page is None:
            return
        self._moves = min(max(self._moves, 1), max(self.moves, 1))
        page = up_to_move(page, self._moves)
        panel = self.query_one(PagePanel)
        panel.show(page, PageView(self._first_column), from_top=from_top)
        where = f"move {self._moves} of {self.moves} · " if self.moves > 1 else ""
        answer = "" if self._derivation in OF_STEP else f"{self._answer} · "
        step = self._copied_step if self._given is None else self._given.copied.step
        title = f"{page.title} · {where}{answer}step {grouped(step)}"
        self.query_one("#title", Static).update(Content(title))
        self.refresh_bindings()

    def action_move(self, step: int) -> None:
        self._moves += step
        self._show()
        panel = self.query_one(PagePanel)
        panel.scroll_rows(len(panel.drawn.rows))

    def action_all(self) -> None:
        self._moves = self.moves
        self._show()

    def action_scroll(self, rows: int) -> None:
        self.query_one(PagePanel).scroll_rows(rows)

    def action_scroll_page(self, step: int) -> None:
        panel = self.query_one(PagePanel)
        panel.scroll_rows(step * panel.page_rows)

    def action_move_columns(self, step: int) -> None:
        panel = self.query_one(PagePanel)
        first = self._first_column + step * panel.columns_shown
        self._first_column = min(max(first, 0), panel.last_first_column)
        self._show()

    def action_move_sample(self, step: int) -> None:
        self.send(commands.ShowSample(step))
        self._copy()

    def action_step(self) -> None:
        self.send(commands.RunSteps(1))

    def saved_page(self) -> SavedPage | None:
        """The whole derivation, as `tui-mlp lecture` prints it."""
        step = self._given
        if step is None and self._copied is not None:
            step = ExplainedStep(self._copied)
        if self._page is None or step is None:
            return None
        origin = step.origin.words
        stem = f"{step.copied.dataset}-{self._derivation}-step-{step.copied.step}"
        return SavedPage(stem, self.document(origin, self._page))

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(self))
