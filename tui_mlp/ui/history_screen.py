"""The last changes: what each undo would bring back, and each redo make again."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui_mlp.ui.widgets.closes_once import ClosesOnce
from tui_mlp.ui.widgets.copies_text import CopiesText
from tui_mlp.ui.widgets.footer import BACK, KeyFooter
from tui_mlp.ui.widgets.option_lines import OptionLines
from tui_mlp.worker.commands import Redo, Undo

_NOTHING = "Nothing was changed yet: there is nothing to undo."


class HistoryScreen(
    ModalScreen[Undo | Redo | None],
    ClosesOnce[Undo | Redo | None],
    CopiesText[Undo | Redo | None],
):
    """Lists the changes, the latest on top; gives what leads to the state that was chosen.

    Args:
        undo: what each undo would take back, the next one first.
        redo: what each redo would make again, the next one first.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,H,q", "dismiss(None)", "Back", key_display="esc", group=BACK,
                tooltip="Back, without a change"),
    ]  # fmt: skip
    DEFAULT_CSS = """
    HistoryScreen {
        align: center middle;
        #history {
            width: 70;
            max-width: 100%;
            height: auto;
            max-height: 90%;
            padding: 0 1;
            border: round $primary;
            background: $surface;
        }
        OptionList { height: auto; max-height: 100%; border: none; background: transparent; }
        OptionList:focus { border: none; }
    }
    """

    def __init__(self, undo: Sequence[str], redo: Sequence[str]) -> None:
        super().__init__()
        self._ways: list[tuple[str, Undo | Redo | None]] = [
            *(
                (f"redo {count} · {label}", Redo(count))
                for count, label in reversed(list(enumerate(redo, start=1)))
            ),
            ("now", None),
            *(
                (f"undo {count} · before {label}", Undo(count))
                for count, label in enumerate(undo, start=1)
            ),
        ]
        self._now = len(redo)

    def compose(self) -> ComposeResult:
        with Vertical(id="history") as frame:
            frame.border_title = "What undo brings back"
            frame.border_subtitle = "↑ ↓ choose · ⏎ go there · esc back"
            if len(self._ways) == 1:
                yield Static(Content(_NOTHING))
            else:
                yield OptionLines(*(Option(Content(text)) for text, _ in self._ways))
        yield KeyFooter()

    def on_mount(self) -> None:
        for lines in self.query(OptionLines):
            lines.highlighted = min(self._now + 1, len(self._ways) - 1)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._ways[event.option_index][1])
