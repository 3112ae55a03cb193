"""The worker process: `python -m tui_mlp.worker FD`, FD a socket whose other end is the screen."""

import signal
import socket
import sys
import time
import traceback
from datetime import datetime
from multiprocessing.connection import Connection
from types import FrameType

from threadpoolctl import threadpool_limits

from tui_mlp.files.errors import DataError
from tui_mlp.settings.config_error import ConfigError
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.keeping.resume import Resumed, resume_run
from tui_mlp.training.keeping.run_folder import RunError, RunFolder
from tui_mlp.training.samples import load_samples
from tui_mlp.training.session import TrainingSession
from tui_mlp.worker.controller import TrainingLoop
from tui_mlp.worker.job import Order
from tui_mlp.worker.kept_runs import KeptRuns
from tui_mlp.worker.replies import Loading, WorkerFailed
from tui_mlp.worker.server import Server


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
        order: Order = connection.recv()
        with threadpool_limits(order.blas_threads):
            kept = KeptRuns(order.keeping, time.monotonic)
            loop = TrainingLoop(_run(order, connection), time.monotonic, order.speed, kept)
            Server(loop, connection, order, woken, lambda: bool(ending)).serve()
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the screen is gone before there was something to save
    except (ConfigError, DataError, RunError) as error:
        connection.send(WorkerFailed(str(error), bad_input=True))
    except Exception:  # noqa: BLE001  (on stderr it would be lost under the screen)
        reason = f"the training process failed\n{traceback.format_exc()}"
        connection.send(WorkerFailed(reason, bad_input=False))


def _run(order: Order, connection: Connection) -> TrainingSession | Resumed:
    """The run to begin with.

    Raises:
        RunError: one that was kept cannot go on.
    """
    if isinstance(order.run, TrainingConfig):
        samples = load_samples(order.run, progress=lambda part: connection.send(Loading(part)))
        return TrainingSession(order.run, samples)
    if order.keeping is None:
        raise RunError(f"{order.run.name}: no runs are kept")
    return resume_run(RunFolder(order.keeping.runs_dir / order.run.name), datetime.now)


if __name__ == "__main__":
    main(Connection(int(sys.argv[1])))
