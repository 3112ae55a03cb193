"""Many runs that do as they are told: run, pause, an epoch, from the beginning again."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from tui_mlp.settings.training_config import SETTINGS, TrainingConfig
from tui_mlp.training.ensemble.comparison import Comparison
from tui_mlp.training.ensemble.ensemble_view import CurveBands, SettingView
from tui_mlp.training.ensemble.outcome import seeds_of
from tui_mlp.training.ensemble.replica import Datasets
from tui_mlp.training.ensemble.statistics import Bands, Difference, Spread
from tui_mlp.training.loop import Burst
from tui_mlp.training.snapshot import RunState
from tui_mlp.worker.throttled import Clock, Throttled

_FIGURES_INTERVAL = 0.5
"""Least seconds between two pictures of the curves while they are trained."""
_MEASURE_SECONDS = 0.5


@dataclass(frozen=True)
class Asked:
    """What is trained: one setting or several, with so many seeds."""

    configs: tuple[TrainingConfig, ...]
    """Of the first seed of each."""
    seeds: int
    varied: str = ""
    """What differs between them: the name of a setting, or "run"; empty for one alone."""
    names: tuple[str, ...] = ("",)
    """What tells each of them from the others."""

    @classmethod
    def of_values(
        cls, config: TrainingConfig, seeds: int, varied: str, values: tuple[Any, ...]
    ) -> "Asked":
        """A configuration as it is, or with some values of a setting.

        Raises:
            ConfigError: a value is out of range, or does not go with the other settings.
        """
        if not values:
            return cls((config,), seeds)
        configs = tuple(replace(config, **{varied: value}) for value in values)
        return cls(configs, seeds, varied, tuple(value_name(varied, each) for each in values))

    @property
    def settings(self) -> list[list[TrainingConfig]]:
        """For each of them the configurations of its seeds."""
        return [seeds_of(config, self.seeds) for config in self.configs]


def value_name(setting: str, value: Any) -> str:
    """A value of a setting, to read."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return SETTINGS[setting].written(value)


class EnsembleRun:
    """Trains a comparison a slice of time after another, and looks at what it comes to.

    Args:
        number: counts them.
        asked: what to train; it begins paused.
        clock: gives the present time in seconds.
        datasets: what was read from files before.

    Raises:
        DataError: a data set cannot be read, or not with these settings.
        ConfigError: the settings do not go together, or there is too little memory.
    """

    def __init__(self, number: int, asked: Asked, clock: Clock, datasets: Datasets) -> None:
        self.number, self.asked = number, asked
        self.comparison = Comparison(asked.settings, datasets)
        self.epochs = max(seeds[0].epochs for seeds in self.comparison.settings)
        self._clock = clock
        self._running = False
        self._pause_at = math.inf
        self._burst = Burst()
        self._figures: Throttled[Comparison, tuple[SettingView, ...]] = Throttled(
            self._measure, clock, pace=lambda _before, _now: _FIGURES_INTERVAL
        )
        self._measured_at = self._measured_epoch = self._epochs_per_second = 0.0

    @property
    def running(self) -> bool:
        """Whether steps are to be taken."""
        return self._running

    @property
    def state(self) -> RunState:
        """Where it stands."""
        if self._running:
            return RunState.RUNNING
        if not self.comparison.finished:
            return RunState.PAUSED
        runs = range(len(self.comparison.settings))
        failed = sum(len(self.comparison.failures(setting)) for setting in runs)
        none_left = failed == len(runs) * self.comparison.seed_count
        return RunState.DIVERGED if none_left else RunState.FINISHED

    def run(self, epochs: float = math.inf) -> None:
        """Train on, to the end or for so many whole epochs."""
        self._pause_at = math.floor(self.comparison.epoch) + epochs
        self._running = not self.comparison.finished
        self._measured_at, self._measured_epoch = self._clock(), self.comparison.epoch
        self._epochs_per_second = 0.0

    def pause(self) -> None:
        """Wait."""
        self._running = False

    def train(self, max_steps: int | None = None) -> int:
        """Train for about one slice of time, at most so many steps; how many were taken."""
        started, taken = self._clock(), 0
        left = self._burst.steps if max_steps is None else min(self._burst.steps, max_steps)
        while self._running and taken < left:
            taken += self.comparison.advance(left - taken)
            if self.comparison.finished or self.comparison.epoch >= self._pause_at:
                self._running = False
        self._burst.suit(self._clock() - started)
        return taken

    def epochs_per_second(self) -> float:
        """The speed measured over the last half second or more; 0 when not running."""
        elapsed = self._clock() - self._measured_at
        if elapsed >= _MEASURE_SECONDS or (self._epochs_per_second == 0 and elapsed > 0):
            done = self.comparison.epoch - self._measured_epoch
            self._epochs_per_second = done / elapsed
        if elapsed >= _MEASURE_SECONDS:
            self._measured_at, self._measured_epoch = self._clock(), self.comparison.epoch
        return self._epochs_per_second if self._running else 0.0

    def figures(self) -> tuple[SettingView, ...]:
        """Curves and figures of each setting, while it trains as often as can be afforded."""
        return self._figures.result(self.comparison, hurry=self._running)

    def _measure(self, comparison: Comparison) -> tuple[SettingView, ...]:
        every = [comparison.figures(setting) for setting in range(len(comparison.settings))]
        return tuple(
            _setting_view(comparison, setting, name, every)
            for setting, name in enumerate(self.asked.names)
        )


def _setting_view(
    comparison: Comparison,
    setting: int,
    name: str,
    every: Sequence[tuple[Any, Any]],
) -> SettingView:
    curves, failures = comparison.curves(setting), comparison.failures(setting)
    (first_loss, first_score), (loss, score) = every[0], every[setting]
    return SettingView(
        name=name,
        bands=CurveBands(
            curves.epochs,
            Bands.of(curves.train_loss),
            Bands.of(curves.validation_loss),
            Bands.of(curves.train_score),
            Bands.of(curves.validation_score),
        ),
        loss=loss,
        score=score,
        failed=len(failures),
        failure=failures[min(failures)].reason if failures else "",
        stopped_early=len(comparison.stopped_early(setting)),
        score_spread=Spread.of(score),
        loss_spread=Spread.of(loss),
        score_difference=Difference.paired(first_score, score) if setting else None,
        loss_difference=Difference.paired(first_loss, loss) if setting else None,
    )
