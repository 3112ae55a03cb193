"""Asks where a text is to be saved, and saves it."""

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui_mlp.files.new_file import free_name, write_new
from tui_mlp.files.text import shown_path
from tui_mlp.ui.widgets.closes_once import ClosesOnce
from tui_mlp.ui.widgets.footer import BACK, KeyFooter


class SaveDialog(ModalScreen[Path | None], ClosesOnce[Path | None]):
    """Gives the path of the new file; None where none was written.

    Args:
        text: what is saved.
        path: where it is to be, unless another place is typed.
    """

    AUTO_FOCUS = "Input"
    DEFAULT_CSS = """
    SaveDialog { align: center middle; }
    SaveDialog > Vertical {
        width: 90%; max-width: 100; height: auto; padding: 0 2;
        border: round $accent; background: $surface;
    }
    SaveDialog Static { width: 100%; }
    SaveDialog #problem { color: $text-error; }
    SaveDialog #problem.-none { display: none; }
    SaveDialog Input { width: 100%; background: $boost; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Cancel", key_display="esc", group=BACK,
                tooltip="Back, without a file"),
    ]  # fmt: skip

    def __init__(self, text: str, path: Path) -> None:
        super().__init__()
        self._text, self._path = text, path

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Content("Save this page as Markdown, in the file:"))
            yield Input(str(free_name(self._path)), select_on_focus=False, compact=True)
            yield Static(id="problem", classes="-none")
            yield Static(Content("⏎ saves · esc cancels · a file that is there stays as it is"))
        yield KeyFooter()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        path = Path(event.value.strip() or ".").expanduser()
        if path.is_dir():
            path = free_name(path / self._path.name)
        try:
            write_new(path, self._text)
        except FileExistsError:
            self._say(f"{shown_path(path)} is there already: type another name.")
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            self._say(f"{shown_path(path)} cannot be written: {reason}.")
        else:
            self.dismiss(path.absolute())

    def _say(self, words: str) -> None:
        problem = self.query_one("#problem", Static)
        problem.update(Content(words))
        problem.remove_class("-none")
