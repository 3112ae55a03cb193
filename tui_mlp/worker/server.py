"""The worker's side of the connection: runs in a process of its own."""

import signal
import time
import traceback
from multiprocessing.connection import Connection

from threadpoolctl import threadpool_limits

from tui_mlp.data.dataset import DataError
from tui_mlp.training.config import ConfigError, TrainingConfig
from tui_mlp.worker.commands import Command
from tui_mlp.worker.loop import TrainingLoop
from tui_mlp.worker.mailbox import SnapshotTaken, WorkerFailed

_SECONDS_BETWEEN_SNAPSHOTS = 0.2


def serve(
    connection: Connection, config: TrainingConfig, blas_threads: int, speed: float | None
) -> None:
    """Train as the other end of the connection says, until it says stop or is gone."""
    # Ctrl+C reaches the whole process group; the screen decides what it means
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with threadpool_limits(blas_threads), connection:
        try:
            _Server(connection, TrainingLoop(config, time.monotonic, speed)).serve()
        except (EOFError, BrokenPipeError, ConnectionResetError):
            return  # the screen is gone, and with it whom to train for
        except (ConfigError, DataError) as error:
            connection.send(WorkerFailed(str(error), bad_input=True))
        except Exception:  # noqa: BLE001  (on stderr it would be lost under the screen)
            reason = f"the training process failed\n{traceback.format_exc()}"
            connection.send(WorkerFailed(reason, bad_input=False))


class _Server:
    """Publishes into a mailbox of one: the next snapshot waits until the last one was taken."""

    def __init__(self, connection: Connection, loop: TrainingLoop) -> None:
        self._connection = connection
        self._loop = loop
        self._taken = True
        self._stale = True
        self._published_at = 0.0

    def serve(self) -> None:
        while not self._loop.stopped:
            self._publish_when_due()
            self._receive(self._seconds_to_wait())
            if self._loop.running:
                self._loop.train()
                self._stale = True
                self._answer()

    def _answer(self) -> None:
        for answer in self._loop.take_answers():
            self._connection.send(answer)

    def _seconds_to_wait(self) -> float | None:
        """How long there is nothing to do but wait for a message; None for ever."""
        until_step = self._loop.seconds_until_next_step()
        if not (self._stale and self._taken):
            return until_step
        until_due = max(0.0, self._published_at + _SECONDS_BETWEEN_SNAPSHOTS - time.monotonic())
        return until_due if until_step is None else min(until_due, until_step)

    def _receive(self, timeout: float | None) -> None:
        while self._connection.poll(timeout):
            message: Command | SnapshotTaken = self._connection.recv()
            if isinstance(message, SnapshotTaken):
                self._taken = True
            else:
                self._loop.handle(message)
                self._answer()
                self._stale = True
                self._published_at = 0.0  # an answer need not wait for its turn
            timeout = 0.0

    def _publish_when_due(self) -> None:
        now = time.monotonic()
        due = now - self._published_at >= _SECONDS_BETWEEN_SNAPSHOTS
        if self._stale and self._taken and due:
            self._connection.send(self._loop.snapshot())
            self._taken = self._stale = False
            self._published_at = now
