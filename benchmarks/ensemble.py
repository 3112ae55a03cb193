"""Many runs at once beside single ones: the price of a step for each network.

    python benchmarks/ensemble.py [--rounds 5] [--seconds 0.3] [--json]

- session: a whole `TrainingSession`
- R = 1 to 128: an `EnsembleSession` of so many seeds; the time of a step, divided by R
- scikit-learn, PyTorch: as in `engine.py`, one network, where they are installed

Each takes mini-batches of float32 samples, by plain SGD, evaluates its learning curves once an
epoch of 200 batches, and runs on one thread. They are measured in turns; the figures are medians
over the rounds. The last column is how many runs of such a network the program steps together:
where that is 1, they run one after another.
"""

import argparse
import json
import statistics
from dataclasses import asdict, dataclass, replace

from engine import Case, Epoch, microseconds, pytorch, scikit_learn, session
from threadpoolctl import threadpool_limits

from tui_mlp.training.ensemble.ensemble_session import EnsembleSession
from tui_mlp.training.ensemble.outcome import runs_at_once
from tui_mlp.training.ensemble.replica import LARGEST_COPIES, Replica, replica_of
from tui_mlp.training.randomness import RandomStreams
from tui_mlp.training.samples import split_samples

CASES = (
    Case((2, 8, 8, 2), "tanh", 10),
    Case((4, 16, 3), "relu", 16),
    Case((2, 16, 16, 3), "tanh", 32),
    Case((64, 64, 32, 10), "relu", 32),
    Case((784, 256, 128, 10), "relu", 128),
)
COUNTS = (1, 8, 32, 128)
MOST_PARAMETERS = 2**22
"""Of all networks together; more are not measured."""


def replica(case: Case, count: int, seed: int) -> Replica:
    """One of so many runs."""
    dataset, config = case.dataset(), case.config(seed)
    streams = RandomStreams.from_seed(seed)
    samples = split_samples(dataset, config, streams)
    copied = count * dataset.features.nbytes <= LARGEST_COPIES
    return replica_of(config, streams, samples, copied=copied)


def ensemble(case: Case, count: int) -> Epoch | None:
    """Steps of so many runs; None where that is more than is measured."""
    first = replica(case, count, 0)
    if count * first.architecture.parameter_count > MOST_PARAMETERS:
        return None
    others = [
        replace(
            first, config=replace(first.config, seed=seed), streams=RandomStreams.from_seed(seed)
        )
        for seed in range(1, count)
    ]
    together = EnsembleSession([first, *others])

    def epoch() -> None:
        together.train_epoch()

    return epoch


@dataclass(frozen=True)
class Figures:
    """What was measured for one case."""

    case: str
    microseconds: dict[str, float]
    """For each network and step, the median."""
    session_over: dict[str, float]
    """How many times longer a single session takes, of pairs from the same round."""
    runs_at_once: int
    """How many runs of the case the program steps together; 1 where nothing is gained."""


def measure(case: Case, rounds: int, seconds: float) -> Figures:
    """Medians in microseconds for each network and step."""
    made = {
        "session": (session(case), 1),
        **{f"R={count}": (ensemble(case, count), count) for count in COUNTS},
        "scikit-learn": (scikit_learn(case), 1),
        "PyTorch": (pytorch(case), 1),
    }
    contenders = {name: (epoch, count) for name, (epoch, count) in made.items() if epoch}
    times: dict[str, list[float]] = {name: [] for name in contenders}
    with threadpool_limits(1):
        for _ in range(rounds + 1):
            for name, (epoch, count) in contenders.items():
                times[name].append(microseconds(epoch, seconds) / count)
    counted = {name: values[1:] for name, values in times.items()}  # the first is a warm-up
    ratios = {
        name: statistics.median(a / b for a, b in zip(counted["session"], values, strict=True))
        for name, values in counted.items()
    }
    medians = {name: statistics.median(values) for name, values in counted.items()}
    return Figures(case.name, medians, ratios, runs_at_once(replica(case, 1, 0)))


def table(rows: list[Figures]) -> str:
    """The figures as a text: microseconds, and how many times longer a session takes."""
    names = ["session", *(f"R={count}" for count in COUNTS), "scikit-learn", "PyTorch"]
    lines = [
        f"{'us a network and step':26}" + "".join(f"{name:>15}" for name in names) + "  at once"
    ]
    for row in rows:
        line = f"{row.case:26}"
        for name in names:
            shown = "-"
            if name in row.microseconds:
                shown = f"{row.microseconds[name]:.1f} ({row.session_over[name]:.1f}x)"
            line += f"{shown:>15}"
        lines.append(f"{line}{row.runs_at_once:>9}")
    return "\n".join(lines)


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.3)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    rows = []
    for case in CASES:
        rows.append(measure(case, arguments.rounds, arguments.seconds))
        if not arguments.json:
            print(table(rows[-1:]) if len(rows) == 1 else table(rows[-1:]).splitlines()[1])
    if arguments.json:
        print(json.dumps([asdict(row) for row in rows], indent=1))


if __name__ == "__main__":
    main()
