"""Asks for a file: a path that completes itself, and the folder it is in."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui_mlp.data.formats import format_names
from tui_mlp.ui.data_file.path_completion import (
    Found,
    PathSuggester,
    common_beginning,
    completions,
    full_path,
)
from tui_mlp.ui.run_screen import RunScreen
from tui_mlp.ui.widgets.footer import BACK, Hint, KeyFooter
from tui_mlp.ui.widgets.option_lines import OptionLines
from tui_mlp.worker.commands import Command
from tui_mlp.worker.questions.data_commands import ReadData
from tui_mlp.worker.replies import Answer, DataRead

_MOST_SHOWN = 200


class _PathField(Input):
    """The path, whose ⏎ is in the footer."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Open", key_display="⏎", group=Hint(rank=2),
                tooltip="Read the file, and see what it is understood as"),
    ]  # fmt: skip


class OpenFileDialog(ModalScreen[None], RunScreen):
    """Has the worker read a file, and gives what was read; what cannot be read it says.

    Args:
        send: passes a command to the worker.
        opened: takes what was read.
        path: what stands in the field at first; a file there is opened at once.
    """

    DEFAULT_CSS = """
    OpenFileDialog {
        align: center middle;
        & > Vertical {
            width: 76; max-width: 100%; height: auto; max-height: 90%; padding: 0 1;
            border: round $primary; background: $surface;
        }
        Input { height: 1; border: none; padding: 0; background: $surface-lighten-1; }
        OptionLines { height: auto; max-height: 12; border: none; background: transparent; }
        Static { height: auto; }
        #problem { display: none; color: $text-error; }
        #problem.-there { display: block; }
        #nothing { color: $text-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", "Down", show=False, tooltip="The next entry"),
        Binding("up", "move(-1)", "Up", show=False, tooltip="The entry before"),
        Binding("tab", "complete", "Complete", priority=True, tooltip="As far as it is clear"),
        Binding("escape", "dismiss(None)", "Back", key_display="esc", group=BACK,
                tooltip="Back to the trainer, whose run stays as it is"),
    ]  # fmt: skip

    def __init__(
        self,
        send: Callable[[Command], int],
        opened: Callable[[DataRead], None],
        path: str = "",
    ) -> None:
        RunScreen.__init__(self, send)
        self._opened, self._path = opened, path
        self._found: list[Found] = []
        self._waiting = 0

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = "Open a file"
            frame.border_subtitle = "tab completes · ↑ ↓ choose · ⏎ open · esc back"
            yield _PathField(
                self._path, placeholder="a path, such as ~/data/my.csv", compact=True,
                suggester=PathSuggester(), select_on_focus=False,
            )  # fmt: skip
            yield Static(id="problem", markup=False)
            yield OptionLines(markup=False)
            yield Static(id="nothing", markup=False)
        yield KeyFooter()

    def on_mount(self) -> None:
        self.query_one(OptionList).can_focus = False
        self.query_one(Input).focus()
        self._list()
        if self._path and not self._path.endswith("/"):
            self._open(self._path)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._say("")
        self._list()

    def _list(self) -> None:
        """List what goes on with the path that is typed."""
        self._found = completions(self.query_one(Input).value)[:_MOST_SHOWN]
        lines = self.query_one(OptionList)
        lines.set_options(Option(Content(each.shown)) for each in self._found)
        lines.display = bool(self._found)
        nothing = (
            ""
            if self._found
            else f"Nothing here begins with this: listed are folders, and {format_names()} files."
        )
        self.query_one("#nothing", Static).update(Content(nothing))

    def _say(self, problem: str) -> None:
        line = self.query_one("#problem", Static)
        line.update(Content(problem))
        line.set_class(bool(problem), "-there")

    def action_move(self, step: int) -> None:
        lines = self.query_one(OptionList)
        if not self._found:
            return
        if lines.highlighted is None:
            lines.highlighted = 0 if step > 0 else len(self._found) - 1
        else:
            lines.highlighted = (lines.highlighted + step) % len(self._found)

    def action_complete(self) -> None:
        """Go on as far as all entries agree; to the highlighted one where one is."""
        place = self.query_one(OptionList).highlighted
        beginning = common_beginning(self._found) if place is None else self._found[place].typed
        if len(beginning) >= len(self.query_one(Input).value):
            self._type(beginning)

    def _type(self, path: str) -> None:
        field = self.query_one(Input)
        field.value = path
        field.cursor_position = len(path)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._choose(self._found[event.option_index])

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        place = self.query_one(OptionList).highlighted
        if place is not None:
            self._choose(self._found[place])
        elif event.value.strip():
            self._open(event.value)

    def _choose(self, found: Found) -> None:
        """Go into a folder, or open a file."""
        self._type(found.typed)
        if not found.is_folder:
            self._open(found.typed)

    def _open(self, typed: str) -> None:
        path = full_path(typed)
        if path.is_dir():
            self._type(typed.rstrip("/") + "/")
        elif not self._waiting:
            self._say("reading …")
            self._waiting = self.send(ReadData({"data": str(path)}))

    def take_answer(self, answer: Answer) -> None:
        """Give what was read; say why nothing was."""
        if not isinstance(answer, DataRead) or not self._waiting:
            return
        self._waiting = 0
        if answer.report is None and answer.problem:
            self._say(answer.problem)
            return
        self.dismiss()
        self._opened(answer)
