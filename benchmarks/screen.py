"""What a live screen costs: training speed with it over training speed without, and key latency.

    python benchmarks/screen.py [--case NAME] [--pairs 20] [--seconds 2] [--json]

The program runs on a pseudo-terminal of 120 x 40 that is read as fast as it writes, and a process
without a screen trains the same network. They take turns: while one trains, the other is stopped.
The program keeps its run on the disk, as it always does; the process without a screen does not.
Each turn of the program is compared with the mean of the turns before and after it, so a machine
that gets slower or faster meanwhile counts for neither.
"""

import argparse
import contextlib
import itertools
import json
import math
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from terminal import Terminal, open_terminal


@dataclass(frozen=True)
class Case:
    """What is trained, and what is looked at meanwhile."""

    settings: dict[str, object]
    key: bytes = b""
    """Opens a view over the trainer; empty for the trainer itself."""
    timed: bool = True
    """Whether the loss plot, whose key is timed, can be seen there."""


CASES = {
    "spirals3 2-16-16-3 batch 32": Case({"dataset": "spirals3"}),
    "digits 64-64-32-10 batch 32": Case({
        "dataset": "digits", "hidden": [64, 32], "activation": ["relu"],
    }),
    "mnist_a 784-256-128-10 batch 128": Case({
        "dataset": "mnist_a", "hidden": [256, 128], "activation": ["relu"], "batch_size": 128,
    }),
    "spirals3 2-16-16-3, picture": Case({"dataset": "spirals3"}, key=b"1", timed=False),
    "mnist_a 784-256-128-10, picture": Case({
        "dataset": "mnist_a", "hidden": [256, 128], "activation": ["relu"], "batch_size": 128,
    }, key=b"1", timed=False),
    "mnist_a 784-256-256-10, flow": Case({
        "dataset": "mnist_a", "hidden": [256, 256], "activation": ["relu"],
    }, key=b"g"),
}  # fmt: skip
FOR_EVER = {"epochs": 1_000_000, "learning_rate": 0.005}
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
    """A process that trains when it is its turn, and tells its course in the end.

    Args:
        option: of this file, which says what it does.
        settings: what to train.
        terminal: where its screen is shown; None if it has none.
    """

    def __init__(self, option: str, settings: dict[str, object], terminal: int | None) -> None:
        result, result_end = os.pipe()
        self.process = subprocess.Popen(
            [sys.executable, __file__, option, json.dumps(settings), "--result", str(result_end)],
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            pass_fds=[result_end],
            env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
        )
        os.close(result_end)
        self._lines = os.fdopen(result)
        self.trainer = int(self._lines.readline())
        self._turns: list[tuple[float, float]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.go_on()  # a stopped worker could not see that its screen is gone
            self.process.kill()
            self.process.wait()
        self._lines.close()

    def stop(self) -> None:
        """Let it wait."""
        os.kill(self.trainer, signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it train."""
        os.kill(self.trainer, signal.SIGCONT)

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Let it train for as long as the context lasts."""
        self.go_on()
        started = time.monotonic()
        yield
        self.stop()
        self._turns.append((started + SETTLING, time.monotonic()))

    def speeds(self) -> list[float]:
        """Steps a second in each turn, after the end."""
        course: Course = json.loads(self._lines.read())
        self.process.wait()
        return [
            _speed([at for at in course if begin <= at[0] <= end]) for begin, end in self._turns
        ]


def _speed(course: Course) -> float:
    (begin, first), (end, last) = course[0], course[-1]
    return (last - first) / (end - begin)


def take_turns(case: Case, pairs: int, seconds: float) -> Turns:
    """The program on a pseudo-terminal and a process without a screen, one after the other."""
    screen, follower = open_terminal()
    with Contestant("--headless", case.settings, None) as alone:
        alone.stop()
        with Contestant("--live", case.settings, follower) as live:
            os.close(follower)
            screen.wait_for(b"paused")
            screen.press(b" ", b"running")
            screen.type(case.key)
            screen.read_for(1.0)
            live.stop()
            keys, written = _alternate(screen, live, alone, pairs, seconds, timed=case.timed)
            live.go_on()
            while live.process.poll() is None:
                screen.type(b"q")  # a view takes the first one
                screen.read_for(0.2)
            live_speeds = live.speeds()
        alone.go_on()
        os.kill(alone.trainer, signal.SIGTERM)
        alone_speeds = alone.speeds()
    screen.close()
    between = [statistics.mean(two) for two in itertools.pairwise(alone_speeds)]
    ratios = [speed / beside for speed, beside in zip(live_speeds, between, strict=True)]
    return Turns(alone_speeds, ratios, keys, written / (pairs * seconds))


def _alternate(
    screen: Terminal,
    live: Contestant,
    alone: Contestant,
    pairs: int,
    seconds: float,
    *,
    timed: bool,
) -> tuple[list[float], int]:
    """The turns; the seconds to the answers of keys, and the bytes written in the live ones."""
    keys, written = [], 0
    with alone.turn():
        screen.read_for(seconds)
    for number in range(pairs):
        before = screen.count
        with live.turn():
            screen.read_for(seconds / 2)
            keys.append(screen.press_scale(number) if timed else math.nan)
            screen.read_for(seconds / 2)
        written += screen.count - before
        with alone.turn():
            screen.read_for(seconds)
    return keys, written


def run_headless(settings: dict[str, object], result: int) -> None:
    """Train with nothing else going on, until SIGTERM comes."""
    from threadpoolctl import threadpool_limits

    from tui_mlp.training.config import config_from_mapping
    from tui_mlp.training.session import TrainingSession

    ending: list[int] = []
    signal.signal(signal.SIGTERM, lambda signum, _frame: ending.append(signum))
    course: Course = []
    with threadpool_limits(1), os.fdopen(result, "w", buffering=1) as file:
        print(os.getpid(), file=file)
        session = TrainingSession(config_from_mapping({**settings, **FOR_EVER}))
        while not ending:
            deadline = time.monotonic() + 0.02
            while time.monotonic() < deadline:
                for _ in range(8):
                    session.step()
            course.append((time.monotonic(), session.step_count))
        json.dump(course, file)


def run_live(settings: dict[str, object], result: int) -> None:
    """Be the program, and tell the course of the training that its screen was shown."""
    from tui_mlp.training.config import config_from_mapping
    from tui_mlp.training.keeping.keeping import Keeping
    from tui_mlp.training.snapshot import RunState, Snapshot
    from tui_mlp.ui.app import TrainerApp
    from tui_mlp.worker.client import ProcessWorker
    from tui_mlp.worker.job import Job

    config = config_from_mapping({**settings, **FOR_EVER})
    course: Course = []

    def note(snapshot: Snapshot | None) -> None:
        if snapshot is not None and snapshot.state is RunState.RUNNING:
            course.append((time.monotonic(), snapshot.step))

    with tempfile.TemporaryDirectory() as runs, os.fdopen(result, "w", buffering=1) as file:
        worker = ProcessWorker(Job(config, Keeping(Path(runs))))
        app = TrainerApp(worker)
        app.call_later(lambda: app.watch(app.trainer, "snapshot", note))
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
    parser.add_argument("--pairs", type=int, default=20, help="of turns, 2 or more")
    parser.add_argument("--seconds", type=float, default=2.0, help="of a turn")
    parser.add_argument("--case", default="", help="only those whose name has this in it")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--headless", type=json.loads, help=argparse.SUPPRESS)
    parser.add_argument("--live", type=json.loads, help=argparse.SUPPRESS)
    parser.add_argument("--result", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.pairs < 2:
        parser.error("--pairs: one pair of turns has no standard error")
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
