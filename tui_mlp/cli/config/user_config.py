"""The user's own defaults: a TOML file beneath what the command line says."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tui_mlp.cli.options import SPEEDS, InputError
from tui_mlp.settings.config_error import ConfigError, require_name

VARIABLE = "TUI_MLP_CONFIG"
"""Names another file; empty for none."""
_REFRESH = (0.2, 30)
_KEYS = ("theme", "speed", "refresh", "run")


@dataclass(frozen=True)
class UserConfig:
    """What the user's file says."""

    theme: str | None = None
    speed: str | None = None
    refresh: float | None = None
    run: Mapping[str, Any] = field(default_factory=dict)
    """Settings of a run by their names."""


def config_path(environment: Mapping[str, str] = os.environ) -> Path | None:
    """Where the file is, or would be; None where there is to be none."""
    import platformdirs

    named = environment.get(VARIABLE)
    if named == "":
        return None
    return Path(named) if named else platformdirs.user_config_path("tui-mlp") / "config.toml"


def user_config(environment: Mapping[str, str] = os.environ) -> UserConfig:
    """What the user's file says; nothing where there is none.

    Raises:
        InputError: the file cannot be used; the line names it, the key and its line.
    """
    path = config_path(environment)
    if path is None or not path.exists():
        return UserConfig()
    from tui_mlp.files.errors import DataError
    from tui_mlp.files.text import shown_path
    from tui_mlp.files.toml import read_toml

    try:
        text = path.read_bytes().decode()
        return _checked(read_toml(text))
    except OSError as error:
        raise InputError(f"{shown_path(path)}: {error.strerror or error}") from error
    except (UnicodeDecodeError, DataError) as error:
        raise InputError(
            f"{shown_path(path)}: {error}; `tui-mlp config --edit` opens it"
        ) from error
    except ConfigError as error:
        key = error.problem.partition("'")[2].partition("'")[0] or error.setting
        where = f"{shown_path(path)}{_line_of(text, error.setting, key)}"
        raise InputError(f"{where}: {error}; `tui-mlp config --edit` opens it") from error


def _checked(tables: Mapping[str, Any]) -> UserConfig:
    """The file's values.

    Raises:
        ConfigError: a key is unknown, or its value is none.
    """
    from tui_mlp.training.config import config_from_mapping, with_lists

    for key in tables:
        require_name("key", key, _KEYS)
    run = tables.get("run", {})
    if not isinstance(run, dict):
        raise ConfigError("run", "takes a table of settings, such as [run]")
    run = with_lists(run)
    config_from_mapping(run)
    theme, speed, refresh = (tables.get(key) for key in _KEYS[:3])
    if not isinstance(theme, str | None):
        raise ConfigError("theme", "takes the name of a theme")
    speed = None if speed is None else str(speed)
    if speed is not None:
        require_name("speed", speed, SPEEDS)
    if refresh is not None and not (
        isinstance(refresh, int | float) and _REFRESH[0] <= refresh <= _REFRESH[1]
    ):
        raise ConfigError("refresh", f"takes a number from {_REFRESH[0]} to {_REFRESH[1]}")
    return UserConfig(theme, speed, None if refresh is None else float(refresh), run)


def _line_of(text: str, *keys: str) -> str:
    """Where one of the keys stands, for an error; empty where none does."""
    for key in keys:
        for number, line in enumerate(text.splitlines(), start=1):
            if re.match(rf"\s*\"?{re.escape(key)}\"?\s*=", line):
                return f", line {number}"
    return ""
