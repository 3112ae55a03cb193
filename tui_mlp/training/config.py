"""Configurations read from TOML and from mappings, and written as TOML."""

import math
import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import msgspec
import tomli_w

from tui_mlp.files.errors import DataError
from tui_mlp.files.toml import read_toml
from tui_mlp.settings.choice_kinds import Names
from tui_mlp.settings.config_error import ConfigError, require_name
from tui_mlp.settings.number_kinds import BatchSize, Widths
from tui_mlp.settings.setting import Setting
from tui_mlp.settings.text_kinds import Texts
from tui_mlp.settings.training_config import SETTINGS, TrainingConfig

_EXPECTED = re.compile(r"Expected `(\w+)")
_KINDS = {
    "float": "a number",
    "int": "a whole number",
    "str": "a word",
    "bool": "true or false",
    "array": "a list",
}


def config_to_toml(config: TrainingConfig) -> str:
    """The configuration as a TOML text that `config_from_toml` reads back to an equal value."""
    return tomli_w.dumps({n: value for n, value in asdict(config).items() if value is not None})


def config_from_toml(text: str) -> TrainingConfig:
    """The configuration that a TOML text describes; settings not named keep their defaults.

    Raises:
        ConfigError: the text is not TOML, or a setting is unknown, of a wrong type or range.
    """
    return config_from_mapping(settings_from_toml(text))


def config_from_mapping(settings: Mapping[str, Any]) -> TrainingConfig:
    """The configuration with these settings; those not named keep their defaults.

    Raises:
        ConfigError: a setting is unknown, of a wrong type, or out of its range.
    """
    for name, value in settings.items():
        require_name("setting", name, SETTINGS.keys())
        if isinstance(value, float) and not math.isfinite(value):
            raise ConfigError(name, f"{value} is not a finite number")
    return TrainingConfig(
        **{
            name: _converted(setting, settings[name])
            for name, setting in SETTINGS.items()
            if name in settings
        }
    )


def settings_from_toml(text: str) -> dict[str, Any]:
    """The settings that a TOML text names, unchecked; single values stand for lists of one.

    Raises:
        ConfigError: the text is not TOML.
    """
    try:
        return with_lists(read_toml(text))
    except DataError as error:
        raise ConfigError("config", f"not a TOML text: {error}") from error


def with_lists(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings, with a list of one in the place of a single width, activation or column."""
    lists = {
        name: [settings[name]]
        for name, setting in SETTINGS.items()
        if isinstance(setting, Names | Texts | Widths) and isinstance(settings.get(name), int | str)
    }
    return {**settings, **lists}


def _mistaken(problem: str, value: Any) -> str:
    """What a value should have been, from msgspec's word for it."""
    expected = _EXPECTED.search(problem)
    if expected is None or expected[1] not in _KINDS:
        return problem.replace("`", "")
    kind = _KINDS[expected[1]]
    if "$[" in problem:  # of one of a list
        kind = f"{kind.removeprefix('a ')}s"
    return f"takes {kind}, not {value!r}"


def _converted(setting: Setting, value: Any) -> Any:
    """The value in the setting's type: an integer where a number is needed, a list as a tuple."""
    try:
        return msgspec.convert(value, setting.annotation)
    except msgspec.ValidationError as error:
        if isinstance(setting, BatchSize):
            problem = "takes a number of samples, or 'full'"
        else:
            problem = _mistaken(str(error), value)
        raise ConfigError(setting.name, problem) from error
