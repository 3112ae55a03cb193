"""Every gradient of the network against central differences in float64."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tui_mlp.nn.activations import ACTIVATIONS
from tui_mlp.nn.architecture import Architecture, LayerSpec
from tui_mlp.nn.losses import LOSSES
from tui_mlp.nn.network import Network
from tui_mlp.nn.regularization import add_penalty_gradient

_NAME = "central_differences"
_SPEC = importlib.util.spec_from_file_location(_NAME, Path(__file__).with_name(f"{_NAME}.py"))
sys.modules[_NAME] = importlib.util.module_from_spec(_SPEC)  # dataclasses look their module up
_SPEC.loader.exec_module(sys.modules[_NAME])
check_gradient = sys.modules[_NAME].check_gradient

DIFFERENCE = 1e-5


@st.composite
def problems(
    draw: st.DrawFn, activation: str | None = None
) -> tuple[Network, np.ndarray, np.ndarray]:
    names = st.just(activation) if activation else st.sampled_from(sorted(ACTIVATIONS))
    layer = st.builds(LayerSpec, st.integers(1, 5), names)
    hidden = tuple(draw(st.lists(layer, max_size=6)))
    inputs, outputs, batch = (draw(st.integers(1, 5)) for _ in range(3))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    architecture = Architecture(
        inputs,
        hidden,
        outputs,
        output_activation=draw(st.sampled_from(sorted(ACTIVATIONS))),
        loss=draw(st.sampled_from(sorted(LOSSES))),
        biases=draw(st.booleans()),
    )
    network = Network(architecture, np.float64)
    network.initialize("glorot_normal", rng)
    for bias in network.biases:
        bias[...] = rng.normal(scale=0.5, size=bias.shape)
    return network, rng.normal(size=(batch, inputs)), targets_of(network, batch, rng)


def targets_of(network: Network, batch: int, rng: np.random.Generator) -> np.ndarray:
    """Distributions for softmax, 0/1 labels where there may be several."""
    outputs = network.architecture.outputs
    if network.architecture.loss not in ("sigmoid", "softmax_labels"):
        return rng.dirichlet(np.ones(outputs), size=batch)
    return rng.integers(2, size=(batch, outputs)).astype(np.float64)


def near_a_kink(network: Network, x: np.ndarray, targets: np.ndarray) -> bool:
    """Whether some difference may step over the point where relu has no derivative."""
    network.compute_gradient(x, targets)
    reach = 100 * DIFFERENCE
    workspace = network.workspace(len(x))
    return any(
        (np.abs(z - kink) < reach).any()
        for name, z in zip(network.architecture.activations, workspace.pre_activations, strict=True)
        for kink in ACTIVATIONS[name].kinks
    )


@settings(max_examples=150, deadline=None)
@given(problems())
def test_gradients_agree_with_central_differences(
    problem: tuple[Network, np.ndarray, np.ndarray],
) -> None:
    network, x, targets = problem
    assume(not near_a_kink(network, x, targets))
    for check in check_gradient(network, x, targets, difference=DIFFERENCE):
        assert check.relative_error < 1e-6, check


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("depth", range(1, 7))
def test_every_activation_passes_at_every_depth(name: str, depth: int) -> None:
    rng = np.random.default_rng(depth)
    network = Network(Architecture(3, (LayerSpec(4, name),) * depth, 3), np.float64)
    network.initialize("he_normal", rng)
    for bias in network.biases:  # off 0, or what follows a dead layer lies on relu's kink
        bias[...] = rng.normal(scale=0.5, size=bias.shape)
    targets = rng.dirichlet(np.ones(3), size=2)
    samples = (rng.normal(size=(2, 3)) for _ in range(100))
    x = next(x for x in samples if not near_a_kink(network, x, targets))
    for check in check_gradient(network, x, targets, difference=DIFFERENCE):
        assert check.relative_error < 1e-6, check


@pytest.mark.parametrize("biases", [True, False])
@pytest.mark.parametrize("outputs", [*((loss, 3) for loss in LOSSES), ("sigmoid", 1)], ids=str)
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_output_passes(name: str, outputs: tuple[str, int], biases: bool) -> None:
    loss, count = outputs
    rng = np.random.default_rng(1)
    hidden = (LayerSpec(5, "tanh"), LayerSpec(4, "elu"))
    architecture = Architecture(3, hidden, count, output_activation=name, loss=loss, biases=biases)
    network = Network(architecture, np.float64)
    network.initialize("he_normal", rng)
    for bias in network.biases:
        bias[...] = rng.normal(scale=0.5, size=bias.shape)
    targets = targets_of(network, 2, rng)
    samples = (rng.normal(size=(2, 3)) for _ in range(100))
    x = next(x for x in samples if not near_a_kink(network, x, targets))
    for check in check_gradient(network, x, targets, difference=DIFFERENCE):
        assert check.relative_error < 1e-6, check


def test_a_wrong_gradient_is_found() -> None:
    network = Network(Architecture(2, (LayerSpec(3, "tanh"),), 2), np.float64)
    rng = np.random.default_rng(0)
    network.initialize("normal", rng)
    x, targets = rng.normal(size=(4, 2)), np.eye(2)[[0, 1, 0, 1]]
    right = {c.name: c.relative_error for c in check_gradient(network, x, targets)}
    assert max(right.values()) < 1e-6
    good = network.compute_gradient

    def spoiled(x: np.ndarray, targets: np.ndarray) -> None:
        good(x, targets)
        network.weight_gradients[1][2, 1] *= 1.01

    network.compute_gradient = spoiled  # type: ignore[method-assign, assignment]
    worst = next(c for c in check_gradient(network, x, targets) if c.name == "W2")
    assert worst.index == (2, 1)
    assert worst.relative_error > 1e-3


def penalty(network: Network, l1: float, l2: float) -> float:
    """Of the weights alone."""
    return sum(l1 * np.abs(w).sum() + l2 / 2 * np.square(w).sum() for w in network.weights)


def test_the_penalty_gradient_is_the_penalty_s_slope() -> None:
    network = Network(Architecture(3, (LayerSpec(4, "tanh"),), 2), np.float64)
    network.initialize("normal", np.random.default_rng(1))
    for bias in network.biases:
        bias[...] = 1.0
    network.gradient.fill(0)
    add_penalty_gradient(network, l1=0.3, l2=0.7)
    for index in range(len(network.parameters)):
        value = network.parameters[index]
        network.parameters[index] = value + 1e-6
        above = penalty(network, 0.3, 0.7)
        network.parameters[index] = value - 1e-6
        below = penalty(network, 0.3, 0.7)
        network.parameters[index] = value
        np.testing.assert_allclose(network.gradient[index], (above - below) / 2e-6, atol=1e-6)


def test_with_dropout_the_gradient_is_that_of_the_thinned_network() -> None:
    architecture = Architecture(3, (LayerSpec(20, "gelu"), LayerSpec(20, "sigmoid")), 2)
    network = Network(architecture, np.float64)
    rng = np.random.default_rng(2)
    network.initialize("glorot_normal", rng)
    x, targets = rng.normal(size=(1, 3)), np.array([[0.0, 1.0]])
    network.compute_gradient(x, targets, 0.5, np.random.default_rng(7))
    first, second = (mask.copy()[0] for mask in network.workspace(1).dropout_masks)
    gradient = network.gradient.copy()
    thinned = Network(architecture, np.float64)
    thinned.parameters[:] = network.parameters
    thinned.weights[1][...] *= first[:, None]
    thinned.weights[2][...] *= second[:, None]
    thinned.compute_gradient(x, targets)
    thinned.weight_gradients[1][...] *= first[:, None]  # by the chain rule: w reaches e as mask * w
    thinned.weight_gradients[2][...] *= second[:, None]
    np.testing.assert_allclose(gradient, thinned.gradient, rtol=1e-10, atol=1e-12)
    assert set(np.round(np.concatenate([first, second]), 6)) == {0.0, 2.0}


@pytest.mark.parametrize("loss", ["softmax", "sigmoid"])
def test_the_gradient_of_a_weighted_mean(loss: str) -> None:
    rng = np.random.default_rng(0)
    architecture = Architecture(3, (LayerSpec(4, "tanh"),), 3, loss=loss)
    network = Network(architecture, np.float64)
    network.initialize("glorot_normal", rng)
    x, targets = rng.normal(size=(6, 3)), np.eye(3)[rng.integers(0, 3, 6)]
    weights = np.array([0.0, 1.0, 2.5, 1.0, 0.3, 4.0])
    network.compute_gradient(x, targets, shares=(weights / weights.sum())[:, None])
    gradient, h = network.gradient.copy(), 1e-6
    for place, value in enumerate(network.parameters.copy()):
        means = []
        for step in (h, -h):
            network.parameters[place] = value + step
            means.append(np.average(network.sample_losses(x, targets), weights=weights))
        network.parameters[place] = value
        assert gradient[place] == pytest.approx((means[0] - means[1]) / (2 * h), abs=1e-8)
