"""The options that describe a run, shared by the trainer, `train` and `screenshot`."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from tui_mlp.files.source import STANDARD_INPUT
from tui_mlp.settings.choice_kinds import Names, Switch
from tui_mlp.settings.config_error import ConfigError
from tui_mlp.settings.own_data import OWN_DATA
from tui_mlp.settings.setting import Setting
from tui_mlp.settings.text_kinds import FilePath, Texts
from tui_mlp.settings.training_config import SETTINGS, TrainingConfig

CommandT = TypeVar("CommandT", bound=Callable[..., Any])


_COLUMNS = ("target", "ignore")
"""Settings that name a column of the user's file."""


class InputError(click.ClickException):
    """Something that the user gave cannot be used."""

    exit_code = 2


class Value(click.ParamType[Any]):
    """What a setting takes; the configuration knows whether it is within its range."""

    def __init__(self, setting: Setting) -> None:
        self.name = setting.metavar.lower()
        self._setting = setting

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The value that a word stands for."""
        try:
            return self._setting.parsed(value) if isinstance(value, str) else value
        except ConfigError as error:
            self.fail(f"{value!r}: {error.problem}", param, ctx)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The words that begin with what was typed; after a comma, the next one."""
        if isinstance(self._setting, FilePath):
            return [CompletionItem(incomplete, type="file")]
        if self._setting.name in _COLUMNS:
            return _complete_column(ctx, param, incomplete)
        several = isinstance(self._setting, Names)
        before, comma, word = incomplete.rpartition(",") if several else ("", "", incomplete)
        words = self._setting.suggestions()
        return [CompletionItem(before + comma + each) for each in words if each.startswith(word)]


_FILE = click.Path(path_type=Path)


class Threads(click.IntRange):
    """A number of threads, as many as there are processors at most."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number, or the number of processors where that is smaller."""
        return min(super().convert(value, param, ctx), os.cpu_count() or 1)


threads_option = click.option(
    "--threads",
    type=Threads(1),
    default=1,
    help="Threads for the matrix products, as many as there are processors at most. [1]",
)
SPEEDS = ("1", "10", "100", "1000", "full")
"""Steps a second to begin with."""
DEFAULT_SPEED = "100"
DEFAULT_REFRESH = 5.0


class ThemeName(click.ParamType[str]):
    """The name of a theme, which is checked where the themes are."""

    name = "name"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The themes that begin with what was typed."""
        from textual.theme import BUILTIN_THEMES

        return [CompletionItem(each) for each in BUILTIN_THEMES if each.startswith(incomplete)]


theme_option = click.option(
    "--theme", type=ThemeName(), help="The colours; the one chosen inside is remembered."
)
refresh_option = click.option(
    "--refresh",
    type=click.FloatRange(0.2, 30),
    help="Pictures a second at most; fewer, where the terminal is slow. [5]",
)


def _complete_column(
    ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    from tui_mlp.cli.completing import complete_columns

    return complete_columns(ctx, incomplete)


def _option(setting: Setting) -> Callable[[CommandT], CommandT]:
    """The option of a setting: its name, what it takes, and in brackets default and range."""
    option, default = setting.option_name, setting.default
    if isinstance(setting, Switch):
        shown = option if default else f"no-{option}"
        description = f"{setting.description} [{shown}]"
        return click.option(f"--{option}/--no-{option}", default=None, help=description)
    bracketed = [] if default is None else [setting.written(default)]
    bracketed += [setting.bounds] if setting.bounds else []
    description = setting.description + (f" [{'; '.join(bracketed)}]" if bracketed else "")
    if isinstance(setting, Texts):
        return click.option(
            f"--{option}",
            setting.name,
            multiple=True,
            metavar=setting.metavar,
            shell_complete=_complete_column if setting.name in _COLUMNS else None,
            callback=lambda _context, _parameter, given: given or None,
            help=description,
        )
    return click.option(f"--{option}", setting.name, type=Value(setting), help=description)


_OPTIONS: tuple[Callable[[CommandT], CommandT], ...] = (
    *map(_option, SETTINGS.values()),
    click.option("--config", type=_FILE, help="A TOML file with these settings; options beat it."),
    click.option("--print-config", is_flag=True, help="Print the run as such a file, and end."),
    threads_option,
)


def data_options(command: CommandT) -> CommandT:
    """Give a command the options of how a file of the user's own is read."""
    for name in reversed(OWN_DATA[1:]):
        command = _option(SETTINGS[name])(command)
    return command


def run_options(command: CommandT) -> CommandT:
    """Give a command the options of a run."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def given_settings(options: dict[str, Any]) -> dict[str, Any]:
    """The options that were given, by their names in a configuration; `config` too."""
    return {name: value for name, value in options.items() if value is not None}


def config_of(options: dict[str, Any]) -> TrainingConfig:
    """The configuration that the options and the file they name describe.

    Raises:
        InputError: the file cannot be read, or a setting is wrong.
    """
    from tui_mlp.cli.config.user_config import user_config
    from tui_mlp.training.config import config_from_mapping, settings_from_toml

    given = given_settings(options)
    path: Path | None = given.pop("config", None)
    origin = ""
    settings: dict[str, Any] = dict(user_config().run)
    try:
        if path is not None:
            origin = f"{path}: "
            own = settings_from_toml(_read_text(path))
            config_from_mapping(own)
            settings = {**settings, **own}
            if (
                settings.get("data", STANDARD_INPUT) != STANDARD_INPUT and path.is_file()
            ):  # a pipe has no folder
                settings["data"] = str(path.parent / settings["data"])
            if settings.get("start") and path.is_file():
                settings["start"] = str(path.parent / settings["start"])
            origin = ""
        if "dataset" in given and "data" not in given:
            for name in OWN_DATA:
                settings.pop(name, None)
        settings |= given
        if settings.get("start"):
            from tui_mlp.training.starting.start_settings import with_start

            settings = with_start(settings)
        return config_from_mapping(settings)
    except ConfigError as error:
        setting = SETTINGS.get(error.setting)
        name = error.setting if setting is None else setting.option_name
        option = error.setting if origin else f"--{name}"
        raise InputError(f"{origin}{option}: {error.problem}") from error


def print_config_of(config: TrainingConfig) -> None:
    """Print a run as a file for `--config`, which may be put anywhere: a data file by its path."""
    from dataclasses import replace

    from tui_mlp.training.config import config_to_toml

    if config.data not in {None, STANDARD_INPUT}:
        config = replace(config, data=str(Path(config.data).absolute()))
    click.echo(config_to_toml(config), nl=False)


def _read_text(path: Path) -> str:
    from tui_mlp.files.errors import DataError
    from tui_mlp.files.source import read_bytes
    from tui_mlp.files.text import shown_path

    try:
        return read_bytes(path).decode("utf-8")
    except DataError as error:
        raise InputError(f"--config {error}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"--config {shown_path(path)}: not a UTF-8 text") from error
