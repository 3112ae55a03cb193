"""Asks in which form and where the present run is to be written for other programs."""

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui_mlp.export.export_formats import FORMATS
from tui_mlp.files.new_file import free_name
from tui_mlp.files.text import clean_name, shown_path
from tui_mlp.ui.run_screen import RunScreen
from tui_mlp.ui.widgets.footer import BACK, KeyFooter
from tui_mlp.ui.widgets.option_lines import OptionLines
from tui_mlp.worker.commands import Command
from tui_mlp.worker.questions.export_commands import Export
from tui_mlp.worker.replies import Answer, Exported

_FORMS = tuple(FORMATS)
_NAME_WIDTH = max(map(len, _FORMS)) + 2


class ExportDialog(ModalScreen[None], RunScreen):
    """Lists the forms over the path of the new file; the worker writes it.

    Args:
        send: passes a command to the worker.
        folder: where the file is to be, unless another place is typed.
        written: takes the folder of what was written.
    """

    DEFAULT_CSS = """
    ExportDialog {
        align: center middle;
        & > Vertical {
            width: 78; max-width: 100%; height: auto; max-height: 95%; padding: 0 1;
            border: round $primary; background: $surface;
        }
        Input { height: 1; border: none; padding: 0; background: $surface-lighten-1; }
        OptionLines { height: auto; max-height: 15; border: none; background: transparent; }
        Static { height: auto; }
        #problem { display: none; color: $text-error; }
        #problem.-there { display: block; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", "Form", key_display="↑ ↓", tooltip="The next form"),
        Binding("up", "move(-1)", "Form before", show=False, tooltip="The form before"),
        Binding("escape", "dismiss(None)", "Back", key_display="esc", group=BACK,
                tooltip="Back to the trainer, without a file"),
    ]  # fmt: skip

    def __init__(
        self, send: Callable[[Command], int], folder: Path, written: Callable[[Path], None]
    ) -> None:
        RunScreen.__init__(self, send)
        self._folder, self._written = folder, written
        self._proposed = ""
        self._waiting = False

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = "Export this run"
            frame.border_subtitle = "↑ ↓ the form · ⏎ writes · esc back"
            yield OptionLines(*map(_option, _FORMS), markup=False)
            yield Input(select_on_focus=False, compact=True)
            yield Static(id="problem", markup=False)
        yield KeyFooter()

    def on_mount(self) -> None:
        lines = self.query_one(OptionList)
        lines.can_focus = False
        lines.highlighted = 0
        self.query_one(Input).focus()
        self._propose()

    @property
    def _form(self) -> str:
        return _FORMS[self.query_one(OptionList).highlighted or 0]

    def _propose(self) -> None:
        """Put a free name of the chosen form into the field, unless another one was typed."""
        field, snapshot = self.query_one(Input), self.snapshot
        if field.value != self._proposed:
            return
        name = "run" if snapshot is None else clean_name(snapshot.run.dataset)
        word = "".join(c if c.isalnum() else "-" for c in name).strip("-") or "run"
        step = 0 if snapshot is None else snapshot.step
        name = FORMATS[self._form].default_name(f"{word}-step-{step}")
        path = free_name(self._folder.absolute() / name)
        self._proposed = field.value = str(path)
        field.cursor_position = len(field.value)

    def action_move(self, step: int) -> None:
        lines, field = self.query_one(OptionList), self.query_one(Input)
        before = FORMATS[self._form].suffix
        lines.highlighted = ((lines.highlighted or 0) + step) % len(_FORMS)
        self._say("")
        if field.value != self._proposed and field.value.endswith(before):  # a name that was typed
            field.value = field.value.removesuffix(before) + FORMATS[self._form].suffix
        self._propose()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._propose()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._say("")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._propose()  # the step in the name is that of now
        typed = self.query_one(Input).value.strip()
        if not typed:
            self._say("type the name of a file")
        elif not self._waiting:
            self._waiting = True
            self.send(Export(self._form, str(Path(typed).expanduser().absolute())))

    def take_answer(self, answer: Answer) -> None:
        """Say what was written, or why nothing was."""
        if not isinstance(answer, Exported) or not self._waiting:
            return
        self._waiting = False
        if answer.problem:
            self._say(answer.problem)
            return
        paths = [Path(each) for each in answer.written]
        self._written(paths[0].parent)
        self.app.notify(", ".join(map(shown_path, paths)), title="Exported", markup=False)
        self.dismiss()

    def _say(self, problem: str) -> None:
        line = self.query_one("#problem", Static)
        line.update(Content(problem))
        line.set_class(bool(problem), "-there")


def _option(name: str) -> Option:
    return Option(Content(f"{name:{_NAME_WIDTH}}{FORMATS[name].sentence}"))
