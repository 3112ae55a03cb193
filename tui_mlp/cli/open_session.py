"""The run that a command is about: opened, or printed."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click

from tui_mlp.cli.options import InputError

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from tui_mlp.training.config import TrainingConfig
    from tui_mlp.training.session import TrainingSession


@contextlib.contextmanager
def _progress() -> "Iterator[Callable[[float], None] | None]":
    """Gives what draws a bar, from its first call on; None where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    with contextlib.ExitStack() as stack:
        bars: list[ProgressBar[int]] = []

        def show(part: float) -> None:
            if not bars:
                bar = click.progressbar(length=100, label="reading", file=sys.stderr)
                bars.append(stack.enter_context(bar))
            bars[0].update(round(100 * part) - bars[0].pos)

        yield show


def open_session(config: "TrainingConfig") -> "TrainingSession":
    """The run that a configuration describes, before its first step.

    On a terminal a bar shows how much of a large file is read.

    Raises:
        InputError: the data cannot be read, or have no use for a setting.
    """
    from tui_mlp.files.errors import DataError
    from tui_mlp.training.config import ConfigError
    from tui_mlp.training.samples import load_samples
    from tui_mlp.training.session import TrainingSession

    try:
        with _progress() as progress:
            samples = load_samples(config, progress=progress)
        return TrainingSession(config, samples)
    except ConfigError as error:
        raise InputError(f"--{error.setting.replace('_', '-')}: {error.problem}") from error
    except DataError as error:
        raise InputError(str(error)) from error


def echo_config(config: "TrainingConfig") -> None:
    """Print a run as a file for `--config`, which may be put anywhere: a data file by its path."""
    from dataclasses import replace
    from pathlib import Path

    if config.data is not None:
        config = replace(config, data=str(Path(config.data).absolute()))
    click.echo(config.to_toml(), nl=False)
