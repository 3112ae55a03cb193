"""What a live screen costs: training speed with it over training speed without, and key latency.

    python benchmarks/screen.py [--case NAME] [--seconds 5] [--rounds 3] [--json]

The program runs on a pseudo-terminal of 120 x 40 that is read as fast as it writes. A round with it
stands between two without it, and is compared with their mean: a machine that gets slower or
faster meanwhile counts for neither. With `--control` a process that is busy for 15 % of the time
stands in for the screen: what is lost with it, the machine's second core costs the first.
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
import termios
import time
from collections.abc import Callable, Sequence
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
BUSY_FOR_15_PERCENT = """
import time
while True:
    started = time.perf_counter()
    while time.perf_counter() - started < 0.03:
        sum(range(1000))
    time.sleep(0.17)
"""


@dataclass(frozen=True)
class Round:
    """What one round with the screen showed."""

    steps_per_second: float
    key_seconds: list[float]
    bytes_per_second: float


def headless(settings: dict[str, object], seconds: float) -> float:
    """Steps a second of a session in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--headless", json.dumps(settings), "--seconds", str(seconds)],
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


def train_headless(settings: dict[str, object], seconds: float) -> float:
    """Steps a second of training with nothing else going on."""
    from threadpoolctl import threadpool_limits

    from tui_mlp.training.config import TrainingConfig
    from tui_mlp.training.session import TrainingSession

    with threadpool_limits(1):
        session = TrainingSession(TrainingConfig.from_mapping({**settings, **FOR_EVER}))
        _train_for(session.step, 0.5)
        before, started = session.step_count, time.perf_counter()
        _train_for(session.step, seconds)
        return (session.step_count - before) / (time.perf_counter() - started)


def _train_for(step: Callable[[], bool], seconds: float) -> None:
    deadline = time.perf_counter() + seconds
    while time.perf_counter() < deadline:
        for _ in range(8):
            step()


def with_screen(settings: dict[str, object], seconds: float) -> Round:
    """The program on a pseudo-terminal, training while keys are pressed now and then."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    result, result_end = os.pipe()
    arguments = ["--child", json.dumps(settings), "--result", str(result_end)]
    child = subprocess.Popen(
        [sys.executable, __file__, *arguments],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        pass_fds=[result_end],
        env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
    )
    os.close(follower)
    os.close(result_end)
    screen = Terminal(leader)
    screen.wait_for(b"paused", 20)
    screen.press(b" ", b"running")
    screen.read_for(1.0)
    screen.count = 0
    screen.read_for(seconds)
    written = screen.count / seconds
    started = time.perf_counter()
    keys = []
    while time.perf_counter() - started < seconds:
        # only what changes is sent: of "log" and "linear" all but the first letter
        keys.append(screen.press(b"l", b"inear"))
        screen.read_for(0.35)
        keys.append(screen.press(b"l", b"og"))
        screen.read_for(0.35)
    os.write(leader, b"q")
    speed = json.loads(_read_all(result, screen))
    child.wait()
    os.close(leader)
    return Round(speed["steps_per_second"], keys, written)


def _read_all(result: int, screen: "Terminal") -> str:
    while not select.select([result], [], [], 0)[0]:
        screen.read_for(0.05)
    with os.fdopen(result) as file:
        return file.read()


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


def run_child(settings: dict[str, object], result: int) -> None:
    """Be the program, and tell the speed over the time in which it was training."""
    from tui_mlp.training.config import TrainingConfig
    from tui_mlp.training.snapshot import RunState, Snapshot
    from tui_mlp.worker.client import ProcessWorker
    from tui_mlp.worker.order import Order

    config = TrainingConfig.from_mapping({**settings, **FOR_EVER})
    worker = ProcessWorker(Order(config))
    from tui_mlp.ui.app import TrainerApp

    app = TrainerApp(worker)
    seen: list[tuple[float, int]] = []

    def note(snapshot: Snapshot | None) -> None:
        if snapshot is not None and snapshot.state is RunState.RUNNING:
            seen.append((time.perf_counter(), snapshot.step))

    def begin() -> None:
        app.watch(app.trainer, "snapshot", note)

    app.call_later(begin)
    app.run()
    worker.close()
    first = next(i for i, (moment, _) in enumerate(seen) if moment > seen[0][0] + 0.5)
    seconds, steps = seen[-1][0] - seen[first][0], seen[-1][1] - seen[first][1]
    with os.fdopen(result, "w") as file:
        json.dump({"steps_per_second": steps / seconds}, file)


def with_busy_neighbour(settings: dict[str, object], seconds: float) -> float:
    """Steps a second of a session beside a process that does nothing of use, now and then."""
    neighbour = subprocess.Popen([sys.executable, "-c", BUSY_FOR_15_PERCENT])
    try:
        return headless(settings, seconds)
    finally:
        neighbour.kill()
        neighbour.wait()


def measure(
    cases: Sequence[str], seconds: float, rounds: int, *, control: bool
) -> list[dict[str, object]]:
    """A row of figures for each case: medians over the rounds."""
    rows: list[dict[str, object]] = []
    for name in cases:
        settings = CASES[name]
        alone = [headless(settings, seconds)]
        live, ratios, control_ratios = [], [], []
        for _ in range(rounds):
            live.append(with_screen(settings, seconds))
            alone.append(headless(settings, seconds))
            ratios.append(live[-1].steps_per_second / statistics.mean(alone[-2:]))
            if control:
                beside = with_busy_neighbour(settings, seconds)
                alone.append(headless(settings, seconds))
                control_ratios.append(beside / statistics.mean(alone[-2:]))
        keys = [key for one in live for key in one.key_seconds]
        rows.append(
            {
                "case": name,
                "headless_steps_per_second": statistics.median(alone),
                "live_over_headless": statistics.median(ratios),
                "control_over_headless": statistics.median(control_ratios) if control else None,
                "key_median_ms": statistics.median(keys) * 1000,
                "key_worst_ms": max(keys) * 1000,
                "kilobytes_per_second": statistics.median(r.bytes_per_second for r in live) / 1000,
            }
        )
    return rows


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--case", default="", help="only those whose name has this in it")
    parser.add_argument("--control", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--headless", type=json.loads, help=argparse.SUPPRESS)
    parser.add_argument("--child", type=json.loads, help=argparse.SUPPRESS)
    parser.add_argument("--result", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.headless is not None:
        print(train_headless(arguments.headless, arguments.seconds))
    elif arguments.child is not None:
        run_child(arguments.child, arguments.result)
    else:
        cases = [name for name in CASES if arguments.case in name]
        rows = measure(cases, arguments.seconds, arguments.rounds, control=arguments.control)
        print(json.dumps(rows, indent=1) if arguments.json else _table(rows))


def _percent(ratio: object) -> str:
    return f"{ratio:.1%}" if isinstance(ratio, float) else "-"


def _table(rows: list[dict[str, object]]) -> str:
    head = (
        f"{'live screen at 120x40':34} {'headless':>10} {'live':>6}"
        f" {'control':>7} {'key ms':>7} {'kB/s':>6}"
    )
    figures = (
        f"{row['case']:34} {row['headless_steps_per_second']:>8,.0f}/s"
        f" {row['live_over_headless']:>6.1%}"
        f" {_percent(row['control_over_headless']):>7} {row['key_median_ms']:>7.1f}"
        f" {row['kilobytes_per_second']:>6.1f}"
        for row in rows
    )
    return "\n".join([head, *figures])


if __name__ == "__main__":
    main()
