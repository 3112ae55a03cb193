"""Every shipped scenario's claim holds on its own runs, and so do the numbers in its text."""

import functools
import math

import numpy as np
import pytest

from tui_mlp.arrays import FloatArray, IntArray
from tui_mlp.scenario.file import find_scenario, shipped_scenarios
from tui_mlp.scenario.outcome import Outcome, check_claim, run_scenario
from tui_mlp.scenario.values import Scenario
from tui_mlp.training.session import TrainingSession
from tui_mlp.worker.pacing import Pace

SCENARIOS = {scenario.name: scenario for scenario in shipped_scenarios()}


@functools.cache
def outcome_of(name: str, seed: int) -> Outcome:
    """What its runs come to; several tests look at the same ones."""
    return run_scenario(SCENARIOS[name], seed)


def figures(name: str, seed: int) -> dict[str, list[float]]:
    """The values of each measure, in the order of the runs."""
    scenario, outcome = SCENARIOS[name], outcome_of(name, seed)
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
    assert check_claim(scenario, outcome_of(scenario.name, seed)) == ""


@pytest.mark.parametrize("seed", range(5))
def test_eight_sigmoid_layers_lose_a_factor_of_a_thousand(seed: int) -> None:
    outcome = outcome_of("vanishing", seed)
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
    small, large = (run.layers for run in outcome_of(scenario.name, seed).runs)
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


@pytest.mark.parametrize("seed", range(5))
def test_softmax_over_labels_stays_at_a_sum_of_one(seed: int) -> None:
    found = figures("multi-label", seed)
    softmax, sigmoids = found["largest_probability_sum"]
    assert softmax == pytest.approx(1, abs=1e-5)
    assert sigmoids > 2.9
    softmax, sigmoids = found["validation_accuracy"]
    assert softmax < 0.6
    assert sigmoids > 0.9


@pytest.mark.parametrize("seed", range(5))
def test_the_logits_grow_on_and_no_answer_is_certain(seed: int) -> None:
    found = figures("softmax", seed)
    assert found["train_loss"][1] < found["train_loss"][0]
    assert max(found["confidence"]) < 1
    for lead, share in ((4.6, 0.99), (6.9, 0.999), (9.2, 0.9999)):
        assert 1 / (1 + math.exp(-lead)) == pytest.approx(share, rel=2e-4)


@pytest.mark.parametrize("seed", range(5))
def test_a_network_of_zeros_has_the_loss_log_c(seed: int) -> None:
    three, six = figures("cross-entropy", seed)["train_loss"]
    assert (three, six) == pytest.approx((1.099, 1.792), abs=5e-4)
    assert six / three == pytest.approx(1.631, abs=5e-4)


@pytest.mark.parametrize("seed", range(5))
def test_squared_error_stays_near_guessing_where_the_first_answers_are_sure(seed: int) -> None:
    scenario = SCENARIOS["jacobian"]
    session = TrainingSession(scenario.config(0, seed))
    part = session.samples.split.train
    assert np.abs(session.network.all_logits(part.features)).max() > 24
    assert session.network.probabilities(part.features).max(axis=1).mean() > 0.9
    assert session.train_metrics.accuracy < 0.25
    found = figures("jacobian", seed)
    assert found["validation_score"][1] < 0.25
    assert found["mean_grad_norm"][0] > 10 * found["mean_grad_norm"][1]


@pytest.mark.parametrize("seed", range(5))
def test_two_more_layers_of_sigmoids_cost_about_a_sixteenth(seed: int) -> None:
    two, four = figures("upstream-products", seed)["mean_grad_norm_ratio"]
    assert 16 / 2 < four / two < 16 * 2


@pytest.mark.parametrize("seed", range(5))
def test_one_neuron_cannot_get_below_a_third_of_log_two(seed: int) -> None:
    found = figures("one-neuron", seed)
    assert found["loss_floor"] == pytest.approx([0.231, 0], abs=5e-4)
    assert found["train_loss"][0] > 0.231 > found["train_loss"][1]


@pytest.mark.parametrize("seed", range(5))
def test_sums_of_sigmoids_lie_on_both_sides_of_one(seed: int) -> None:
    found = figures("sigmoids", seed)
    assert found["smallest_probability_sum"][0] < 0.7
    assert found["largest_probability_sum"][0] > 1.2
    for name in ("smallest_probability_sum", "largest_probability_sum"):
        assert found[name][1] == pytest.approx(1, abs=1e-5)
    assert found["undecided"][1] == 0
    sigmoids, softmax = found["train_accuracy"]
    assert sigmoids < softmax
    session = TrainingSession(SCENARIOS["sigmoids"].config(0, seed))
    session.train_steps(session.config.epochs * session.steps_per_epoch)
    part = session.samples.split.validation
    yhat = session.network.probabilities(part.features)
    assert (yhat > 0.5).sum(axis=1).min() == 0
    assert (yhat.argmax(axis=1) == part.targets.argmax(axis=1)).mean() > 0.7


@pytest.mark.parametrize("seed", range(5))
def test_the_other_softmax_goes_on_to_logits_over_a_hundred(seed: int) -> None:
    left_in, out = outcome_of("overflow", seed).runs
    assert "∞/∞ = NaN" in left_in.divergence
    assert not out.divergence
    assert left_in.epochs <= 2
    assert figures("overflow", seed)["largest_logit"][1] > 100


def test_numbers_by_hand_are_those_that_the_texts_lead_to() -> None:
    """Each is worked out here once more, from the numbers in the texts and hints."""
    e = math.e
    expected = {
        "softmax": [e + e**2 + 1, e**2 / 11.107, e**2 / 11.107],
        "cross-entropy": [
            -math.log(0.5),
            -math.log(0.05),
            0.2 * 2.302585 + 0.8 * 0.223144,
            math.log(3) - 0.6390,
        ],
        "jacobian": [0.5 * 0.5, -0.2 * 0.5, 0.2 - 1, 0.01 * (-0.99 - 0.9506)],
        "upstream-products": [2 * 0.25, -1 * 0.25, -0.25 * 1 + 0.3 * -2],
        "overflow": [1 / (1 + 0.1353)],
    }
    by_hand = {
        name: [step.task.value for step in scenario.steps if step.task is not None]
        for name, scenario in SCENARIOS.items()
        if scenario.steps
    }
    assert by_hand.keys() == expected.keys()
    for name, values in by_hand.items():
        assert values == pytest.approx(expected[name], rel=1e-3), name


def test_they_are_found_by_name_and_have_names_of_their_own() -> None:
    assert len(SCENARIOS) == len(shipped_scenarios()) >= 21
    for name, scenario in SCENARIOS.items():
        assert find_scenario(name) is scenario
        assert scenario.claim is not None
        assert scenario.options[scenario.claim.answer]
        # in the list, at 80 columns, with the mark of an answer
        assert len(scenario.title) <= 38
        assert len(scenario.subject) <= 33
