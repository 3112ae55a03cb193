"""What a screen looks at of many runs: a setting, a seed of it or all, and the plane."""

import numpy as np

from tui_mlp.arrays import AnyArray, ByteArray, FloatArray, IntArray
from tui_mlp.data.dataset import Dataset
from tui_mlp.training.ensemble.comparison import Comparison
from tui_mlp.training.ensemble.ensemble_view import (
    ChosenSeed,
    EnsembleView,
    ManyData,
    PlaneView,
    SeedCurves,
)
from tui_mlp.training.outputs import output_of
from tui_mlp.training.views import MAX_POINTS, extent_of
from tui_mlp.worker.ensemble.ensemble_run import EnsembleRun
from tui_mlp.worker.throttled import Clock, Throttled

_PLANE_INTERVAL = 0.7
"""Least seconds between two pictures of the plane while they are trained."""


class EnsembleLooking:
    """The chosen setting and seed, and how large the plane is.

    Args:
        clock: gives the present time in seconds.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.open = False
        """Whether the screen shows many runs at all."""
        self.setting = 0
        self.seed: int | None = None
        self._size: tuple[int, int] | None = None
        self._label = 0
        self._plane: Throttled[Comparison, PlaneView] | None = None
        self._plane_of: object = None

    def begin(self) -> None:
        """Look at other runs, at all seeds of the first setting."""
        self.open = True
        self.setting, self.seed = 0, None

    def look(self, size: tuple[int, int] | None, label: int) -> None:
        """Show the plane on a grid of (columns, rows), and one label where a sample has several."""
        self._size, self._label = size, label

    def move_seed(self, offset: int, count: int) -> None:
        """Go so many seeds further on, around the end, where all of them come in between."""
        place = -1 if self.seed is None else self.seed
        place = (place + 1 + offset) % (count + 1) - 1
        self.seed = None if place < 0 else place

    def move_setting(self, offset: int, count: int) -> None:
        """Go to the setting so many places further on, around the end."""
        self.setting = (self.setting + offset) % count

    def view(self, run: EnsembleRun) -> EnsembleView:
        """All that is looked at now."""
        comparison = run.comparison
        return EnsembleView(
            number=run.number,
            config=run.asked.configs[0],
            data=_data_of(comparison),
            varied=run.asked.varied,
            seed_count=comparison.seed_count,
            part="validation" if comparison.has_validation else "train",
            state=run.state,
            epoch=comparison.epoch,
            epochs=run.epochs,
            epochs_per_second=run.epochs_per_second(),
            settings=run.figures(),
            setting=self.setting,
            chosen=self._chosen(comparison),
            plane=self._plane_view(run),
        )

    def _chosen(self, comparison: Comparison) -> ChosenSeed | None:
        if self.seed is None:
            return None
        curves = comparison.curves(self.setting)
        failure = comparison.failures(self.setting).get(self.seed)
        return ChosenSeed(
            place=self.seed,
            seed=comparison.settings[self.setting][self.seed].seed,
            curves=SeedCurves(
                curves.epochs,
                curves.train_loss[:, self.seed],
                curves.validation_loss[:, self.seed],
                curves.train_score[:, self.seed],
                curves.validation_score[:, self.seed],
            ),
            failure="" if failure is None else failure.reason,
        )

    def _plane_view(self, run: EnsembleRun) -> PlaneView | None:
        comparison = run.comparison
        if self._size is None or not _data_of(comparison).planar:
            return None
        wanted = (run.number, self.setting, self.seed, self._size, self._label)
        if self._plane is None or self._plane_of != wanted:
            grid = _PlaneGrid(comparison, self.setting, self.seed, self._size, self._label)
            self._plane = Throttled(
                grid.view, self._clock, pace=lambda _before, _plane: _PLANE_INTERVAL
            )
            self._plane_of = wanted
        return self._plane.result(comparison, hurry=run.running)


def _data_of(comparison: Comparison) -> ManyData:
    first = comparison.replica(0, 0)
    return ManyData(
        name=first.dataset.name,
        class_names=first.dataset.class_names,
        labels=first.output.labels,
        planar=first.dataset.features.shape[1] == 2,
    )


class _PlaneGrid:
    """A grid over the plane, to ask all seeds of a setting, or one, at every point."""

    def __init__(
        self,
        comparison: Comparison,
        setting: int,
        seed: int | None,
        size: tuple[int, int],
        label: int,
    ) -> None:
        self._setting, self._seed = setting, seed
        first = comparison.replica(0, 0)
        self._output = output_of(first.config, first.dataset)
        self._label = min(label, len(first.dataset.class_names) - 1)
        self._extent = extent_of(first.dataset)
        self._dataset: Dataset | None = None
        if seed is not None:
            replica = comparison.replica(setting, seed)
            self._dataset = replica.dataset
            part = "validation" if comparison.has_validation else "train"
            self._rows = replica.rows[part][:MAX_POINTS]
        columns, rows = size
        x_min, x_max, y_min, y_max = self._extent
        x, y = np.linspace(x_min, x_max, columns), np.linspace(y_max, y_min, rows)
        self._points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2).astype(np.float32)
        self._shape = rows, columns

    def view(self, comparison: Comparison) -> PlaneView:
        """The class of largest mean probability, that mean, and who answers otherwise."""
        yhat = comparison.probabilities(self._setting, self._points)
        if self._seed is not None:
            yhat = yhat[self._seed : self._seed + 1]
        else:
            failed = comparison.failures(self._setting)
            alive = [place for place in range(len(yhat)) if place not in failed]
            yhat = yhat[alive] if alive else yhat[:1]
        yhat = np.nan_to_num(yhat)
        mean = yhat.mean(axis=0)
        if self._output.labels:
            label: int | None = self._label
            winner, confidence = np.full(len(mean), self._label), mean[:, self._label]
            threshold = comparison.config.threshold
            answers = yhat[:, :, self._label] >= threshold
            differing = answers != (confidence >= threshold)
        else:
            label = None
            winner, confidence = mean.argmax(axis=1), mean.max(axis=1)
            differing = yhat.argmax(axis=2) != winner
        points, point_labels = self._samples()
        return PlaneView(
            winner=winner.astype(np.uint8).reshape(self._shape),
            confidence=self._bytes(confidence),
            disagreement=self._bytes(differing.mean(axis=0)),
            label=label,
            extent=self._extent,
            points=points,
            point_labels=point_labels,
        )

    def _bytes(self, shares: AnyArray) -> ByteArray:
        return (shares * 255).astype(np.uint8).reshape(self._shape)

    def _samples(self) -> tuple[FloatArray | None, IntArray | None]:
        """The chosen seed's own samples, and their classes or whether they have the label."""
        dataset = self._dataset
        if dataset is None:
            return None, None
        rows = self._rows
        labels = (
            dataset.targets[rows, self._label].astype(np.intp)
            if self._output.labels
            else dataset.labels[rows]
        )
        return dataset.features[rows], labels
