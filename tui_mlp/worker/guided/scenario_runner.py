"""Leads through the runs of a scenario, one after the other, and takes the answer from them."""

from tui_mlp.scenario.outcome import Outcome, RunFigures, judge, measure_run
from tui_mlp.scenario.values import Scenario
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.snapshot import ScenarioProgress
from tui_mlp.training.views import BoundaryGrid, describe_run
from tui_mlp.worker.replies import RunBoundary

_GRID = 96, 64
"""Points across and down of a boundary: what is drawn is interpolated between them."""


class ScenarioRunner:
    """Where a scenario stands.

    Args:
        scenario: what is run.
        seed: of all its runs.
    """

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.scenario = scenario
        self._seed = seed
        self._figures: list[RunFigures] = []
        self._boundaries: list[RunBoundary] = []

    @property
    def config(self) -> TrainingConfig:
        """The configuration of the run that comes, or goes on, now."""
        return self.scenario.config(len(self._figures), self._seed)

    @property
    def progress(self) -> ScenarioProgress:
        """Which of the runs this is."""
        run, variants = len(self._figures), self.scenario.variants
        return ScenarioProgress(
            self.scenario.title, self.scenario.look, variants[run].name, run + 1, len(variants)
        )

    @property
    def boundaries(self) -> tuple[RunBoundary, ...]:
        """What each run that is over answers over the plane, of those on 2-D data."""
        return tuple(self._boundaries)

    def take(self, session: TrainingSession) -> Outcome | None:
        """Measure a run that is over; the outcome, if it was the last."""
        if session.samples.dataset.features.shape[1] == 2:
            self._boundaries.append(self._boundary(session))
        self._figures.append(measure_run(self.scenario, len(self._figures), session))
        if len(self._figures) < len(self.scenario.variants):
            return None
        return judge(self.scenario, self._seed, tuple(self._figures))

    def _boundary(self, session: TrainingSession) -> RunBoundary:
        run = len(self._figures)
        return RunBoundary(
            variant=self.scenario.variants[run].name,
            epochs=session.epoch,
            threshold=session.config.threshold,
            run=describe_run(session, run + 1),
            boundary=BoundaryGrid(session, *_GRID).view(session),
        )
