"""A terminal's modes: what they were, and how they come back whatever happened."""

import contextlib
import os
import select
import termios
import time
from typing import Any

RESTORE = (
    b"\x1b[?2026l"  # show what was held back
    b"\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"  # no mouse reports
    b"\x1b[?2004l\x1b[?1004l\x1b[?2048l"  # no marks around pasted text, no focus, no sizes
    b"\x1b[<u"  # keys as they were
    b"\x1b[?7h\x1b[0m\x1b[?1049l\x1b[?25h"  # wrapped lines, plain text, the old screen, a cursor
)


class TerminalModes:
    """How a terminal was before the program took it.

    Args:
        handle: its file number.
    """

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._attributes: list[Any] | None = None
        with contextlib.suppress(termios.error, OSError):
            self._attributes = termios.tcgetattr(handle)

    @property
    def have_changed(self) -> bool:
        """Whether the terminal does not take its input as it did."""
        try:
            return self._attributes != termios.tcgetattr(self._handle)
        except (termios.error, OSError):  # it has hung up
            return False

    def restore(self, seconds: float) -> None:
        """Bring the old modes back, also where nobody reads what the terminal is sent.

        Args:
            seconds: for how long to try.
        """
        if self._attributes is None:
            return
        with contextlib.suppress(termios.error, OSError):
            # whatever waits to be shown is of no use any more, and keeps this from getting through
            termios.tcflush(self._handle, termios.TCOFLUSH)
            termios.tcsetattr(self._handle, termios.TCSANOW, self._attributes)
        with contextlib.suppress(OSError):
            _write_within(self._handle, RESTORE, seconds)


def _write_within(handle: int, data: bytes, seconds: float) -> None:
    """Write to a terminal without waiting for it longer than this.

    The terminal is opened anew: whether writes wait is shared by all that have the old handle.
    """
    own = os.open(os.ttyname(handle), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
    try:
        until = time.monotonic() + seconds
        rest = data
        while rest and (left := until - time.monotonic()) > 0:
            try:
                rest = rest[os.write(own, rest) :]
            except BlockingIOError:
                # this throws away what was written before, so all is written again
                termios.tcflush(own, termios.TCOFLUSH)
                rest = data
                select.select([], [own], [], min(left, 0.05))
    finally:
        os.close(own)


def is_in_background(handle: int) -> bool:
    """Whether a shell has given the terminal to another process; not so if it has hung up."""
    try:
        return os.tcgetpgrp(handle) != os.getpgrp()
    except OSError:
        return False


def has_hung_up(handle: int, seconds: float) -> bool:
    """Wait for a terminal to go away, for at most so many seconds; whether it has."""
    poll = select.poll()
    poll.register(handle, 0)
    return bool(poll.poll(seconds * 1000))


def drop_what_hung_up() -> None:
    """Have what is still printed to a terminal that has hung up go nowhere.

    Python flushes its streams at its end, and ends with 120 where one of them can't be written.
    """
    for handle in (1, 2):
        if has_hung_up(handle, 0.0):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, handle)
            os.close(nowhere)
