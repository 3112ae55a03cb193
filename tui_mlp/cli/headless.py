"""Training without a screen: a bar, a log, checkpoints, and an orderly end at a signal."""

import contextlib
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from tui_mlp.cli.options import InputError
from tui_mlp.cli.report_text import print_report
from tui_mlp.cli.stopping import StopRequest, stop_request
from tui_mlp.files.source import STANDARD_INPUT
from tui_mlp.numbers import compact, epoch, fixed, grouped

if TYPE_CHECKING:
    from tui_mlp.training.keeping.autosave import Autosave
    from tui_mlp.training.session import TrainingSession
    from tui_mlp.training.snapshot import KeptRun, RunState

DIVERGED = 3
NOT_KEPT = 1
"""The exit code where training is done, and is not all on the disk."""

_FIGURES_WIDTH = len("loss 1.234e-05  accuracy 0.1234")


def train_headless(
    session: "TrainingSession",
    autosave: "Autosave",
    *,
    as_json: bool,
    save: Path | None,
    log: Path | None,
) -> int:
    """Train to the last epoch, print the report, and give the exit code.

    Args:
        session: the run.
        autosave: keeps it on the disk.
        as_json: whether the report is one JSON object.
        save: the file to write the model to.
        log: the file to write a JSON line an epoch to.

    Raises:
        InputError: a file cannot be written.
    """
    refuse_unwritable("--save", save)
    first_step = session.step_count
    with _open_log(log) as log_file, stop_request() as request:
        started = time.perf_counter()
        state = _train(session, autosave, log_file, request)
        seconds = time.perf_counter() - started
        kept = autosave.leave(session, state)
        if not kept:
            click.echo(f"tui-mlp: {_what_was_lost(autosave.report)}", err=True)
    print_report(session, seconds, as_json=as_json, first_step=first_step)
    if session.divergence:
        rescue = _rescue(session, autosave, save)
        click.echo(f"tui-mlp: diverged: {session.divergence}{rescue}", err=True)
        return DIVERGED
    if save is not None:
        _save(session, save)
    if request.exit_code is None and kept and not as_json:
        files = {"the model": save, "the log": log}
        click.echo(f"\n{_what_there_is(session, autosave.report, files)}")
    _tell_why_early(session, autosave.report)
    if request.exit_code is not None:
        can = session.config.data != STANDARD_INPUT
        hint = _how_to_go_on(autosave.report, kept=kept) if can else ""
        click.echo(f"stopped at epoch {epoch(session.epoch)}{hint}", err=True)
    return request.exit_code or (0 if kept else NOT_KEPT)


def _what_there_is(
    session: "TrainingSession", report: "KeptRun", files: dict[str, Path | None]
) -> str:
    """The name of the run, its best epoch, and what was written where."""
    name = f"the run is {report.name}" if report.name else "the run is not kept"
    best, written = report.best, [f"{what} is in {path}" for what, path in files.items() if path]
    if best is not None:
        part = "validation" if session.validation_metrics else "training"
        name += f", its best epoch {epoch(best.epoch)} by {part} loss, {compact(best.loss)}"
    return "\n".join((name, *written))


def _what_was_lost(report: "KeptRun") -> str:
    """Why the last save failed, and up to where the run is on the disk."""
    if not report.name or report.saved_epoch is None:
        return f"the run was not kept: {report.problem}"
    return f"the run was kept up to epoch {epoch(report.saved_epoch)} only: {report.problem}"


def _tell_why_early(session: "TrainingSession", report: "KeptRun") -> None:
    """Say of a run that stopped early when, why, and which epoch was the best."""
    if not session.stopped_early:
        return
    waited = f"no lower loss for {grouped(session.config.patience)} epochs"
    best = "" if report.best is None else f"; the best was epoch {epoch(report.best.epoch)}"
    click.echo(f"stopped early at epoch {epoch(session.epoch)}: {waited}{best}", err=True)


def _how_to_go_on(report: "KeptRun", *, kept: bool) -> str:
    """What of a run that was stopped is on the disk, and how it goes on from there."""
    if not report.name or report.saved_epoch is None:
        return ""
    where = "go on" if kept else f"kept up to epoch {epoch(report.saved_epoch)} only, from there"
    return f"; {where}: tui-mlp resume {report.name}"


def _train(
    session: "TrainingSession",
    autosave: "Autosave",
    log: IO[bytes] | None,
    request: StopRequest,
) -> "RunState":
    """Train until the run is over or a signal comes; where it stands then."""
    from tui_mlp.training.loop import Burst, TrainingLoop

    started, told = time.perf_counter(), ""

    def end_of_epoch() -> None:
        autosave.note_epoch(session)
        if log is not None:
            _write_log_line(session, log, time.perf_counter() - started)
        advance(session)

    loop, burst = TrainingLoop(session, end_of_epoch), Burst()
    with _progress(session.config.epochs - int(session.epoch)) as advance:
        loop.run()
        while loop.running and request.signal is None:
            began = time.perf_counter()
            loop.advance(burst.steps)
            burst.suit(time.perf_counter() - began)
            autosave.save_if_due(session, loop.state)
            told = _tell(autosave.report.problem, told)
    loop.pause()
    return loop.state


def _tell(problem: str, told: str) -> str:
    """Say why the run is not saved, once."""
    if problem and problem != told:
        click.echo(f"tui-mlp: {problem}", err=True)
    return problem


@contextlib.contextmanager
def _progress(epochs: int) -> Iterator[Callable[["TrainingSession"], None]]:
    """Gives a function to call after each epoch; draws a bar where stderr is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _session: None
        return
    with click.progressbar(
        length=epochs, label="epochs", show_pos=True, file=sys.stderr, item_show_func=_figures,
        width=_bar_width(epochs),
    ) as bar:  # fmt: skip
        yield lambda session: bar.update(1, session)


def _bar_width(epochs: int) -> int:
    """The cells of the bar that leave the line in one piece: name, count, time and figures too."""
    beside = len("epochs  []") + 2 * len(str(epochs)) + len("  /  00:00:00  ") + _FIGURES_WIDTH
    return max(min(24, shutil.get_terminal_size().columns - 1 - beside), 4)


def _figures(session: "TrainingSession | None") -> str:
    """Loss and accuracy of the validation part, or of the training part where there is none."""
    if session is None:
        return ""
    metrics = session.validation_metrics or session.train_metrics
    name = "micro F1" if session.output.labels else "accuracy"
    return f"loss {fixed(metrics.loss)}  {name} {metrics.score:.4f}"


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


def refuse_unwritable(option: str, path: Path | None) -> None:
    """Say before the training, not after it, that its outcome could not be written.

    Raises:
        InputError: it could not.
    """
    if path is None:
        return
    if path.is_dir():
        raise InputError(f"{option} {path}: is a directory; name a file")
    if not path.absolute().parent.is_dir():
        raise InputError(f"{option} {path}: there is no directory {path.parent}")


def _rescue(session: "TrainingSession", autosave: "Autosave", save: Path | None) -> str:
    """Write the model of the last good state; the words that tell of it."""
    if save is None:
        return ""
    good = autosave.good_session(session)
    if good.step_count == 0:
        return "; the model was not saved: it was good before the first step only"
    _save(good, save)
    return f"; the model saved is that of epoch {epoch(good.epoch)}, the last good one"


def _save(session: "TrainingSession", path: Path) -> None:
    from tui_mlp.training.model_file import ModelError, model_of, save_model

    try:
        save_model(model_of(session), path)
    except ModelError as error:
        raise InputError(f"--save {error}") from error


def keep(keeping: Any, session: "TrainingSession") -> "Autosave":
    """What keeps a new run."""
    from datetime import datetime

    from tui_mlp.training.keeping.autosave import Autosave

    return Autosave(session, keeping, time.monotonic, datetime.now)
