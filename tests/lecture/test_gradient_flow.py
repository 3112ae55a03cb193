"""The flow of the gradient against Jacobians and differences computed in another way."""

import math
from dataclasses import astuple, replace

import numpy as np
import pytest

from tui_mlp.lecture.flow.gradient_flow import UNIT_SAMPLES, GradientFlow, measure_flow
from tui_mlp.lecture.flow.spectral import largest_singular_values, step_norms
from tui_mlp.nn.activations import ACTIVATIONS
from tui_mlp.nn.architecture import Architecture, LayerSpec
from tui_mlp.nn.network import Network

BASE = Architecture(3, (LayerSpec(5, "tanh"), LayerSpec(4, "sigmoid"), LayerSpec(6, "silu")), 3)
ARCHITECTURES = [
    BASE,
    replace(BASE, loss="sigmoid", biases=False),
    replace(BASE, output_activation="tanh", hidden=(LayerSpec(2, "relu"), LayerSpec(7, "gelu"))),
    replace(
        BASE, loss="sigmoid", outputs=1, hidden=(LayerSpec(4, "elu"), LayerSpec(4, "softplus"))
    ),
    replace(BASE, hidden=()),
]


def network_of(architecture: Architecture, init: str = "glorot_normal", seed: int = 0) -> Network:
    network = Network(architecture, np.float64)
    rng = np.random.default_rng(seed)
    network.initialize(init, rng)
    for biases in network.biases:
        biases[...] = rng.normal(size=biases.shape)
    return network


def samples_of(network: Network, count: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    outputs = network.architecture.outputs
    y = np.eye(outputs)[rng.integers(outputs, size=count)]
    return rng.normal(size=(count, network.architecture.inputs)), y


def passed(network: Network, x: np.ndarray, start: int = 0) -> list[tuple[np.ndarray, np.ndarray]]:
    """(z^l, a^l) of one sample from a^start on."""
    steps, a = [], x
    for number in range(start, len(network.weights)):
        z = a @ network.weights[number]
        if network.biases:
            z = z + network.biases[number]
        a = ACTIVATIONS[network.architecture.activations[number]](z)
        steps.append((z, a))
    return steps


def error_of(network: Network, activation: np.ndarray, layer: int, y: np.ndarray) -> float:
    """e as a function of a^l."""
    steps = passed(network, activation, layer)
    logits = steps[-1][1] if steps else activation
    return float(network.loss.values(logits[None, :], y[None, :])[0])


def delta_by_differences(network: Network, x: np.ndarray, y: np.ndarray, layer: int) -> np.ndarray:
    """de/da^l of one sample."""
    a, h = passed(network, x)[layer - 1][1], 1e-6
    return np.array(
        [
            (error_of(network, a + h * unit, layer, y) - error_of(network, a - h * unit, layer, y))
            / (2 * h)
            for unit in np.eye(len(a))
        ]
    )


def jacobians(network: Network, x: np.ndarray) -> list[np.ndarray]:
    """V^1 to V^L of one sample, V^l = (W^l)^T Diag(phi^l'); nn's W is the lecture's W^T."""
    names = network.architecture.activations
    return [
        weights @ np.diag(ACTIVATIONS[name].derivative(z))
        for weights, name, (z, _) in zip(network.weights, names, passed(network, x), strict=True)
    ]


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_delta_is_the_derivative_of_the_error(architecture: Architecture) -> None:
    network = network_of(architecture)
    x, y = samples_of(network, 6)
    for layer in measure_flow(network, x, y).layers:
        deltas = [
            delta_by_differences(network, *pair, layer.layer) for pair in zip(x, y, strict=True)
        ]
        assert layer.delta_norm == pytest.approx(np.linalg.norm(deltas), rel=1e-6)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_norms_are_those_of_explicit_jacobians(architecture: Architecture) -> None:
    network = network_of(architecture)
    x, y = samples_of(network, 6)
    flow = measure_flow(network, x, y)
    for layer in flow.layers[:-1]:
        above = [jacobians(network, sample)[layer.layer :] for sample in x]
        singles = [[np.linalg.norm(v, 2) for v in each] for each in above]
        products = [
            np.linalg.norm(each[0] if len(each) == 1 else np.linalg.multi_dot(each), 2)
            for each in above
        ]
        assert layer.step_norm == pytest.approx(max(each[0] for each in singles))
        assert layer.product_norm == pytest.approx(max(products))
        assert layer.norm_product == pytest.approx(math.prod(np.max(singles, axis=0)))
    assert flow.layers[-1].product_norm == flow.layers[-1].norm_product == 1


@pytest.mark.parametrize("architecture", ARCHITECTURES)
@pytest.mark.parametrize("init", ["glorot_normal", "normal", "uniform"])
def test_factors_multiply_and_bounds_hold(architecture: Architecture, init: str) -> None:
    network = network_of(architecture, init)
    flow = measure_flow(network, *samples_of(network, 20))
    last = flow.layers[-1]
    assert math.isnan(last.factor)
    for layer, above in zip(flow.layers[:-1], flow.layers[1:], strict=True):
        assert layer.factor == layer.derivative_factor * layer.weight_factor
        assert layer.delta_norm == pytest.approx(layer.factor * above.delta_norm)
        slack = 1 + 1e-9
        assert layer.factor <= slack * layer.step_norm
        assert layer.delta_norm <= slack * layer.delta_bound
        assert layer.delta_bound == pytest.approx(layer.product_norm * last.delta_norm)
        assert layer.product_norm <= slack * layer.norm_product


def test_eight_sigmoid_layers_lose_the_gradient() -> None:
    network = network_of(Architecture(2, (LayerSpec(16, "sigmoid"),) * 8, 3))
    flow = measure_flow(network, *samples_of(network, 100))
    assert flow.layers[0].delta_norm < flow.layers[-1].delta_norm / 1000
    assert all(layer.derivative_factor <= 0.25 for layer in flow.layers[:-2])


def test_dead_units_are_counted_one_by_one_on_every_sample() -> None:
    network = network_of(Architecture(1, (LayerSpec(4, "relu"),), 2))
    network.weights[0][...] = 1
    # active everywhere, on the last sample alone, and nowhere
    network.biases[0][...] = [0, -9.5, -10, -50]
    x = np.linspace(1, 10, 40)[:, None]
    y = np.eye(2)[np.zeros(40, np.intp)]
    hidden = measure_flow(network, x, y).layers[0]
    assert hidden.dead == hidden.flat_units == 2
    active = [40, 3, 0, 0]
    assert np.sum(x > 9.5) == active[1]
    assert hidden.mean_derivative == pytest.approx(sum(active) / 160)
    assert hidden.flat == pytest.approx(1 - sum(active) / 160)


def test_a_leaky_unit_is_flat_and_not_dead() -> None:
    network = network_of(Architecture(1, (LayerSpec(3, "leaky_relu"),), 2))
    network.weights[0][...] = 1
    network.biases[0][...] = [-20, -20, 0]
    x, y = np.linspace(1, 10, 40)[:, None], np.eye(2)[np.zeros(40, np.intp)]
    hidden = measure_flow(network, x, y).layers[0]
    assert (hidden.dead, hidden.flat_units) == (0, 2)


@pytest.mark.parametrize(("name", "z"), [("sigmoid", 4.4), ("tanh", 2.2)])
def test_a_unit_is_saturated_where_its_slope_is_under_a_twentieth(name: str, z: float) -> None:
    network = network_of(Architecture(1, (LayerSpec(1, name),), 2))
    network.weights[0][...] = 1
    network.biases[0][...] = 0
    x = np.array([[0.0], [z - 0.1], [z], [-z], [50.0]])
    y = np.eye(2)[np.zeros(5, np.intp)]
    assert measure_flow(network, x, y).layers[0].flat == pytest.approx(3 / 5)


def test_units_are_watched_on_at_most_a_thousand_samples() -> None:
    network = network_of(BASE)
    flow = measure_flow(network, *samples_of(network, 1200))
    assert (flow.samples, flow.unit_samples) == (32, UNIT_SAMPLES)


def test_units_with_the_same_weights_are_found() -> None:
    network = network_of(BASE)
    assert not any(layer.alike for layer in measure_flow(network, *samples_of(network, 4)).layers)
    network.weights[1][...] = np.arange(5.0)[:, None]

    def alike() -> list[bool]:
        return [layer.alike for layer in measure_flow(network, *samples_of(network, 4)).layers]

    # biases, and what is made of the units, tell them apart
    assert not any(alike())
    network.biases[1][...] = 0.5
    assert not any(alike())
    network.weights[2][...] = np.arange(6.0)
    assert alike() == [False, True, False, False]


def test_norms_of_wide_layers_come_from_below() -> None:
    rng = np.random.default_rng(3)
    weights, slopes = rng.normal(size=(60, 80)), rng.uniform(size=(60, 5))
    exact = [np.linalg.norm(weights.T @ np.diag(slope), 2) for slope in slopes.T]
    found = step_norms(weights, slopes)
    np.testing.assert_allclose(found, exact, rtol=1e-3)
    assert (found <= np.array(exact) * (1 + 1e-12)).all()


def test_norms_outside_the_range_of_squares() -> None:
    stack = np.array([[[3e-200, 0], [0, 4e-200]]])
    np.testing.assert_allclose(largest_singular_values(stack), [4e-200])
    np.testing.assert_allclose(largest_singular_values(stack * 1e300 * 1e100), [4e200])
    assert largest_singular_values(np.zeros((2, 3, 3))).tolist() == [0, 0]
    assert np.isnan(largest_singular_values(np.full((1, 2, 2), np.nan))).all()


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e300, 0.0])
@pytest.mark.parametrize("units", [5, 40])
def test_no_number_is_too_strange(value: float, units: int) -> None:
    network = network_of(Architecture(3, (LayerSpec(units, "relu"), LayerSpec(units, "relu")), 3))
    network.weights[1][...] = value
    flow = measure_flow(network, *samples_of(network, 4))
    assert len(flow.layers) == 3
    if value == 0:
        assert flow.layers[0].delta_norm == 0
        assert flow.layers[0].factor == 0


def test_a_layer_that_passes_nothing_has_the_factor_zero() -> None:
    network = network_of(Architecture(3, (LayerSpec(4, "relu"), LayerSpec(4, "relu")), 3))
    network.biases[1][...] = -1000
    below = measure_flow(network, *samples_of(network, 4)).layers[0]
    assert (below.factor, below.derivative_factor, below.delta_norm) == (0, 0, 0)


def test_training_precision_gives_the_same_flow() -> None:
    exact = network_of(BASE)
    network = Network(BASE, np.float32)
    network.parameters[...] = exact.parameters
    x, y = samples_of(exact, 20)
    for mine, theirs in zip(flow_values(network, x, y), flow_values(exact, x, y), strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-4)


def flow_values(network: Network, x: np.ndarray, y: np.ndarray) -> list[list[float]]:
    flow: GradientFlow = measure_flow(network, x.astype(network.dtype), y.astype(network.dtype))
    return [[v for v in astuple(layer) if isinstance(v, float)] for layer in flow.layers]
