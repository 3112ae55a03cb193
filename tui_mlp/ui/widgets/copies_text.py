"""Screens of text that the key y copies."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.screen import Screen, ScreenResultType
from textual.widget import Widget
from textual.widgets import OptionList, Static

from tui_mlp.ui.terminal.clipboard import said_of_copy
from tui_mlp.ui.widgets.footer import Hint


class CopiesText(Screen[ScreenResultType]):
    """A screen whose texts are copied, where nothing is selected with the mouse.

    Together with another kind of screen it comes behind it: Textual takes the styles of the first.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy_text", "Copy", group=Hint(rank=13),
                tooltip="Copy what is selected, or the text of this view"),
    ]  # fmt: skip

    def action_copy_text(self) -> None:
        selected = self.get_selected_text()
        text = selected or "\n".join(filter(None, map(_text, self.query(Widget))))
        self.app.copy_to_clipboard(text)
        name = "what is selected" if selected else "the text of this view"
        self.notify(said_of_copy(text, name.capitalize()), title="Copied", markup=False)


def _text(widget: Widget) -> str:
    """What a widget says, unless it is a part of one that says it."""
    from textual.widgets import Markdown  # brings a parser, which few views need

    if not widget.display:
        return ""
    if isinstance(widget, Markdown):
        return widget.source.strip()
    if isinstance(widget, OptionList):
        return "\n".join(str(option.prompt) for option in widget.options)
    in_markdown = any(isinstance(each, Markdown) for each in widget.ancestors)
    return str(widget.content).strip() if isinstance(widget, Static) and not in_markdown else ""
