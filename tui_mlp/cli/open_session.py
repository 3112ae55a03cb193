"""The run that a command is about: opened, or printed."""

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click

from tui_mlp.cli.options import InputError

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from tui_mlp.settings.training_config import TrainingConfig
    from tui_mlp.training.session import TrainingSession


_PATIENT_SECONDS = 1.0


@contextlib.contextmanager
def reading_progress(
    clock: Callable[[], float] = time.monotonic,
) -> "Iterator[Callable[[float], None] | None]":
    """Gives what draws a bar, once reading takes long; None where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    with contextlib.ExitStack() as stack:
        bars: list[ProgressBar[int]] = []
        started = clock()

        def show(part: float) -> None:
            if not bars:
                if clock() - started < _PATIENT_SECONDS:
                    return
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
    from tui_mlp.settings.config_error import ConfigError
    from tui_mlp.training.samples import load_samples
    from tui_mlp.training.session import TrainingSession

    try:
        with reading_progress() as progress:
            samples = load_samples(config, progress=progress)
        session = TrainingSession(config, samples)
    except ConfigError as error:
        raise InputError(f"--{error.setting.replace('_', '-')}: {error.problem}") from error
    except DataError as error:
        raise InputError(str(error)) from error
    _note_large_batch(config, len(samples.split.train.rows))
    return session


def _note_large_batch(config: "TrainingConfig", count: int) -> None:
    """Say that a batch size that was asked for is more than the samples to train on."""
    from tui_mlp.settings.training_config import SETTINGS

    size = config.batch_size
    if size not in ("full", SETTINGS["batch_size"].default) and int(size) > count:
        click.echo(
            f"tui-mlp: --batch-size {size}: there are {count} samples to train on; "
            "each step takes all of them, as with full",
            err=True,
        )
