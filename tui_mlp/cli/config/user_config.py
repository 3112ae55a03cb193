"""The user's own defaults: a TOML file beneath what the command line says."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui_mlp.cli.options import SPEEDS, InputError
from tui_mlp.settings.config_error import ConfigError, require_name

if TYPE_CHECKING:
    from tui_mlp.ui.preferences import Preferences

VARIABLE = "TUI_MLP_CONFIG"
"""Names another file; empty for none."""
_REFRESH = (0.2, 30)
WIDTHS = {
    "left": (30, "cells of the column with network and settings"),
    "right": (36, "cells of the column with boundary and sample"),
}
"""The columns of the main screen that have a width: the program's own, and what they hold."""
_CELLS = (20, 100)
_REMEDY = "`tui-mlp config --edit` opens it"
_TOP = ("theme", "speed", "refresh", "widths", "keys", "run")


@dataclass(frozen=True)
class UserConfig:
    """What the user's file says."""

    theme: str | None = None
    speed: str | None = None
    refresh: float | None = None
    widths: Mapping[str, int] = field(default_factory=dict)
    """Cells of the main screen's columns, `left` and `right`."""
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Keys of commands, by the commands' names; the trainer knows which there are."""
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
    from tui_mlp.files.toml import read_toml

    try:
        text = path.read_bytes().decode("utf-8-sig")
        return _checked(read_toml(text))
    except OSError as error:
        raise _unusable(path, error.strerror or error) from error
    except UnicodeDecodeError as error:
        raise _unusable(path, "not a UTF-8 text; save it as UTF-8") from error
    except DataError as error:
        raise _unusable(path, f"{error}; {_REMEDY}") from error
    except ConfigError as error:
        raise _refusal(path, text, error) from error


def own_mistake(error: ConfigError) -> InputError:
    """The line for what was found out about the file's values later."""
    path = config_path()
    text = "" if path is None else path.read_text()
    return _refusal(path or Path("config.toml"), text, error)


def _refusal(path: Path, text: str, error: ConfigError) -> InputError:
    """The line for what the file says wrongly: where, what, and how to mend it."""
    key = error.problem.partition("'")[2].partition("'")[0] or error.setting
    return _unusable(path, f"{error}; {_REMEDY}", _line_of(text, error.setting, key))


def _unusable(path: Path, problem: object, line: str = "") -> InputError:
    from tui_mlp.files.text import shown_path

    return InputError(f"{shown_path(path)}{line}: {problem}")


def _checked(tables: Mapping[str, Any]) -> UserConfig:
    """The file's values.

    Raises:
        ConfigError: a key is unknown, or its value is none.
    """
    from tui_mlp.training.config import config_from_mapping, with_lists

    for key in tables:
        require_name("key", key, _TOP)
    run = with_lists(_table(tables, "run"))
    config_from_mapping(run)
    return UserConfig(
        _theme(tables.get("theme")),
        _speed(tables.get("speed")),
        _refresh(tables.get("refresh")),
        _widths(_table(tables, "widths")),
        {name: _written_keys(name, keys) for name, keys in _table(tables, "keys").items()},
        run,
    )


def _table(tables: Mapping[str, Any], name: str) -> dict[str, Any]:
    table = tables.get(name, {})
    if not isinstance(table, dict):
        raise ConfigError(name, f"takes a table, such as [{name}]")
    return table


def _theme(value: Any) -> str | None:
    if not isinstance(value, str | None):
        raise ConfigError("theme", "takes the name of a theme")
    return value


def _speed(value: Any) -> str | None:
    if value is None:
        return None
    require_name("speed", str(value), SPEEDS)
    return str(value)


def _refresh(value: Any) -> float | None:
    if value is None:
        return None
    least, most = _REFRESH
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise ConfigError("refresh", f"takes a number from {least} to {most}")
    return float(value)


def _widths(table: Mapping[str, Any]) -> dict[str, int]:
    least, most = _CELLS
    for name, value in table.items():
        require_name("widths", name, WIDTHS)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise ConfigError(name, f"takes a whole number of cells from {least} to {most}")
    return dict(table)


def _written_keys(name: str, value: Any) -> tuple[str, ...]:
    """The keys of a command: one, or a list of them."""
    keys = [value] if isinstance(value, str) else value
    if not isinstance(keys, list) or not keys or not all(isinstance(key, str) for key in keys):
        raise ConfigError(name, 'takes a key, such as "f5", or a list of them')
    return tuple(keys)


def _line_of(text: str, *keys: str) -> str:
    """Where one of the keys stands, for an error; empty where none does."""
    for key in keys:
        for number, line in enumerate(text.splitlines(), start=1):
            if re.match(rf"\s*\"?{re.escape(key)}\"?\s*=", line):
                return f", line {number}"
    return ""


def preferences_of(config: UserConfig) -> "Preferences":
    """What the trainer's screen takes from the file.

    Raises:
        InputError: there is no such command or key, or a key would have two meanings.
    """
    from tui_mlp.ui.keys.key_map import key_map
    from tui_mlp.ui.preferences import Preferences

    try:
        keys = key_map(config.keys)
    except ConfigError as error:
        raise own_mistake(error) from error
    return Preferences(keys, config.widths.get("left"), config.widths.get("right"))
