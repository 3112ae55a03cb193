"""The keys that a screen or a widget declares, by what they do."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from textual.actions import parse
from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode

from tui_mlp.ui.widgets.confined import is_off


def keys_of(node: DOMNode) -> dict[str, list[Binding]]:
    """The bindings of each action of a node, in the order in which they are declared."""
    keys: dict[str, list[Binding]] = {}
    for _, binding in node._bindings:  # noqa: SLF001  (Textual tells of those in focus only)
        keys.setdefault(binding.action, []).append(binding)
    return keys


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
