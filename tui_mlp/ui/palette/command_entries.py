"""The keys and statements in the palette: what the view, its panels and the trainer can do."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.dom import DOMNode
from textual.screen import Screen

from tui_mlp.lecture.statements.table import STATEMENTS
from tui_mlp.ui.palette.palette_entry import Entry
from tui_mlp.ui.widgets.keys_of import acts_now, keys_of, written_keys
from tui_mlp.ui.widgets.panel import Panel
from tui_mlp.ui.words.search_words import SEARCH_WORDS

if TYPE_CHECKING:
    from tui_mlp.ui.trainer import TrainerScreen

_SILENT = frozenset(("tab", "shift+tab", "up", "down", "home", "end", "pageup", "pagedown"))
"""Keys that only move about."""
_BEHIND = 0.5
"""Statements share their words with the views that show them, which go first."""


def screen_entries(screen: Screen[Any]) -> Iterator[Entry]:
    """The keys of a screen that act now."""
    yield from _entries(screen, screen, lambda action: screen.app.run_action(action, screen))


def panel_entries(screen: Screen[Any], show: Callable[[Panel], None]) -> Iterator[Entry]:
    """The keys of a screen's panels, under the panel's name.

    Args:
        screen: has the panels.
        show: brings a panel into sight, with the focus.
    """
    for panel in screen.query(Panel):
        if not panel.display:
            continue

        def run(action: str, panel: Panel = panel) -> object:
            show(panel)
            return panel.app.run_action(action, panel)

        name = panel.heading.partition(" · ")[0]
        for entry in _entries(screen, panel, run):
            yield Entry(
                f"{name}: {entry.title}",
                entry.about,
                entry.run,
                entry.key,
                entry.words,
                listed=screen.focused is panel,
            )


def trainer_entries(trainer: "TrainerScreen") -> Iterator[Entry]:
    """The keys of the trainer; from a view over it, back to it first."""

    def run(action: str) -> object:
        _back_to(trainer)
        return trainer.app.run_action(action, trainer)

    yield from _entries(trainer, trainer, run)


def lecture_entries(trainer: "TrainerScreen") -> Iterator[Entry]:
    """The lecture's statements, each opened over the trainer."""

    def opened(number: int) -> None:
        _back_to(trainer)
        trainer.lecture.open(number)

    for number, statement in enumerate(STATEMENTS, start=1):
        title = f"Lecture {number}: {statement.line}"
        yield Entry(title, statement.why, partial(opened, number), listed=False, behind=_BEHIND)


def _back_to(trainer: "TrainerScreen") -> None:
    """Leave what is open over the trainer."""
    app: App[object] = trainer.app
    while app.screen is not trainer and len(app.screen_stack) > 1:
        app.pop_screen()


def typed_epoch_entries(typed: str, trainer: "TrainerScreen") -> Iterator[Entry]:
    """What reads the loss at the epoch that the last word typed is."""
    value = typed.rpartition(" ")[2]
    if value.replace(".", "", 1).isdecimal():
        yield Entry(
            f"Loss at epoch {value}",
            "The cursor of the loss curve goes there, and its border reads the values",
            partial(trainer.read_loss_at, float(value)),
            words=SEARCH_WORDS["cursor"],
        )


def _entries(screen: Screen[Any], node: DOMNode, run: Callable[[str], object]) -> Iterator[Entry]:
    for action, bindings in keys_of(node).items():
        first = bindings[0]
        acts = first.description and first.tooltip and first.key not in _SILENT
        if acts and acts_now(node, action):
            yield Entry(
                first.description,
                first.tooltip,
                partial(run, action),
                written_keys(screen.app, bindings),
                SEARCH_WORDS.get(action, ""),
            )
