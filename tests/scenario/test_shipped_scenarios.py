"""Every shipped scenario's claim holds on its own runs."""

import pytest

from tui_mlp.scenario.file import find_scenario, shipped_scenarios
from tui_mlp.scenario.outcome import check_claim, run_scenario
from tui_mlp.scenario.values import Scenario

SCENARIOS = {scenario.name: scenario for scenario in shipped_scenarios()}


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
def test_the_claim_holds(scenario: Scenario, seed: int) -> None:
    assert check_claim(scenario, run_scenario(scenario, seed)) == ""


@pytest.mark.parametrize("seed", range(5))
def test_eight_sigmoid_layers_lose_a_factor_of_a_thousand(seed: int) -> None:
    outcome = run_scenario(SCENARIOS["vanishing"], seed)
    first, *_, last = outcome.runs[0].layers
    assert last > 1000 * first


def test_they_are_found_by_name_and_have_names_of_their_own() -> None:
    assert len(SCENARIOS) == len(shipped_scenarios()) >= 13
    for name, scenario in SCENARIOS.items():
        assert find_scenario(name) is scenario
        assert scenario.claim is not None
        assert scenario.options[scenario.claim.answer]
