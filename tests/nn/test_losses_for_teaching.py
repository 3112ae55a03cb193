"""The losses that fail, with numbers worked out here."""

import numpy as np
import pytest

from tui_mlp.nn.losses import LOSSES

LOGITS = np.array([[0.0, np.log(2), np.log(5)], [8.0, 0.0, 0.0]])


def delta(name: str, logits: np.ndarray, targets: np.ndarray) -> np.ndarray:
    out = np.empty_like(logits)
    LOSSES[name].write_delta(logits, targets, out, np.empty((len(logits), 1), logits.dtype))
    return out


def test_three_are_marked() -> None:
    marked = {name for name, loss in LOSSES.items() if loss.teaching}
    assert marked == {"squared_error", "softmax_labels", "naive_softmax"}


def test_squared_error_passes_the_jacobian_and_fades_where_softmax_is_certain() -> None:
    y = np.array([[0.0, 0.0, 1.0], [0.0, 1.0, 0.0]])
    yhat = np.array([1 / 8, 2 / 8, 5 / 8])
    wrong = yhat - y[0]
    jacobian = np.diag(yhat) - np.outer(yhat, yhat)
    found = delta("squared_error", LOGITS, y)
    np.testing.assert_allclose(found[0], jacobian @ wrong, rtol=1e-12)
    np.testing.assert_allclose(
        LOSSES["squared_error"].values(LOGITS, y)[0], (wrong**2).sum() / 2, rtol=1e-12
    )
    # sure and wrong: the cross-entropy's delta is near (1, -1, 0), this one is all but 0
    assert np.abs(delta("softmax", LOGITS, y)[1]).max() > 0.99
    assert np.abs(found[1]).max() < 2e-3


@pytest.mark.parametrize("y", [[1.0, 1.0, 0.0], [0.0, 0.0, 0.0], [1.0, 1.0, 1.0]])
def test_softmax_over_labels_shares_one(y: list[float]) -> None:
    targets, yhat = np.array([y]), np.array([1 / 8, 2 / 8, 5 / 8])
    np.testing.assert_allclose(
        LOSSES["softmax_labels"].values(LOGITS[:1], targets)[0],
        -(targets[0] * np.log(yhat)).sum(),
        rtol=1e-12,
        atol=1e-12,
    )
    expected = sum(y) * yhat - targets[0]
    np.testing.assert_allclose(
        delta("softmax_labels", LOGITS[:1], targets)[0], expected, rtol=1e-12
    )
    assert (expected == 0).all() == (sum(y) == 0)


@pytest.mark.parametrize(("dtype", "limit"), [(np.float32, 88.72), (np.float64, 709.78)])
def test_the_maximum_left_in_ends_at_the_range_of_exp(dtype: type, limit: float) -> None:
    naive, y = LOSSES["naive_softmax"], np.array([[0, 1]], dtype)
    for shift in (0.0, 50.0, limit - 1):
        logits = np.array([[shift, shift - 1]], dtype)
        np.testing.assert_allclose(
            naive.probabilities(logits), LOSSES["softmax"].probabilities(logits), rtol=1e-5
        )
    beyond = np.array([[limit + 0.1, 0]], dtype)
    assert np.isnan(naive.probabilities(beyond)).any()
    assert np.isfinite(LOSSES["softmax"].probabilities(beyond)).all()
    assert "∞/∞" in naive.why_not_finite(beyond)
    below = np.full((1, 2), -limit - 40, dtype)
    assert np.isnan(naive.probabilities(below)).all()
    assert "0/0" in naive.why_not_finite(below)
    # yhat of the true class is rounded to 0: infinite, where the other way is exact
    sure = np.array([[limit / 2, -limit - 40]], dtype)
    assert np.isinf(naive.values(sure, y)[0])
    assert LOSSES["softmax"].values(sure, y)[0] == pytest.approx(1.5 * limit + 40, rel=1e-5)
    assert "log 0" in naive.why_not_finite(sure)
    assert LOSSES["softmax"].why_not_finite(beyond) == ""
