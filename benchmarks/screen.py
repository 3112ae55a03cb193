"""What a live screen costs: training speed with it over training speed without, and key latency.

    python benchmarks/screen.py [--case NAME] [--pairs 20] [--seconds 2] [--json]

The program runs on a pseudo-terminal of 120 x 40 that is read as fast as it writes, and a process
without a screen trains the same network. They take turns: while one trains, the other is stopped.
Each turn of the program is compared with the mean of the turns before and after it, so a machine
that gets slower or faster meanwhile counts for neither.
"""

import argparse
import contextlib
import fcntl
import itertools
import json
import math
import os
import pty
import select
import signal
import statistics
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

CASES: dict[str, dict[str, object]] = {
    "spirals3 2-16-16-3 batch 32": {"dataset": "spirals3"},
    "digits 64-64-32-10 batch 32": {
        "dataset": "digits", "hidden": [64, 32], "activation": ["relu"],
    },
    "mnist_a 784-256-128-10 batch 128": {
        "dataset": "mnist_a", "hidden": [256, 128], "activation": ["relu"], "batch_size": 128,
    },
}  # fmt: skip
FOR_EVER = {"epochs": 1_000_000, "learning_rate": 0.005}
COLUMNS, LINES = 120, 40
SETTLING = 0.3
"""Seconds at the beginning of a turn that do not count."""

Course = list[tuple[float, int]]
"""Moments by the monotonic clock that all processes share, and the steps taken by then."""


@dataclass(frozen=True)
class Turns:
    """What the turns of the program and of the process without a screen showed."""

    headless_speeds: list[float]
    ratios: list[float]
    key_seconds: list[float]
    bytes_per_second: float


class Contestant:
    """A process that trains when it is its turn, and tells its course in the end."""

    def __init__(self, option: str, settings: dict[str, object], terminal: int | None) -> None:
        self._result, result_end = os.pipe()
        self.process = subprocess.Popen(
            [sys.executable, __file__, option, json.dumps(settings), "--result", str(result_end)],
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            pass_fds=[result_end],
            env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
        )
        os.close(result_end)
        self._lines = os.fdopen(self._result)
        self.trainer = int(self._lines.readline())
        self._turns: list[tuple[float, float]] = []

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Let it train for as long as the context lasts."""
        os.kill(self.trainer, signal.SIGCONT)
        started = time.monotonic()
        yield
        os.kill(self.trainer, signal.SIGSTOP)
        self._turns.append((started + SETTLING, time.monotonic()))

    def speeds(self) -> list[float]:
        """Steps a second in each turn, after the end."""
        course: Course = json.loads(self._lines.read())
        self._lines.close()
        self.process.wait()
        return [
            _speed([at for at in course if begin <= at[0] <= end]) for begin, end in self._turns
        ]


def _speed(course: Course) -> float:
    (begin, first), (end, last) = course[0], course[-1]
    return (last - first) / (end - begin)


def take_turns(settings: dict[str, object], pairs: int, seconds: float) -> Turns:
    """The program on a pseudo-terminal and a process without a screen, one after the other."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    alone = Contestant("--headless", settings, None)
    os.kill(alone.trainer, signal.SIGSTOP)
    live = Contestant("--live", settings, follower)
    os.close(follower)
    screen = Terminal(leader)
    screen.wait_for(b"paused", 20)
    screen.press(b" ", b"running")
    screen.read_for(1.0)
    os.kill(live.trainer, signal.SIGSTOP)
    keys, written = [], 0
    with alone.turn():
        screen.read_for(seconds)
    for number in range(pairs):
        screen.count = 0
        with live.turn():
            screen.read_for(seconds / 2)
            # only what changes is sent: of "log" and "linear" all but the first letter
            keys.append(screen.press(b"l", b"og" if number % 2 else b"inear"))
            screen.read_for(seconds / 2)
        written += screen.count
        with alone.turn():
            screen.read_for(seconds)
    os.kill(live.trainer, signal.SIGCONT)
    os.write(leader, b"q")
    os.kill(alone.trainer, signal.SIGCONT)
    os.kill(alone.trainer, signal.SIGTERM)
    while live.process.poll() is None:
        screen.read_for(0.05)
    live_speeds, alone_speeds = live.speeds(), alone.speeds()
    os.close(leader)
    between = [statistics.mean(two) for two in itertools.pairwise(alone_speeds)]
    ratios = [speed / beside for speed, beside in zip(live_speeds, between, strict=True)]
    return Turns(alone_speeds, ratios, keys, written / (pairs * seconds))


def run_headless(settings: dict[str, object], result: int) -> None:
    """Train with nothing else going on, until SIGTERM comes."""
    from threadpoolctl import threadpool_limits

    from tui_mlp.training.config import TrainingConfig
    from tui_mlp.training.session import TrainingSession

    ending: list[int] = []
    signal.signal(signal.SIGTERM, lambda signum, _frame: ending.append(signum))
    course: Course = []
    with threadpool_limits(1), os.fdopen(result, "w", buffering=1) as file:
        print(os.getpid(), file=file)
        session = TrainingSession(TrainingConfig.from_mapping({**settings, **FOR_EVER}))
        while not ending:
            deadline = time.monotonic() + 0.02
            while time.monotonic() < deadline:
                for _ in range(8):
                    session.step()
            course.append((time.monotonic(), session.step_count))
        json.dump(course, file)


class Terminal:
    """The reading end of a pseudo-terminal."""

    def __init__(self, leader: int) -> None:
        self._leader = leader
        self.count = 0

    def _read(self, seconds: float) -> bytes:
        if not select.select([self._leader], [], [], max(0.0, seconds))[0]:
            return b""
        try:
            data = os.read(self._leader, 1 << 16)
        except OSError:  # Linux says EIO when the program has ended
            return b""
        self.count += len(data)
        return data

    def read_for(self, seconds: float) -> None:
        """Read whatever comes in that time."""
        deadline = time.perf_counter() + seconds
        while (left := deadline - time.perf_counter()) > 0:
            self._read(left)

    def wait_for(self, text: bytes, seconds: float) -> None:
        """Read until a text was on the screen."""
        seen = b""
        deadline = time.perf_counter() + seconds
        while text not in seen:
            if time.perf_counter() > deadline:
                raise TimeoutError(f"{text!r} did not appear")
            seen = seen[-200:] + self._read(0.5)

    def press(self, key: bytes, answer: bytes) -> float:
        """Type a key; the seconds until its answer is on the screen."""
        started = time.perf_counter()
        os.write(self._leader, key)
        self.wait_for(answer, 10)
        return time.perf_counter() - started


def run_live(settings: dict[str, object], result: int) -> None:
    """Be the program, and tell the course of the training that its screen was shown."""
    from tui_mlp.training.config import TrainingConfig
    from tui_mlp.training.snapshot import RunState, Snapshot
    from tui_mlp.ui.app import TrainerApp
    from tui_mlp.worker.client import ProcessWorker
    from tui_mlp.worker.order import Order

    worker = ProcessWorker(Order(TrainingConfig.from_mapping({**settings, **FOR_EVER})))
    app = TrainerApp(worker)
    course: Course = []

    def note(snapshot: Snapshot | None) -> None:
        if snapshot is not None and snapshot.state is RunState.RUNNING:
            course.append((time.monotonic(), snapshot.step))

    app.call_later(lambda: app.watch(app.trainer, "snapshot", note))
    with os.fdopen(result, "w", buffering=1) as file:
        print(worker.process.pid, file=file)
        app.run()
        worker.close()
        json.dump(course, file)


def measure(cases: Sequence[str], pairs: int, seconds: float) -> list[dict[str, object]]:
    """A row of figures for each case."""
    rows: list[dict[str, object]] = []
    for name in cases:
        turns = take_turns(CASES[name], pairs, seconds)
        rows.append(
            {
                "case": name,
                "headless_steps_per_second": statistics.median(turns.headless_speeds),
                "live_over_headless": statistics.mean(turns.ratios),
                "standard_error": statistics.stdev(turns.ratios) / math.sqrt(pairs),
                "key_median_ms": statistics.median(turns.key_seconds) * 1000,
                "key_worst_ms": max(turns.key_seconds) * 1000,
                "kilobytes_per_second": turns.bytes_per_second / 1000,
            }
        )
    return rows


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pairs", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=2.0, help="of a turn")
    parser.add_argument("--case", default="", help="only those whose name has this in it")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--headless", type=json.loads, help=argparse.SUPPRESS)
    parser.add_argument("--live", type=json.loads, help=argparse.SUPPRESS)
    parser.add_argument("--result", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.headless is not None:
        run_headless(arguments.headless, arguments.result)
    elif arguments.live is not None:
        run_live(arguments.live, arguments.result)
    else:
        cases = [name for name in CASES if arguments.case in name]
        rows = measure(cases, arguments.pairs, arguments.seconds)
        print(json.dumps(rows, indent=1) if arguments.json else _table(rows))


def _table(rows: list[dict[str, object]]) -> str:
    head = (
        f"{'live screen at 120x40':34} {'headless':>10} {'live over headless':>18}"
        f" {'key ms':>7} {'worst':>6} {'kB/s':>6}"
    )
    figures = (
        f"{row['case']:34} {row['headless_steps_per_second']:>8,.0f}/s"
        f" {row['live_over_headless']:>9.1%} ± {row['standard_error']:>5.1%} "
        f" {row['key_median_ms']:>7.1f} {row['key_worst_ms']:>6.1f}"
        f" {row['kilobytes_per_second']:>6.1f}"
        for row in rows
    )
    return "\n".join([head, *figures])


if __name__ == "__main__":
    main()
