"""Searches all that can be done by what it is called, and by the words of the field."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from tui_mlp.scenario.file import shipped_scenarios
from tui_mlp.ui.editing.setting_rows import present_of
from tui_mlp.ui.palette.command_entries import (
    lecture_entries,
    panel_entries,
    screen_entries,
    trainer_entries,
    typed_epoch_entries,
)
from tui_mlp.ui.palette.palette_entry import Entry, score
from tui_mlp.ui.palette.setting_entries import setting_entries, typed_entries
from tui_mlp.ui.words.glossary import GLOSSARY
from tui_mlp.ui.words.search_words import SEARCH_WORDS

if TYPE_CHECKING:
    from tui_mlp.ui.app import TrainerApp

_TYPED_VALUE = 2.0
"""A value that was typed goes before all that only sounds alike."""

_OWN = 0.15
"""What a view that is open has of its own goes before what is as good an answer elsewhere."""


class EverythingProvider(Provider):
    """Offers each command, view, setting with its values, scenario, statement, theme and word."""

    async def discover(self) -> Hits:
        """All that has a key, and data sets, settings and scenarios, before anything is typed."""
        for entry in self.entries():
            if entry.listed:
                yield DiscoveryHit(_display(entry), entry.run, entry.title, entry.about)

    async def search(self, query: str) -> Hits:
        """What answers to every word that was typed."""
        for entry, points in self.found(query):
            yield Hit(points, _display(entry), entry.run, entry.title, entry.about)

    def found(self, typed: str) -> list[tuple[Entry, float]]:
        """The entries that answer, with their scores, the best first."""
        rated = {entry.title: (entry, score(entry, typed)) for entry in self.entries()}
        head = typed.rpartition(" ")[0]
        for entry in self._typed_values(typed):
            points = score(entry, head)
            if points > 0:
                rated[entry.title] = (entry, _TYPED_VALUE + points)
        own = self._own_titles()
        good = [
            (entry, points + (_OWN if title in own else 0.0))
            for title, (entry, points) in rated.items()
            if points > 0
        ]
        return sorted(good, key=lambda each: -each[1])

    def _own_titles(self) -> frozenset[str]:
        """What the view that is open over the trainer does, with its panels."""
        if self.screen is self._app.trainer:
            return frozenset()
        panels = panel_entries(self.screen, self._app.trainer.bring_up)
        return frozenset(entry.title for entry in (*screen_entries(self.screen), *panels))

    @property
    def _app(self) -> "TrainerApp":
        return cast("TrainerApp", self.app)

    def _typed_values(self, typed: str) -> Iterator[Entry]:
        snapshot = self._app.trainer.snapshot
        yield from typed_epoch_entries(typed, self._app.trainer)
        if snapshot is not None:
            present = present_of(snapshot.config, snapshot.run)
            change = self._app.trainer.change_settings
            yield from (entry for _, entry in typed_entries(typed, present, change))

    def entries(self) -> list[Entry]:
        """All there is, each title once: that of the view that is open goes first."""
        every: dict[str, Entry] = {}
        for entry in self._all():
            every.setdefault(entry.title, entry)
        return list(every.values())

    def _all(self) -> Iterator[Entry]:
        app, trainer = self._app, self._app.trainer
        yield from screen_entries(self.screen)
        yield from panel_entries(self.screen, trainer.bring_up)
        yield from trainer_entries(trainer)
        snapshot = trainer.snapshot
        if snapshot is not None:
            present = present_of(snapshot.config, snapshot.run)
            yield from setting_entries(
                present, trainer.change_settings, trainer.edit_setting, trainer.compare
            )
        for scenario in shipped_scenarios():
            opened = partial(trainer.scenarios.open, scenario)
            yield Entry(f"Scenario: {scenario.title}", scenario.subject, opened)
        yield from lecture_entries(trainer)
        yield from _app_entries(app)
        for term in GLOSSARY:
            shown = partial(app.explain_word, term.word)
            yield Entry(
                f"What is: {term.word}", term.sentence, shown, "?", term.signs, listed=False
            )


def _app_entries(app: "TrainerApp") -> Iterator[Entry]:
    """What belongs to no view: themes, a picture of the screen, where the run is saved."""
    yield Entry(
        "Theme …", "Choose the colours", app.action_change_theme, words=SEARCH_WORDS["theme"]
    )
    for name in app.available_themes:
        yield Entry(
            f"Theme: {name}",
            "The colours of the screen",
            partial(setattr, app, "theme", name),
            words=SEARCH_WORDS["theme"],
            listed=False,
        )
    if app.confined:
        return
    yield Entry(
        "Screenshot",
        "Save a picture of the screen as SVG",
        partial(app.set_timer, 0.1, app.deliver_screenshot),
        words=SEARCH_WORDS["screenshot"],
    )
    yield Entry(
        "Where this run is saved",
        "The folder that keeps it, for `tui-mlp resume` and `tui-mlp predict`",
        app.trainer.say_where_it_is_kept,
        words=SEARCH_WORDS["kept"],
    )


def _display(entry: Entry) -> Content:
    """The title, and its key."""
    if not entry.key:
        return Content(entry.title)
    return Content(entry.title) + Content.styled(f"  {entry.key}", "dim")
