"""A list in which letters look for an entry."""

from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import OptionList

from tui_mlp.ui.widgets.option_lines import OptionLines


class TypeAheadList(OptionLines):
    """A list that takes every character as a search among its entries, never as a command.

    Characters gather to the beginning of a word of an entry; one that leads nowhere begins anew. An
    arrow, or backspace, forgets them.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Choose", key_display="⏎", tooltip="Take the entry"),
    ]

    def __init__(self, *options: Any) -> None:
        super().__init__(*options)
        self._typed = ""

    @property
    def typed(self) -> str:
        """The characters that are searched for."""
        return self._typed

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether a key is taken as a character, so that no command has it."""
        del key
        return character is not None and character.isprintable() and character != "?"

    def on_key(self, event: events.Key) -> None:
        if event.key == "backspace":
            self._look_for("")
        elif event.character is not None and self.check_consume_key(event.key, event.character):
            # a character that is in no entry is a search without a result, and no command
            typed = self._typed + event.character
            if not self._look_for(typed):
                self._look_for(event.character)
        else:
            return
        event.stop()
        event.prevent_default()

    def forget(self) -> None:
        """Search for nothing any more."""
        self._typed = self.border_subtitle = ""

    def _look_for(self, typed: str) -> bool:
        """Go to the first entry with a word that begins so, from the present one on."""
        place = self._place_of(typed) if typed.strip() else None
        self._typed = typed if place is not None or not typed else self._typed
        if place is None and typed:
            return False
        if place is not None:
            self.highlighted = place
        self.border_subtitle = self._typed
        return True

    def _place_of(self, typed: str) -> int | None:
        wanted = typed.casefold().lstrip()
        texts = [str(option.prompt).casefold() for option in self.options]
        begins = [text.startswith(wanted) for text in texts]
        inside = [f" {wanted}" in text for text in texts]
        found = next((places for places in (begins, inside) if any(places)), None)
        return None if found is None else found.index(True)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        if self._place_of(self._typed) != event.option_index:
            self._typed = self.border_subtitle = ""
