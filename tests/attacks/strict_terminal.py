"""A real terminal's other end: it knows what the program may send, and fails at the rest."""

import codecs
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Sequence

from rich.cells import get_character_cell_size

ALLOWED = re.compile(
    r"""
    (?P<place>\d+;\d+H) | (?P<ahead>\d*C)
    | (?:(?:\d|21|[34]9|[34]8;2;\d+;\d+;\d+)(?:;|(?=m)))+m
    | (?P<screen>\?1049[hl])
    | \?(?:7|25|1000|1003|1004|1006|1015|1016|2004|2026|2048)[hl]
    | (?P<question>\?(?:2026|2048)\$p)
    | >\d+u | <u
    """,
    re.VERBOSE | re.ASCII,
)
"""What may follow ESC [: to place, to draw, to ask, and to set and unset a few modes."""

_SEQUENCE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]", re.ASCII)
_POINTER = re.compile(r"\x1b\]22;[a-z-]+\x07", re.ASCII)
"""How Textual chooses the mouse pointer's shape, of a few names."""
_BEGUN = re.compile(r"\x1b(\[[0-?]*[ -/]*|\](2(2(;[a-z-]*)?)?)?)?", re.ASCII)
_PATIENCE = 60.0


class ForbiddenError(AssertionError):
    """Something reached the terminal that the program never sends by itself."""


class Screen:
    """Draws what is sent, as a terminal does that obeys `ALLOWED` alone."""

    def __init__(self, columns: int, lines: int, answer: Callable[[str], None]) -> None:
        self._answer = answer
        self._columns = columns
        self._cells = [[" "] * columns for _ in range(lines)]
        self._x = self._y = 0
        self._rest = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")("strict")
        self._is_on = False
        self.outside = ""
        """What was written before the program took the screen, or after."""

    @property
    def text(self) -> str:
        """All lines; a wide character stands for itself alone."""
        return "\n".join("".join(line) for line in self._cells)

    def feed(self, data: bytes) -> None:
        """Take what was sent.

        Raises:
            ForbiddenError: it is more than text and `ALLOWED`.
        """
        text = self._rest + self._decoder.decode(data)
        at = 0
        while at < len(text):
            if text[at] != "\x1b":
                self._draw(text[at])
                at += 1
                continue
            found = _SEQUENCE.match(text, at) or _POINTER.match(text, at)
            if found is None:
                if len(text) - at < 40 and _BEGUN.fullmatch(text, at):
                    break  # the rest of it is still to come
                raise ForbiddenError(f"{text[max(at - 30, 0) : at + 30]!r}")
            if found.re is _SEQUENCE:
                self._obey(found[0][2:])
            at = found.end()
        self._rest = text[at:]

    def _obey(self, sequence: str) -> None:
        allowed = ALLOWED.fullmatch(sequence)
        if allowed is None:
            raise ForbiddenError(f"ESC [ {sequence!r}")
        match allowed.lastgroup:
            case "place":
                line, column = map(int, sequence[:-1].split(";"))
                self._y, self._x = line - 1, column - 1
            case "ahead":
                self._x += int(sequence[:-1] or 1)
            case "screen":
                self._is_on = sequence.endswith("h")
            case "question":
                self._answer(sequence)

    def _draw(self, character: str) -> None:
        if not self._is_on and character in "\r\n":
            self.outside += character
            return
        if not character.isprintable():
            raise ForbiddenError(f"U+{ord(character):04X} in a text")
        if not self._is_on:
            self.outside += character
            return
        width = get_character_cell_size(character)
        if self._y >= len(self._cells) or self._x + width > self._columns:
            raise ForbiddenError(f"{character!r} outside of the screen")
        line = self._cells[self._y]
        if width == 0:
            line[self._x - 1 if line[self._x - 1] else self._x - 2] += character
            return
        line[self._x : self._x + width] = [character, ""][:width]
        self._x += width


class Program:
    """The program in a terminal of its own.

    Args:
        command: what to start.
        columns: of the terminal.
        lines: of the terminal.
    """

    def __init__(self, command: Sequence[str], columns: int = 120, lines: int = 40) -> None:
        self._leader, follower = pty.openpty()
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.screen = Screen(columns, lines, self._answer)
        self._process = subprocess.Popen(
            command,
            stdin=follower,
            stdout=follower,
            stderr=follower,
            start_new_session=True,
            env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
        )
        os.close(follower)

    def _answer(self, question: str) -> None:
        """Say that output comes in frames, and that sizes do not come in band."""
        setting = 2 if "2026" in question else 0
        mode = question[1:5]
        os.write(self._leader, f"\x1b[?{mode};{setting}$y".encode())

    def press(self, keys: str, *shown: str, gone: Sequence[str] = ()) -> str:
        """Press keys, and give the screen as soon as some texts are on it and others are not."""
        os.write(self._leader, keys.encode())
        return self.wait_for(*shown, gone=gone)

    def wait_for(self, *shown: str, gone: Sequence[str] = ()) -> str:
        """The screen, as soon as some texts are on it and others are not."""
        until = time.monotonic() + _PATIENCE
        while True:
            text = self.screen.text
            if all(word in text for word in shown) and not any(word in text for word in gone):
                return text
            assert time.monotonic() < until, f"no {shown} (without {gone}) came:\n{text}"
            assert self._read(until - time.monotonic()), f"the program has ended:\n{text}"

    def end(self, keys: str) -> int:
        """Press keys that quit, and give the exit code."""
        os.write(self._leader, keys.encode())
        until = time.monotonic() + _PATIENCE
        while self._read(until - time.monotonic()):
            assert time.monotonic() < until, f"it does not end:\n{self.screen.text}"
        return self._process.wait(_PATIENCE)

    def close(self) -> None:
        """See that nothing stays behind."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        os.close(self._leader)

    def _read(self, seconds: float) -> bool:
        """Draw what comes within so many seconds; False at the end."""
        if not select.select([self._leader], [], [], max(seconds, 0))[0]:
            return True
        try:
            data = os.read(self._leader, 65536)
        except OSError:  # Linux says so where the other end is closed
            return False
        self.screen.feed(data)
        return bool(data)
