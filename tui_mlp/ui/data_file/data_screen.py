"""What was understood of a file, before the first run on it and whenever it is asked for."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.widgets import Input, Static

from tui_mlp.data.data_report import DataReport
from tui_mlp.files.text import clean_text
from tui_mlp.settings.own_data import for_other_data
from tui_mlp.ui.data_file.columns_panel import ColumnsPanel
from tui_mlp.ui.data_file.decisions import Decisions
from tui_mlp.ui.data_file.file_panel import FilePanel
from tui_mlp.ui.help_screen import HelpScreen
from tui_mlp.ui.run_screen import RunScreen
from tui_mlp.ui.widgets.focus_line import FocusLine
from tui_mlp.ui.widgets.footer import BACK, HELP, Hint, KeyFooter
from tui_mlp.ui.widgets.keys_of import OPEN_FILE
from tui_mlp.worker.commands import Change, Command
from tui_mlp.worker.questions.data_commands import DescribeData, ReadData
from tui_mlp.worker.replies import Answer, DataRead

_GENERATED = "These data are made by the program: no file was read."
_READ = "It cannot be trained on so: ← → choose what a column is used as, t the target."


class DataScreen(RunScreen):
    """The columns of a file and the file as a whole; keys decide otherwise about its reading.

    Args:
        send: passes a command to the worker.
        read: what was read of a file that is not trained on yet; None for the present data.
    """

    AUTO_FOCUS = "ColumnsPanel"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012  (Textual's form)
    DEFAULT_CSS = """
    DataScreen {
        #title { height: 1; padding: 0 1; background: $panel; color: $text; text-style: bold; }
        #both { height: 1fr; layout: vertical; }
        ColumnsPanel { height: auto; max-height: 55%; width: 1fr; }
        FilePanel { height: 1fr; width: 1fr; }
        Input { display: none; height: 1; border: none; padding: 0 1; }
        &.-asking Input { display: block; }
        &.-wide {
            #both { layout: horizontal; }
            ColumnsPanel { width: 5fr; height: 100%; max-height: 100%; }
            FilePanel { width: 3fr; height: 100%; }
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "read_again", "Read again", key_display="⏎", group=Hint(rank=2),
                tooltip="Read the file again with what was decided"),
        Binding("enter", "go_on", "Train on it", key_display="⏎", group=Hint(rank=2, short="Train"),
                tooltip="Train on the file as it was read; back to the run that is on it already"),
        Binding("d", "sign('decimal')", "Decimal", group=Hint(rank=8),
                tooltip="The decimal sign: as the reader thinks, a point, a comma"),
        Binding("s", "sign('separator')", "Separator", group=Hint(rank=8),
                tooltip="What parts the cells: as the reader thinks, or one of its signs"),
        Binding("h", "sign('header')", "Header", group=Hint(rank=8),
                tooltip="Whether the first row names the columns: as the reader thinks, yes, no"),
        Binding("m", "missing", "Missing word", group=Hint(rank=8, short="Missing"),
                tooltip="Words that stand for a missing value, with commas between"),
        Binding("r", "restore", "As read", group=Hint(rank=9),
                tooltip="Take back what was decided since the file was read"),
        Binding("question_mark", "help", "Help", key_display="?", group=HELP, id="help",
                tooltip="What the columns and the keys mean"),
        Binding("escape,q", "back", "Back", key_display="esc", group=BACK,
                tooltip="Back to the trainer, whose run stays as it is"),
    ]  # fmt: skip

    def __init__(self, send: Callable[[Command], int], read: DataRead | None = None) -> None:
        super().__init__(send)
        self._shown = read
        self._report: DataReport | None = None
        self._present = read is None
        """Whether it is about the data that are trained on."""
        self._read_with = self._decisions = Decisions()
        self._problem = ""
        self._waiting = 0

    def compose(self) -> ComposeResult:
        yield Static(id="title", markup=False)
        yield Input(placeholder="such as -999, n.v.", compact=True)
        with Container(id="both"):
            yield ColumnsPanel().data_bind(DataScreen.snapshot)
            yield FilePanel().data_bind(DataScreen.snapshot)
        yield FocusLine()
        yield KeyFooter()

    def on_mount(self) -> None:
        if self._shown is None:
            self._waiting = self.send(DescribeData())
        else:
            self._take(self._shown)

    def take_answer(self, answer: Answer) -> None:
        """Show what was read."""
        if isinstance(answer, DataRead) and self._waiting:
            self._waiting = 0
            self._take(answer)

    def _take(self, read: DataRead) -> None:
        self._shown, self._problem = read, read.problem
        if read.report is not None or not read.problem:
            self._report = read.report
            names = [column.name for column in read.report.columns] if read.report else []
            self._read_with = self._decisions = Decisions.of(read.settings, names)
        elif self._report is None:
            self._read_with = self._decisions = Decisions.of(read.settings, ())
        self._show()

    def _show(self) -> None:
        panel = self.query_one(ColumnsPanel)
        panel.show(self._report, self._read_with, self._decisions)
        generated = self._report is None and not self._problem and not self._waiting
        opens = f"{OPEN_FILE.written(self.app)} on the main screen opens one of your own."
        words = f"{_GENERATED} {opens}" if generated else self._problem
        self.query_one(FilePanel).show(self._report, words)
        self.query_one("#title", Static).update(Content(self._title()))
        self.refresh_bindings()

    def _title(self) -> str:
        if self._waiting:
            return "Reading …"
        name = self._shown.name if self._shown and self._shown.name else self._path
        signs = []
        for setting in ("decimal", "separator", "header", "missing"):
            wish, before = getattr(self._decisions, setting), getattr(self._read_with, setting)
            if wish != before:
                words = ", ".join(wish) if setting == "missing" else wish
                signs.append(f"{setting} → {words or 'as read'}")
        if self._decisions.changes(self._read_with):
            what = "⏎ reads it again"
        elif self._problem:
            what = "it cannot be trained on so"
        else:
            begun = self._present and self.snapshot is not None and self.snapshot.step > 0
            what = "⏎ back to its run" if begun else "⏎ trains on it"
        return " · ".join([name, *signs, what])

    @property
    def _path(self) -> str:
        return clean_text((self._decisions.data or "").rpartition("/")[2])

    def on_columns_panel_decided(self, event: ColumnsPanel.Decided) -> None:
        self._decide(event.decisions)

    def _decide(self, decisions: Decisions) -> None:
        """Take decisions, where there is a file to decide about."""
        if self._decisions.data is None:
            self.notify("only a file of your own can be read otherwise", severity="warning")
        elif not self._waiting:
            self._decisions = decisions
            self._show()

    def action_sign(self, setting: str) -> None:
        self._decide(self._decisions.with_next(setting))

    def action_restore(self) -> None:
        self._decide(self._read_with)

    def action_missing(self) -> None:
        if self._decisions.data is None:
            self._decide(self._decisions)
            return
        self.add_class("-asking")
        field = self.query_one(Input)
        field.value = ", ".join(self._decisions.missing)
        field.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._decide(self._decisions.with_missing(event.value))
        self._close_field()

    def _close_field(self) -> None:
        self.query_one(ColumnsPanel).focus()
        self.remove_class("-asking")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in {"read_again", "go_on"}:
            changed = self._decisions.changes(self._read_with) > 0
            return not self._waiting and changed == (action == "read_again")
        return super().check_action(action, parameters)

    def action_read_again(self) -> None:
        self._present = False
        self._waiting = self.send(ReadData(self._decisions.settings))
        self._show()

    def action_go_on(self) -> None:
        """Train on the file as it was read."""
        if self._problem:
            self.notify(_READ, severity="warning", markup=False)
            return
        if not self._present:
            self.send(Change(for_other_data(self._decisions.settings)))
        self.dismiss()

    def action_back(self) -> None:
        if self.has_class("-asking"):
            self._close_field()
        else:
            self.dismiss()

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(self))
