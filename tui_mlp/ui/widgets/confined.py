"""What is off where who sits before the screen has no right to the machine's files."""

from typing import TYPE_CHECKING

from textual.actions import parse
from textual.dom import DOMNode

from tui_mlp.ui.terminal.terminal_app import TerminalApp

if TYPE_CHECKING:
    from textual.actions import ActionParseResult

_FILE_ACTIONS = frozenset(
    {
        ("export", ()),
        ("open_file", ()),
        ("runs", ()),
        ("save_page", ()),
        ("screenshot", ()),
        ("suspend_process", ()),
        ("command", ("detach",)),
    }
)
"""The actions of all screens that read, write or list files, or go on behind the screen."""


def uses_files(action: "str | ActionParseResult") -> bool:
    """Whether an action, as a binding names it, is one of those that a visitor has not."""
    _, name, parameters = parse(action) if isinstance(action, str) else action
    return (name, tuple(parameters)) in _FILE_ACTIONS


def is_off(node: DOMNode, action: str) -> bool:
    """Whether an action is not to be offered on this node's screen."""
    app = node.app
    return isinstance(app, TerminalApp) and app.confined and uses_files(action)
