"""Leads through the runs of a scenario, one after the other, and takes the answer from them."""

from tui_mlp.scenario.outcome import Outcome, RunFigures, judge, measure_run
from tui_mlp.scenario.values import Scenario
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.snapshot import ScenarioProgress


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

    def take(self, session: TrainingSession) -> Outcome | None:
        """Measure a run that is over; the outcome, if it was the last."""
        self._figures.append(measure_run(self.scenario, len(self._figures), session))
        if len(self._figures) < len(self.scenario.variants):
            return None
        return judge(self.scenario, self._seed, tuple(self._figures))
