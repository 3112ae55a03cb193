"""Softmax, loss and delta^L at their edges."""

import math

import numpy as np
import pytest

from tui_mlp.lecture.kl.divergence import cross_entropy, kl_divergence, negative_entropy
from tui_mlp.lecture.step.loss import loss_terms, sample_losses
from tui_mlp.lecture.step.output_error import output_error
from tui_mlp.lecture.step.softmax import softmax_jacobian, softmax_steps, yhat_of

LOGITS = np.array([0.3, -1.2, 2.0, 0.0])


def test_the_steps_of_softmax() -> None:
    steps = softmax_steps(LOGITS)
    powers = [math.exp(a) for a in LOGITS]
    np.testing.assert_allclose(steps.exponentials, powers)
    assert steps.total == pytest.approx(sum(powers))
    np.testing.assert_allclose(steps.yhat, np.array(powers) / sum(powers))
    assert steps.shift == 0


@pytest.mark.parametrize("constant", [5.0, -300.0, 1000.0, -1e5])
def test_softmax_does_not_see_a_constant(constant: float) -> None:
    moved = softmax_steps(LOGITS + constant)
    np.testing.assert_allclose(moved.yhat, softmax_steps(LOGITS).yhat, rtol=1e-9)
    assert np.isfinite(moved.exponentials).all()


def test_the_jacobian_is_the_slope_of_softmax() -> None:
    jacobian = softmax_jacobian(softmax_steps(LOGITS).yhat)
    for j in range(4):
        h = 1e-6 * np.eye(4)[j]
        slope = (softmax_steps(LOGITS + h).yhat - softmax_steps(LOGITS - h).yhat) / 2e-6
        np.testing.assert_allclose(jacobian[:, j], slope, atol=1e-9)


@pytest.mark.parametrize(
    ("output", "y"),
    [
        ("softmax", [0.0, 1.0, 0.0, 0.0]),
        ("softmax", [0.1, 0.2, 0.3, 0.4]),
        ("sigmoid", [0.0, 1.0, 1.0, 0.0]),
        ("sigmoid", [0.05, 0.95, 0.5, 0.0]),
    ],
)
def test_the_loss_is_a_divergence_and_delta_its_slope(output: str, y: list[float]) -> None:
    target = np.array(y)
    terms, yhat = loss_terms(output, LOGITS, target), yhat_of(output, LOGITS)
    pairs = (
        [(target, yhat)]
        if output == "softmax"
        else [((t, 1 - t), (p, 1 - p)) for t, p in zip(target, yhat, strict=True)]
    )
    assert terms.cross_entropy == pytest.approx(sum(cross_entropy(p, q) for p, q in pairs))
    assert terms.negative_entropy == pytest.approx(sum(negative_entropy(p) for p, _ in pairs))
    assert terms.kl_divergence == pytest.approx(sum(kl_divergence(p, q) for p, q in pairs))
    assert terms.kl_divergence == pytest.approx(terms.negative_entropy + terms.cross_entropy)
    error = output_error(output, LOGITS, target)
    for j in range(4):
        h = 1e-6 * np.eye(4)[j]
        above = float(sample_losses(output, LOGITS + h, target))
        below = float(sample_losses(output, LOGITS - h, target))
        assert error.short_way[j] == pytest.approx((above - below) / 2e-6, abs=1e-8)
    np.testing.assert_allclose(error.long_way, error.short_way, atol=1e-14)


@pytest.mark.parametrize("output", ["softmax", "sigmoid"])
def test_the_ways_agree_where_yhat_is_all_but_0_or_1(output: str) -> None:
    logits = np.array([300.0, -300.0, 40.0])
    for y in np.eye(3):
        error = output_error(output, logits, y)
        np.testing.assert_allclose(error.long_way, error.short_way, atol=1e-12)


def test_the_long_way_is_honest_where_yhat_underflows() -> None:
    logits, y = np.array([2000.0, 0.0]), np.array([0.0, 1.0])
    with np.errstate(all="ignore"):
        error = output_error("softmax", logits, y)
        terms = loss_terms("softmax", logits, y)
    assert np.isnan(error.long_way).any()
    np.testing.assert_allclose(error.short_way, [1, -1])
    assert terms.cross_entropy == pytest.approx(2000)


def test_columns_are_samples() -> None:
    logits, y = np.stack([LOGITS, -LOGITS], axis=1), np.eye(4)[:, [1, 3]]
    for output in ("softmax", "sigmoid"):
        each = [loss_terms(output, logits[:, k], y[:, k]).cross_entropy for k in (0, 1)]
        np.testing.assert_allclose(sample_losses(output, logits, y), each)
        np.testing.assert_allclose(yhat_of(output, logits)[:, 1], yhat_of(output, -LOGITS))
