"""The shipped scenarios' runs from one seed."""

from functools import cache

from tui_mlp.scenario.file import shipped_scenarios
from tui_mlp.scenario.outcome import run_scenario
from tui_mlp.training.session import TrainingSession

SCENARIOS = {scenario.name: scenario for scenario in shipped_scenarios()}


def begun(name: str, run: int = 0) -> TrainingSession:
    """A run of a scenario before its first step."""
    return TrainingSession(SCENARIOS[name].config(run, 0))


def ended(name: str, run: int = 0, epochs: int | None = None) -> TrainingSession:
    """A run at its end, or after so many epochs."""
    session = begun(name, run)
    while session.epoch < (epochs or session.config.epochs) and session.train_epoch():
        pass
    return session


@cache
def values(name: str) -> dict[str, list[float]]:
    """The measures of a scenario, in the order of the runs."""
    runs = run_scenario(SCENARIOS[name], 0).runs
    rows = zip(*(run.values for run in runs), strict=True)
    return dict(zip(SCENARIOS[name].measures, map(list, rows), strict=True))
