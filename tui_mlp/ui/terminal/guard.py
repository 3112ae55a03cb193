"""Ends the program in good order when a signal or a hang-up says so, whatever it is busy with.

Textual dies of these signals at once and leaves the terminal raw. A handler on the event loop
would never run while the loop waits for a terminal that has stopped reading, nor would one in
Python while the main thread waits; so the number of each signal goes into a socket, as
`signal.set_wakeup_fd` does at once in whichever thread, and a thread of its own reads it. It asks
the app to end, and where that takes too long it has the run saved, restores the terminal and ends
the process by itself.
"""

import contextlib
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from types import FrameType, TracebackType

from tui_mlp.ui.terminal.modes import TerminalModes, drop_what_hung_up, has_hung_up
from tui_mlp.ui.terminal.plain import is_plain

_SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT)
_SECONDS_TO_END = 1.5
_SECONDS_TO_SAVE = 2.0
_SECONDS_TO_RESTORE = 1.0
_SECONDS_BETWEEN_LOOKS = 0.5


class NoGuard(contextlib.nullcontext["NoGuard"]):
    """Stands where nothing is watched: signals do what they do to any Textual app."""

    exit_code = 0

    def __init__(self) -> None:
        super().__init__(self)


def terminal_guard(
    end_app: Callable[[int], None],
    silence: Callable[[], None],
    end_worker: Callable[[float], None],
) -> "TerminalGuard | NoGuard":
    """A `TerminalGuard` of these, or none where the terminal is Textual's alone."""
    return NoGuard() if is_plain() else TerminalGuard(end_app, silence, end_worker)


class TerminalGuard:
    """Watches over a terminal while the app has it.

    Args:
        end_app: asks the app to end, with an exit code; from any thread.
        silence: has the app send the terminal nothing any more; from any thread.
        end_worker: has the run saved within so many seconds; from any thread.
    """

    def __init__(
        self,
        end_app: Callable[[int], None],
        silence: Callable[[], None],
        end_worker: Callable[[float], None],
    ) -> None:
        self._end_app = end_app
        self._silence = silence
        self._end_worker = end_worker
        self._terminal = sys.__stdin__.fileno()  # type: ignore[union-attr]
        self._modes = TerminalModes(self._terminal)
        self._ended = threading.Event()
        self._called = threading.Lock()
        self._taking_over = threading.Lock()
        self._woken, self._wakes = socket.socketpair()
        self.exit_code = 0
        """128 + the signal's number, if one came; else 0."""

    def __enter__(self) -> "TerminalGuard":
        self._wakes.setblocking(False)
        signal.set_wakeup_fd(self._wakes.fileno(), warn_on_full_buffer=False)
        for signum in _SIGNALS:
            if signal.getsignal(signum) != signal.SIG_IGN:  # as it is under nohup
                signal.signal(signum, _note)
        for watch in (self._await_signal, self._await_hang_up):
            threading.Thread(target=watch, name=watch.__name__, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # where the guard's thread has taken over, this waits for its end, and so for ours
        with self._taking_over:
            self._ended.set()
        if self._modes.have_changed:  # stopped and continued while the app gave it back
            self._modes.restore(_SECONDS_TO_RESTORE)
        signal.set_wakeup_fd(-1)
        self._wakes.close()
        if self.exit_code:
            drop_what_hung_up()

    def _await_signal(self) -> None:
        while numbers := self._woken.recv(64):
            for number in numbers:
                if number in _SIGNALS:
                    self._end(128 + number)

    def _await_hang_up(self) -> None:
        """Notice what a process that ignores SIGHUP, as under nohup, is not told."""
        while not self._ended.is_set():
            if has_hung_up(self._terminal, _SECONDS_BETWEEN_LOOKS):
                self._end(128 + signal.SIGHUP)
                return

    def _end(self, exit_code: int) -> None:
        if not self._called.acquire(blocking=False):
            return
        self.exit_code = exit_code
        self._end_app(exit_code)
        if self._ended.wait(_SECONDS_TO_END):
            return
        with self._taking_over:
            if not self._ended.is_set():
                self._silence()
                self._end_worker(_SECONDS_TO_SAVE)
                self._modes.restore(_SECONDS_TO_RESTORE)
                os._exit(exit_code)


def _note(_signum: int, _frame: FrameType | None) -> None:
    """Do nothing: that there is a handler makes the number go into the socket."""
