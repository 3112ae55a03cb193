"""Every shipped scenario's claim holds on its own runs, and so do the numbers in its text."""

import math

import numpy as np
import pytest

from tui_mlp.arrays import FloatArray, IntArray
from tui_mlp.scenario.file import find_scenario, shipped_scenarios
from tui_mlp.scenario.outcome import check_claim, run_scenario
from tui_mlp.scenario.values import Scenario
from tui_mlp.training.session import TrainingSession
from tui_mlp.worker.pacing import Pace

SCENARIOS = {scenario.name: scenario for scenario in shipped_scenarios()}


def figures(name: str, seed: int) -> dict[str, list[float]]:
    """The values of each measure, in the order of the runs."""
    scenario = SCENARIOS[name]
    outcome = run_scenario(scenario, seed)
    rows = zip(*(run.values for run in outcome.runs), strict=True)
    return dict(zip(scenario.measures, map(list, rows), strict=True))


def best_line(points: FloatArray, labels: IntArray) -> float:
    """The part of the points (N, 2) that the best straight line puts on the side of their class."""
    best = 0.0
    for angle in np.linspace(0, np.pi, 180, endpoint=False):
        order = np.argsort(points @ [math.cos(angle), math.sin(angle)])
        right = labels.sum() + np.cumsum(np.where(labels[order] == 1, -1, 1))
        best = max(best, right.max() / len(labels), 1 - right.min() / len(labels))
    return best


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
def test_the_claim_holds(scenario: Scenario, seed: int) -> None:
    assert check_claim(scenario, run_scenario(scenario, seed)) == ""


@pytest.mark.parametrize("seed", range(5))
def test_eight_sigmoid_layers_lose_a_factor_of_a_thousand(seed: int) -> None:
    outcome = run_scenario(SCENARIOS["vanishing"], seed)
    first, *_, last = outcome.runs[0].layers
    assert last > 1000 * first


@pytest.mark.parametrize("seed", range(5))
def test_of_opposite_quadrants_the_best_line_is_right_on_seventy_percent(seed: int) -> None:
    session = TrainingSession(SCENARIOS["xor"].config(0, seed))
    dataset = session.samples.dataset
    assert best_line(dataset.features, dataset.labels) == pytest.approx(0.7, abs=0.02)
    assert figures("xor", seed)["train_loss"][0] == pytest.approx(math.log(2), abs=0.01)


@pytest.mark.parametrize("seed", range(5))
def test_with_relu_the_first_layer_gets_as_much_as_the_last(seed: int) -> None:
    found = figures("relu-he", seed)
    sigmoid, relu = found["mean_grad_norm_ratio"]
    assert sigmoid > 50_000
    assert 0.5 < relu < 2
    guessing, learned = found["validation_score"]
    assert guessing < 0.4
    assert learned > 0.7


@pytest.mark.parametrize("seed", range(5))
def test_the_factors_of_large_weights_are_those_of_the_text(seed: int) -> None:
    scenario = SCENARIOS["exploding"]
    sessions = [TrainingSession(scenario.config(run, seed)) for run in range(2)]
    he, normal = (session.network for session in sessions)
    part = sessions[0].samples.split.train
    unsure, certain = (network.probabilities(part.features).copy() for network in (he, normal))
    assert certain.max(axis=1).mean() > 0.95
    assert np.linalg.norm(certain - part.targets) > np.linalg.norm(unsure - part.targets)
    larger = [float(np.linalg.norm(b) / np.linalg.norm(a))
              for a, b in zip(he.weights, normal.weights, strict=True)]  # fmt: skip
    assert larger == pytest.approx([1.0, *[math.sqrt(8)] * 6], rel=1e-3)
    assert math.prod(larger) == pytest.approx(512, rel=0.01)
    small, large = (run.layers for run in run_scenario(scenario, seed).runs)
    ratios = [b / a for a, b in zip(small, large, strict=True)]
    assert ratios[0] > 512
    assert min(ratios[1:]) > 181


@pytest.mark.parametrize("seed", range(5))
def test_noise_falls_with_the_batch_size_and_mini_batches_end_lowest(seed: int) -> None:
    found = figures("batch-size", seed)
    one, some, every = found["loss_rise"]
    assert one > some > every == 0
    one, some, every = found["train_loss"]
    assert some < min(one, every)


def test_a_silent_unit_of_the_second_layer_may_come_back_and_of_the_first_never_does() -> None:
    session = TrainingSession(SCENARIOS["dead-relu"].config(0, 0))
    features, silent, woken = session.samples.split.train.features, [], [0, 0]
    while session.epoch < session.config.epochs and session.train_epoch():
        session.network.forward(features)
        passed = session.network.workspace(len(features)).pre_activations[:2]
        now = [(z <= 0).all(axis=0) for z in passed]
        if silent:
            for layer in range(2):
                woken[layer] += int((silent[layer] & ~now[layer]).sum())
        silent = now
    assert woken[0] == 0 < woken[1]
    assert silent[0].any()


def test_both_boundaries_of_one_sigmoid_can_be_watched() -> None:
    scenario = SCENARIOS["one-sigmoid"]
    for run in range(2):
        session = TrainingSession(scenario.config(run, 0))
        steps = session.config.epochs * session.steps_per_epoch
        pace = Pace(lambda: 0.0, 1000.0)
        pace.suit(steps)
        assert pace.limit is not None
        assert 5 < steps / pace.limit <= 8


def test_they_are_found_by_name_and_have_names_of_their_own() -> None:
    assert len(SCENARIOS) == len(shipped_scenarios()) >= 13
    for name, scenario in SCENARIOS.items():
        assert find_scenario(name) is scenario
        assert scenario.claim is not None
        assert scenario.options[scenario.claim.answer]
