"""Asks before a run is deleted."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui_mlp.numbers import file_size
from tui_mlp.training.keeping.run_list import ListedRun
from tui_mlp.ui.widgets.closes_once import ClosesOnce
from tui_mlp.ui.widgets.footer import BACK, KeyFooter


class DeleteQuestion(ModalScreen[bool], ClosesOnce[bool]):
    """Gives whether a run is to be deleted.

    Args:
        run: the run.
    """

    DEFAULT_CSS = """
    DeleteQuestion { align: center middle; }
    DeleteQuestion > Vertical {
        width: auto; max-width: 100%; height: auto; padding: 0 2;
        border: round $error; background: $surface;
    }
    DeleteQuestion Static { width: auto; max-width: 100%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "dismiss(True)", "Delete", tooltip="Delete the run from the disk"),
        Binding("escape,n,q,enter", "dismiss(False)", "Keep", key_display="esc", group=BACK,
                tooltip="Back to the list"),
    ]  # fmt: skip

    def __init__(self, run: ListedRun) -> None:
        super().__init__()
        self._run = run

    def compose(self) -> ComposeResult:
        words = f"Delete {self._run.shown_name}, {file_size(self._run.size)}, from the disk?"
        with Vertical():
            yield Static(Content(words))
            yield Static(Content("y deletes · esc keeps it"))
        yield KeyFooter()
