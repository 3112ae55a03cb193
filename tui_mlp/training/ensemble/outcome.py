"""What settings come to over their seeds: trained as few ensembles, kept as plain values."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tui_mlp.nn.architecture import Architecture
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.ensemble.ensemble_session import EnsembleSession, Failure, ensembles_of
from tui_mlp.training.ensemble.replica import (
    LARGEST_COPIES,
    PARTS,
    Datasets,
    Replica,
    load_replicas,
)

MOST_RUNS = 128
"""Of one ensemble; more gain little."""
MOST_PARAMETERS = 2**18
"""Of all networks of an ensemble: beyond, they leave the cache, and one after another is faster."""

Values = tuple[float | None, ...]
"""A figure of each seed; None where its run failed."""


@dataclass(frozen=True)
class FailedSeed:
    """A run that diverged."""

    seed: int
    step: int
    reason: str


@dataclass(frozen=True)
class StoppedSeed:
    """A run whose patience was over; its figures are of where it stopped."""

    seed: int
    epoch: float


@dataclass(frozen=True)
class PartOutcome:
    """The figures of one part after the last epoch."""

    samples: int
    """Of each seed; of the first, should they differ."""
    loss: Values
    accuracy: Values
    micro_f1: Values | None = None
    """Of multi-label data."""


@dataclass(frozen=True)
class Outcome:
    """What one setting came to over its seeds; losses are in nats."""

    seeds: tuple[int, ...]
    failed: tuple[FailedSeed, ...]
    dataset: str
    architecture: tuple[int, ...]
    """The widths from the inputs to the outputs."""
    parameters: int
    epochs: int
    train: PartOutcome
    validation: PartOutcome | None
    """None for a part without samples."""
    test: PartOutcome | None
    best_epoch: Values
    """With the least validation loss; of training without validation."""
    seconds: float
    """Of all seeds together; of settings in one ensemble, each one's part."""
    stopped_early: tuple[StoppedSeed, ...] = ()


def seeds_of(config: TrainingConfig, count: int) -> list[TrainingConfig]:
    """A configuration with so many seeds, from its own on."""
    return [replace(config, seed=config.seed + place) for place in range(count)]


def train_settings(
    settings: Sequence[Sequence[TrainingConfig]],
    end_of_epoch: Callable[[int, int], bool],
) -> list[Outcome] | None:
    """Train the runs of some settings to their last epoch; None where they were ended before.

    Args:
        settings: for each the configurations of its seeds; all fit into one ensemble.
        end_of_epoch: is called with the epochs that are done and those that there are, of all
            ensembles; ends the training by False.

    Raises:
        DataError: a data set cannot be read, or not with these settings.
        ConfigError: a data set has no use for a configuration's output.
    """
    configs = [config for seeds in settings for config in seeds]
    datasets: Datasets = {}
    at_once = runs_at_once(load_replicas(configs[:1], datasets)[0])
    starts = range(0, len(configs), at_once)
    epochs, done, started = configs[0].epochs * len(starts), 0, time.perf_counter()
    runs: dict[int, _Run] = {}
    for number, start in enumerate(starts):
        for places, session in ensembles_of(configs[start : start + at_once], datasets):
            while not session.finished:
                session.train_epoch()
                done = number * configs[0].epochs + int(session.epoch)
                if not end_of_epoch(done, epochs):
                    return None
            runs.update(zip((places + start).tolist(), _runs(session), strict=True))
    seconds = (time.perf_counter() - started) / len(settings)
    outcomes, first, epochs_each = [], 0, configs[0].epochs
    for seeds in settings:
        outcomes.append(
            _outcome([runs[first + place] for place in range(len(seeds))], epochs_each, seconds)
        )
        first += len(seeds)
    return outcomes


def runs_at_once(first: Replica) -> int:
    """How many runs like this one are faster together than one after another."""
    by_network = MOST_PARAMETERS // first.architecture.parameter_count
    # standardising each batch out of shared features costs more than is gained
    by_copies = LARGEST_COPIES // first.dataset.features.nbytes
    return max(min(by_network, by_copies, MOST_RUNS), 1)


@dataclass(frozen=True)
class _Run:
    """What one run came to."""

    seed: int
    failure: Failure | None
    stopped_early: float | None
    """The epoch, of a run that did."""
    dataset: str
    architecture: Architecture
    labels: bool
    best_epoch: float
    figures: dict[str, tuple[int, float, float, float]]
    """Samples, loss, accuracy and score of each part."""


def _runs(session: EnsembleSession) -> list[_Run]:
    parts = {name: (session.parts[name].count, session.measure(name)) for name in PARTS}
    best = session.best_epochs.epoch
    return [
        _Run(
            seed=config.seed,
            failure=session.failures.get(place),
            stopped_early=session.stopped_early.get(place),
            dataset=session.replicas[place].dataset.name,
            architecture=session.network.architecture,
            labels=session.output.labels,
            best_epoch=float(best[place]),
            figures={
                name: (
                    samples,
                    float(metrics.loss[place]),
                    float(metrics.accuracy[place]),
                    float(metrics.score[place]),
                )
                for name, (samples, metrics) in parts.items()
            },
        )
        for place, config in enumerate(session.configs)
    ]


def _outcome(runs: Sequence[_Run], epochs: int, seconds: float) -> Outcome:
    architecture = runs[0].architecture
    return Outcome(
        seeds=tuple(run.seed for run in runs),
        failed=tuple(
            FailedSeed(run.seed, run.failure.step, run.failure.reason)
            for run in runs
            if run.failure is not None
        ),
        dataset=runs[0].dataset,
        architecture=(architecture.inputs, *(fan_out for _, fan_out in architecture.shapes)),
        parameters=architecture.parameter_count,
        epochs=epochs,
        train=_part(runs, "train"),
        validation=_part_if_any(runs, "validation"),
        test=_part_if_any(runs, "test"),
        best_epoch=_values(runs, [run.best_epoch for run in runs]),
        seconds=round(seconds, 3),
        stopped_early=tuple(
            StoppedSeed(run.seed, run.stopped_early)
            for run in runs
            if run.stopped_early is not None
        ),
    )


def _part_if_any(runs: Sequence[_Run], name: str) -> PartOutcome | None:
    return _part(runs, name) if runs[0].figures[name][0] else None


def _part(runs: Sequence[_Run], name: str) -> PartOutcome:
    samples, loss, accuracy, score = zip(*(run.figures[name] for run in runs), strict=True)
    return PartOutcome(
        samples[0],
        _values(runs, loss),
        _values(runs, accuracy),
        _values(runs, score) if runs[0].labels else None,
    )


def _values(runs: Sequence[_Run], values: Sequence[float]) -> Values:
    pairs = zip(runs, values, strict=True)
    return tuple(v if math.isfinite(v) and not run.failure else None for run, v in pairs)
