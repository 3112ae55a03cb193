"""The screen's side: a worker to send commands to, that answers with snapshots."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol

from tui_mlp.training.snapshot import KeptRun
from tui_mlp.worker import run_socket
from tui_mlp.worker.commands import Command, Request, Stop
from tui_mlp.worker.job import Job
from tui_mlp.worker.replies import Left, Said, SnapshotTaken, WorkerFailed

Listener = Callable[[Said], None]
"""Takes what a worker says; it may be called from a thread of the worker's."""

_SECONDS_TO_STOP = 3.0
_THREAD_VARIABLES = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")


class Worker(Protocol):
    """A training run that goes on behind the screen."""

    def start(self, listener: Listener) -> None:
        """Begin to serve; the listener gets a first snapshot as soon as there is one."""

    def send(self, command: Command) -> int:
        """Ask for something; the number that replies carry, and the snapshots from then on."""

    def take_next(self) -> None:
        """Say that the last snapshot was shown: only then does the next one come."""

    def leave(self) -> None:
        """Let it go on by itself: `close` then only hangs up."""

    def close(self) -> None:
        """End the worker, unless it was left, and wait until it has ended."""


class RemoteWorker:
    """A worker on the other end of a connection, so that neither side slows the other.

    Args:
        connection: to a process that serves.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._sending = threading.Lock()
        self._sent = 0
        self._gone = threading.Event()
        self._closing = False
        self._left = False
        self.kept: KeptRun | None = None
        """What of the run was on the disk when the worker ended; None where it did not say so."""
        self._listening: threading.Thread | None = None

    def start(self, listener: Listener) -> None:
        """Listen on a thread: reading may block, and the screen must not."""
        self._listening = threading.Thread(target=self._listen, args=(listener,), daemon=True)
        self._listening.start()

    def _listen(self, listener: Listener) -> None:
        try:
            while True:
                said: Said | Left = self._connection.recv()
                if isinstance(said, Left):
                    self.kept = said.kept
                    continue
                listener(said)
                if isinstance(said, WorkerFailed):
                    return
        except (EOFError, OSError):
            self._gone.set()
            if not self._closing:
                listener(WorkerFailed(self._why_gone(), bad_input=False))

    def _why_gone(self) -> str:
        return "the run was ended elsewhere; `tui-mlp runs` shows it"

    def send(self, command: Command) -> int:
        """Send a command; a worker that is gone has told the listener so."""
        with self._sending:
            self._sent += 1
            self._tell(Request(self._sent, command))
            return self._sent

    def take_next(self) -> None:
        """Let the worker send its next snapshot."""
        with self._sending:
            self._tell(SnapshotTaken())

    def _tell(self, message: Request | SnapshotTaken) -> None:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._connection.send(message)

    def hang_up(self) -> None:
        """End the connection from any thread, whatever goes on there: the worker then saves."""
        self._closing = True
        # closing it would not wake a thread that reads
        with contextlib.suppress(OSError), socket.socket(fileno=self._duplicate()) as line:
            line.shutdown(socket.SHUT_RDWR)

    def _duplicate(self) -> int:
        return os.dup(self._connection.fileno())

    def leave(self) -> None:
        """Let the worker go on by itself."""
        self._left = True

    def end(self, seconds: float) -> None:
        """Hang up, from any thread; who was detached once goes on."""
        self.hang_up()

    def close(self) -> None:
        """Ask the worker to stop, unless it was left, and wait until it hangs up."""
        self._closing = True
        if not self._left:
            self.send(Stop())
            self._gone.wait(_SECONDS_TO_STOP)
        self.hang_up()


class ProcessWorker(RemoteWorker):
    """A worker in a process of its own, in a session of its own: it outlives the terminal.

    Args:
        job: what to train, and how.
    """

    def __init__(self, job: Job) -> None:
        near_end, far_end = socket.socketpair()
        # no name on the disk: it is gone with the last process that has it open
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115
        with far_end:
            self.process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-P", "-m", "tui_mlp.worker", str(far_end.fileno())],
                pass_fds=(far_end.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._complaints,
                env=_environment(job.blas_threads),
                # who started a visitor's screen ends all that is in its session
                start_new_session=not job.confined,
            )
        super().__init__(Connection(near_end.detach()))
        with contextlib.suppress(BrokenPipeError):
            self._connection.send(job)

    def _why_gone(self) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(_SECONDS_TO_STOP)
        reason = f"the training process ended with exit code {self.process.returncode}"
        self._complaints.seek(0)
        complaints = self._complaints.read().decode(errors="replace").strip()
        return f"{reason}\n{complaints}" if complaints else reason

    def end(self, seconds: float) -> None:
        """End the process from any thread: it saves, and is killed where that takes too long."""
        self.hang_up()
        self._wait(seconds)

    def close(self) -> None:
        """Ask the process to stop, and end it if it does not."""
        self._closing = True
        if not self._left:
            self.send(Stop())
            self._wait(_SECONDS_TO_STOP)
        self.hang_up()
        if self._listening is not None:
            self._listening.join(_SECONDS_TO_STOP)
        self._complaints.close()

    def _wait(self, seconds: float) -> None:
        if self._left:
            return
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def attach(folder: Path) -> RemoteWorker:
    """The worker that trains a run without a screen.

    Raises:
        MeetingError: there is none.
    """
    return RemoteWorker(run_socket.connect(folder))


def _environment(blas_threads: int) -> dict[str, str]:
    """What the process inherits: our own import path, and no more BLAS threads than allowed."""
    path = os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)
    threads = dict.fromkeys(_THREAD_VARIABLES, str(blas_threads))
    return {**os.environ, **threads, "PYTHONPATH": path}
