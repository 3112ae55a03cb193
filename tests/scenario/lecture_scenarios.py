"""What holds the sentences of the scenarios about the lecture's formulas."""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from scenario_runs import SCENARIOS, begun, ended, values

from tui_mlp.nn.activations import ACTIVATIONS
from tui_mlp.nn.losses import LOSSES
from tui_mlp.training.session import TrainingSession

Vector = np.ndarray


def powers(*logits: float) -> Vector:
    return np.exp(np.array(logits) - max(logits))


def shares(*logits: float) -> Vector:
    return powers(*logits) / powers(*logits).sum()


def slopes(of: Callable[[Vector], object], at: Vector) -> Vector:
    """Central differences, a column for each entry of `at`."""
    moves = 1e-6 * np.eye(at.size)
    return np.array([(np.asarray(of(at + m)) - np.asarray(of(at - m))) / 2e-6 for m in moves]).T


def given(name: str, step: int) -> float:
    """The number that a step asks for."""
    task = SCENARIOS[name].steps[step].task
    assert task is not None
    return task.value


def softmax() -> None:
    e = math.e
    assert (round(e, 3), round(e**2, 3), e**0) == (2.718, 7.389, 1)
    assert round(e + e**2 + 1, 2) == 11.11
    assert given("softmax", 1) == pytest.approx(7.389 / 11.11, rel=1e-3)
    np.testing.assert_allclose(np.exp([2.0, 3, 1]), e * np.exp([1.0, 2, 0]))
    assert given("softmax", 2) == pytest.approx(given("softmax", 1), rel=1e-12)
    for lead, share in ((4.6, 0.99), (6.9, 0.999), (9.2, 0.9999)):
        assert shares(lead, 0)[0] == pytest.approx(1 / (1 + math.exp(-lead)))
        assert shares(lead + 3, 3)[0] == pytest.approx(share, abs=(1 - share) / 20)
    needed = [math.log((1 - 10.0**-n) / 10.0**-n) for n in range(3, 9)]
    np.testing.assert_allclose(np.diff(needed), math.log(10), rtol=1e-3)
    assert round(math.log(10), 1) == 2.3
    # no lead is enough, a larger one always gains, and the error shrinks on the way
    leads = np.linspace(0, 30, 61)
    rest = 2 / (np.exp(leads) + 2)
    assert (rest > 0).all()
    assert (np.diff(rest) < 0).all()
    assert (shares(0, -700, -5) > 0).all()
    assert shares(0, -800, -5)[1] == 0
    short, long = (begun("softmax", run) for run in range(2))
    assert (short.config.epochs, long.config.epochs) == (20, 400)
    assert (short.network.parameters == long.network.parameters).all()
    assert (short.coming_batch() == long.coming_batch()).all()
    assert set(np.unique(short.samples.split.train.targets)) == {0, 1}
    found = values("softmax")
    assert found["largest_logit"][1] > found["largest_logit"][0]
    losses = [ended("softmax", epochs=epochs).train_metrics.loss for epochs in (5, 10, 20)]
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] > values("softmax")["train_loss"][1]


def cross_entropy() -> None:
    y, yhat = np.array([0.1, 0.8, 0.1]), np.full(3, 1 / 3)
    assert given("cross-entropy", 0) == pytest.approx(-math.log(0.5))
    assert given("cross-entropy", 1) == pytest.approx(-math.log(0.05))
    entropy = -(0.1 * math.log(0.1) * 2 + 0.8 * math.log(0.8))
    assert given("cross-entropy", 2) == pytest.approx(entropy)
    assert (round(math.log(0.1), 3), round(math.log(0.8), 4)) == (-2.303, -0.2231)
    assert round(entropy, 3) == 0.639
    assert round(math.log(3), 3) == 1.099
    assert -(y @ np.log(yhat)) == pytest.approx(math.log(3))
    assert given("cross-entropy", 3) == pytest.approx(y @ np.log(y / yhat))
    answers = np.random.default_rng(0).dirichlet(np.ones(3), size=300)
    assert (-np.log(answers) @ y > entropy).all()
    assert (round(math.log(6), 3), round(1.792 / 1.099, 3)) == (1.792, 1.631)
    for run, classes in enumerate((3, 6)):
        session = begun("cross-entropy", run)
        assert session.config.learning_rate == 0
        before = session.train_metrics.loss
        assert before == pytest.approx(math.log(classes), rel=1e-6)
        session.train_epoch()
        assert not session.network.parameters.any()
        assert session.train_metrics.loss == before
        part = session.samples.split.train.features
        np.testing.assert_allclose(session.network.probabilities(part), 1 / classes, rtol=1e-6)
    config = replace(begun("cross-entropy").config, init="normal", hidden=(64, 64))
    large = TrainingSession(config)
    assert large.train_metrics.loss > 3 * math.log(3)
    part = large.samples.split.train.features
    assert large.network.probabilities(part).max(axis=1).mean() > 0.9


def jacobian() -> None:
    yhat = np.array([0.2, 0.5, 0.3])
    expected = slopes(lambda a: shares(*a), np.log(yhat))
    assert given("jacobian", 0) == pytest.approx(expected[1, 1])
    assert given("jacobian", 1) == pytest.approx(expected[0, 1])
    np.testing.assert_allclose(expected, np.diag(yhat) - np.outer(yhat, yhat), atol=1e-9)
    np.testing.assert_allclose(expected.sum(axis=0), 0, atol=1e-9)
    y, sure = np.array([1.0, 0, 0]), np.array([0.01, 0.98, 0.01])
    by_entropy = slopes(lambda a: -(y @ np.log(shares(*a))), np.log(yhat))
    np.testing.assert_allclose(by_entropy, yhat - y, atol=1e-8)
    assert given("jacobian", 2) == pytest.approx(by_entropy[0])
    by_square = slopes(lambda a: ((shares(*a) - y) ** 2).sum() / 2, np.log(sure))
    assert given("jacobian", 3) == pytest.approx(by_square[0], rel=1e-5)
    inner = 0.01 * -0.99 + 0.98 * 0.98 + 0.01 * 0.01
    assert round(inner, 4) == 0.9506
    assert by_square[0] == pytest.approx(0.01 * (-0.99 - 0.9506), rel=1e-3)
    assert slopes(lambda a: -(y @ np.log(shares(*a))), np.log(sure))[0] == pytest.approx(-0.99)
    of_sure = slopes(lambda a: shares(*a), np.array([0.0, 15, 1]))
    assert np.abs(of_sure).max() < 1e-5
    runs = [begun("jacobian", run) for run in range(2)]
    assert (runs[0].network.parameters == runs[1].network.parameters).all()
    assert runs[0].network.weights[0].std() == pytest.approx(1, rel=0.05)
    part = runs[0].samples.split.train
    logits = runs[0].network.all_logits(part.features)
    assert 24 < np.median(np.abs(logits).max(axis=1)) < 120
    assert np.mean(runs[0].network.probabilities(part.features).max(axis=1) > 0.9) > 0.8
    assert runs[0].train_metrics.accuracy < 0.25
    assert len(runs[0].samples.dataset.class_names) == 10
    right, stuck = values("jacobian")["train_score"]
    assert stuck < 0.25
    assert right > 0.8


def upstream_products() -> None:
    w, slope, delta = np.array([[2.0, -1], [0, 3]]), np.array([0.25, 0.1]), np.array([1.0, -2])
    # V δ is the gradient by the activations below where δ is that by those above
    point = np.array([0.3, -0.2])
    v = slopes(lambda a: w @ a, point).T * slope
    np.testing.assert_allclose(v, [[0.5, 0], [-0.25, 0.3]], atol=1e-9)
    assert given("upstream-products", 0) == pytest.approx(v[0, 0]) == pytest.approx(2 * 0.25)
    assert given("upstream-products", 1) == pytest.approx(v[1, 0]) == pytest.approx(-1 * 0.25)
    assert given("upstream-products", 2) == pytest.approx((v @ delta)[1])
    assert (v @ delta)[1] == pytest.approx(-0.25 * 1 + 0.3 * -2)
    assert ACTIVATIONS["sigmoid"].largest_slope == 0.25
    assert (4**2, 4**6) == (16, 4096)
    two, four = (begun("upstream-products", run).config for run in range(2))
    assert (two.hidden, four.hidden) == ((16,) * 2, (16,) * 4)
    assert replace(two, hidden=four.hidden) == four
    assert four.activation == ("sigmoid",)
    found = values("upstream-products")["mean_grad_norm_ratio"]
    assert 16 / 2 < found[1] / found[0] < 16 * 2


def one_neuron() -> None:
    session = ended("one-neuron")
    part = session.samples.split.train
    assert session.network.architecture.outputs == 1
    assert set(np.unique(part.targets.argmax(axis=1))) == {0, 1, 2}
    counts = np.bincount(session.samples.dataset.labels)
    assert len(set(counts.tolist())) == 1
    places = np.array([0, 0.5, 1])
    at = np.linspace(0.001, 0.999, 999)
    losses = -0.5 * np.log(at) - 0.5 * np.log(1 - at)
    assert at[losses.argmin()] == pytest.approx(0.5)
    assert round(losses.min(), 3) == round(math.log(2), 3) == 0.693
    assert round(math.log(2) / 3, 3) == 0.231
    assert values("one-neuron")["loss_floor"][0] == pytest.approx(0.231, abs=5e-4)
    # along every way from an answer c0 to an answer c2 there is c1, often with no c1 near
    grid = np.stack(np.meshgrid(*[np.linspace(-1, 1, 1201)] * 2), axis=-1).reshape(-1, 2)
    scale = np.abs(part.features).max(axis=0)
    yhat = np.concatenate([session.network.probabilities(each.astype(np.float32))[:, 0]
                           for each in np.array_split(grid * scale, 20)])  # fmt: skip
    answers = np.abs(yhat[:, None] - places).argmin(axis=1).reshape(1201, 1201)
    assert set(np.unique(answers)) == {0, 1, 2}
    for axis in (0, 1):
        jumps = np.abs(np.diff(answers, axis=axis))
        steep = np.abs(np.diff(yhat.reshape(1201, 1201), axis=axis)) > 0.5
        assert (jumps[~steep] < 2).all()
        assert steep.mean() < 1e-3
    passed = session.network.probabilities(part.features)[:, 0]
    between = np.abs(passed[:, None] - places).argmin(axis=1) == 1
    assert (part.targets.argmax(axis=1)[between] != 1).any()
    # in another order the same outputs are other answers
    order = np.array([1, 0, 2])
    assert (np.abs(at[:, None] - places).argmin(axis=1)
            != order[np.abs(at[:, None] - places).argmin(axis=1)]).any()  # fmt: skip
    a = np.array([0.3, -1.0, 2.0])
    np.testing.assert_allclose(shares(*a[order]), shares(*a)[order])
    two = values("one-sigmoid")["validation_score"]
    assert two[0] == pytest.approx(two[1], abs=0.05)


def sigmoids() -> None:
    session = ended("sigmoids")
    assert [name.casefold() for name in session.samples.dataset.class_names] == [
        "setosa", "versicolor", "virginica",
    ]  # fmt: skip
    network = session.network
    assert network.architecture.hidden == ()
    # each loss has a weight column of its own: the others' weights do not move it
    part = session.samples.split.train
    before = network.probabilities(part.features).copy()
    network.weights[0][:, 0] += 1
    after = network.probabilities(part.features)
    assert not np.allclose(before[:, 0], after[:, 0])
    np.testing.assert_array_equal(before[:, 1:], after[:, 1:])
    # a finite minimum of the logistic loss is there only where no plane separates
    versicolor = part.targets[:, 1] == 1
    assert stationary(part.features.astype(float), versicolor.astype(float))
    mine = ended("sigmoids").network.probabilities(part.features)
    assert 0.3 < mine[versicolor, 1].mean() < 0.7
    assert ((mine > 0.5).sum(axis=1) == 0).any()
    found = values("sigmoids")
    assert found["smallest_probability_sum"][0] < 1 < found["largest_probability_sum"][0]
    assert found["smallest_probability_sum"][1] == pytest.approx(1, abs=1e-5)
    assert found["largest_probability_sum"][1] == pytest.approx(1, abs=1e-5)
    right = mine.argmax(axis=1) == part.targets.argmax(axis=1)
    undecided = (mine > 0.5).sum(axis=1) != 1
    assert (right & undecided).any()


def stationary(x: Vector, y: Vector) -> bool:
    """Whether Newton's method finds finite weights at which the logistic loss has no slope."""
    x = np.column_stack([x, np.ones(len(x))])
    w = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ w))
        w -= np.linalg.solve((x.T * (p * (1 - p))) @ x + 1e-12 * np.eye(len(w)), x.T @ (p - y))
    p = 1 / (1 + np.exp(-x @ w))
    return bool(np.abs(x.T @ (p - y)).max() < 1e-8 and np.abs(w).max() < 100)


def overflow() -> None:
    with np.errstate(over="ignore", invalid="ignore"):
        assert np.isfinite(np.exp(np.float32(88.72)))
        assert np.isinf(np.exp(np.float32(88.73)))
        assert np.exp(np.float32(88.72)) == pytest.approx(3.4e38, rel=0.01)
        large = np.exp(np.array([100, 98], np.float32))
        assert np.isnan(large[0] / large.sum())
        found = LOSSES["naive_softmax"].probabilities(np.array([[100, 98]], np.float32))
        assert np.isnan(found).any()
    assert given("overflow", 0) == pytest.approx(shares(100, 98)[0])
    assert given("overflow", 0) == pytest.approx(1 / (1 + 0.1353), rel=1e-4)
    assert round(math.exp(-2), 4) == 0.1353
    left_in, out = (begun("overflow", run) for run in range(2))
    assert replace(left_in.config, teaching="off") == out.config
    assert (left_in.network.parameters == out.network.parameters).all()
    assert left_in.network.parameters.dtype == np.float32
    part, sizes = left_in.samples.split.train, []
    while left_in.step():
        sizes.append(float(np.abs(left_in.network.all_logits(part.features)).max()))
    assert "NaN" in left_in.divergence
    assert max(sizes[:4]) > 100
    assert values("overflow")["largest_logit"][1] > 100


LECTURE_CHECKS: dict[str, Callable[[], None]] = {
    "softmax": softmax,
    "cross-entropy": cross_entropy,
    "jacobian": jacobian,
    "upstream-products": upstream_products,
    "one-neuron": one_neuron,
    "sigmoids": sigmoids,
    "overflow": overflow,
}
"""By the scenario's name."""
