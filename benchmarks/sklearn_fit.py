"""The fit of the scikit-learn estimator side by side with scikit-learn's own.

    python benchmarks/sklearn_fit.py [--rounds 5] [--epochs 20] [--json]

Both fit the same samples for 20 epochs on one thread, with plain SGD and equal mini-batches, in the
precision of the samples; each also reckons its loss curve. In turns; figures are medians.
"""

import argparse
import json
import statistics
import time
import warnings

import numpy as np
from engine import CASES, RATE, Case
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier as Theirs
from threadpoolctl import threadpool_limits

from tui_mlp.sklearn import MLPClassifier as Ours

_SAMPLES = 2000


def _estimators(case: Case, epochs: int) -> tuple[Ours, Theirs]:
    hidden, size = case.sizes[1:-1], case.batch_size
    ours = Ours(
        hidden=hidden,
        activation=case.activation,
        optimizer="sgd",
        learning_rate=RATE,
        batch_size=size,
        epochs=epochs,
        random_state=0,
    )
    theirs = Theirs(
        hidden_layer_sizes=hidden,
        activation=case.activation,
        solver="sgd",
        momentum=0.0,
        alpha=0.0,
        learning_rate_init=RATE,
        batch_size=size,
        max_iter=epochs,
        tol=0.0,
        n_iter_no_change=epochs + 1,
        random_state=0,
    )
    return ours, theirs


def measure(case: Case, dtype: type[np.floating], rounds: int, epochs: int) -> dict[str, object]:
    """Median seconds of a fit of both."""
    features, labels = case.samples()
    features, labels = features[:_SAMPLES].astype(dtype), labels[:_SAMPLES]
    seconds: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for estimator, times in zip(_estimators(case, epochs), seconds, strict=True):
            began = time.perf_counter()
            estimator.fit(features, labels)
            times.append(time.perf_counter() - began)
            if estimator.n_iter_ != epochs:
                raise RuntimeError(f"{estimator!r} ended after {estimator.n_iter_} epochs")
    ours, theirs = map(statistics.median, seconds)
    return {
        "network": case.name,
        "precision": np.dtype(dtype).name,
        "tui_mlp_seconds": round(ours, 4),
        "sklearn_seconds": round(theirs, 4),
        "ratio": round(theirs / ours, 2),
    }


def main() -> None:
    """Measure every network in both precisions, and print a line each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        for case in CASES:
            for dtype in (np.float32, np.float64):
                row = measure(case, dtype, arguments.rounds, arguments.epochs)
                if arguments.json:
                    print(json.dumps(row))
                else:
                    print(
                        f"{row['network']:28} {row['precision']:8} {row['tui_mlp_seconds']:8} s"
                        f"  {row['sklearn_seconds']:8} s  {row['ratio']}x faster"
                    )


if __name__ == "__main__":
    main()
