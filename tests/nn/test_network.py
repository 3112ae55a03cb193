import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_mlp.nn.activations import ACTIVATIONS
from tui_mlp.nn.architecture import Architecture, LayerSpec
from tui_mlp.nn.losses import LOSSES
from tui_mlp.nn.network import Network

softmax, cross_entropy = LOSSES["softmax"].probabilities, LOSSES["softmax"].values
sigmoid, binary_cross_entropy = LOSSES["sigmoid"].probabilities, LOSSES["sigmoid"].values

SMALL = Architecture(2, (LayerSpec(3, "tanh"), LayerSpec(4, "relu")), 2)


def network_of(architecture: Architecture = SMALL, seed: int = 0) -> Network:
    network = Network(architecture)
    network.initialize("glorot_normal", np.random.default_rng(seed))
    return network


def test_shapes_and_counts() -> None:
    assert SMALL.shapes == ((2, 3), (3, 4), (4, 2))
    assert (SMALL.weight_count, SMALL.parameter_count) == (26, 35)
    assert Architecture(5, (), 3).shapes == ((5, 3),)


@pytest.mark.parametrize("make", [
    lambda: LayerSpec(0, "tanh"), lambda: LayerSpec(3, "swoosh"), lambda: Architecture(0, (), 2),
])  # fmt: skip
def test_what_is_no_architecture_is_refused(make: object) -> None:
    with pytest.raises(ValueError, match=r"unit|activation|inputs"):
        make()  # type: ignore[operator]


def test_every_weight_and_bias_is_a_view_of_the_one_vector() -> None:
    network = network_of()
    network.parameters[:] = np.arange(35)
    assert [w.shape for w in network.weights] == [(2, 3), (3, 4), (4, 2)]
    flat = [*(w.reshape(-1) for w in network.weights), *network.biases]
    np.testing.assert_array_equal(np.concatenate(flat), np.arange(35))
    network.weights[2][1, 1] = -1
    assert network.parameters[6 + 12 + 3] == -1


def test_forward_is_the_formula() -> None:
    network = network_of()
    x = np.random.default_rng(1).normal(size=(5, 2)).astype(np.float32)
    (w1, w2, w3), (b1, b2, b3) = network.weights, network.biases
    expected = np.maximum(np.tanh(x @ w1 + b1) @ w2 + b2, 0) @ w3 + b3
    np.testing.assert_allclose(network.forward(x), expected, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(network.probabilities(x).sum(axis=1), 1, rtol=1e-6)


def test_the_first_delta_is_yhat_minus_y() -> None:
    network = network_of()
    x = np.random.default_rng(1).normal(size=(5, 2)).astype(np.float32)
    y = np.eye(2, dtype=np.float32)[[0, 1, 1, 0, 1]]
    network.compute_gradient(x, y)
    delta = network.workspace(5).pre_activation_gradients[-1]
    np.testing.assert_allclose(delta, (network.probabilities(x) - y) / 5, rtol=1e-5, atol=1e-7)


def test_a_smaller_batch_uses_arrays_of_its_own_size() -> None:
    network = network_of()
    x = np.random.default_rng(1).normal(size=(8, 2)).astype(np.float32)
    y = np.eye(2, dtype=np.float32)[[0, 1] * 4]
    network.compute_gradient(x, y)
    network.compute_gradient(x[:3], y[:3])
    alone = network_of()
    alone.compute_gradient(x[:3], y[:3])
    np.testing.assert_array_equal(network.gradient, alone.gradient)


def test_workspaces_are_few_however_many_sizes_come() -> None:
    network = network_of()
    for size in range(1, 30):
        network.compute_gradient(np.zeros((size, 2), np.float32), np.zeros((size, 2), np.float32))
    assert len(network._passes) <= 8


@given(st.lists(st.floats(-1e30, 1e30), min_size=2, max_size=6))
def test_softmax_is_a_distribution_however_large_the_logits(logits: list[float]) -> None:
    yhat = softmax(np.array([logits]))
    assert np.isfinite(yhat).all()
    assert (yhat >= 0).all()
    np.testing.assert_allclose(yhat.sum(), 1, rtol=1e-12)


def test_softmax_does_not_see_a_constant() -> None:
    logits = np.array([[0.3, -1.0, 2.0]])
    np.testing.assert_allclose(softmax(logits + 1e4), softmax(logits), rtol=1e-9)
    np.testing.assert_allclose(softmax(logits), np.exp(logits) / np.exp(logits).sum())


@pytest.mark.parametrize("size", [1e4, 1e6, 1e30])
def test_cross_entropy_is_stable_for_huge_logits(size: float) -> None:
    logits = np.array([[size, 0.0], [0.0, size], [-size, 0.0]], np.float32)
    targets = np.eye(2, dtype=np.float32)[[0, 0, 1]]
    np.testing.assert_allclose(cross_entropy(logits, targets), [0, size, 0], rtol=1e-6)


def test_cross_entropy_of_a_soft_target_is_its_sum() -> None:
    logits, y = np.array([[1.0, 2.0, -1.0]]), np.array([[0.2, 0.5, 0.3]])
    expected = -(y * np.log(softmax(logits))).sum()
    np.testing.assert_allclose(cross_entropy(logits, y), expected, rtol=1e-12)


def test_evaluation_in_pieces_is_the_same_as_in_one() -> None:
    network = network_of()
    rng = np.random.default_rng(3)
    x = rng.normal(size=(2500, 2)).astype(np.float32)
    y = np.eye(2, dtype=np.float32)[rng.integers(2, size=2500)]
    whole = network.forward(x).copy()
    np.testing.assert_allclose(network.all_logits(x), whole, rtol=1e-5)
    np.testing.assert_allclose(network.mean_loss(x, y), cross_entropy(whole, y).mean(), rtol=1e-6)
    assert np.isnan(network.mean_loss(x[:0], y[:0]))
    assert network.probabilities(x[:0]).shape == (0, 2)


def test_dropout_keeps_the_mean_of_an_activation() -> None:
    network = network_of(Architecture(1, (LayerSpec(2000, "identity"),), 1))
    network.compute_gradient(
        np.ones((1, 1), np.float32), np.ones((1, 1), np.float32), 0.25, np.random.default_rng(0)
    )
    mask = network.workspace(1).dropout_masks[0]
    assert abs(mask.mean() - 1) < 0.05
    assert abs((mask == 0).mean() - 0.25) < 0.05


def test_the_same_rng_gives_the_same_gradient_bit_for_bit() -> None:
    x = np.random.default_rng(1).normal(size=(8, 2)).astype(np.float32)
    y = np.eye(2, dtype=np.float32)[[0, 1] * 4]
    gradients = []
    for _ in range(2):
        network = network_of(seed=5)
        network.compute_gradient(x, y, 0.3, np.random.default_rng(9))
        gradients.append(network.gradient.tobytes())
    assert gradients[0] == gradients[1]


def test_dropout_without_a_generator_is_refused() -> None:
    x, y = np.zeros((1, 2), np.float32), np.array([[0, 1]], np.float32)
    with pytest.raises(ValueError, match="rng"):
        network_of().compute_gradient(x, y, 0.5)


def test_forward_gives_the_workspace_s_own_logits() -> None:
    network = network_of()
    x = np.ones((3, 2), np.float32)
    logits = network.forward(x)
    assert np.shares_memory(logits, network.workspace(3).pre_activations[-1])
    np.testing.assert_allclose(network.probabilities(x), softmax(logits), rtol=1e-6)


def test_probabilities_outlive_the_next_pass() -> None:
    network = network_of()
    first = network.probabilities(np.ones((3, 2), np.float32))
    kept = first.copy()
    network.probabilities(-np.ones((3, 2), np.float32))
    np.testing.assert_array_equal(first, kept)


@pytest.mark.parametrize("value", [1e38, -1e38, np.inf, np.nan])
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_diverged_network_warns_of_nothing(name: str, loss: str, value: float) -> None:
    network = network_of(Architecture(2, (LayerSpec(3, name),) * 2, 2, name, loss))
    network.parameters.fill(value)
    x, y = np.full((2, 2), 1e3, np.float32), np.eye(2, dtype=np.float32)
    network.compute_gradient(x, y)
    network.compute_gradient(x, y, 0.5, np.random.default_rng(0))
    network.forward(x)
    network.probabilities(x)
    network.sample_losses(x, y)
    network.mean_loss(x, y)


def test_a_diverged_network_has_no_finite_loss() -> None:
    network = network_of()
    network.parameters.fill(1e38)
    x, y = np.full((2, 2), 1e3, np.float32), np.eye(2, dtype=np.float32)
    assert not np.isfinite(network.mean_loss(x, y))
    assert not np.isfinite(network.forward(x)).all()


def test_the_unguarded_gradient_is_the_same_bit_for_bit() -> None:
    x = np.random.default_rng(1).normal(size=(8, 2)).astype(np.float32)
    y = np.eye(2, dtype=np.float32)[[0, 1] * 4]
    guarded, unguarded = network_of(), network_of()
    guarded.compute_gradient(x, y, 0.3, np.random.default_rng(9))
    unguarded.compute_gradient_unguarded(x, y, 0.3, np.random.default_rng(9))
    assert guarded.gradient.tobytes() == unguarded.gradient.tobytes()


def test_a_network_tells_what_it_is() -> None:
    network = Network(Architecture(2, (LayerSpec(16, "tanh"), LayerSpec(16, "relu")), 3))
    assert repr(network) == "Network(2 → 16 tanh → 16 relu → 3 softmax, 371 parameters, float32)"
    plain = Network(Architecture(2000, (), 1, "tanh", "sigmoid", biases=False), np.float64)
    assert repr(plain) == "Network(2000 → 1 tanh sigmoid, 2 000 parameters, no biases, float64)"


@pytest.mark.parametrize("size", [1e4, 1e6, 1e30])
def test_binary_cross_entropy_is_stable_for_huge_logits(size: float) -> None:
    logits = np.array([[size, -size], [-size, size]], np.float32)
    targets = np.array([[1.0, 0.0], [1.0, 1.0]], np.float32)
    np.testing.assert_allclose(binary_cross_entropy(logits, targets), [0, size], rtol=1e-6)
    np.testing.assert_allclose(sigmoid(logits), [[1, 0], [0, 1]], atol=1e-30)


def test_binary_cross_entropy_is_the_sum_over_the_labels() -> None:
    logits, y = np.array([[1.0, 2.0, -1.0]]), np.array([[1.0, 0.25, 0.0]])
    p = 1 / (1 + np.exp(-logits))
    expected = -(y * np.log(p) + (1 - y) * np.log(1 - p)).sum()
    np.testing.assert_allclose(binary_cross_entropy(logits, y), [expected], rtol=1e-12)


def test_one_sigmoid_is_the_softmax_of_two_units_one_of_them_0() -> None:
    a = np.array([[-3.0], [0.2], [5.0]])
    two = softmax(np.hstack([np.zeros_like(a), a]))
    np.testing.assert_allclose(sigmoid(a)[:, 0], two[:, 1], rtol=1e-12)


def test_a_network_without_biases_has_none() -> None:
    architecture = Architecture(2, (LayerSpec(3, "tanh"),), 2, biases=False)
    network = network_of(architecture)
    assert architecture.parameter_count == 12 == len(network.parameters)
    assert network.biases == ()
    np.testing.assert_array_equal(network.forward(np.zeros((1, 2), np.float32)), [[0, 0]])


def test_the_output_activation_is_applied_to_the_last_layer() -> None:
    plain = network_of(Architecture(2, (), 3))
    squashed = network_of(Architecture(2, (), 3, output_activation="tanh"))
    x = np.ones((1, 2), np.float32)
    np.testing.assert_allclose(squashed.forward(x), np.tanh(plain.forward(x)), rtol=1e-6)


@pytest.mark.parametrize("names", [{"output_activation": "swoosh"}, {"loss": "hinge"}])
def test_unknown_names_of_the_output_are_refused(names: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="there is no"):
        Architecture(2, (), 2, **names)
