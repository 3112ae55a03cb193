"""What a live screen sends, and how soon it answers a key over a slow line.

    python benchmarks/wire.py [--seconds 60] [--colors 256] [--json]

The program runs on a pseudo-terminal of 120 x 40 at full speed and 5 frames a second, with true
colour or 256 colours. A slow line is a terminal that is read so many bytes a second.
"""

import argparse
import fcntl
import json
import os
import pty
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

CASES = {
    "spirals3 2-16-16-3": [],
    "digits 64-64-32-10": ["--dataset", "digits", "--hidden", "64,32", "--activation", "relu"],
    "mnist_a 784-256-128-10": [
        "--dataset",
        "mnist_a",
        "--hidden",
        "256,128",
        "--batch-size",
        "128",
    ],
}
FOR_EVER = ["--speed", "full", "--epochs", "1000000", "--learning-rate", "0.005"]
COLUMNS, LINES = 120, 40
KEYS = 12
COLORTERM = {"true": "truecolor", "256": ""}


class SlowTerminal:
    """The program on a pseudo-terminal that is read at a given speed.

    Args:
        arguments: of the program.
        colors: what the terminal says of itself in `COLORTERM`.
    """

    def __init__(self, arguments: list[str], colors: str) -> None:
        self._leader, follower = pty.openpty()
        size = struct.pack("HHHH", LINES, COLUMNS, 0, 0)
        fcntl.ioctl(follower, termios.TIOCSWINSZ, size)
        self._runs = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tui_mlp", *arguments],
            stdin=follower,
            stdout=follower,
            stderr=follower,
            start_new_session=True,
            env={
                **os.environ,
                "TERM": "xterm-256color",
                "COLORTERM": colors,
                "TUI_MLP_RUNS_DIR": self._runs.name,
            },
        )
        os.close(follower)
        self.rate: float | None = None
        """Bytes a second that are read; None for as fast as they come."""
        self.count = 0

    def read(self, seconds: float) -> bytes:
        """What comes next within that time."""
        if not select.select([self._leader], [], [], max(0.0, seconds))[0]:
            return b""
        piece = 1 << 16 if self.rate is None else max(int(self.rate / 100), 1)
        data = os.read(self._leader, piece)
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

    def wait_for(self, text: bytes) -> None:
        """Read until a text comes."""
        seen, deadline = b"", time.perf_counter() + 60
        while text not in seen:
            if time.perf_counter() > deadline:
                raise TimeoutError(f"{text!r} did not come")
            seen = seen[-200:] + self.read(0.5)

    def press(self, key: bytes, answer: bytes) -> float:
        """Press a key; the seconds until its answer has come over the line."""
        started = time.perf_counter()
        os.write(self._leader, key)
        self.wait_for(answer)
        return time.perf_counter() - started

    def close(self) -> None:
        """Quit."""
        os.write(self._leader, b"q")
        self.rate = None
        while self.process.poll() is None:
            try:
                self.read(0.1)
            except OSError:  # Linux says EIO when the program has ended
                break
        self.process.wait()
        os.close(self._leader)
        self._runs.cleanup()


def measure(arguments: list[str], seconds: float, colors: str) -> dict[str, float]:
    """Bytes a second before, while and after training; seconds to a key's answer by the line."""
    figures: dict[str, float] = {}
    screen = SlowTerminal([*arguments, *FOR_EVER], colors)
    screen.wait_for(b"paused")
    screen.read_for(2)
    figures["idle"] = screen.read_for(seconds / 4)
    screen.press(b" ", b"running")
    screen.read_for(1)
    figures["training"] = screen.read_for(seconds)
    screen.press(b" ", b"paused")
    screen.read_for(2)
    figures["paused"] = screen.read_for(seconds / 4)
    screen.press(b" ", b"running")
    for rate in (None, 100_000, 30_000):
        screen.rate = rate
        screen.read_for(2)
        times = []
        for number in range(KEYS):
            # only what changes is sent: of "log" and "linear" all but the first letter
            times.append(screen.press(b"l", b"og" if number % 2 else b"inear"))
            screen.read_for(0.5)
        name = "free" if rate is None else f"{rate // 1000} kB/s"
        figures[f"key, line {name}"] = max(times)
        figures[f"median key, line {name}"] = statistics.median(times)
    screen.close()
    return figures


def main() -> None:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--colors", choices=COLORTERM, default="true")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    colors = COLORTERM[arguments.colors]
    sys.path.insert(0, str(Path(__file__).parents[1]))
    rows = {name: measure(CASES[name], arguments.seconds, colors) for name in CASES}
    if arguments.json:
        print(json.dumps(rows, indent=2))
        return
    for name, figures in rows.items():
        print(name)
        for figure, value in figures.items():
            unit = f"{value:8.3f} s" if "key" in figure else f"{value:8,.0f} B/s"
            print(f"  {figure:24} {unit}")


if __name__ == "__main__":
    main()
