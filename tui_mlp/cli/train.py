"""`tui-mlp train`: the same training with no screen."""

import contextlib
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from tui_mlp.cli.options import InputError, config_of, run_options
from tui_mlp.cli.report import print_report
from tui_mlp.cli.session import open_session

if TYPE_CHECKING:
    from tui_mlp.training.session import TrainingSession

DIVERGED = 3
INTERRUPTED = 130


@click.command()
@run_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object as the report.")
@click.option("--save", type=click.Path(path_type=Path), help="Write the model to this NPZ file.")
@click.option("--log", type=click.Path(path_type=Path), help="Write a JSON line an epoch.")
@click.pass_context
def train(
    context: click.Context,
    /,
    *,
    threads: int,
    print_config: bool,
    as_json: bool,
    save: Path | None,
    log: Path | None,
    **options: Any,
) -> None:
    """Train without a screen, and print a short report.

    Exit codes: 0 done, 2 wrong usage or bad input, 3 the run diverged.
    """
    config = config_of(options)
    if print_config:
        click.echo(config.to_toml(), nl=False)
        return
    _refuse_unwritable("--save", save)
    from threadpoolctl import threadpool_limits

    with threadpool_limits(threads), _open_log(log) as log_file:
        session = open_session(config)
        started = time.perf_counter()
        interrupted = _train(session, log_file, started)
        seconds = time.perf_counter() - started
        print_report(session, seconds, as_json=as_json)
    if session.divergence:
        message = "; the model was not saved" if save else ""
        click.echo(f"tui-mlp: diverged: {session.divergence}{message}", err=True)
        context.exit(DIVERGED)
    if save is not None:
        _save(session, save)
    if interrupted:
        context.exit(INTERRUPTED)


def _train(session: "TrainingSession", log: IO[bytes] | None, started: float) -> bool:
    """Train to the last epoch; True if the user interrupted it."""
    epochs = session.config.epochs
    with _progress(epochs) as advance:
        try:
            while session.epoch < epochs and session.train_epoch():
                if log is not None:
                    _write_log_line(session, log, time.perf_counter() - started)
                advance()
        except KeyboardInterrupt:
            return True
    return False


@contextlib.contextmanager
def _progress(epochs: int) -> Iterator[Any]:
    """Gives a function to call after each epoch; draws a bar where stderr is a terminal."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    with click.progressbar(length=epochs, label="epochs", show_pos=True, file=sys.stderr) as bar:
        yield lambda: bar.update(1)


@contextlib.contextmanager
def _open_log(path: Path | None) -> Iterator[IO[bytes] | None]:
    if path is None:
        yield None
        return
    try:
        file = path.open("wb")
    except OSError as error:
        raise InputError(f"--log {path}: {error.strerror or error}") from error
    with file:
        yield file


def _write_log_line(session: "TrainingSession", log: IO[bytes], seconds: float) -> None:
    import msgspec

    from tui_mlp.training.report import epoch_log_entry

    log.write(msgspec.json.encode(epoch_log_entry(session, seconds)) + b"\n")
    log.flush()


def _refuse_unwritable(option: str, path: Path | None) -> None:
    """Say before the training, not after it, that its outcome could not be written."""
    if path is None:
        return
    if path.is_dir():
        raise InputError(f"{option} {path}: is a directory; name a file")
    if not path.absolute().parent.is_dir():
        raise InputError(f"{option} {path}: there is no directory {path.parent}")


def _save(session: "TrainingSession", path: Path) -> None:
    from tui_mlp.training.model_file import ModelError, model_of, save_model

    try:
        save_model(model_of(session), path)
    except ModelError as error:
        raise InputError(f"--save {error}") from error
