"""One step of a 2-2-2 network, with numbers worked out on paper.

z1 = (.5 - .5 + .1, .1 + .6 - .2) = (.1, .5), and relu leaves it; z2 = (.1 - .5, .05 + .125 + .1) =
(-.4, .275). exp: .670320 and 1.316531, sum 1.986851. With y = (0, 1) all else follows.
"""

import math

import numpy as np
import pytest

from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.lecture.step.subject import Subject

YHAT = (0.337378, 0.662622)
ERROR = 0.337378


@pytest.fixture
def derivation(by_hand: Subject) -> Derivation:
    return Derivation(by_hand, 0)


def test_forward(derivation: Derivation) -> None:
    np.testing.assert_allclose(derivation.forward.pre_activations[0], [0.1, 0.5])
    np.testing.assert_allclose(derivation.forward.activations[1], [0.1, 0.5])
    np.testing.assert_allclose(derivation.forward.logits, [-0.4, 0.275])
    np.testing.assert_allclose(derivation.output_error.yhat, YHAT, atol=1e-6)


def test_loss(derivation: Derivation) -> None:
    assert derivation.loss_terms.cross_entropy == pytest.approx(-math.log(0.662622), abs=1e-6)
    assert derivation.loss_terms.negative_entropy == 0
    assert derivation.loss_terms.kl_divergence == pytest.approx(0.411551, abs=1e-6)


def test_the_error_at_the_output_both_ways(derivation: Derivation) -> None:
    error = derivation.output_error
    slope = YHAT[0] * YHAT[1]
    np.testing.assert_allclose(error.jacobian, [[slope, -slope], [-slope, slope]], atol=1e-6)
    np.testing.assert_allclose(error.loss_derivatives, [0, -1 / YHAT[1]], atol=1e-5)
    np.testing.assert_allclose(error.long_way, [ERROR, -ERROR], atol=1e-6)
    np.testing.assert_allclose(error.short_way, [ERROR, -ERROR], atol=1e-6)


def test_backward(derivation: Derivation) -> None:
    first, second = derivation.deltas
    np.testing.assert_allclose(second, [ERROR, -ERROR], atol=1e-6)
    np.testing.assert_allclose(first, [0.5 * ERROR, -1.25 * ERROR], atol=1e-6)
    weights, biases = derivation.gradients(2)
    np.testing.assert_allclose(
        weights, [[0.1 * ERROR, 0.5 * ERROR], [-0.1 * ERROR, -0.5 * ERROR]], atol=1e-6
    )
    np.testing.assert_allclose(biases, [ERROR, -ERROR], atol=1e-6)
    weights, biases = derivation.gradients(1)
    np.testing.assert_allclose(
        weights, [[0.5 * ERROR, 1.0 * ERROR], [-1.25 * ERROR, -2.5 * ERROR]], atol=1e-6
    )
    np.testing.assert_allclose(biases, [0.5 * ERROR, -1.25 * ERROR], atol=1e-6)


def test_update(derivation: Derivation) -> None:
    step = derivation.step
    np.testing.assert_allclose(
        step.network.weights[1],
        [[1 - 0.01 * ERROR, -1 - 0.05 * ERROR], [0.5 + 0.01 * ERROR, 0.25 + 0.05 * ERROR]],
        atol=1e-6,
    )
    np.testing.assert_allclose(step.network.biases[1], [-0.1 * ERROR, 0.1 + 0.1 * ERROR], atol=1e-6)
    # layer 2: e^2 (2 (.01 + .25) + 2); layer 1: e^2 ((.25 + 1.5625) (1 + 4) + .25 + 1.5625)
    squares = np.array([1.8125 * 6, 2 * 0.26 + 2]) * ERROR**2
    np.testing.assert_allclose(step.gradients.squared_norms, squares, atol=1e-5)
    assert step.promised == pytest.approx(-0.1 * squares.sum(), abs=1e-5)
    assert step.loss_before == pytest.approx(0.411551, abs=1e-6)
    # the step moves z1 by -gamma delta1 (1 + 4 + 1) to (-.001, .753), and relu cuts off the first
    a1 = np.array([0.0, 0.5 + 0.1 * 1.25 * ERROR * 6])
    w2 = np.array([[1, -1], [0.5, 0.25]]) - 0.1 * ERROR * np.array([[0.1, 0.5], [-0.1, -0.5]])
    z2 = w2 @ a1 + [-0.1 * ERROR, 0.1 + 0.1 * ERROR]
    assert step.loss_after == pytest.approx(math.log(1 + math.exp(z2[0] - z2[1])), abs=1e-5)
    assert step.came == pytest.approx(step.loss_after - step.loss_before)
