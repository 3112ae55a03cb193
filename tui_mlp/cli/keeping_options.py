"""The options that say where and how often runs are kept, and what comes of them."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tui_mlp.cli.options import InputError

if TYPE_CHECKING:
    from tui_mlp.training.keeping.keeping import Keeping
    from tui_mlp.training.keeping.run_folder import RunFolder

CommandT = TypeVar("CommandT", bound=Callable[..., Any])

_runs_dir = click.option(
    "--runs-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where runs are kept; else $TUI_MLP_RUNS_DIR, or the user's state directory.",
)
_seconds = click.option(
    "--checkpoint-seconds",
    type=click.FloatRange(min=0.1),
    default=30.0,
    help="Save a running run so often. [30]",
)
_epochs = click.option(
    "--checkpoint-epochs", type=click.IntRange(1), help="And after so many epochs."
)


def runs_dir_option(command: CommandT) -> CommandT:
    """Give a command the option `--runs-dir`."""
    return _runs_dir(command)


def keeping_options(command: CommandT) -> CommandT:
    """Give a command the options of `keeping_of`."""
    return _runs_dir(_seconds(_epochs(command)))


def runs_dir_of(given: Path | None) -> Path:
    """The directory of the runs: the one that was given, or the default one."""
    from tui_mlp.training.keeping.kept_runs import default_runs_dir

    return (given or default_runs_dir(os.environ)).absolute()


def keeping_of(runs_dir: Path | None, seconds: float, epochs: int | None) -> "Keeping":
    """How runs are kept, by the options that were given."""
    from tui_mlp.training.keeping.keeping import Keeping

    return Keeping(runs_dir_of(runs_dir), seconds, epochs)


def chosen_run(
    runs_dir: Path, name: str | None, wanted: "Callable[[RunFolder], bool]"
) -> "RunFolder":
    """The run of a name, or whose name begins so; without one the newest that is wanted.

    Raises:
        InputError: there is none, or more than one.
    """
    from tui_mlp.training.keeping.kept_runs import find_run, run_folders
    from tui_mlp.training.keeping.run_folder import RunError

    if name == "":  # every name begins so
        raise InputError("the name of a run is empty; `tui-mlp runs` lists them")
    try:
        if name is None:
            newest = next((folder for folder in run_folders(runs_dir) if wanted(folder)), None)
            if newest is not None:
                return newest
        return find_run(runs_dir, name)
    except RunError as error:
        raise InputError(str(error)) from error
