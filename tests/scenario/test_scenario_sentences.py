"""The numbers and comparisons in the texts of the shipped scenarios, sentence by sentence.

What a scenario's own measure answers is held for five seeds by `test_shipped_scenarios`; the rest
is worked out here, on its runs from one seed. Each sentence stands word by word beside its check:
a changed one fails until it is held again.
"""

import math
import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from lecture_scenarios import LECTURE_CHECKS
from scenario_runs import SCENARIOS, begun, ended, values

from tui_mlp.nn.activations import ACTIVATIONS
from tui_mlp.scenario.outcome import run_scenario
from tui_mlp.training.ensemble.outcome import seeds_of, train_settings
from tui_mlp.training.ensemble.statistics import Difference
from tui_mlp.training.session import TrainingSession

HELD = tomllib.loads(Path(__file__).with_name("held_sentences.toml").read_text("utf-8"))
STATES = re.compile(
    r"[0-9≠≤≥<>=∞¼½]|\b(than|equal\w*|same|alike|never|always|negative|below|above|between|certain|"
    r"infinite|longer|largest|larger|smaller|lowest|least|most|only|alone|none|half|less|more|rises|"
    r"far|few|two|three|six|eight)\b"
)


def xor() -> None:
    session = ended("xor")
    assert session.network.architecture.hidden == ()
    x = np.random.default_rng(0).normal(size=(2, 50, 2)).astype(np.float32)
    one, other, middle = (session.network.all_logits(each) for each in (*x, x.mean(axis=0)))
    np.testing.assert_allclose((one + other) / 2, middle, atol=1e-5)
    points, labels = session.samples.dataset.features, session.samples.dataset.labels
    same = (points[:, 0] > 0) == (points[:, 1] > 0)
    assert max((same == (labels == 0)).mean(), (same == (labels == 1)).mean()) > 0.95
    assert abs(session.train_metrics.loss - math.log(2)) < 0.01
    assert round(math.log(2), 3) == 0.693
    assert session.train_metrics.score < 0.65


def symmetry() -> None:
    session = begun("symmetry")
    assert not session.network.parameters.any()
    session = ended("symmetry")
    w1, w2 = session.network.weights
    assert not w1.any()
    assert not w2.any()
    assert not session.network.biases[0].any()
    assert session.network.biases[1].any()
    assert values("symmetry")["distinct_units"] == [1]


def divergence() -> None:
    session = begun("divergence")
    norms = []
    while session.step():
        norms.append(float(np.abs(session.network.parameters).max()))
    assert session.config.learning_rate == 1000
    assert session.step_count <= 10
    assert norms == sorted(norms)
    assert re.search(r"W\d|loss", session.divergence)


def vanishing() -> None:
    session = begun("vanishing")
    assert session.config.hidden == (16,) * 8
    assert ACTIVATIONS["sigmoid"].largest_slope == 0.25
    assert 65_000 <= 4**8 <= 66_000
    assert values("vanishing")["mean_grad_norm_ratio"][0] > 1000


def relu_he() -> None:
    sigmoid, relu = (begun("relu-he", run) for run in range(2))
    assert (sigmoid.config.hidden, sigmoid.config.seed) == (relu.config.hidden, relu.config.seed)
    deviations = [float(w.std()) for w in relu.network.weights[1:-1]]
    np.testing.assert_allclose(deviations, math.sqrt(2 / 16), rtol=0.15)
    relu.network.forward(relu.samples.split.train.features)
    count = len(relu.samples.split.train.features)
    passed = relu.network.workspace(count).pre_activations
    shares = [float((z > 0).mean()) for z in passed[:-1]]
    assert abs(np.mean(shares) - 0.5) < 0.12
    found = values("relu-he")["mean_grad_norm_ratio"]
    assert found[0] > 50_000
    assert 0.5 < found[1] < 2


def exploding() -> None:
    he, normal = (begun("exploding", run).network for run in range(2))
    assert len(he.architecture.hidden) == 6
    assert all(w.shape[0] == 16 for w in he.weights[1:])
    assert he.weights[0].shape[0] == 2
    assert round(math.sqrt(8), 1) == 2.8
    assert round(math.sqrt(8) ** 6) == 512
    assert round(math.sqrt(8) ** 5) == 181
    np.testing.assert_allclose(normal.weights[0], he.weights[0], rtol=1e-5)
    np.testing.assert_allclose(normal.weights[1], math.sqrt(8) * he.weights[1], rtol=1e-5)
    small, large = (run.layers for run in run_scenario(SCENARIOS["exploding"], 0).runs)
    assert large[0] > 512 * small[0]
    assert all(b > 181 * a for a, b in zip(small[1:], large[1:], strict=True))


def clipping() -> None:
    free, clipped = (begun("clipping", run) for run in range(2))
    assert (free.config.init, clipped.config.clip) == ("normal", 1.0)
    norms = []
    for _ in range(5):
        free.step()
        norms.append(float(np.linalg.norm(free.network.gradient.astype(float))))
    assert max(norms) > 100
    before = clipped.network.parameters.copy()
    clipped.step()
    assert (
        np.linalg.norm(clipped.network.parameters - before) <= clipped.config.learning_rate * 1.001
    )
    gradient = clipped.network.gradient
    assert np.isclose(np.linalg.norm(gradient), 1, rtol=1e-3)


def dead_relu() -> None:
    at = np.array([-2.0, -0.1])
    assert not ACTIVATIONS["relu"].derivative(at).any()
    np.testing.assert_allclose(ACTIVATIONS["leaky_relu"].derivative(at), 0.01)
    silent, leaky = values("dead-relu")["dead_units"]
    assert silent > leaky
    session = TrainingSession(replace(begun("dead-relu").config, learning_rate=0.05))
    while session.epoch < 20:
        session.train_epoch()
    features = session.samples.split.train.features
    session.network.forward(features)
    z = session.network.workspace(len(features)).pre_activations[0]
    assert (z <= 0).all(axis=0).mean() < 0.1


def batch_size() -> None:
    one, some, every = values("batch-size")["loss_rise"]
    assert one > some > every == 0
    one, some, every = values("batch-size")["train_loss"]
    assert some < min(one, every)
    runs = [begun("batch-size", run) for run in range(3)]
    assert [run.config.batch_size for run in runs] == [1, 32, "full"]
    assert len({(run.config.learning_rate, run.config.epochs) for run in runs}) == 1
    assert runs[2].steps_per_epoch == 1
    samples = np.random.default_rng(0).normal(size=(40_000, 2))
    means = samples.reshape(-1, 10, 2).mean(axis=1)
    np.testing.assert_allclose(10 * means.var(axis=0), samples.var(axis=0), rtol=0.05)


def schedule() -> None:
    constant, falling = (begun("schedule", run) for run in range(2))
    assert constant.config.learning_rate == constant.learning_rate == falling.learning_rate == 0.3
    assert (constant.config.seed, constant.config.batch_size) == (falling.config.seed, 1)
    assert (constant.coming_batch() == falling.coming_batch()).all()
    constant.train_epoch()
    falling.train_epoch()
    assert constant.learning_rate == 0.3
    assert falling.learning_rate == pytest.approx(0.15)
    k = np.arange(1.0, 1e6)
    sums = np.cumsum(1 / k)[[999, 9_999, 99_999]]
    assert np.diff(sums)[1] == pytest.approx(math.log(10), rel=1e-2)
    assert (1 / k**2).sum() < 2
    noisy, quiet = values("schedule")["loss_fluctuation"]
    assert noisy > 2 * quiet


def overfitting() -> None:
    session = begun("overfitting")
    assert len(session.samples.split.train.rows) == 72
    assert session.network.architecture.parameter_count > 4_000
    found = values("overfitting")
    free, penalised = found["train_loss"]
    assert free < 0.06 < penalised
    assert found["validation_loss"][0] > found["validation_loss"][1]
    before = ended("overfitting", epochs=15).validation_metrics
    assert before is not None
    assert found["validation_loss"][0] > 2 * before.loss
    assert found["weight_norm"][0] > found["weight_norm"][1]


def smoothing() -> None:
    y = (1 - 0.2) * np.array([1.0, 0, 0]) + 0.2 / 3
    np.testing.assert_allclose(y, (0.867, 0.067, 0.067), atol=5e-4)
    assert -(y * np.log(y)).sum() == pytest.approx(0.485, abs=5e-4)
    found = values("smoothing")
    np.testing.assert_allclose(found["loss_floor"], (0, 0.485), atol=5e-4)
    assert found["lowest_train_loss"][1] >= 0.485
    assert found["largest_logit"][0] > found["largest_logit"][1]
    assert found["confidence"][0] > found["confidence"][1]


def one_sigmoid() -> None:
    for first, second in np.random.default_rng(0).normal(scale=3, size=(20, 2)):
        share = np.exp(second) / (np.exp(first) + np.exp(second))
        assert share == pytest.approx(1 / (1 + np.exp(first - second)))
    assert [begun("one-sigmoid", run).network.architecture.outputs for run in range(2)] == [1, 2]
    assert len(begun("one-sigmoid").samples.dataset.class_names) == 2


def multi_label() -> None:
    session = ended("multi-label", run=1)
    targets = session.samples.dataset.targets.sum(axis=1)
    assert {0, 1, 2, 3} == set(targets.astype(int).tolist())
    part = session.samples.split.validation
    yhat = session.network.probabilities(part.features)
    everywhere = yhat[part.targets.sum(axis=1) == 3]
    assert np.median(everywhere.sum(axis=1)) > 2.8
    found = values("multi-label")
    assert found["largest_probability_sum"][1] > 2.9
    assert np.median(everywhere, axis=0).min() > 0.9
    softmax = ended("multi-label", run=0)
    assert softmax.config.teaching == "softmax_labels"
    probabilities = softmax.network.probabilities(part.features)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)
    assert (probabilities > 0.5).sum(axis=1).max() == 1
    assert found["validation_accuracy"][0] < 0.6
    several = (part.targets.sum(axis=1) != 1).mean()
    assert found["validation_accuracy"][0] <= 1 - several
    assert (np.zeros(3) @ np.log([0.01, 0.98, 0.01])) == 0


def luck() -> None:
    scenario = SCENARIOS["luck"]
    seeds = [seeds_of(variant.config, scenario.seeds) for variant in scenario.variants]
    assert [len(configs) for configs in seeds] == [32, 32]
    assert [configs[0].batch_size for configs in seeds] == [16, 24]
    one, other = (TrainingSession(configs[3]) for configs in seeds)
    fresh = TrainingSession(seeds[0][4]).samples.dataset.features
    assert np.array_equal(one.samples.dataset.features, other.samples.dataset.features)
    assert np.array_equal(one.network.parameters, other.network.parameters)
    assert not np.array_equal(one.samples.dataset.features, fresh)
    outcomes = train_settings(seeds, lambda _done, _all: True)
    assert outcomes is not None
    first, second = (np.array(each.validation.accuracy) for each in outcomes)
    assert outcomes[0].validation.samples == 40
    assert 1 / 40 == 0.025
    assert np.abs(first - second).max() >= 0.05
    assert first.std(ddof=1) == pytest.approx(0.04, abs=0.005)
    assert second.std(ddof=1) == pytest.approx(0.04, abs=0.005)
    difference = Difference.paired(first, second)
    assert abs(difference.mean) < min(first.std(ddof=1), second.std(ddof=1))
    assert not difference.told_apart
    assert np.sqrt(32 / (4 * 32)) == 0.5


CHECKS: dict[str, Callable[[], None]] = {
    "xor": xor,
    "symmetry": symmetry,
    "divergence": divergence,
    "vanishing": vanishing,
    "relu-he": relu_he,
    "exploding": exploding,
    "clipping": clipping,
    "dead-relu": dead_relu,
    "batch-size": batch_size,
    "schedule": schedule,
    "overfitting": overfitting,
    "smoothing": smoothing,
    "one-sigmoid": one_sigmoid,
    "multi-label": multi_label,
    "luck": luck,
    **LECTURE_CHECKS,
}
"""What holds the sentences of each scenario, which stand in `held_sentences.toml`."""


@pytest.mark.parametrize("name", CHECKS)
def test_what_the_text_says_holds_on_the_runs(name: str) -> None:
    CHECKS[name]()


def test_every_shipped_scenario_has_a_check() -> None:
    assert set(SCENARIOS) == set(CHECKS) == set(HELD)


def sentences(name: str) -> list[str]:
    """Those of a scenario's texts, of its steps and their hints, and of what stands above them."""
    scenario = SCENARIOS[name]
    texts = [scenario.question, scenario.look, scenario.before, scenario.explanation]
    for step in scenario.steps:
        texts += [step.text, step.task.hint] if step.task else [step.text]
    whole = (" ".join(text.split()) for text in texts)
    return [each for text in whole for each in re.split(r"(?<=[.?])\s+", text) if each[-1] != "?"]


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_sentence_with_a_number_or_a_comparison_is_held(name: str) -> None:
    held, said = HELD[name]["sentences"].strip().splitlines(), sentences(name)
    assert [sentence for sentence in said if STATES.search(sentence) and sentence not in held] == []
    assert [sentence for sentence in held if sentence not in said] == []
