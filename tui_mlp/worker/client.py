"""The screen's side: a worker to send commands to, that answers with snapshots."""

import multiprocessing
import threading
from collections.abc import Callable
from multiprocessing import resource_tracker
from typing import Protocol

from tui_mlp.training.config import TrainingConfig
from tui_mlp.worker.commands import Command, Stop
from tui_mlp.worker.mailbox import Said, SnapshotTaken, WorkerFailed
from tui_mlp.worker.server import serve

Listener = Callable[[Said], None]
"""Takes what a worker says; it may be called from a thread of the worker's."""

_SECONDS_TO_STOP = 2.0


class Worker(Protocol):
    """A training run that goes on behind the screen."""

    def start(self, listener: Listener) -> None:
        """Begin to serve; the listener gets a first snapshot as soon as there is one."""

    def send(self, command: Command) -> None:
        """Ask for something; snapshots show what came of it."""

    def take_next(self) -> None:
        """Say that the last snapshot was shown: only then does the next one come."""

    def close(self) -> None:
        """End the worker, and wait until it has ended."""


class ProcessWorker:
    """A worker in a process of its own, so that neither side slows the other.

    Make it before the app runs: under Textual, stderr has no file number, and the resource
    tracker that `spawn` needs can no longer be started.

    Args:
        config: the run to begin with, paused.
        blas_threads: how many threads the matrix products may use.
        speed: the steps a second to begin with, one of `tui_mlp.worker.pace.SPEEDS`.
    """

    def __init__(
        self, config: TrainingConfig, *, blas_threads: int = 1, speed: float | None = None
    ) -> None:
        resource_tracker.ensure_running()
        context = multiprocessing.get_context("spawn")
        self._connection, far_end = context.Pipe()
        self._process = context.Process(
            target=serve,
            args=(far_end, config, blas_threads, speed),
            name="tui-mlp worker",
            daemon=True,
        )
        self._process.start()
        far_end.close()
        self._closing = False

    def start(self, listener: Listener) -> None:
        """Listen on a thread: reading may block, and the screen must not."""
        threading.Thread(target=self._listen, args=(listener,), daemon=True).start()

    def _listen(self, listener: Listener) -> None:
        try:
            while True:
                said: Said = self._connection.recv()
                listener(said)
                if isinstance(said, WorkerFailed):
                    return
        except (EOFError, OSError):
            if not self._closing:
                self._process.join(_SECONDS_TO_STOP)
                reason = f"the training process ended with exit code {self._process.exitcode}"
                listener(WorkerFailed(reason, bad_input=False))

    def send(self, command: Command) -> None:
        """Send a command; a worker that is gone has told the listener so."""
        self._tell(command)

    def take_next(self) -> None:
        """Let the worker send its next snapshot."""
        self._tell(SnapshotTaken())

    def _tell(self, message: Command | SnapshotTaken) -> None:
        try:
            self._connection.send(message)
        except (BrokenPipeError, ConnectionResetError):
            return

    def close(self) -> None:
        """Ask the process to stop, and end it if it does not."""
        self._closing = True
        self.send(Stop())
        self._process.join(_SECONDS_TO_STOP)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._connection.close()
