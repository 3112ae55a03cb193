"""Many networks at once against each of them on its own."""

import numpy as np
import pytest

from tui_mlp.nn.activations import ACTIVATIONS
from tui_mlp.nn.architecture import Architecture, LayerSpec
from tui_mlp.nn.ensemble.ensemble_network import EnsembleNetwork
from tui_mlp.nn.ensemble.row_optimizer import RowOptimizer
from tui_mlp.nn.ensemble.row_regularization import add_penalty_gradients, clip_rows, row_norms
from tui_mlp.nn.network import Network
from tui_mlp.nn.optimizers import OPTIMIZERS, create
from tui_mlp.nn.optimizers.optimizer import CHUNK
from tui_mlp.nn.regularization import add_penalty_gradient, clip_by_global_norm, grad_norm

COUNT = 3


def generators() -> list[np.random.Generator]:
    return [np.random.default_rng(seed) for seed in range(COUNT)]


def initialized(architecture: Architecture) -> EnsembleNetwork:
    together = EnsembleNetwork(architecture, COUNT, np.float64)
    together.initialize(["normal", "glorot_uniform", "he_normal"], generators())
    return together


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(("loss", "biases"), [("softmax", True), ("sigmoid", False)])
@pytest.mark.parametrize("dropout", [0.0, 0.4])
def test_each_gradient_is_that_of_the_network_alone(
    activation: str, loss: str, biases: bool, dropout: float
) -> None:
    hidden = (LayerSpec(5, activation), LayerSpec(4, "tanh"))
    architecture = Architecture(
        2, hidden, 3, output_activation=activation, loss=loss, biases=biases
    )
    together = initialized(architecture)
    rng = np.random.default_rng(9)
    x = rng.normal(size=(COUNT, 7, 2))
    targets = np.eye(3)[rng.integers(3, size=(COUNT, 7))]
    streams = generators()
    for size in (7, 4):  # a smaller last batch
        together.compute_gradient_unguarded(x[:, :size], targets[:, :size], dropout, streams)
    for replica, stream in enumerate(generators()):
        alone = together.network(replica)
        for size in (7, 4):
            alone.compute_gradient(x[replica, :size], targets[replica, :size], dropout, stream)
        np.testing.assert_allclose(together.gradient[replica], alone.gradient, atol=1e-13)
        logits = together.forward(x[0])[replica]
        np.testing.assert_allclose(logits, alone.forward(x[0]), atol=1e-13)


def test_initial_weights_are_drawn_as_by_the_network_alone() -> None:
    architecture = Architecture(3, (LayerSpec(4, "relu"),), 2)
    together = initialized(architecture)
    names = ("normal", "glorot_uniform", "he_normal")
    for replica, (name, rng) in enumerate(zip(names, generators(), strict=True)):
        alone = Network(architecture, np.float64)
        alone.initialize(name, rng)
        assert together.parameters[replica].tobytes() == alone.parameters.tobytes()


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_an_optimizer_of_rows_gives_each_network_rates_of_its_own(name: str, dtype: type) -> None:
    inputs = CHUNK // 4 - 1  # blocks of two rows
    architecture = Architecture(inputs, (), 2)
    together = EnsembleNetwork(architecture, COUNT, dtype)
    values = {
        hyper: np.array([[0.5], [0.9], [0.8]]) for hyper in OPTIMIZERS[name].hyper_parameters()
    }
    optimizer = RowOptimizer(name, together, values)
    rates, decays = np.array([[0.1], [0.01], [0.0]]), np.array([[0.0], [0.2], [0.3]])
    networks = [Network(architecture, dtype) for _ in range(COUNT)]
    own = [
        create(name, network, {hyper: float(value[k, 0]) for hyper, value in values.items()})
        for k, network in enumerate(networks)
    ]
    rng = np.random.default_rng(0)
    for _ in range(4):
        together.gradient[:] = rng.normal(size=together.gradient.shape)
        optimizer.update(rates, decays)
        for k, network in enumerate(networks):
            network.gradient[:] = together.gradient[k]
            own[k].update(float(rates[k, 0]), float(decays[k, 0]))
    tolerance = 1e-13 if dtype is np.float64 else 1e-6
    for k, network in enumerate(networks):
        np.testing.assert_allclose(
            together.parameters[k], network.parameters, rtol=tolerance, atol=tolerance
        )
    assert np.abs(together.parameters[0]).max() > 0.01
    for k, alone in enumerate(own):
        state = optimizer.state_of(k)
        for key, value in alone.state().items():
            np.testing.assert_allclose(state[key], value, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_rows_longer_than_a_chunk_are_updated_whole(name: str) -> None:
    together = EnsembleNetwork(Architecture(CHUNK + 5, (), 1), COUNT, np.float64)
    values = dict.fromkeys(OPTIMIZERS[name].hyper_parameters(), 0.5)
    together.gradient[:] = np.array([[0.5], [0.1], [2.0]])
    RowOptimizer(name, together, values).update(0.1)
    np.testing.assert_allclose(np.ptp(together.parameters, axis=1), 0, atol=1e-15)
    assert len(set(together.parameters[:, 0])) == COUNT


def test_rows_are_penalised_and_clipped_each_by_its_own() -> None:
    architecture = Architecture(3, (LayerSpec(4, "relu"),), 2)
    together = initialized(architecture)
    together.gradient[:] = np.random.default_rng(1).normal(size=together.gradient.shape)
    together.gradient[2] *= 1e200  # whose square is beyond the range
    l1, l2 = np.array([[0.1], [0.0], [0.2]]), np.array([[0.0], [0.3], [0.1]])
    limits = np.array([1.0, np.inf, 2.0])
    networks = [together.network(k) for k in range(COUNT)]
    for k, network in enumerate(networks):
        network.gradient[:] = together.gradient[k]
        add_penalty_gradient(network, float(l1[k, 0]), float(l2[k, 0]))
        clip_by_global_norm(network.gradient, float(limits[k]))
    count = architecture.weight_count
    weights, gradient = together.parameters[:, :count], together.gradient[:, :count]
    with np.errstate(over="ignore"):
        add_penalty_gradients(weights, gradient, l1, l2, np.empty_like(weights))
        clip_rows(together.gradient, limits)
        norms = row_norms(together.gradient)
    for k, network in enumerate(networks):
        np.testing.assert_allclose(together.gradient[k], network.gradient, rtol=1e-12)
        assert norms[k] == pytest.approx(grad_norm(network.gradient))


def test_what_overflows_in_one_network_stays_there() -> None:
    together = initialized(Architecture(2, (LayerSpec(4, "relu"),), 2))
    together.parameters[1] = 1e300
    x, targets = np.ones((COUNT, 5, 2)), np.zeros((COUNT, 5, 2))
    with np.errstate(over="ignore", invalid="ignore"):
        together.compute_gradient_unguarded(x, targets)
    assert np.isfinite(together.gradient).all(axis=1).tolist() == [True, False, True]
