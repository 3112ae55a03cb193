"""The user's file as it is written for them: every key, with its default and what it is."""

from typing import Any

from tui_mlp.cli.config.user_config import UserConfig
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
        "# Settings of a run, as `tui-mlp train --help` explains them.",
        "[run]",
    ]
    for name, setting in SETTINGS.items():
        if setting.default is not None or name in config.run:
            value = config.run.get(name)
            lines.append(_line(name, value, setting.default, setting.description))
    return "\n".join(lines) + "\n"


def _line(key: str, value: Any, default: Any, words: str) -> str:
    import tomli_w

    shown = default if value is None else value
    listed = list(shown) if isinstance(shown, tuple) else shown
    text = tomli_w.dumps({key: listed}).strip().replace("\n", " ")
    return f"{'# ' if value is None else ''}{text}  # {' '.join(words.split())}"
