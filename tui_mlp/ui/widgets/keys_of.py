"""The keys that a screen or a widget declares, by what they do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from textual.actions import parse
from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import format_key

from tui_mlp.ui.terminal.terminal_app import TerminalApp
from tui_mlp.ui.widgets.confined import is_off


@dataclass(frozen=True)
class MainKey:
    """A key of the main screen that a sentence names."""

    command: str
    """The id of its binding."""
    declared: str
    """How it is written unless the user chose another."""

    def written(self, app: App[Any]) -> str:
        """The key that the command has."""
        chosen = app.chosen_keys.get(self.command) if isinstance(app, TerminalApp) else None
        return format_key(chosen.partition(",")[0]) if chosen else self.declared


RUN = MainKey("toggle", "space")
RESET = MainKey("reset", "r")
UNDO = MainKey("undo", "u")
LAST_GOOD = MainKey("last_good", "b")
DATA = MainKey("data", "D")
OPEN_FILE = MainKey("open_file", "O")


def keys_of(node: DOMNode) -> dict[str, list[Binding]]:
    """The bindings of each action of a node, with the keys that the user chose for them."""
    bindings = node._bindings.copy()  # noqa: SLF001  (Textual tells of those in focus only)
    if isinstance(node.app, TerminalApp):
        bindings.apply_keymap(node.app.chosen_keys)
    keys: dict[str, list[Binding]] = {}
    for _, binding in bindings:
        same = keys.setdefault(binding.action, [])
        if binding not in same:
            same.append(binding)
    return keys


def declared_places(node: DOMNode) -> dict[str, int]:
    """The place of each action of a node in the order in which they are declared."""
    places: dict[str, int] = {}
    for _, binding in node._bindings:  # noqa: SLF001  (Textual tells of those in focus only)
        places.setdefault(binding.action, len(places))
    return places


def acts_now(node: DOMNode, action: str) -> bool:
    """Whether an action of a node is one that it can do at present."""
    if is_off(node, action):
        return False
    _, name, parameters = parse(action)
    return node.check_action(name, parameters) is not False


def written_keys(app: App[Any], bindings: Sequence[Binding]) -> str:
    """The keys of one action as they are written where each action has a line of its own."""
    shown = bindings[0].key_display
    if shown and (" " not in shown or len(shown.split()) == len(bindings)):
        return shown
    # what is shown names the keys of several actions, which stand together in the footer
    own = (replace(each, key_display=None) if shown else each for each in bindings)
    return " ".join(app.get_key_display(each) for each in own)
