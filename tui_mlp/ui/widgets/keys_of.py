"""The keys that a screen or a widget declares, by what they do."""

from textual.actions import parse
from textual.binding import Binding
from textual.dom import DOMNode


def keys_of(node: DOMNode) -> dict[str, list[Binding]]:
    """The bindings of each action of a node, in the order in which they are declared."""
    keys: dict[str, list[Binding]] = {}
    for _, binding in node._bindings:  # noqa: SLF001  (Textual tells of those in focus only)
        keys.setdefault(binding.action, []).append(binding)
    return keys


def acts_now(node: DOMNode, action: str) -> bool:
    """Whether an action of a node is one that it can do at present."""
    _, name, parameters = parse(action)
    return node.check_action(name, parameters) is not False
