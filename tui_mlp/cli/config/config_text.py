"""The user's file as it is written for them: every key, with its default and what it is."""

from collections.abc import Mapping
from typing import Any

from tui_mlp.cli.config.user_config import WIDTHS, UserConfig
from tui_mlp.cli.options import SPEEDS
from tui_mlp.settings.training_config import SETTINGS


def config_text(config: UserConfig) -> str:
    """A file with every key: those that are not set stand there as comments, with their default."""
    lines = [
        "# The defaults of tui-mlp. What the command line says comes first.",
        "",
        _line("theme", config.theme, "textual-dark", "see the palette, ctrl+p theme"),
        _line("speed", config.speed, "100", f"steps a second: {', '.join(SPEEDS)}"),
        _line("refresh", config.refresh, 5.0, "pictures a second at most"),
        "",
        "# The main screen's columns, from 100 cells on.",
        "[widths]",
        *(_line(name, config.widths.get(name), *about) for name, about in WIDTHS.items()),
        "",
        "# Keys of commands: one, or a list. Panels and other views keep their own.",
        "[keys]",
        *_key_lines(config.keys),
        "",
        "# Settings of a run, as `tui-mlp train --help` explains them.",
        "[run]",
    ]
    for name, setting in SETTINGS.items():
        if setting.default is not None or name in config.run:
            value = config.run.get(name)
            lines.append(_line(name, value, setting.default, setting.description))
    return "\n".join(lines) + "\n"


def _key_lines(chosen: Mapping[str, tuple[str, ...]]) -> list[str]:
    from tui_mlp.ui.keys.key_map import main_commands

    return [
        _line(name, _one(chosen.get(name)), _one(command.keys), command.description)
        for name, command in main_commands().items()
    ]


def _one(keys: tuple[str, ...] | None) -> str | tuple[str, ...] | None:
    """Keys as one writes them: the key itself where there is only one."""
    return keys[0] if keys is not None and len(keys) == 1 else keys


def _line(key: str, value: Any, default: Any, words: str) -> str:
    text = f"{key} = {_toml(default if value is None else value)}"
    return f"{'# ' if value is None else ''}{text}  # {' '.join(words.split())}"


def _toml(value: Any) -> str:
    """A value as the file has it, in one line."""
    import tomli_w

    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return tomli_w.dumps({"value": value}).partition("= ")[2].strip()
