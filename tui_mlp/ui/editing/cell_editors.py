"""What opens over a cell: a field to type in, and a list to choose from."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Offset, Region
from textual.message import Message
from textual.widgets import Input, OptionList

from tui_mlp.ui.widgets.footer import BACK
from tui_mlp.ui.widgets.type_ahead import TypeAheadList

_LONGEST_VALUE = 30


class CellInput(Input):
    """A field of one line over a cell; hidden until it is opened."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape",
            "cancel",
            "Cancel",
            key_display="esc",
            group=BACK,
            tooltip="Keep the value as it was",
        ),
    ]
    DEFAULT_CSS = """
    CellInput {
        display: none;
        layer: over;
        position: absolute;
        &.-wrong {
            color: $text-error;
            text-style: bold underline;
            background-tint: $error 20%;
        }
    }
    """

    class Cancelled(Message):
        """The value is to stay as it was."""

    def __init__(self) -> None:
        super().__init__(compact=True, max_length=_LONGEST_VALUE)

    def open(self, text: str, allowed: str) -> None:
        """Begin to edit a text; the next key replaces it.

        Args:
            text: what stands in the field at first.
            allowed: a regular expression that what is typed must match at all times.
        """
        self.restrict = allowed
        self.value = text
        self.cursor_position = len(text)
        self.display = True
        self.focus(scroll_visible=False)

    def cover(self, region: Region) -> None:
        """Stand over a region of the parent."""
        self.styles.offset = region.offset
        self.styles.width = region.width

    def restricted(self) -> None:
        """Ignore a key that can be no part of a value."""

    def action_cancel(self) -> None:
        self.post_message(self.Cancelled())


class ChoiceList(TypeAheadList):
    """Names to choose from, beside a cell; hidden until it is opened. Letters look for a name."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape",
            "cancel",
            "Close",
            key_display="esc",
            group=BACK,
            tooltip="Keep the value as it was",
        ),
    ]
    DEFAULT_CSS = """
    ChoiceList {
        display: none;
        layer: over;
        position: absolute;
        overlay: screen;
        constrain: inside;
        margin-bottom: 1;
        width: auto;
        height: auto;
        max-height: 12;
        border: round $primary;
        background: $surface;
        padding: 0;
        & > .option-list--option { padding: 0 1; }
        &:focus { border: round $primary; }
    }
    """

    class Chosen(Message):
        """A name was chosen.

        Attributes:
            place: its place among the names.
        """

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    class Cancelled(Message):
        """The value is to stay as it was."""

    def open(self, names: Sequence[str], place: int, offset: Offset) -> None:
        """Offer these names, the one at `place` first, at an offset of the parent."""
        self.forget()
        self.set_options([Content(name) for name in names])
        self.styles.offset = offset
        self.display = True
        self.highlighted = place
        self.focus(scroll_visible=False)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(self.Chosen(event.option_index))

    def action_cancel(self) -> None:
        self.post_message(self.Cancelled())

    def on_hide(self) -> None:
        self.post_message(self.Cancelled())

    def on_blur(self, _event: events.Blur) -> None:
        if self.app.app_focus:
            self.post_message(self.Cancelled())
