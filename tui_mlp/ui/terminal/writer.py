"""Writes to the terminal from a thread of its own, and tells when all has gone out."""

import os
import select
import threading
from collections import deque
from collections.abc import Callable

_CHUNK = 4096


class TerminalWriter:
    """Takes texts at any time; a terminal that is gone swallows them.

    Args:
        handle: the terminal's file number.
        written: called from the thread whenever nothing is left to write.
    """

    def __init__(self, handle: int, written: Callable[[], None]) -> None:
        self._handle = handle
        self._written = written
        self._texts: deque[str] = deque()
        self._news = threading.Condition()
        self._busy = False
        self._stopped = False
        self._lost = False
        self.sent = 0
        """All bytes that were written, or swallowed by a terminal that is gone."""
        self._thread = threading.Thread(target=self._run, name="terminal-output", daemon=True)
        self._thread.start()

    @property
    def busy(self) -> bool:
        """Whether the terminal has not taken all of it yet."""
        with self._news:
            return self._busy or bool(self._texts)

    def write(self, text: str) -> None:
        """Write a text after those before it, without waiting for them."""
        with self._news:
            if not self._lost:
                self._texts.append(text)
                self._news.notify()

    def stop(self, timeout: float | None = None) -> None:
        """Write what is left, for at most so many seconds, and end the thread."""
        with self._news:
            self._stopped = True
            self._news.notify()
        self._thread.join(timeout)

    def discard(self) -> None:
        """Write nothing any more: what waits is thrown away."""
        with self._news:
            self._lost = True
            self._texts.clear()

    def _run(self) -> None:
        while self._take():
            self._written()

    def _take(self) -> bool:
        """Write what has gathered; False at the end."""
        with self._news:
            self._news.wait_for(lambda: self._texts or self._stopped)
            text = "".join(self._texts)
            self._texts.clear()
            self._busy = bool(text)
        if not text:
            return False
        data = text.encode("utf-8", "replace")
        self.sent += len(data)
        try:
            self._write_all(data)
        except OSError:
            self.discard()  # the terminal has hung up; who guards it ends the program
        with self._news:
            self._busy = False
        return True

    def _write_all(self, data: bytes) -> None:
        """Write in pieces, so that a terminal that stopped reading can be given up between them."""
        rest = memoryview(data)
        while rest and not self._lost:
            try:
                rest = rest[os.write(self._handle, rest[:_CHUNK]) :]
            except BlockingIOError:
                # another program that has this terminal may have made it non-blocking
                select.select([], [self._handle], [], 0.1)
