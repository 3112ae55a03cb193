"""The engine side by side with scikit-learn and PyTorch, where they are installed.

    python benchmarks/engine.py [--rounds 7] [--seconds 0.4] [--json]

A step takes one mini-batch of float32 samples forward and backward, and updates the parameters by
plain SGD. The session and scikit-learn shuffle the samples in each epoch, as is their default; the
others take them in a fixed order.

- engine: `compute_gradient_unguarded`, the gradient norms of the layers, and the optimizer's update
- session: a whole `TrainingSession`, which also shuffles, gathers the batch, keeps the histories,
  and evaluates the learning curves once an epoch of 200 batches
- products: the bare matrix products of a step, written into arrays allocated once
- scikit-learn: an epoch of `MLPClassifier.partial_fit`
- PyTorch: the usual loop over slices

All run on one thread, in turns, and the figures are medians over the rounds.
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

from tui_mlp.arrays import FloatArray
from tui_mlp.data.dataset import Dataset
from tui_mlp.data.split import split
from tui_mlp.nn.architecture import Architecture, LayerSpec
from tui_mlp.nn.network import Network
from tui_mlp.nn.optimizers.sgd import SGD
from tui_mlp.nn.regularization import LayerGradNorms
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.samples import Samples
from tui_mlp.training.session import TrainingSession


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

    def slices(self) -> list[slice]:
        """The rows of each mini-batch of an epoch."""
        starts = range(0, self.batch_size * BATCHES, self.batch_size)
        return [slice(start, start + self.batch_size) for start in starts]

    def samples(self) -> tuple[FloatArray, npt.NDArray[np.intp]]:
        """Random features (N, D) and class numbers (N,), every class there."""
        rng = np.random.default_rng(0)
        count = self.batch_size * BATCHES
        features = rng.normal(size=(count, self.sizes[0])).astype(np.float32)
        return features, rng.permutation(np.arange(count) % self.sizes[-1])

    def dataset(self) -> Dataset:
        """The samples, with names."""
        features, labels = self.samples()
        return Dataset(
            name="random",
            features=features,
            targets=np.eye(self.sizes[-1], dtype=np.float32)[labels],
            feature_names=tuple(f"x{i}" for i in range(self.sizes[0])),
            class_names=tuple(f"c{i}" for i in range(self.sizes[-1])),
        )

    def config(self, seed: int = 0) -> TrainingConfig:
        """The settings of a run of it, all samples in the training part."""
        return TrainingConfig(
            hidden=self.sizes[1:-1],
            activation=(self.activation,),
            optimizer="sgd",
            learning_rate=RATE,
            batch_size=self.batch_size,
            validation=0.0,
            test=0.0,
            seed=seed,
        )


CASES = (
    Case((2, 8, 8, 2), "tanh", 10),
    Case((4, 16, 3), "relu", 16),
    Case((64, 64, 32, 10), "relu", 32),
    Case((784, 256, 128, 10), "relu", 128),
)
RIVALS = ("scikit-learn", "PyTorch")
RATE = 0.01
BATCHES = 200
"""Mini-batches in an epoch."""

Epoch = Callable[[], None]
"""Takes `BATCHES` steps."""


def engine(case: Case) -> Epoch:
    """Steps of the engine alone."""
    features, labels = case.samples()
    targets = np.eye(case.sizes[-1], dtype=np.float32)[labels]
    hidden = tuple(LayerSpec(units, case.activation) for units in case.sizes[1:-1])
    network = Network(Architecture(case.sizes[0], hidden, case.sizes[-1]))
    network.initialize("glorot_normal", np.random.default_rng(0))
    optimizer = SGD(network)
    layer_grad_norms = LayerGradNorms(network)
    norms = np.empty(len(network.weights), np.float32)
    slices = case.slices()

    def epoch() -> None:
        with np.errstate(over="ignore", invalid="ignore"):
            for rows in slices:
                network.compute_gradient_unguarded(features[rows], targets[rows])
                layer_grad_norms.write_unguarded(norms)
                optimizer.update(RATE)

    return epoch


def session(case: Case) -> Epoch:
    """Steps of a training session."""
    dataset = case.dataset()
    parts = split(dataset, 0.0, 0.0, np.random.default_rng(0))
    training = TrainingSession(case.config(), Samples(dataset, parts))

    def epoch() -> None:
        training.train_epoch()

    return epoch


def products(case: Case) -> Epoch:
    """The matrix products of a step: forward, weight gradients, deltas."""
    rng = np.random.default_rng(0)
    sizes, batch = case.sizes, case.batch_size
    weights = [rng.normal(size=shape).astype(np.float32) for shape in pairwise(sizes)]
    gradients = [np.empty_like(w) for w in weights]
    features, _ = case.samples()
    batches = [features[rows] for rows in case.slices()]
    a = [rng.normal(size=(batch, n)).astype(np.float32) for n in sizes]
    delta = [rng.normal(size=(batch, n)).astype(np.float32) for n in sizes]

    def step() -> None:
        for layer, w in enumerate(weights):
            np.dot(a[layer], w, out=a[layer + 1])
        for layer in range(len(weights) - 1, -1, -1):
            np.dot(a[layer].T, delta[layer + 1], out=gradients[layer])
            if layer:
                np.dot(delta[layer + 1], weights[layer].T, out=delta[layer])

    def epoch() -> None:
        for a[0] in batches:
            step()

    return epoch


def scikit_learn(case: Case) -> Epoch | None:
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
        random_state=0,
    )
    model.partial_fit(features, labels, classes=np.arange(case.sizes[-1]))

    def epoch() -> None:
        model.partial_fit(features, labels)

    return epoch


def pytorch(case: Case) -> Epoch | None:
    """Steps of the usual PyTorch loop; None where it is not installed."""
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    features, labels = case.samples()
    x, y = torch.from_numpy(features), torch.from_numpy(labels)
    layers: list[torch.nn.Module] = []
    for fan_in, fan_out in pairwise(case.sizes):
        nonlinear = torch.nn.Tanh() if case.activation == "tanh" else torch.nn.ReLU()
        layers += [torch.nn.Linear(fan_in, fan_out), nonlinear]
    model = torch.nn.Sequential(*layers[:-1])
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE)
    criterion = torch.nn.CrossEntropyLoss()

    slices = case.slices()

    def epoch() -> None:
        for rows in slices:
            optimizer.zero_grad()
            criterion(model(x[rows]), y[rows]).backward()
            optimizer.step()

    return epoch


def microseconds(epoch: Epoch, seconds: float) -> float:
    """The time of a step, from as many epochs as fit into some seconds."""
    count = 0
    started = time.perf_counter()
    while (elapsed := time.perf_counter() - started) < seconds:
        epoch()
        count += BATCHES
    return elapsed / count * 1e6


@dataclass(frozen=True)
class Figures:
    """What was measured for one case."""

    case: str
    microseconds: dict[str, float]
    """Of a step, the median, for each contender."""
    engine_over_products: float
    times_faster_than: dict[str, float]
    """How many times a session's step is faster than a rival's."""


def measure(case: Case, rounds: int, seconds: float) -> Figures:
    """Medians in microseconds a step; ratios are medians too, of pairs from the same round."""
    made = {
        "engine": engine(case),
        "session": session(case),
        "products": products(case),
        "scikit-learn": scikit_learn(case),
        "PyTorch": pytorch(case),
    }
    contenders = {name: epoch for name, epoch in made.items() if epoch is not None}
    times: dict[str, list[float]] = {name: [] for name in contenders}
    # only now, when every library is loaded: the limit reaches those that it finds
    with threadpool_limits(1):
        for _ in range(rounds + 1):
            for name, epoch in contenders.items():
                times[name].append(microseconds(epoch, seconds))
    counted = {name: values[1:] for name, values in times.items()}  # the first is a warm-up

    def ratio(over: str, under: str) -> float:
        pairs = zip(counted[over], counted[under], strict=True)
        return statistics.median(a / b for a, b in pairs)

    rivals = [name for name in RIVALS if name in contenders]
    return Figures(
        case=case.name,
        microseconds={name: statistics.median(values) for name, values in counted.items()},
        engine_over_products=ratio("engine", "products"),
        times_faster_than={name: ratio(name, "session") for name in rivals},
    )


def table(rows: list[Figures]) -> str:
    """The figures as a text: a rival's time, and how many times ours is faster."""
    rivals = "".join(f"{f'{name} (/session)':>24}" for name in RIVALS)
    lines = [
        f"{'microseconds a step':28}{'products':>9}{'engine':>9}{'ratio':>7}{'session':>9}{rivals}"
    ]
    for row in rows:
        times = row.microseconds
        line = (
            f"{row.case:28}{times['products']:>9.1f}{times['engine']:>9.1f}"
            f"{row.engine_over_products:>7.2f}{times['session']:>9.1f}"
        )
        for name in RIVALS:
            line += f"{_rival(row, name):>24}"
        lines.append(line)
    return "\n".join(lines)


def _rival(row: Figures, name: str) -> str:
    if name not in row.microseconds:
        return "not installed"
    return f"{row.microseconds[name]:.1f} ({row.times_faster_than[name]:.1f}x)"


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=0.4)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    rows = [measure(case, arguments.rounds, arguments.seconds) for case in CASES]
    print(json.dumps([asdict(row) for row in rows], indent=1) if arguments.json else table(rows))


if __name__ == "__main__":
    main()
