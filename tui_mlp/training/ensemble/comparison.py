"""Settings side by side, each with its seeds: trained in step, and what they come to so far."""

import math
from collections.abc import Sequence

import numpy as np

from tui_mlp.arrays import Float64Array, FloatArray
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.ensemble.ensemble_curves import EnsembleCurves
from tui_mlp.training.ensemble.ensemble_session import EnsembleSession, Failure
from tui_mlp.training.ensemble.one_kind import groups_of
from tui_mlp.training.ensemble.outcome import runs_at_once
from tui_mlp.training.ensemble.replica import Datasets, Replica, load_replicas
from tui_mlp.training.memory.needed_memory import require_memory_for_many
from tui_mlp.training.outputs import architecture_of
from tui_mlp.training.samples import is_drawn
from tui_mlp.training.session import TrainingSession


class Comparison:
    """Trains the seeds of one setting or several; all are at the same epoch, or nearly so.

    What fits together is stepped together; networks for which that gains nothing take turns.

    Args:
        settings: for each the configurations of its seeds, as many for each.
        datasets: what was read from files before.

    Raises:
        DataError: a data set cannot be read, or not with these settings.
        ConfigError: a data set has no use for a configuration's output, or there is too little
            memory.
    """

    def __init__(
        self, settings: Sequence[Sequence[TrainingConfig]], datasets: Datasets | None = None
    ) -> None:
        self.settings = tuple(tuple(seeds) for seeds in settings)
        configs = [config for seeds in self.settings for config in seeds]
        self.config = configs[0]
        """Of the first seed of the first setting."""
        datasets = {} if datasets is None else datasets
        _require_memory(load_replicas(configs[:1], datasets)[0], self.settings)
        replicas = load_replicas(configs, datasets)
        self._sessions: list[EnsembleSession] = []
        runs: dict[int, tuple[EnsembleSession, int]] = {}
        for group in groups_of(replicas):
            at_once = runs_at_once(replicas[group[0]])
            for start in range(0, len(group), at_once):
                places = group[start : start + at_once]
                session = EnsembleSession([replicas[place] for place in places])
                self._sessions.append(session)
                runs |= {place: (session, number) for number, place in enumerate(places)}
        self.seed_count = len(self.settings[0])
        """Of each setting."""
        self._runs = [
            [runs[place] for place in range(start, start + self.seed_count)]
            for start in range(0, len(configs), self.seed_count)
        ]

    def __repr__(self) -> str:
        return f"Comparison({len(self.settings)} settings x {self.seed_count} seeds)"

    @property
    def finished(self) -> bool:
        """Whether all runs are over."""
        return all(session.finished for session in self._sessions)

    @property
    def epoch(self) -> float:
        """Where the runs are that are not over; the last epoch of all where none is left."""
        going = [session.epoch for session in self._sessions if not session.finished]
        return min(going) if going else max(session.epoch for session in self._sessions)

    @property
    def step_count(self) -> int:
        """The steps of all ensembles, added up: rises with every step."""
        return sum(session.step_count for session in self._sessions)

    def advance(self, at_most: int) -> int:
        """Take 1 to `at_most` steps where the fewest epochs are done; how many; 0 at the end."""
        going = [session for session in self._sessions if not session.finished]
        if not going:
            return 0
        session = min(going, key=lambda each: each.epoch)
        before = session.step_count
        session.train_steps(min(at_most, session.steps_left_in_epoch))
        return session.step_count - before

    def curves(self, setting: int) -> EnsembleCurves:
        """The learning curves (E, R) of the seeds of a setting, at the epochs that all have."""
        runs = self._runs[setting]
        by_session = {id(session): session.curves() for session, _ in runs}
        every = list(by_session.values())
        epochs = every[0].epochs
        for curves in every[1:]:
            epochs = np.intersect1d(epochs, curves.epochs)
        rows = {name: np.searchsorted(each.epochs, epochs) for name, each in by_session.items()}

        def columns(name: str) -> FloatArray:
            return np.stack(
                [
                    getattr(by_session[id(session)], name)[rows[id(session)], replica]
                    for session, replica in runs
                ],
                axis=1,
            )

        names = ("train_loss", "train_score", "validation_loss", "validation_score")
        return EnsembleCurves(epochs, *map(columns, names))

    @property
    def has_validation(self) -> bool:
        """Whether there are validation samples; else figures are those of the training part."""
        return self._sessions[0].parts["validation"].count > 0

    def figures(self, setting: int) -> tuple[Float64Array, Float64Array]:
        """Loss and score (R,) of a setting's seeds after the last epoch; NaN for failed ones.

        Of the validation part, or the training part where there is none.
        """
        metrics = [
            (session.validation_metrics if self.has_validation else session.train_metrics, replica)
            for session, replica in self._runs[setting]
        ]
        loss = [each.loss[replica] for each, replica in metrics]
        score = [each.score[replica] for each, replica in metrics]
        failed = [replica in session.failures for session, replica in self._runs[setting]]
        return np.where(failed, math.nan, loss), np.where(failed, math.nan, score)

    def failures(self, setting: int) -> dict[int, Failure]:
        """By the place of the seed, the runs of a setting that diverged."""
        return {
            place: session.failures[replica]
            for place, (session, replica) in enumerate(self._runs[setting])
            if replica in session.failures
        }

    def stopped_early(self, setting: int) -> dict[int, float]:
        """By the place of the seed, the epochs where early stopping ended runs of a setting."""
        return {
            place: session.stopped_early[replica]
            for place, (session, replica) in enumerate(self._runs[setting])
            if replica in session.stopped_early
        }

    def replica(self, setting: int, seed: int) -> Replica:
        """What a run was made of."""
        session, replica = self._runs[setting][seed]
        return session.replicas[replica]

    def single_run(self, setting: int, seed: int) -> TrainingSession:
        """A run as a session of its own, which goes on from where it is here."""
        session, replica = self._runs[setting][seed]
        return session.single_run(replica)

    def probabilities(self, setting: int, features: FloatArray) -> FloatArray:
        """Yhat (R, N, C) of each seed of a setting for samples (N, D) in the source's units."""
        answers = {
            id(session): session.probabilities(features)
            for session in {id(each): each for each, _ in self._runs[setting]}.values()
        }
        return np.stack([answers[id(session)][replica] for session, replica in self._runs[setting]])


def _require_memory(first: Replica, settings: Sequence[Sequence[TrainingConfig]]) -> None:
    dataset = first.dataset
    own = 2 * dataset.features.nbytes if is_drawn(first.config) else 0
    architectures = [architecture_of(seeds[0], dataset) for seeds in settings]
    largest = max(architectures, key=lambda each: each.parameter_count)
    require_memory_for_many(first.config, largest, sum(map(len, settings)), own)
