"""Signals that end a command after the step at hand, not in the middle of it."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequest:
    """Which signal asked for the end, if one did."""

    def __init__(self) -> None:
        self.signal: int | None = None

    @property
    def exit_code(self) -> int | None:
        """128 + the signal's number, as shells have it."""
        return None if self.signal is None else 128 + self.signal


@contextmanager
def stop_request() -> Iterator[StopRequest]:
    """Note signals for the time being; what was ignored, as under nohup, still is.

    A second Ctrl+C ends the program at once.
    """
    request = StopRequest()

    def note(signum: int, _frame: FrameType | None) -> None:
        if request.signal == signum == signal.SIGINT:
            raise KeyboardInterrupt
        request.signal = signum

    heard = [signum for signum in _SIGNALS if signal.getsignal(signum) != signal.SIG_IGN]
    before = {signum: signal.signal(signum, note) for signum in heard}
    try:
        yield request
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)
