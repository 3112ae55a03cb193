"""How soon the program is there, beside what its libraries alone take to import.

    python benchmarks/startup.py [--rounds 10]

The trainer starts on a pseudo-terminal; its first paint is when the status line has come.
"""

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from wire import COLORTERM, Program


def seconds_of(*arguments: str) -> float:
    """How long a command of this Python takes."""
    started = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    return time.perf_counter() - started


def seconds_to_first_paint() -> float:
    """From the start of the trainer to its status line."""
    started = time.perf_counter()
    program = Program([], COLORTERM["true"])
    program.terminal.wait_for(b"paused")
    elapsed = time.perf_counter() - started
    program.quit()
    return elapsed


CASES: dict[str, Callable[[], float]] = {
    "import textual.app, numpy": lambda: seconds_of("-c", "import textual.app, numpy"),
    "tui-mlp --help": lambda: seconds_of("-m", "tui_mlp", "--help"),
    "first paint of tui-mlp": seconds_to_first_paint,
}


def main() -> None:
    """Measure the cases in turn, and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=10)
    rounds = parser.parse_args().rounds
    times: dict[str, list[float]] = {name: [] for name in CASES}
    for _ in range(rounds):
        for name, measure in CASES.items():
            times[name].append(measure())
    reference = statistics.median(times["import textual.app, numpy"])
    print(f"{'':28} {'median':>8} {'slowest':>8} {'beyond':>8}")
    for name, seconds in times.items():
        median = statistics.median(seconds)
        beyond = f"{median - reference:6.3f} s"
        print(f"{name:28} {median:6.3f} s {max(seconds):6.3f} s {beyond}")


if __name__ == "__main__":
    main()
