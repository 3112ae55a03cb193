"""A screen as the worker sees it: what it looks at, and whether it is ready for more."""

import pickle
import queue
import threading
from multiprocessing.connection import Connection

from tui_mlp.worker.looking import Looking
from tui_mlp.worker.replies import Left, Said
from tui_mlp.worker.throttled import Clock


class Viewer:
    """Sends to one screen from a thread of its own: a screen that stops reading stops nobody.

    Args:
        connection: the screen.
        clock: gives the present time in seconds.
    """

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self.connection = connection
        self.looking = Looking(clock)
        self.taken = True
        """Whether it has shown the last snapshot: only then may the next one go."""
        self.stale = True
        """Whether there is something that it has not been sent."""
        self.published_at = 0.0
        self.answered = 0
        """The number of its last command that was carried out, or refused."""
        self._outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._sender = threading.Thread(target=self._send_all, name="sender", daemon=True)
        self._sender.start()

    def send(self, said: Said | Left) -> None:
        """Send something, without waiting for the screen to read it."""
        self._outbox.put(pickle.dumps(said, pickle.HIGHEST_PROTOCOL))

    def _send_all(self) -> None:
        while (message := self._outbox.get()) is not None:
            try:
                self.connection.send_bytes(message)
            except OSError:
                return  # the reading side finds the end of it

    def close(self, timeout: float) -> None:
        """Let what was said go out, for at most so many seconds, and hang up."""
        self._outbox.put(None)
        self._sender.join(timeout)
        if not self._sender.is_alive():
            self.connection.close()
