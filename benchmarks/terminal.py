"""The reading end of a pseudo-terminal on which the program runs, at any speed."""

import fcntl
import os
import pty
import select
import struct
import termios
import time

COLUMNS, LINES = 120, 40


def open_terminal() -> tuple["Terminal", int]:
    """A terminal of 120 x 40, and the descriptor for the program on it."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    return Terminal(leader), follower


class Terminal:
    """What a person sees and types, as far as a benchmark needs it.

    Args:
        leader: the descriptor of its end of the pseudo-terminal.
    """

    def __init__(self, leader: int) -> None:
        self._leader = leader
        self.rate: float | None = None
        """Bytes a second that are read; None for as fast as they come."""
        self.count = 0
        """Bytes that have come."""

    def read(self, seconds: float) -> bytes:
        """What comes next within that time; nothing from a program that has ended."""
        if not select.select([self._leader], [], [], max(0.0, seconds))[0]:
            return b""
        piece = 1 << 16 if self.rate is None else max(int(self.rate / 100), 1)
        try:
            data = os.read(self._leader, piece)
        except OSError:  # Linux says EIO when the program has ended
            return b""
        if self.rate is not None:
            time.sleep(len(data) / self.rate)
        self.count += len(data)
        return data

    def read_for(self, seconds: float) -> float:
        """Read for so long; the bytes a second that came."""
        before, started = self.count, time.perf_counter()
        while (left := started + seconds - time.perf_counter()) > 0:
            self.read(left)
        return (self.count - before) / (time.perf_counter() - started)

    def wait_for(self, text: bytes, seconds: float = 60.0) -> None:
        """Read until a text comes.

        Raises:
            TimeoutError: it did not come in time.
        """
        seen, deadline = b"", time.perf_counter() + seconds
        while text not in seen:
            if time.perf_counter() > deadline:
                raise TimeoutError(f"{text!r} did not come")
            seen = seen[-200:] + self.read(0.5)

    def type(self, key: bytes) -> None:
        """Type a key, and wait for nothing."""
        os.write(self._leader, key)

    def press(self, key: bytes, answer: bytes) -> float:
        """Type a key; the seconds until its answer has come over the line."""
        started = time.perf_counter()
        self.type(key)
        self.wait_for(answer)
        return time.perf_counter() - started

    def press_scale(self, number: int) -> float:
        """Switch the scale of the loss, for the so manieth time from 0; the seconds until seen."""
        # only what changes is sent: of "log" and "linear" all but the first letter
        return self.press(b"l", b"og" if number % 2 else b"inear")

    def close(self) -> None:
        """Hang up."""
        os.close(self._leader)
