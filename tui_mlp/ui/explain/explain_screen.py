"""One step of SGD, phase by phase, with the numbers of the present network."""

from collections.abc import Callable
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Input, Static

from tui_mlp.lecture.pages.layout import Cell, PageView
from tui_mlp.lecture.pages.page_document import WALK, page_document
from tui_mlp.lecture.walk.hand_calculation import check_answer
from tui_mlp.lecture.walk.question import hint_for
from tui_mlp.numbers import entry_text
from tui_mlp.training.snapshot import RunState, Snapshot
from tui_mlp.ui.explain.entries import next_cell, next_question, typed_number
from tui_mlp.ui.explain.explain_keys import KEYS
from tui_mlp.ui.explain.explained_step import ExplainedStep
from tui_mlp.ui.explain.page_panel import PagePanel
from tui_mlp.ui.explain.titles import hint_line, phases_line, where_line
from tui_mlp.ui.help_screen import HelpScreen
from tui_mlp.ui.lecture.derivation_screen import DerivationScreen
from tui_mlp.ui.saving.page_screen import PageScreen, SavedPage
from tui_mlp.ui.widgets.answer_line import AnswerLine
from tui_mlp.ui.widgets.footer import KeyFooter
from tui_mlp.worker import commands
from tui_mlp.worker.replies import Answer, NetworkCopied

_ELSEWHERE = {
    "move_page",
    "go_to_phase",
    "move_sample",
    "toggle_batch",
    "put_back",
    "step",
    "copy",
}
"""What would take the page away under a number that is being typed."""
_PROMPT_SHARE = 0.65
"""Of the width, for what is asked; the rest is for the number."""
_PHASES_OF_SOFTMAX = (3, 5)
"""Where yhat comes from, and where its derivatives are used."""
_NUMBER_BEGINS = frozenset("0123456789.,-−+")


class ExplainScreen(PageScreen):
    """Walks through a step of a copy of the network; training may go on behind it.

    Args:
        send: passes a command to the worker.
        phase: where it begins, 1 to 8.
        nth: the page of that phase, see `ExplainedStep.go_to_phase`.
    """

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    ExplainScreen {
        #where { height: 1; padding: 0 1; background: $panel; }
        #phases { height: 1; padding: 0 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = KEYS

    def __init__(
        self, send: Callable[[commands.Command], int], phase: int = 1, nth: int = 0
    ) -> None:
        super().__init__(send)
        self._begins_at = phase, nth
        self._step: ExplainedStep | None = None
        self._batch = True
        self._first_column = 0
        self._cursor: Cell | None = None
        self._asked: Cell | None = None
        self._asked_before = -1
        self._typing = False
        self._by_hand = False
        self._hint = ""
        self._stepped_from: int | None = None

    def compose(self) -> ComposeResult:
        yield Static(Content(""), id="where")
        yield Static(Content(""), id="phases")
        yield PagePanel()
        yield AnswerLine()
        yield KeyFooter()

    def on_mount(self) -> None:
        self.action_copy()

    def on_unmount(self) -> None:
        # whoever leaves by another way than esc has not answered either
        if self._asked is not None:
            self._count(right=False)

    def on_resize(self) -> None:
        self.call_after_refresh(self._show_titles)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if self._by_hand and action == "go_to_phase":
            return False
        if action == "jacobian":  # while one works by hand it would give answers away
            here = self._step is not None and self._step.page.phase in _PHASES_OF_SOFTMAX
            return here and not (self._by_hand or self._typing)
        return not (self._typing and action in _ELSEWHERE)

    def idles(self, action: str) -> bool:
        """Whether a key has nothing to do now: u with no change, and what types into a number."""
        if action == "put_back":
            return self._step is None or not self._step.changed
        typed = self._cursor is not None and action.startswith(("go_to_phase", "move_sample"))
        return typed or super().idles(action)

    def take_answer(self, answer: Answer) -> None:
        """Walk through the network that came, from the same page on."""
        if not isinstance(answer, NetworkCopied):
            return
        before = self._step
        place = before.place if before and self._batch else 0
        self._step = ExplainedStep(answer, place, before.index if before else 0)
        if before is None:
            self._step.go_to_phase(*self._begins_at)
        elif before.changed:
            words = "A new copy: the values that you changed are the run's own again."
            self.notify(words, markup=False)
        # the copy may be of another run, in whose matrices the old entry is not
        self._cursor = None
        self._leave_line()
        self._show(from_top=before is None)

    def watch_snapshot(self, snapshot: Snapshot | None) -> None:
        if snapshot is None or not self.is_mounted:
            return
        if self._stepped_from is not None and snapshot.state is RunState.DIVERGED:
            self._stepped_from = None
            self.notify(snapshot.divergence, severity="warning", markup=False)
        done = self._stepped_from is not None and snapshot.step > self._stepped_from
        if done and snapshot.state is not RunState.RUNNING:
            self._stepped_from = None
            self.action_copy()
        self._show_titles()

    def action_copy(self) -> None:
        self.send(commands.CopyNetwork(batch=self._batch))

    def action_step(self) -> None:
        if self._step is not None:
            self._stepped_from = self._step.copied.step
            self.send(commands.RunSteps(1))

    def action_toggle_batch(self) -> None:
        self._batch = not self._batch
        self.action_copy()

    def action_move_sample(self, step: int) -> None:
        if self._batch and self._step is not None:
            if len(self._step.copied.places) == 1:
                words = "The next step is on this one sample; b looks at others."
                self.notify(words, markup=False)
            self._step.move_sample(step)
            self._show()
        else:
            self.send(commands.ShowSample(step))
            self.action_copy()

    def action_move_page(self, step: int) -> None:
        if self._cursor is not None:
            self._move_cursor(0, step)
        elif self._step is not None and self._step.move_page(step):
            self._show(from_top=True)

    def action_go_to_phase(self, phase: int) -> None:
        if self._step is not None:
            self._cursor = None
            self._step.go_to_phase(phase)
            self._show(from_top=True)

    def action_move_layer(self, step: int) -> None:
        if self._cursor is not None and not self._typing:
            self._move_cursor(step, 0)
        elif self._step is not None and self._step.has_layers and not self._typing:
            if self._step.move_layer(step):
                self._show(from_top=True)
        else:
            self.query_one(PagePanel).scroll_rows(step)

    def action_move_columns(self, step: int) -> None:
        panel = self.query_one(PagePanel)
        first = self._first_column + step * panel.columns_shown
        self._first_column = min(max(first, 0), panel.last_first_column)
        self._show()

    def action_scroll_page(self, step: int) -> None:
        panel = self.query_one(PagePanel)
        panel.scroll_rows(step * panel.page_rows)

    def action_change(self) -> None:
        """Choose an entry to change; when one is chosen, type its value."""
        step = self._step
        if step is None:
            return
        if self._typing:
            self.query_one(Input).focus()
            return
        if self._by_hand:
            self.action_ask()
            return
        if self._cursor is not None:
            value = entry_text(step.value(self._cursor), signed=False)
            self._type(self._cursor, f"{step.name(self._cursor)} =", value)
            return
        cells = step.edited_cells
        if not cells:
            words = "Nothing to change on this page: go to phase 1 for x, or 2 for W and b."
            self.notify(words, markup=False)
            return
        self._cursor = cells[0]
        self._show()
        self.query_one(PagePanel).bring_to_view(self._cursor)

    def _move_cursor(self, rows: int, columns: int) -> None:
        """Go to the next entry that can be changed, in this direction."""
        step, cursor = self._step, self._cursor
        if step is None or cursor is None:
            return
        wanted = next_cell(step.page, cursor, rows, columns)
        if wanted is not None:
            self._cursor = wanted
            panel = self.query_one(PagePanel)
            self._first_column = panel.window_with(self._first_column, wanted)
            self._show()
            panel.bring_to_view(wanted)

    def on_key(self, event: events.Key) -> None:
        """Begin to type over the chosen entry, or the next answer, with a number's beginning."""
        cursor, step, first = self._cursor, self._step, event.character
        if step is None or self._typing or first is None or first not in _NUMBER_BEGINS:
            return
        if cursor is None and not self._by_hand:
            return
        event.stop()
        event.prevent_default()
        if cursor is not None:
            self._type(cursor, f"{step.name(cursor)} =", first, begun=True)
        else:
            self._ask(first)

    def action_put_back(self) -> None:
        if self._step is not None:
            self._step.put_back()
            self._show()

    def action_ask(self) -> None:
        self._ask()

    def _ask(self, begun: str = "") -> None:
        """Ask for the next number of the page, of whose answer something may be typed already."""
        step = self._step
        if step is None:
            return
        cells = step.asked_cells
        place = next_question([step.value(cell) for cell in cells], self._asked_before)
        if place is None:
            words = "Nothing to work out on this page: its numbers are compared, not derived."
            self.notify("These numbers are not finite." if cells else words, markup=False)
            return
        self._cursor, self._hint = None, ""
        self._asked_before, self._asked = place, cells[place]
        panel = self.query_one(PagePanel)
        self._first_column = panel.window_with(self._first_column, self._asked)
        self._show()
        prompt, digits = f"{step.name(self._asked)} = ?", "  (2 digits or more)"
        if cell_len(prompt + digits) <= _PROMPT_SHARE * self.size.width:
            prompt += digits
        self._type(self._asked, prompt, begun, begun=bool(begun))

    @property
    def _next_asked(self) -> Cell | None:
        """While one works by hand, the number that is asked for next; None after the last one."""
        step = self._step
        if step is None or not self._by_hand:
            return None
        cells = step.asked_cells
        place = next_question([step.value(cell) for cell in cells], self._asked_before)
        return cells[place] if place is not None and place > self._asked_before else None

    def on_answer_line_answered(self, event: AnswerLine.Answered) -> None:
        step = self._step
        if step is None:
            return
        try:
            value = typed_number(event.text)
            if self._asked is not None:
                if not self._is_settled(step, self._asked, event.text):
                    return
                self._by_hand = True
            elif self._cursor is not None:
                step.change(self._cursor, value)
        except ValueError:
            self.notify("A number is needed, such as −0.25.", severity="warning", markup=False)
            self.query_one(AnswerLine).ask_again()
            return
        self._leave_line()

    def _is_settled(self, step: ExplainedStep, asked: Cell, text: str) -> bool:
        """Judge an answer, and say so; False where it may be tried once more.

        Raises:
            ValueError: the text is not a number.
        """
        question = step.question(asked)
        verdict = check_answer(text, question.value)
        words, again = verdict.words, False
        if verdict.too_short:
            words, again = "right as far as it goes: type 2 digits or more", True
        elif not verdict.right and not self._hint:
            self._hint = hint_for(question, text)
            self.query_one(AnswerLine).ask_again()
            self._show_titles()
            return False
        if not again:
            self._count(right=verdict.right, at_once=not self._hint)
        mark, severity = ("✓", "information") if verdict.right else ("✗", "warning")
        self.notify(f"{mark} {step.name(asked)}: {words}", severity=severity, markup=False)  # type: ignore[arg-type]
        return not again

    def on_answer_line_cancelled(self) -> None:
        if self._asked is not None:
            self._count(right=False)
        self._by_hand = False
        self._leave_line()

    def _type(self, cell: Cell, prompt: str, text: str = "", *, begun: bool = False) -> None:
        self._typing = True
        self.query_one(AnswerLine).ask(prompt, text, begun=begun)
        self.refresh_bindings()
        # the line takes a row of the page
        self.call_after_refresh(self.query_one(PagePanel).bring_to_view, cell)

    def _leave_line(self) -> None:
        self._asked, self._typing, self._hint = None, False, ""
        self.query_one(AnswerLine).close()
        self.set_focus(None)
        self.refresh_bindings()
        self._show()

    def action_leave(self) -> None:
        """Leave what is typed, the cursor or the questions; without any, the view."""
        if self._typing:
            self.on_answer_line_cancelled()
        elif self._cursor is not None or self._by_hand:
            self._cursor, self._by_hand = None, False
            self.refresh_bindings()
            self._show()
        else:
            self.dismiss()

    def action_jacobian(self) -> None:
        if self._step is not None:
            self.app.push_screen(DerivationScreen(self.send, "jacobian", self._step))

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(self))

    def _show(self, *, from_top: bool = False) -> None:
        """Show the open page."""
        if self._step is None:
            return
        if from_top:
            self._first_column, self._asked_before, self._by_hand = 0, -1, False
        view = self._view
        hidden = view.asked
        question = self._step.question(hidden) if hidden else None
        self.refresh_bindings()
        panel = self.query_one(PagePanel)
        # what is to be worked out by hand, or follows from what is changed, is not given away
        alone = self._by_hand or hidden is not None or self._cursor is not None
        following = [] if alone else self._step.following
        panel.show(self._step.page, view, from_top=from_top, following=following)
        if self._asked is not None and question is not None:
            parts = [question.given, "⏎ checks · esc shows the number"]
            panel.border_title = Content(" · ".join(filter(None, parts)))
        elif self._by_hand:
            ends = "⏎ the next one" if hidden else "⏎ from the first on"
            panel.border_title = Content(
                f"by hand: {ends} · esc ends · {self.trainer_app.by_hand.words}"
            )
        elif self._cursor is None and self.trainer_app.by_hand.asked:
            panel.border_title = Content(f"by hand so far: {self.trainer_app.by_hand.words}")
        self._show_titles()

    def _count(self, *, right: bool, at_once: bool = False) -> None:
        """Keep the score, which outlives this view."""
        app = self.trainer_app
        app.by_hand = app.by_hand.counted(right=right, at_once=at_once)

    @property
    def _view(self) -> PageView:
        """What is seen of the open page: nothing that would give away what is asked for."""
        hidden = self._asked or self._next_asked
        question = self._step.question(hidden) if self._step and hidden else None
        covered = question.covered if question else frozenset()
        return PageView(self._first_column, self._cursor, hidden, covered)

    def saved_page(self) -> SavedPage | None:
        """The open page, as `tui-mlp explain --page` prints it; without what is asked for."""
        step = self._step
        if step is None:
            return None
        page = step.page
        layer = "" if page.layer is None else f"-layer-{page.layer}"
        origin, view = step.origin.words, self._view
        if self.statement is not None and page.phase == self._begins_at[0]:
            text = self.document(origin, page, view)
        else:
            text = page_document(WALK, origin, (page,), view=view)
        stem = f"{step.copied.dataset}-phase-{page.phase}{layer}-step-{step.copied.step}"
        return SavedPage(stem, text)

    def _show_titles(self) -> None:
        """Say which sample, which step and which phase this is."""
        step = self._step
        if step is None:
            return
        width = max(self.size.width - 2, 1)
        self.query_one("#where", Static).update(where_line(step, self.snapshot, width))
        # it stays to be read for as long as the second try takes, and covers nothing
        line = hint_line(self._hint, width) if self._hint else phases_line(step, width)
        self.query_one("#phases", Static).update(line)
