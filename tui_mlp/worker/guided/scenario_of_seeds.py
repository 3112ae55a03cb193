"""A scenario whose runs have several seeds, on its way to its answer."""

from tui_mlp.scenario.outcome import judge, measure_seeds
from tui_mlp.scenario.values import Scenario
from tui_mlp.worker.ensemble.ensemble_run import Asked, EnsembleRun
from tui_mlp.worker.replies import ScenarioFinished


class ScenarioOfSeeds:
    """Waits until all its runs are over.

    Args:
        scenario: has several seeds.
        run: trains what `asked_of` gives.
        command: the number of the command that asked for it.
    """

    def __init__(self, scenario: Scenario, run: EnsembleRun | None, command: int) -> None:
        self._scenario, self._run = scenario, run
        self.command = command

    def answer(self, present: EnsembleRun | None) -> ScenarioFinished | None:
        """The outcome, once they are over; None before, and where others are trained by now."""
        run = self._run
        if run is None or run is not present or not run.comparison.finished:
            return None
        figures = measure_seeds(self._scenario, run.comparison)
        outcome = judge(self._scenario, run.asked.configs[0].seed, figures)
        return ScenarioFinished(self._scenario, outcome)


def asked_of(scenario: Scenario, seed: int) -> Asked:
    """All runs of a scenario with their seeds, from this one on."""
    return Asked(
        tuple(scenario.config(run, seed) for run in range(len(scenario.variants))),
        scenario.seeds,
        "run",
        tuple(variant.name for variant in scenario.variants),
    )
