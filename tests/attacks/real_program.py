"""The real program on a real pseudo-terminal, to be attacked."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from pathlib import Path

PATIENCE = 30.0
_MODE = re.compile(rb"\x1b\[\?([\d;]+)([hl])|\x1b\[(>\d+|<)u")
_SEEN_AT_FIRST = frozenset({b"7", b"25"})
"""Lines wrap and there is a cursor."""


class RealProgram:
    """`tui-mlp` with a terminal of its own.

    Args:
        arguments: of the command line.
        runs_dir: where it keeps runs; also tells its processes from others.
        size: columns and lines.
        ignore_hup: start it as nohup does.
        command: what to run instead.
    """

    def __init__(self, arguments, runs_dir, size=(120, 40), *, ignore_hup=False, command=None):
        self.runs_dir = Path(runs_dir)
        self.leader, self.follower = pty.openpty()
        self.resize(*size)
        self.attributes = termios.tcgetattr(self.follower)
        environment = {
            **os.environ,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
            "PYTHONWARNINGS": "default",
            # as some shells export them; the terminal's own size is what counts
            "COLUMNS": "80",
            "LINES": "24",
            "TUI_MLP_RUNS_DIR": str(runs_dir),
        }

        def take_terminal():
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
            # whoever runs the tests in the background may ignore some
            for signum in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
                ignored = ignore_hup and signum == signal.SIGHUP
                signal.signal(signum, signal.SIG_IGN if ignored else signal.SIG_DFL)

        self.process = subprocess.Popen(
            command or [sys.executable, "-m", "tui_mlp", *arguments],
            stdin=self.follower,
            stdout=self.follower,
            stderr=self.follower,
            env=environment,
            start_new_session=True,
            preexec_fn=take_terminal,  # noqa: PLW1509
        )
        self.output = b""
        self.bytes_a_second = None
        self._news = threading.Condition()
        self._reading = threading.Event()
        self._reading.set()
        self._closed = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        while not self._closed:
            self._reading.wait()
            try:
                if not select.select([self.leader], [], [], 0.05)[0]:
                    continue
                if not self._reading.is_set():
                    continue
                limit = self.bytes_a_second
                data = os.read(self.leader, 65536 if limit is None else max(limit // 50, 1))
            except (OSError, ValueError):
                return
            if limit is not None:
                time.sleep(len(data) / limit)
            with self._news:
                self.output += data
                self._news.notify_all()

    def resize(self, columns, lines):
        size = struct.pack("HHHH", lines, columns, 0, 0)
        fcntl.ioctl(self.leader, termios.TIOCSWINSZ, size)

    def type(self, keys):
        os.write(self.leader, keys)

    def wait_for(self, text, since=0, patience=PATIENCE):
        """Wait until a text was sent to the terminal; the place after it."""
        with self._news:
            found = self._news.wait_for(lambda: text in self.output[since:], patience)
            assert found, f"{text!r} did not come: …{self.output[-2000:]!r}"
            return self.output.index(text, since) + len(text)

    def answer(self, key, text):
        """Press a key, and wait for what it brings."""
        place = len(self.output)
        self.type(key)
        return self.wait_for(text, place)

    def begin(self):
        """Wait for the first picture, and train."""
        self.wait_for(b"paused")
        self.answer(b" ", b"running")

    def stall(self):
        """Stop reading, and wait until the terminal takes no more."""
        self._reading.clear()
        deadline = time.monotonic() + PATIENCE
        while select.select([], [self.follower], [], 0)[1]:
            assert time.monotonic() < deadline, "the terminal never filled"
            self.type(b"\x0c")  # ctrl+l: all of the screen anew
            time.sleep(0.02)

    def read_on(self):
        self._reading.set()

    def hang_up(self):
        """Take the terminal away, as a lost connection does."""
        self._closed = True
        self._reading.set()
        self._reader.join()
        os.close(self.follower)
        os.close(self.leader)
        self.follower = self.leader = -1

    def wait(self, patience=PATIENCE):
        return self.process.wait(patience)

    def drain(self):
        """Read what is left in the terminal."""
        self._reading.set()
        while select.select([self.leader], [], [], 0.2)[0]:
            with self._news:
                self._news.wait(0.5)

    @property
    def modes_that_differ(self):
        """The modes that are not as they were before the program."""
        on, keyboards = set(_SEEN_AT_FIRST), 0
        for modes, end, keyboard in _MODE.findall(self.output):
            for mode in modes.split(b";") if modes else ():
                (on.add if end == b"h" else on.discard)(mode)
            if keyboard:
                keyboards = max(keyboards - 1, 0) if keyboard == b"<" else keyboards + 1
        return sorted(on ^ _SEEN_AT_FIRST) + [b"keyboard"] * keyboards

    def assert_restored(self):
        """The terminal is as it was before the program."""
        self.drain()
        now = termios.tcgetattr(self.follower)
        assert now == self.attributes, f"{now} in place of {self.attributes}"
        assert self.modes_that_differ == [], (
            f"{self.modes_that_differ} after {self.output[-900:]!r}"
        )

    def survivors(self):
        """The processes that the program has left behind."""
        mark = f"TUI_MLP_RUNS_DIR={self.runs_dir}".encode()
        found = []
        for folder in Path("/proc").iterdir():
            if folder.name.isdecimal() and int(folder.name) != os.getpid():
                try:
                    if mark in (folder / "environ").read_bytes().split(b"\0"):
                        found.append(int(folder.name))
                except OSError:
                    continue
        return found

    def assert_no_survivor(self, patience=5.0):
        deadline = time.monotonic() + patience
        while left := self.survivors():
            assert time.monotonic() < deadline, f"still there: {left}"
            time.sleep(0.01)

    def close(self):
        for pid in {*self.survivors(), self.process.pid}:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait()
        if self.leader >= 0:
            self.hang_up()
