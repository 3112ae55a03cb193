"""The worker process: `python -m tui_mlp.worker FD`, FD a socket whose other end is the screen."""

import signal
import socket
import sys
import time
import traceback
from dataclasses import replace
from datetime import datetime
from multiprocessing.connection import Connection
from types import FrameType

from threadpoolctl import threadpool_limits

from tui_mlp.data.data_report import UnusableTableError
from tui_mlp.files.errors import DataError
from tui_mlp.settings.config_error import ConfigError
from tui_mlp.settings.own_data import OWN_DATA, for_other_data
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.keeping.resume import ResumedRun, resume_run
from tui_mlp.training.keeping.run_folder import RunError, RunFolder
from tui_mlp.training.outputs import architecture_of
from tui_mlp.training.samples import load_samples
from tui_mlp.training.session import TrainingSession
from tui_mlp.worker.controller import TrainingController
from tui_mlp.worker.job import Job
from tui_mlp.worker.replies import DataRead, FileUndecided, Loading, WorkerFailed
from tui_mlp.worker.server import Server

_MANY_WEIGHTS = 5_000_000
"""Drawing so many takes long enough to be noticed."""


def main(connection: Connection) -> None:
    """Train as the other end of the connection says, until it says stop or is gone."""
    ending: list[int] = []
    woken, wake = socket.socketpair()
    wake.setblocking(False)

    def end(signum: int, _frame: FrameType | None) -> None:
        ending.append(signum)

    # a signal may come between the two halves of a step: it is looked at after the step
    signal.set_wakeup_fd(wake.fileno())
    for signum in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, end)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        job: Job = connection.recv()
        with threadpool_limits(job.blas_threads):
            try:
                run, refused = _run(job, connection), None
            except UnusableTableError as error:
                run, refused = _run_without_file(job, error)
            controller = TrainingController(run, time.monotonic, job.speed, job.keeping)
            if refused is not None:
                controller.answer(refused)
            Server(controller, connection, job, woken, lambda: bool(ending)).serve()
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the screen is gone before there was something to save
    except (ConfigError, DataError, RunError) as error:
        connection.send(WorkerFailed(str(error), bad_input=True))
    except Exception:  # noqa: BLE001  (on stderr it would be lost under the screen)
        reason = f"the training process failed\n{traceback.format_exc()}"
        connection.send(WorkerFailed(reason, bad_input=False))


def _run(job: Job, connection: Connection) -> TrainingSession | ResumedRun:
    """The run to begin with.

    Raises:
        RunError: one that was kept cannot go on.
    """
    if isinstance(job.run, TrainingConfig):
        reading = "reading the data"
        samples = load_samples(
            job.run, progress=lambda part: connection.send(Loading(reading, part))
        )
        if architecture_of(job.run, samples.dataset).weight_count > _MANY_WEIGHTS:
            connection.send(Loading("making the network"))
        return TrainingSession(job.run, samples)
    if job.keeping is None:
        raise RunError(f"{job.run.name}: no runs are kept")
    return resume_run(RunFolder(job.keeping.runs_dir / job.run.name), datetime.now)


def _run_without_file(job: Job, error: UnusableTableError) -> tuple[TrainingSession, FileUndecided]:
    """A run on the data of no file, and the columns of the file, for the user to decide about.

    Raises:
        UnusableTableError: nobody is there to decide, or decided already.
    """
    config = job.run
    assert isinstance(config, TrainingConfig)  # noqa: S101  (a kept run raises no such error)
    decided = {name: getattr(config, name) for name in OWN_DATA}
    if not job.can_decide or any(value for name, value in decided.items() if name != "data"):
        raise error
    other = replace(config, **for_other_data({}))
    read = DataRead("", decided, error.report, str(error))
    return TrainingSession(other), FileUndecided(read)


if __name__ == "__main__":
    main(Connection(int(sys.argv[1])))
