"""The settings in the palette: each with its values, and with one that is typed."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from tui_mlp.data.catalogue import entry_named
from tui_mlp.settings import choices
from tui_mlp.settings.choice_kinds import Choice, DatasetChoice, Names
from tui_mlp.settings.config_error import ConfigError
from tui_mlp.settings.number_kinds import Number, Widths
from tui_mlp.settings.own_data import for_other_data
from tui_mlp.settings.setting import Changes, Setting
from tui_mlp.settings.text_kinds import FilePath
from tui_mlp.settings.training_config import SETTINGS, TrainingConfig
from tui_mlp.ui.editing.setting_rows import Present
from tui_mlp.ui.ensemble.candidates import can_be_compared
from tui_mlp.ui.palette.palette_entry import Entry
from tui_mlp.ui.words.search_words import SEARCH_WORDS

_COUNTS = ("one", "two", "three", "four", "five")
_FIRST_WIDTH = 16
_COMPARISON_BEHIND = 0.5
"""There is one for each setting: "compare" alone finds other views too."""

Change = Callable[[Changes], object]
"""Asks for new values of settings."""
Edit = Callable[[str], object]
"""Opens the editor at a setting."""


def title_of(setting: Setting) -> str:
    """What a setting is called in words."""
    return setting.name.replace("_", " ")


def setting_entries(
    present: Present, change: Change, edit: Edit, compare: Callable[[Setting], object]
) -> Iterator[Entry]:
    """An entry for each setting that means something now, for its comparison, and its values."""
    for setting in SETTINGS.values():
        if not setting.applies(present.config, present.facts):
            continue
        if setting.editable:
            yield Entry(
                f"{title_of(setting)} …",
                f"now {setting.text(present.config, present.facts)}. {setting.sentence}",
                partial(edit, setting.name),
                words=_words(setting),
            )
        if can_be_compared(setting, present):
            name = title_of(setting)
            yield Entry(
                f"compare {name} …",
                f"Values of {name} against each other, each with many seeds",
                partial(compare, setting),
                words=f"{name}s {_words(setting)}",
                listed=False,
                behind=_COMPARISON_BEHIND,
            )
        for title, changes in _values(setting, present.config):
            about = _about_dataset(title) or setting.sentence
            yield Entry(
                title,
                about,
                partial(change, changes),
                words=_words(setting),
                listed=isinstance(setting, DatasetChoice),
            )


def _words(setting: Setting) -> str:
    return f"{setting.label} {setting.name} {SEARCH_WORDS.get(setting.name, '')}"


def _about_dataset(title: str) -> str:
    kind, _, name = title.partition(": ")
    entry = entry_named(name) if kind == "data set" else None
    if entry is None:
        return ""
    return (
        f"{entry.rows} samples, {entry.features} features, {entry.classes} classes. {entry.source}"
    )


def _values(setting: Setting, config: TrainingConfig) -> Iterator[tuple[str, Changes]]:
    """Each value that can be named, and what taking it changes."""
    name = title_of(setting)
    if isinstance(setting, DatasetChoice):
        for place, value in enumerate(setting.names()):
            yield f"data set: {value}", setting.chosen(place)
    elif isinstance(setting, Names):
        for value in setting.names():
            yield f"{name}: {value}", {setting.name: (value,)}
    elif isinstance(setting, Choice):
        for place, value in enumerate(setting.words()):
            yield f"{name}: {value}", setting.chosen(place)
    elif isinstance(setting, Number):
        for step in setting.steps:
            yield f"{name} {setting.written(step)}", {setting.name: step}
    elif isinstance(setting, Widths):
        yield from _layer_values(config)


def _layer_values(config: TrainingConfig) -> Iterator[tuple[str, Changes]]:
    """So many hidden layers of one activation, as wide as the first one is now."""
    width = config.hidden[0] if config.hidden else _FIRST_WIDTH
    for count, word in enumerate(_COUNTS, start=1):
        for activation in choices.activations():
            layers = "layer" if count == 1 else "layers"
            yield (
                f"{count} {activation} {layers} ({word}, of {width} units)",
                {"hidden": (width,) * count, "activation": (activation,)},
            )


def typed_entries(typed: str, present: Present, change: Change) -> Iterator[tuple[Setting, Entry]]:
    """The settings that the last word typed is a value of, with an entry that takes it."""
    *before, value = typed.split() or [""]
    if not before:
        return
    for setting in SETTINGS.values():
        if not setting.applies(present.config, present.facts):
            continue
        changes = _typed_value(setting, value, present)
        if changes is None:
            continue
        yield (
            setting,
            Entry(
                f"{title_of(setting)} {value}",
                setting.sentence,
                partial(change, changes),
                words=_words(setting),
            ),
        )


def _typed_value(setting: Setting, text: str, present: Present) -> dict[str, Any] | None:
    """What taking a text as the value changes; None if it is no value."""
    if isinstance(setting, FilePath):
        if "." not in text.strip("."):
            return None
        return for_other_data({setting.name: text})
    if not isinstance(setting, Number | Widths):
        return None
    try:
        value = setting.parsed(text)
        setting.check(value)
        setting.check_for(value, present.facts)
    except ConfigError:
        return None
    return {setting.name: value}
