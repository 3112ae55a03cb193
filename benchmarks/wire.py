"""What a live screen sends, and how soon it answers a key over a slow line.

    python benchmarks/wire.py [--seconds 60] [--speed 100] [--colors 256] [--json]

The program runs on a pseudo-terminal of 120 x 40 at full speed, or at a number of steps a second,
and 5 frames a second, with true colour or 256 colours. A slow line is a terminal that is read so
many bytes a second.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from terminal import Terminal, open_terminal

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
PICTURES = {f"{name}, picture": arguments for name, arguments in CASES.items()}
"""The same with the network's picture in full size."""
FOR_EVER = ["--epochs", "1000000", "--learning-rate", "0.005"]
WINDOW = 4.0
"""Seconds from the start of training in which a new network changes the most."""
KEYS = 12
COLORTERM = {"true": "truecolor", "256": ""}


class Program:
    """The program on a terminal, its runs in a folder that goes with it.

    Args:
        arguments: of the program.
        colors: what the terminal says of itself in `COLORTERM`.
    """

    def __init__(self, arguments: list[str], colors: str) -> None:
        self.terminal, follower = open_terminal()
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

    def quit(self) -> None:
        """End it as a person does."""
        self.terminal.rate = None
        self.terminal.type(b"q")
        while self.process.poll() is None:
            self.terminal.read_for(0.1)
        self.terminal.close()
        self._runs.cleanup()


def time_keys(screen: Terminal, figures: dict[str, float]) -> None:
    """Seconds to a key's answer while training, on lines of several speeds."""
    screen.press(b" ", b"running")
    for rate in (None, 100_000, 30_000):
        screen.rate = rate
        screen.read_for(2)
        times = []
        for number in range(KEYS):
            times.append(screen.press_scale(number))
            screen.read_for(0.5)
        name = "free" if rate is None else f"{rate // 1000} kB/s"
        figures[f"key, line {name}"] = max(times)
        figures[f"median key, line {name}"] = statistics.median(times)


def measure(
    arguments: list[str], seconds: float, colors: str, *, picture: bool
) -> dict[str, float]:
    """Bytes a second before, while and after training; seconds to a key's answer by the line."""
    figures: dict[str, float] = {}
    program = Program([*arguments, *FOR_EVER], colors)
    screen = program.terminal
    screen.wait_for(b"paused")
    if picture:
        screen.type(b"1")
    screen.read_for(2)
    figures["idle"] = screen.read_for(seconds / 4)
    screen.press(b" ", b"running")
    windows = [screen.read_for(WINDOW) for _ in range(max(1, round(seconds / WINDOW)))]
    figures["training"] = statistics.mean(windows)
    figures[f"training, worst {WINDOW:.0f} s"] = max(windows)
    screen.press(b" ", b"paused")
    screen.read_for(2)
    figures["paused"] = screen.read_for(seconds / 4)
    if not picture:  # the keys that are timed are those of the loss plot
        time_keys(screen, figures)
    program.quit()
    return figures


def main() -> None:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--case", default="", help="only those whose name has this in it")
    parser.add_argument("--speed", default="full", help="steps a second")
    parser.add_argument("--colors", choices=COLORTERM, default="true")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    colors = COLORTERM[arguments.colors]
    sys.path.insert(0, str(Path(__file__).parents[1]))
    rows = {
        name: measure(
            [*case, "--speed", arguments.speed], arguments.seconds, colors, picture=name in PICTURES
        )
        for name, case in (CASES | PICTURES).items()
        if arguments.case in name
    }
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
