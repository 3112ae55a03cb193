"""The engine side by side with scikit-learn and PyTorch, where they are installed.

    python benchmarks/engine.py [--rounds 7] [--seconds 0.4] [--json]

A step is a whole step of mini-batch SGD as each library takes it in training: batch, forward,
backward, update. Ours is an epoch of 200 batches of a `TrainingSession`, with gradient norms,
history, and the evaluation of the learning curves at its end; scikit-learn's is an epoch of
`MLPClassifier.partial_fit`; PyTorch's is the usual loop over shuffled tensors. The floor is the
bare matrix products of one step, written into arrays allocated once. All run on one thread, in
turns, and the figures are medians over the rounds.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from tui_mlp.data.dataset import Dataset
from tui_mlp.data.split import split
from tui_mlp.training.config import TrainingConfig
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.sources import Samples

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Case:
    """A network, its activation, and a batch size."""

    sizes: tuple[int, ...]
    activation: str
    batch_size: int

    @property
    def name(self) -> str:
        """Such as 2-8-8-2 batch 10."""
        return f"{'-'.join(map(str, self.sizes))} batch {self.batch_size}"

    def samples(self) -> tuple[FloatArray, npt.NDArray[np.intp]]:
        """Random features (N, D) and class numbers (N,), every class there."""
        rng = np.random.default_rng(0)
        count = self.batch_size * BATCHES
        features = rng.normal(size=(count, self.sizes[0])).astype(np.float32)
        return features, rng.permutation(np.arange(count) % self.sizes[-1])


CASES = (
    Case((2, 8, 8, 2), "tanh", 10),
    Case((4, 16, 3), "relu", 16),
    Case((64, 64, 32, 10), "relu", 32),
    Case((784, 256, 128, 10), "relu", 128),
)
RATE = 0.01
BATCHES = 200
"""Mini-batches in an epoch."""

Steps = Callable[[], int]
"""Takes some steps, and gives their number."""


def ours(case: Case) -> Steps:
    """Steps of a training session."""
    features, labels = case.samples()
    dataset = Dataset(
        name="random",
        features=features,
        targets=np.eye(case.sizes[-1], dtype=np.float32)[labels],
        feature_names=tuple(f"x{i}" for i in range(case.sizes[0])),
        class_names=tuple(f"c{i}" for i in range(case.sizes[-1])),
    )
    config = TrainingConfig(
        hidden=case.sizes[1:-1],
        activation=(case.activation,),
        optimizer="sgd",
        learning_rate=RATE,
        batch_size=case.batch_size,
        validation=0.0,
        test=0.0,
    )
    parts = split(dataset, 0.0, 0.0, np.random.default_rng(0))
    session = TrainingSession(config, Samples(dataset, parts))

    def steps() -> int:
        session.train_epoch()
        return BATCHES

    return steps


def floor(case: Case) -> Steps:
    """The matrix products of a step: forward, weight gradients, deltas."""
    rng = np.random.default_rng(0)
    sizes, batch = case.sizes, case.batch_size
    weights = [rng.normal(size=shape).astype(np.float32) for shape in pairwise(sizes)]
    gradients = [np.empty_like(w) for w in weights]
    a = [rng.normal(size=(batch, n)).astype(np.float32) for n in sizes]
    delta = [rng.normal(size=(batch, n)).astype(np.float32) for n in sizes]

    def step() -> int:
        for layer, w in enumerate(weights):
            np.dot(a[layer], w, out=a[layer + 1])
        for layer in range(len(weights) - 1, -1, -1):
            np.dot(a[layer].T, delta[layer + 1], out=gradients[layer])
            if layer:
                np.dot(delta[layer + 1], weights[layer].T, out=delta[layer])
        return 1

    return step


def scikit_learn(case: Case) -> Steps | None:
    """Steps of scikit-learn's MLPClassifier; None where it is not installed."""
    try:
        from sklearn.neural_network import MLPClassifier
    except ImportError:
        return None
    features, labels = case.samples()
    model = MLPClassifier(
        case.sizes[1:-1],
        activation=case.activation,
        solver="sgd",
        learning_rate_init=RATE,
        momentum=0.0,
        alpha=0.0,
        batch_size=case.batch_size,
        shuffle=True,
        random_state=0,
    )
    model.partial_fit(features, labels, classes=np.arange(case.sizes[-1]))

    def steps() -> int:
        model.partial_fit(features, labels)
        return BATCHES

    return steps


def pytorch(case: Case) -> Steps | None:
    """Steps of the usual PyTorch loop; None where it is not installed."""
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    features, labels = case.samples()
    x, y = torch.from_numpy(features), torch.from_numpy(labels)
    layers: list[torch.nn.Module] = []
    for fan_in, fan_out in zip(case.sizes[:-1], case.sizes[1:], strict=True):
        nonlinear = torch.nn.Tanh() if case.activation == "tanh" else torch.nn.ReLU()
        layers += [torch.nn.Linear(fan_in, fan_out), nonlinear]
    model = torch.nn.Sequential(*layers[:-1])
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE)
    criterion = torch.nn.CrossEntropyLoss()

    def steps() -> int:
        order = torch.randperm(len(x))
        for start in range(0, len(x), case.batch_size):
            batch = order[start : start + case.batch_size]
            optimizer.zero_grad()
            criterion(model(x[batch]), y[batch]).backward()
            optimizer.step()
        return BATCHES

    return steps


def microseconds(steps: Steps, seconds: float) -> float:
    """The time of a step, from as many as fit into some seconds."""
    count = 0
    started = time.perf_counter()
    while (elapsed := time.perf_counter() - started) < seconds:
        count += steps()
    return elapsed / count * 1e6


@dataclass(frozen=True)
class Figures:
    """What was measured for one case."""

    case: str
    microseconds: dict[str, float]
    """Of a step, the median, for each contender."""
    ours_over_floor: float
    times_faster_than: dict[str, float]


def measure(case: Case, rounds: int, seconds: float) -> Figures:
    """Medians in microseconds a step, and ratios pair by pair."""
    made = {
        "ours": ours(case),
        "floor": floor(case),
        "scikit-learn": scikit_learn(case),
        "PyTorch": pytorch(case),
    }
    contenders = {name: steps for name, steps in made.items() if steps is not None}
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds + 1):
        for name, steps in contenders.items():
            times[name].append(microseconds(steps, seconds))
    counted = {name: values[1:] for name, values in times.items()}  # the first is a warm-up

    def ratio(over: str, under: str) -> float:
        pairs = zip(counted[over], counted[under], strict=True)
        return statistics.median(a / b for a, b in pairs)

    rivals = [name for name in contenders if name not in {"ours", "floor"}]
    return Figures(
        case=case.name,
        microseconds={name: statistics.median(values) for name, values in counted.items()},
        ours_over_floor=ratio("ours", "floor"),
        times_faster_than={name: ratio(name, "ours") for name in rivals},
    )


def table(rows: list[Figures]) -> str:
    """The figures as a text."""
    lines = [f"{'microseconds a step':28} {'ours':>8} {'products':>9} {'ratio':>6}  compared with"]
    for row in rows:
        times, faster = row.microseconds, row.times_faster_than
        rivals = ", ".join(f"{n} {times[n]:.0f} ({r:.1f}x)" for n, r in faster.items())
        own = f"{times['ours']:>8.1f} {times['floor']:>9.1f} {row.ours_over_floor:>6.2f}"
        lines.append(f"{row.case:28} {own}  {rivals or 'nothing else installed'}")
    return "\n".join(lines)


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=0.4)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with threadpool_limits(1):
        rows = [measure(case, arguments.rounds, arguments.seconds) for case in CASES]
    print(json.dumps([asdict(row) for row in rows], indent=1) if arguments.json else table(rows))


if __name__ == "__main__":
    main()
