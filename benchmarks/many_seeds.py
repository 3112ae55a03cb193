"""Many seeds on the live screen: epochs and bytes a second, and a comparison from key to sentence.

    python benchmarks/many_seeds.py [--epochs 2000] [--json]

The program runs on a pseudo-terminal of 120 x 40. The load of the machine is told with the
figures, and the processor time that the worker and the screen took.
"""

import argparse
import json
import os
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from wire import Program

COMPARE = b"\x10compare optimizers"


def processor_seconds() -> float:
    """What the programs that have ended took, with their workers."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def live_seeds(epochs: int) -> dict[str, float]:
    """32 seeds of the default spirals while they train."""
    program = Program(["--epochs", str(epochs)], "true")
    screen = program.terminal
    screen.wait_for(b"paused")
    screen.read_for(1)
    bytes_before, began = screen.count, time.perf_counter()
    screen.type(b"m")
    screen.wait_for(b"finished", 600)
    seconds = time.perf_counter() - began
    figures = {
        "epochs a second": epochs / seconds,
        "bytes a second": (screen.count - bytes_before) / seconds,
    }
    screen.type(b"\x1b")
    screen.read_for(1)
    program.quit()
    return figures


def comparison() -> dict[str, float]:
    """From the key that asks for it to the sentence: sgd, momentum and adam on moons, 32 seeds."""
    program = Program(["--dataset", "moons", "--optimizer", "sgd"], "true")
    screen = program.terminal
    screen.wait_for(b"paused")
    screen.type(COMPARE)
    screen.wait_for(b"against each other")
    screen.type(b"\r")
    screen.wait_for(b"each against")
    began = time.perf_counter()
    screen.type(b"\r")
    screen.wait_for(b"finished", 600)  # the last sentence comes with it
    seconds = time.perf_counter() - began
    screen.type(b"\x1b")
    screen.read_for(1)
    program.quit()
    return {"seconds": seconds}


def main() -> None:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--epochs", type=int, default=2000)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    rows: dict[str, dict[str, float]] = {}
    cases = {
        "32 seeds of spirals3, live": lambda: live_seeds(arguments.epochs),
        "3 optimizers x 32 seeds on moons": comparison,
    }
    for name, measure in cases.items():
        before, load = processor_seconds(), os.getloadavg()[0]
        figures = measure()
        figures |= {"processor seconds": processor_seconds() - before, "load before": load}
        rows[name] = figures
    if arguments.json:
        print(json.dumps(rows, indent=2))
        return
    for name, figures in rows.items():
        print(name)
        for figure, value in figures.items():
            print(f"  {figure:20} {value:10,.2f}")


if __name__ == "__main__":
    main()
