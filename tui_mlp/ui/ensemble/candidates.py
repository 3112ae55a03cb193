"""The values of a setting that one may want to compare with the present one."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tui_mlp.settings.choice_kinds import Choice, Names, Switch
from tui_mlp.settings.config_error import ConfigError
from tui_mlp.settings.number_kinds import Number, Widths
from tui_mlp.settings.setting import Group, Setting
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.ui.editing.setting_rows import Present
from tui_mlp.worker.ensemble.ensemble_run import value_name

LEAST_VALUES, MOST_VALUES = 2, 6
_STEPS = 3
"""So many values below and above the present number."""
_TICKED = 3
_USUAL = {"optimizer": ("sgd", "momentum", "adam")}
"""What is compared most often goes before the other names."""
_NOT_COMPARED = ("seed", "epochs", "threshold")
"""The seeds differ anyway; the others are no part of how a network learns."""


def can_be_compared(setting: Setting | None, present: Present) -> bool:
    """Whether values of a setting can be held against each other on the same data."""
    if setting is None or setting.group is Group.DATA or setting.name in _NOT_COMPARED:
        return False
    kinds = (Choice, Number, Widths)
    return isinstance(setting, kinds) and setting.applies(present.config, present.facts)


def candidates(setting: Setting, present: Present) -> list[Any]:
    """The present value, then those that are offered beside it."""
    value = getattr(present.config, setting.name)
    every = [value, *_others(setting, present)]
    return [each for place, each in enumerate(every) if each not in every[:place]]


def ticked_first(setting: Setting, present: Present, values: list[Any]) -> list[Any]:
    """Those of the candidates that are compared if nobody says otherwise."""
    if not isinstance(setting, Number):
        return values[:_TICKED]
    near = [_stepped(setting, present, step) for step in (-1, 1)]
    return [each for each in values if each == values[0] or each in near]


def name_of(setting: Setting, value: Any) -> str:
    """A value, to read."""
    if isinstance(setting, Number) and setting.zero and not value:
        return setting.zero
    return value_name(setting.name, value).replace("_", " ")


def parsed(setting: Setting, text: str, present: Present) -> list[Any]:
    """The values that are typed with spaces between.

    Raises:
        ConfigError: one of them cannot be used.
    """
    values = [setting.parsed(word) for word in text.split()]
    for value in values:
        replace(present.config, **{setting.name: value})
        setting.check_for(value, present.facts)
    return values


def _others(setting: Setting, present: Present) -> Iterator[Any]:
    config = present.config
    if isinstance(setting, Names):
        yield from ((name,) for name in setting.names())
    elif isinstance(setting, Switch):
        yield from (True, False)
    elif isinstance(setting, Choice):
        yield from _USUAL.get(setting.name, ())
        yield from setting.offered or setting.names()
    elif isinstance(setting, Widths):
        yield from _shapes(config)
    else:
        for way in (-1, 1):
            yield from _steps(setting, present, way)


def _steps(setting: Setting, present: Present, way: int) -> Iterator[Any]:
    for _ in range(_STEPS):
        value = _stepped(setting, present, way)
        if value is None:
            return
        yield value
        present = replace(present, config=replace(present.config, **{setting.name: value}))


def _stepped(setting: Setting, present: Present, way: int) -> Any:
    changes = setting.stepped(present.config, present.facts, way)
    return None if changes is None else changes[setting.name]


def _shapes(config: TrainingConfig) -> Iterator[tuple[int, ...]]:
    """Narrower, wider, shallower and deeper networks, as far as they can be."""
    hidden = config.hidden or (16,)
    shapes = [
        tuple(max(units // 2, 1) for units in hidden),
        tuple(2 * units for units in hidden),
        hidden[:-1],
        (*hidden, hidden[-1]),
    ]
    for shape in shapes:
        try:
            replace(config, hidden=shape)
        except ConfigError:
            continue
        yield shape
