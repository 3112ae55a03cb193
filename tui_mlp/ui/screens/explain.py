"""One step of SGD, phase by phase, with the numbers of the present network."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Footer, Static

from tui_mlp.lecture.hand_calculation import check_answer, parsed
from tui_mlp.lecture.notation import number
from tui_mlp.training.snapshot import RunState, Snapshot
from tui_mlp.ui.explained_step import PHASES, ExplainedStep
from tui_mlp.ui.panels.answer_line import AnswerLine
from tui_mlp.ui.panels.page_panel import PagePanel
from tui_mlp.ui.renderables.walk_page import Cell, PageView
from tui_mlp.ui.screens.explain_titles import phases_line, where_line
from tui_mlp.ui.screens.help import HelpScreen
from tui_mlp.ui.screens.run_screen import RunScreen
from tui_mlp.worker import commands
from tui_mlp.worker.mailbox import Answer, NetworkCopied


class ExplainScreen(RunScreen):
    """Walks through a step of a copy of the network; training may go on behind it."""

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    ExplainScreen {
        #where { height: 1; padding: 0 1; background: $panel; }
        #phases { height: 1; padding: 0 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move_phase(-1)", "Phase", key_display="← →",
                tooltip="The phase before; 1 to 8 go to a phase directly"),
        Binding("right", "move_phase(1)", "Next phase", show=False, tooltip="The next phase"),
        Binding("up", "move_layer(-1)", "Layer", key_display="↑ ↓",
                tooltip="The layer before; in phases without layers, scroll up"),
        Binding("down", "move_layer(1)", "Next layer", show=False,
                tooltip="The next layer; in phases without layers, scroll down"),
        *(Binding(str(phase), f"go_to_phase({phase})", f"Phase {phase}", show=False,
                  tooltip=f"Go to phase {phase}") for phase in range(1, PHASES + 1)),
        Binding("left_square_bracket", "move_sample(-1)", "Sample", key_display="[ ]",
                tooltip="The sample before"),
        Binding("right_square_bracket", "move_sample(1)", "Next sample", show=False,
                key_display="]", tooltip="The next sample"),
        Binding("b", "toggle_batch", "Mini-batch", show=False,
                tooltip="The samples of the coming mini-batch; again for one sample"),
        Binding("enter", "change", "Change", key_display="⏎",
                tooltip="Change a weight, a bias or an input: arrows choose it, a number replaces "
                "it, and everything follows"),
        Binding("o", "put_back", "Original values", show=False,
                tooltip="Undo every change of a value"),
        Binding("h", "ask", "By hand",
                tooltip="Work out a number of this page yourself; again for the next one"),
        Binding("s", "step", "Step", show=False,
                tooltip="Let the run take one mini-batch, and look at the network after it"),
        Binding("c", "copy", "Copy", show=False,
                tooltip="Look at the network as it is now, if training went on"),
        Binding("shift+right", "move_columns(1)", "Columns", show=False,
                tooltip="The further columns of matrices that are too wide"),
        Binding("shift+left", "move_columns(-1)", "Columns", show=False,
                tooltip="The columns before"),
        Binding("pagedown", "scroll_page(1)", "Scroll", show=False, tooltip="Further down"),
        Binding("pageup", "scroll_page(-1)", "Scroll", show=False, tooltip="Further up"),
        Binding("question_mark", "help", "Help", show=False, key_display="?",
                tooltip="Every key of this view"),
        Binding("escape,q", "leave", "Back", key_display="esc",
                tooltip="Leave what is being changed, or go back to the trainer"),
    ]  # fmt: skip

    def __init__(self, send: Callable[[commands.Command], None]) -> None:
        super().__init__(send)
        self._step: ExplainedStep | None = None
        self._batch = False
        self._first_column = 0
        self._cursor: Cell | None = None
        self._asked: Cell | None = None
        self._asked_before = -1
        self._stepped_from: int | None = None

    def compose(self) -> ComposeResult:
        """Where one is, the page, a line to type into, and the footer."""
        yield Static(Content(""), id="where")
        yield Static(Content(""), id="phases")
        yield PagePanel()
        yield AnswerLine()
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Ask for the network."""
        self.action_copy()

    def on_resize(self) -> None:
        """Fit the titles to the new width."""
        self.call_after_refresh(self._show_titles)

    def take_answer(self, answer: Answer) -> None:
        """Walk through the network that came, from the same page on."""
        if not isinstance(answer, NetworkCopied):
            return
        before = self._step
        place = before.place if before and self._batch else 0
        self._step = ExplainedStep(answer, place, before.index if before else 0)
        self._show(from_top=before is None)

    def watch_snapshot(self, snapshot: Snapshot | None) -> None:
        """Look at the network again when the step that was asked for is done."""
        if snapshot is None or not self.is_mounted:
            return
        done = self._stepped_from is not None and snapshot.step > self._stepped_from
        if done and snapshot.state is not RunState.RUNNING:
            self._stepped_from = None
            self.action_copy()
        self._show_titles()

    def action_copy(self) -> None:
        """Ask for the present network."""
        self.send(commands.CopyNetwork(batch=self._batch))

    def action_step(self) -> None:
        """Take one mini-batch."""
        if self._step is not None:
            self._stepped_from = self._step.copied.step
            self.send(commands.RunSteps(1))

    def action_toggle_batch(self) -> None:
        """Change between one sample and the coming mini-batch."""
        self._batch = not self._batch
        self.action_copy()

    def action_move_sample(self, step: int) -> None:
        """Go to another sample."""
        if self._batch and self._step is not None:
            self._step.move_sample(step)
            self._show()
        else:
            self.send(commands.ShowSample(step))
            self.action_copy()

    def action_move_phase(self, step: int) -> None:
        """Go to another phase, or move the cursor along a row."""
        if self._cursor is not None:
            self._move_cursor(0, step)
        elif self._step is not None and self._step.move_phase(step):
            self._show(from_top=True)

    def action_go_to_phase(self, phase: int) -> None:
        """Go to a phase."""
        if self._step is not None:
            self._cursor = None
            self._step.go_to_phase(phase)
            self._show(from_top=True)

    def action_move_layer(self, step: int) -> None:
        """Go to another layer, scroll, or move the cursor to another row."""
        if self._cursor is not None:
            self._move_cursor(step, 0)
        elif self._step is not None and self._step.has_layers:
            if self._step.move_layer(step):
                self._show(from_top=True)
        else:
            self.query_one(PagePanel).scroll_rows(step)

    def action_move_columns(self, step: int) -> None:
        """Show other columns of wide matrices."""
        panel = self.query_one(PagePanel)
        first = self._first_column + step * panel.columns_shown
        self._first_column = min(max(first, 0), panel.last_first_column)
        self._show()

    def action_scroll_page(self, step: int) -> None:
        """Scroll by a page."""
        panel = self.query_one(PagePanel)
        panel.scroll_rows(step * panel.page_rows)

    def action_change(self) -> None:
        """Choose an entry to change; when one is chosen, type its value."""
        step = self._step
        if step is None:
            return
        if self._cursor is not None:
            prompt = f"{step.name(self._cursor)} ="
            self.query_one(AnswerLine).ask(prompt, number(step.value(self._cursor), signed=False))
            return
        cells = step.cells(edited=True)
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
        cells = step.cells(edited=True)
        wanted = Cell(cursor.block, cursor.row + rows, cursor.column + columns)
        if wanted not in cells and rows:
            # past the last row of a matrix: on to the next matrix that can be changed
            ahead = [cell for cell in cells if (cell.block - cursor.block) * rows > 0]
            near = ahead if rows > 0 else ahead[::-1]
            same = [c for c in near if c.block == near[0].block and c.row == near[0].row]
            wanted = min(same, key=lambda c: abs(c.column - cursor.column), default=cursor)
        if wanted in cells:
            self._cursor = wanted
            panel = self.query_one(PagePanel)
            self._first_column = panel.window_with(self._first_column, wanted)
            self._show()
            panel.bring_to_view(wanted)

    def action_put_back(self) -> None:
        """Undo every change of a value."""
        if self._step is not None:
            self._step.put_back()
            self._show()

    def action_ask(self) -> None:
        """Hide a number of the page, and ask for it."""
        step = self._step
        if step is None:
            return
        cells = step.cells(edited=False)
        if not cells:
            words = "Nothing to work out on this page: try phases 2, 3, 5 and 6."
            self.notify(words, markup=False)
            return
        self._cursor = None
        self._asked_before = (self._asked_before + 1) % len(cells)
        self._asked = cells[self._asked_before]
        panel = self.query_one(PagePanel)
        self._first_column = panel.window_with(self._first_column, self._asked)
        self._show()
        panel.bring_to_view(self._asked)
        self.query_one(AnswerLine).ask(f"{step.name(self._asked)} = ?  (2 digits or more)")

    def on_answer_line_answered(self, event: AnswerLine.Answered) -> None:
        """Take a changed value, or check what was worked out."""
        step = self._step
        if step is None:
            return
        try:
            if self._asked is not None:
                verdict = check_answer(event.text, step.value(self._asked))
                severity = "information" if verdict.right else "warning"
                words = f"{'✓' if verdict.right else '✗'} {step.name(self._asked)}: {verdict.words}"
                self.notify(words, severity=severity, markup=False)  # type: ignore[arg-type]
            elif self._cursor is not None:
                step.change(self._cursor, float(parsed(event.text)))
        except ValueError:
            self.notify("A number is needed, such as −0.25.", severity="warning", markup=False)
            return
        self._leave_line()

    def on_answer_line_cancelled(self) -> None:
        """Show the number that was asked for, or leave the value as it was."""
        self._leave_line()

    def _leave_line(self) -> None:
        self._asked = None
        self.query_one(AnswerLine).close()
        self.set_focus(None)
        self._show()

    def action_leave(self) -> None:
        """Leave the cursor; without one, the view."""
        if self._cursor is not None:
            self._cursor = None
            self._show()
        else:
            self.app.pop_screen()

    def action_help(self) -> None:
        """Explain the page and the keys."""
        self.app.push_screen(HelpScreen(self))

    def _show(self, *, from_top: bool = False) -> None:
        """Show the open page."""
        if self._step is None:
            return
        if from_top:
            self._first_column, self._asked_before = 0, -1
        view = PageView(self._first_column, self._cursor, self._asked)
        self.query_one(PagePanel).show(self._step.page, view, from_top=from_top)
        self._show_titles()

    def _show_titles(self) -> None:
        """Say which sample, which step and which phase this is."""
        step = self._step
        if step is None:
            return
        width = max(self.size.width - 2, 1)
        self.query_one("#where", Static).update(where_line(step, self.snapshot, width))
        self.query_one("#phases", Static).update(phases_line(step, width))
