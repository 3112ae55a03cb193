"""Each optimizer against steps computed by hand."""

import math
from collections.abc import Callable, Mapping

import numpy as np
import pytest

from tui_mlp.nn.architecture import Architecture
from tui_mlp.nn.network import Network
from tui_mlp.nn.optimizers import OPTIMIZERS, Optimizer, create
from tui_mlp.nn.optimizers.optimizer import CHUNK

GRADIENTS = (0.5, -0.25, 2.0)
GAMMA = 0.1
USUAL = {"momentum": 0.9, "rho": 0.9, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}


def two_parameters() -> Network:
    """One weight and one bias, both 1."""
    network = Network(Architecture(1, (), 1), np.float64)
    network.parameters[:] = 1.0
    return network


def steps(
    name: str, weight_decay: float = 0.0, values: Mapping[str, float] = USUAL
) -> list[tuple[float, float]]:
    network = two_parameters()
    optimizer = create(name, network, values)
    seen = []
    for gradient in GRADIENTS:
        network.gradient[:] = gradient
        optimizer.update(GAMMA, weight_decay)
        seen.append((float(network.parameters[0]), float(network.parameters[1])))
    return seen


def sgd() -> list[float]:
    return [1 - 0.05, 1 - 0.05 + 0.025, 1 - 0.05 + 0.025 - 0.2]


def momentum() -> list[float]:
    velocities = [0.5, 0.9 * 0.5 - 0.25, 0.9 * (0.9 * 0.5 - 0.25) + 2.0]
    return list(1 - 0.1 * np.cumsum(velocities))


def nesterov() -> list[float]:
    v1 = 0.5
    v2 = 0.9 * v1 - 0.25
    v3 = 0.9 * v2 + 2.0
    return list(1 - 0.1 * np.cumsum([0.5 + 0.9 * v1, -0.25 + 0.9 * v2, 2.0 + 0.9 * v3]))


def rmsprop() -> list[float]:
    theta, s, seen = 1.0, 0.0, []
    for g in GRADIENTS:
        s = 0.9 * s + 0.1 * g * g
        theta -= 0.1 * g / (math.sqrt(s) + 1e-8)
        seen.append(theta)
    return seen


def adam() -> list[float]:
    theta, m, v, seen = 1.0, 0.0, 0.0, []
    for k, g in enumerate(GRADIENTS, start=1):
        m = 0.9 * m + 0.1 * g
        v = 0.999 * v + 0.001 * g * g
        theta -= 0.1 * (m / (1 - 0.9**k)) / (math.sqrt(v / (1 - 0.999**k)) + 1e-8)
        seen.append(theta)
    return seen


@pytest.mark.parametrize("by_hand", [sgd, momentum, nesterov, rmsprop, adam])
def test_three_steps_are_those_computed_by_hand(by_hand: Callable[[], list[float]]) -> None:
    expected = [(value, value) for value in by_hand()]
    np.testing.assert_allclose(steps(by_hand.__name__), expected, rtol=1e-12)


def test_other_hyper_parameters_give_the_steps_computed_by_hand() -> None:
    values = {"momentum": 0.5, "rho": 0.7, "beta1": 0.6, "beta2": 0.8, "eps": 0.05}
    expected: dict[str, list[float]] = {name: [] for name in ("momentum", "rmsprop", "adam")}
    velocity, by_velocity, s, by_s, m, v, by_mean = 0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0
    for k, g in enumerate(GRADIENTS, start=1):
        velocity = 0.5 * velocity + g
        by_velocity -= 0.1 * velocity
        s = 0.7 * s + 0.3 * g * g
        by_s -= 0.1 * g / (math.sqrt(s) + 0.05)
        m, v = 0.6 * m + 0.4 * g, 0.8 * v + 0.2 * g * g
        by_mean -= 0.1 * (m / (1 - 0.6**k)) / (math.sqrt(v / (1 - 0.8**k)) + 0.05)
        for name, theta in (("momentum", by_velocity), ("rmsprop", by_s), ("adam", by_mean)):
            expected[name].append(theta)
    for name, thetas in expected.items():
        seen = [weight for weight, _ in steps(name, values=values)]
        np.testing.assert_allclose(seen, thetas, rtol=1e-12, err_msg=name)


def test_an_optimizer_tells_its_hyper_parameters() -> None:
    assert {name: made.hyper_parameters() for name, made in OPTIMIZERS.items()} == {
        "sgd": (),
        "momentum": ("momentum",),
        "nesterov": ("momentum",),
        "rmsprop": ("rho", "eps"),
        "adam": ("beta1", "beta2", "eps"),
        "adamw": ("beta1", "beta2", "eps"),
    }
    with pytest.raises(KeyError, match="rho"):
        create("rmsprop", two_parameters(), {"eps": 1e-8})


def test_adam_s_first_step_is_as_long_as_the_learning_rate() -> None:
    assert steps("adam")[0][0] == pytest.approx(1 - GAMMA)


def test_adamw_without_decay_is_adam() -> None:
    assert steps("adamw") == steps("adam")


def test_adamw_decays_weights_beside_the_gradient_and_leaves_biases() -> None:
    weight, bias = steps("adamw", weight_decay=0.5)[0]
    assert weight == pytest.approx(1 * (1 - GAMMA * 0.5) - GAMMA)
    assert bias == pytest.approx(1 - GAMMA)


def test_only_adamw_takes_decay_on_itself() -> None:
    takers = {name for name, made in OPTIMIZERS.items() if made.decouples_weight_decay}
    assert takers == {"adamw"}


def test_adam_in_chunks_treats_every_parameter_alike() -> None:
    network = Network(Architecture(CHUNK + 5, (), 1), np.float64)
    optimizer = create("adam", network, USUAL)
    network.gradient[:] = 0.5
    optimizer.update(GAMMA)
    np.testing.assert_allclose(network.parameters, -GAMMA, rtol=1e-6)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_loaded_state_goes_on_bit_for_bit(name: str) -> None:
    def train(network: Network, optimizer: Optimizer, gradients: np.ndarray) -> None:
        for gradient in gradients:
            network.gradient[:] = gradient
            optimizer.update(GAMMA, weight_decay=0.01)

    architecture = Architecture(CHUNK, (), 2)  # more parameters than a chunk holds
    rng = np.random.default_rng(0)
    gradients = rng.normal(size=(8, architecture.parameter_count)).astype(np.float32)
    network = Network(architecture)
    optimizer = create(name, network, USUAL)
    train(network, optimizer, gradients[:4])
    state, parameters = optimizer.state(), network.parameters.copy()
    train(network, optimizer, gradients[4:])

    resumed = Network(architecture)
    resumed.parameters[:] = parameters
    other = create(name, resumed, USUAL)
    other.load_state(state)
    train(resumed, other, gradients[4:])
    assert resumed.parameters.tobytes() == network.parameters.tobytes()


def test_the_state_of_another_optimizer_is_refused() -> None:
    state = create("momentum", two_parameters(), USUAL).state()
    with pytest.raises(ValueError, match="mean, mean_square: not step, velocity"):
        create("adam", two_parameters(), USUAL).load_state(state)


@pytest.mark.parametrize(("inputs", "dtype"), [(2, np.float64), (1, np.float32)])
def test_the_state_of_another_network_is_refused_and_changes_nothing(
    inputs: int, dtype: type
) -> None:
    state = create("adam", Network(Architecture(inputs, (), 1), dtype), USUAL).state()
    optimizer = create("adam", two_parameters(), USUAL)
    with pytest.raises(ValueError, match="the network takes 2 of float64"):
        optimizer.load_state({**state, "step": 7})
    assert optimizer.state()["step"] == 0
