"""Kept runs beside each other, the others against the first."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

import numpy as np

from tui_mlp.arrays import BoolArray
from tui_mlp.files.errors import DataError
from tui_mlp.files.text import clean_line
from tui_mlp.settings.config_error import ConfigError
from tui_mlp.settings.training_config import SETTINGS, TrainingConfig
from tui_mlp.training.comparing.mcnemar import McNemar
from tui_mlp.training.keeping.checkpoint import CheckpointError, resumed_session
from tui_mlp.training.keeping.run_folder import RunError, RunFolder
from tui_mlp.training.metrics import Metrics
from tui_mlp.training.model_file import Model, model_of
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.snapshot import BestEpoch, Curves


@dataclass(frozen=True, eq=False)
class ComparedRun:
    """A kept run as it was saved last."""

    name: str
    """As a terminal may show it."""
    state: str
    """As in `RunStatus`."""
    config: TrainingConfig
    epoch: float
    parameters: int
    figures: dict[str, tuple[int, Metrics]]
    """Samples and figures of each part that has any."""
    best: BestEpoch | None
    """Of its log."""
    curves: Curves
    session: TrainingSession
    """With the weights of its last checkpoint."""

    @classmethod
    def of(cls, folder: RunFolder) -> "ComparedRun":
        """The run in a folder; it is not locked, and may be training.

        Raises:
            RunError: it cannot be brought back.
        """
        try:
            checkpoint = folder.last_checkpoint()
            session = resumed_session(checkpoint)
            state, curves = folder.status().state, folder.curves()
        except (CheckpointError, ConfigError, DataError) as error:
            raise RunError(f"{folder.shown_name}: {error}") from error
        parts = session.samples.split.named_parts()
        return cls(
            name=folder.shown_name,
            state=clean_line(state),
            config=session.config,
            epoch=session.epoch,
            parameters=session.network.architecture.parameter_count,
            figures={
                name: (len(part.rows), session.measure(part))
                for name, part in parts
                if len(part.rows)
            },
            best=checkpoint.best or folder.log.best(),
            curves=curves,
            session=session,
        )


@dataclass(frozen=True)
class PairTest:
    """McNemar's test of two runs."""

    first: str
    second: str
    test: McNemar | None
    """None where they were not tested on the same samples."""


@dataclass(frozen=True, eq=False)
class RunComparison:
    """Two or more runs."""

    runs: tuple[ComparedRun, ...]
    varied: tuple[str, ...]
    """The settings in which any two of them differ, in the settings' order."""
    tests: tuple[PairTest, ...]
    """One for each pair."""

    @classmethod
    def of(cls, runs: Sequence[ComparedRun]) -> "RunComparison":
        """The comparison of all these runs."""
        first = runs[0].config
        changed = set[str]().union(*(run.config.differences(first) for run in runs))
        return cls(
            tuple(runs),
            tuple(name for name in SETTINGS if name in changed),
            tuple(
                PairTest(one.name, other.name, _mcnemar(one, other))
                for one, other in combinations(runs, 2)
            ),
        )

    def as_json(self) -> dict[str, Any]:
        """The figures in plain values; None for NaN."""
        return {
            "varied": list(self.varied),
            "runs": [self._run(run) for run in self.runs],
            "mcnemar": [
                {"first": each.first, "second": each.second}
                | ({"samples": None} if each.test is None else asdict(each.test))
                for each in self.tests
            ],
        }

    def _run(self, run: ComparedRun) -> dict[str, Any]:
        return {
            "name": run.name,
            "state": run.state,
            "settings": {name: getattr(run.config, name) for name in self.varied},
            "parameters": run.parameters,
            "epoch": run.epoch,
            "best_epoch": None if run.best is None else run.best.epoch,
            **{
                name: {"samples": samples, "loss": metrics.loss, "accuracy": metrics.accuracy}
                for name, (samples, metrics) in run.figures.items()
            },
            "curves": _curves(run.curves),
        }


def _curves(curves: Curves) -> dict[str, Any]:
    """Epochs, and of each curve the least and the largest value around each."""
    return {
        "epochs": curves.epochs.tolist(),
        **{
            name: [[_number(value) for value in pair] for pair in getattr(curves, name).tolist()]
            for name in ("train_loss", "validation_loss", "train_score", "validation_score")
        },
    }


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _mcnemar(one: ComparedRun, other: ComparedRun) -> McNemar | None:
    """The test on the rows of both test parts; None where they are not the same samples."""
    first, second = one.session.samples, other.session.samples
    rows = np.sort(first.split.test.rows)
    if not len(rows) or not np.array_equal(rows, np.sort(second.split.test.rows)):
        return None
    ours, theirs = first.dataset, second.dataset
    if ours.class_names != theirs.class_names:
        return None
    same = np.array_equal(ours.features[rows], theirs.features[rows], equal_nan=True)
    if not same or not np.array_equal(ours.targets[rows], theirs.targets[rows]):
        return None
    return McNemar.of(*(_right(model_of(run.session), run.session, rows) for run in (one, other)))


def _right(model: Model, session: TrainingSession, rows: "np.typing.NDArray[np.intp]") -> BoolArray:
    """(N,) whether the model answers each of these rows right; of labels, all of them."""
    dataset = session.samples.dataset
    probabilities, targets = model.probabilities(dataset.features[rows]), dataset.targets[rows]
    if model.metadata.output.labels:
        right: BoolArray = ((probabilities >= model.metadata.threshold) == (targets >= 0.5)).all(
            axis=1
        )
        return right
    answered: BoolArray = probabilities.argmax(axis=1) == targets.argmax(axis=1)
    return answered
