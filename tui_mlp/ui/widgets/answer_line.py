"""One line to type a number into, under a page."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Label

from tui_mlp.ui.widgets.footer import BACK

NUMBER, FRACTION = "[-−+0-9.,eE]", "[0-9.,/eE-]"
"""The characters of a number, and of one from 0 on that may be a fraction."""


class AnswerLine(Horizontal):
    """Asks for a number; hidden until it does.

    Args:
        allowed: the characters that can be typed, as a class of a regular expression.
    """

    DEFAULT_CSS = """
    AnswerLine {
        height: 1;
        display: none;
        background: $boost;
        padding: 0 1;
        Label { color: $accent; text-style: bold; width: auto; max-width: 70%; }
        Input { width: 1fr; background: transparent; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape",
            "cancel",
            "Leave",
            key_display="esc",
            group=BACK,
            tooltip="Leave without an answer",
        ),
    ]

    class Answered(Message):
        """A text was typed.

        Args:
            text: as it is.
        """

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Cancelled(Message):
        """The line was left without an answer."""

    def __init__(self, allowed: str = NUMBER) -> None:
        super().__init__()
        self._allowed = allowed

    def compose(self) -> ComposeResult:
        yield Label(Content(""))
        yield Input(restrict=f"{self._allowed}*", max_length=24, compact=True)

    def ask(self, prompt: str, text: str = "", *, begun: bool = False) -> None:
        """Ask for a number.

        Args:
            prompt: what for.
            text: what stands in the field at first.
            begun: whether that is the beginning of a new number; else the next key replaces it.
        """
        self.query_one(Label).update(Content(prompt))
        field = self.query_one(Input)
        field.value = text
        self.display = True
        self.screen.add_class("-answering")
        field.select_on_focus = not begun
        field.cursor_position = len(text)
        field.focus()

    def ask_again(self) -> None:
        """Let the next key replace what was typed."""
        self.query_one(Input).select_all()

    def close(self) -> None:
        """Hide the line."""
        self.display = False
        self.screen.remove_class("-answering")

    def action_cancel(self) -> None:
        self.close()
        self.post_message(self.Cancelled())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Answered(event.value))
