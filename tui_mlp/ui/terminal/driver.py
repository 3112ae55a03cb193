"""Textual's driver for terminals, made safe for long runs over bad lines.

It writes without ever waiting for the terminal, knows whether the terminal keeps up, and survives
being stopped and continued from outside.
"""

import contextlib
import os
import selectors
import signal
import sys
import termios
from time import monotonic, sleep
from typing import Any

from textual.app import App, ScreenStackError
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message
from textual.messages import TerminalSupportsSynchronizedOutput
from textual.widgets import Input

from tui_mlp.ui.terminal.modes import is_in_background
from tui_mlp.ui.terminal.typed import TypedInput
from tui_mlp.ui.terminal.writer import TerminalWriter

_ASK = "\x1b[?2026$p"
"""Any question that terminals answer: when the answer is back, all before it has been shown."""
_LONGEST_WAIT = 3.0
"""An answer that takes longer is lost."""
_GOODBYE, _LONGEST_GOODBYE = 0.02, 0.5
_SECONDS_BETWEEN_LOOKS = 0.1
_LONGEST_READ = 4096


class TerminalDriver(LinuxDriver):
    """Writes through `TerminalWriter`, and tells the app when the terminal has caught up."""

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._writer: TerminalWriter | None = None
        self._answers = False
        self._asked_at: float | None = None
        self._active = False
        self._suspended = False

    @property
    def busy(self) -> bool:
        """Whether the terminal is still showing what was sent before."""
        writer = self._writer
        if writer is not None and writer.busy:
            return True
        return self._asked_at is not None and monotonic() < self._asked_at + _LONGEST_WAIT

    @property
    def sent(self) -> int:
        """All bytes that were sent so far."""
        return 0 if self._writer is None else self._writer.sent

    @property
    def seconds_to_wait(self) -> float:
        """How long after which `busy` is worth another look, if nobody calls before."""
        return _LONGEST_WAIT

    def write(self, data: str) -> None:
        """Write without waiting."""
        if self._writer is None:
            self._writer = TerminalWriter(sys.__stderr__.fileno(), self._caught_up)  # type: ignore[union-attr]
        self._writer.write(data)

    def end_frame(self) -> None:
        """Ask a terminal that answers to say when it has shown what was sent so far."""
        if self._answers and self._asked_at is None:
            self._asked_at = monotonic()
            self.write(_ASK)

    def process_message(self, message: Message) -> None:
        """Take the answer to that question; everything else goes its usual way."""
        if isinstance(message, TerminalSupportsSynchronizedOutput):
            asked, self._asked_at = self._asked_at is not None, None
            if self._answers and asked:
                self._caught_up()
                return
            self._answers = True
        super().process_message(message)

    def _caught_up(self) -> None:
        """Called from a thread: the app may send again, if the terminal is ready by now."""
        catch_up = getattr(self._app, "catch_up", None)
        if catch_up is not None:
            with contextlib.suppress(RuntimeError):  # the loop is closed by now
                self._loop.call_soon_threadsafe(catch_up)

    def _get_terminal_size(self) -> tuple[int, int]:
        """The terminal's own columns and lines, whatever COLUMNS and LINES were exported as."""
        try:
            columns, lines = os.get_terminal_size(self.fileno)
        except OSError:  # it has hung up
            columns = lines = 0
        return (columns, lines) if columns and lines else super()._get_terminal_size()

    def start_application_mode(self) -> None:
        """Take the terminal over."""
        self._asked_at = None
        self._active, self._suspended = True, False
        super().start_application_mode()  # type: ignore[no-untyped-call]
        forget = getattr(self._app, "forget_terminal", None)
        if forget is not None:
            forget()

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was."""
        self._active = False
        attributes, self.attrs_before = self.attrs_before, None
        super().stop_application_mode()
        if self._mouse_pixels:
            self.write("\x1b[?1016l")
        self.attrs_before = attributes
        if attributes is not None:
            # from here on Ctrl+C is a signal, with which a terminal drops what it has not shown
            self._let_it_show()
            with contextlib.suppress(termios.error):  # it has hung up
                termios.tcsetattr(self.fileno, termios.TCSANOW, attributes)

    def _let_it_show(self) -> None:
        """Wait a little until the terminal has taken, and read, what it was sent."""
        until = monotonic() + _LONGEST_GOODBYE
        while self._writer is not None and self._writer.busy and monotonic() < until:
            sleep(_GOODBYE)
        sleep(_GOODBYE)

    def suspend_application_mode(self) -> None:
        """Give the terminal back for a while."""
        self._suspended = True
        super().suspend_application_mode()

    def close(self) -> None:
        """Wait until the terminal has taken everything."""
        super().close()
        if self._writer is not None:
            self._writer.stop()
            self._writer = None

    def abandon(self) -> None:
        """Send nothing any more; from any thread."""
        if self._writer is not None:
            self._writer.discard()

    def run_input_thread(self) -> None:
        """Read what is typed, until the end or a hang-up, which the guard takes care of."""
        typed = TypedInput(debug=self._debug, takes_text=self._field_has_focus)
        with contextlib.suppress(OSError), selectors.DefaultSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                data = b""
                if selector.select(_SECONDS_BETWEEN_LOOKS):
                    data = os.read(self.fileno, _LONGEST_READ)
                    if not data:
                        return
                for message in typed.messages(data):
                    self.process_message(message)

    def _field_has_focus(self) -> bool:
        """Whether characters go into a field to type in."""
        try:
            return isinstance(self._app.focused, Input)
        except ScreenStackError:
            return False

    def _sigtstp_application(self, *_: object) -> None:
        """Stop at Ctrl+Z; before the terminal is taken, and when it is given back, without more."""
        if self._active:
            super()._sigtstp_application()
        else:
            os.kill(os.getpid(), signal.SIGSTOP)

    def _sigcont_application(self, *_: object) -> None:
        """Continue: from Ctrl+Z as Textual does it, from a stop without warning by ourselves."""
        if not self._active:
            if self._suspended:
                super()._sigcont_application()
        elif is_in_background(self.fileno):
            # continued in the background: the shell has the terminal; `fg` continues us again
            os.kill(os.getpid(), signal.SIGSTOP)
        else:
            with contextlib.suppress(termios.error):  # it has hung up, and the guard knows
                self._take_over_again()

    def _take_over_again(self) -> None:
        """Bring back what a shell has changed meanwhile: modes, screen, size."""
        attributes = termios.tcgetattr(self.fileno)
        attributes[3] = self._patch_lflag(attributes[3])
        attributes[0] = self._patch_iflag(attributes[0])
        attributes[6][termios.VMIN] = 1
        termios.tcsetattr(self.fileno, termios.TCSANOW, attributes)
        self.write("\x1b[?1049h\x1b[?25l\x1b[?1004h")
        self._enable_mouse_support()
        self._enable_bracketed_paste()
        self._disable_line_wrap()
        os.kill(os.getpid(), signal.SIGWINCH)
        forget = getattr(self._app, "forget_terminal", None)
        if forget is not None:
            self._loop.call_soon_threadsafe(forget)
