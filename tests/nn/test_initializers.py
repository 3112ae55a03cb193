import numpy as np
import pytest

from tui_mlp.nn.architecture import Architecture
from tui_mlp.nn.initializers import INITIALIZERS
from tui_mlp.nn.network import Network

FAN_IN, FAN_OUT = 300, 200
VARIANCES = {
    "zeros": 0.0,
    "uniform": 0.0025,
    "normal": 1.0,
    "glorot_uniform": 2 / 500,
    "glorot_normal": 2 / 500,
    "he_uniform": 2 / 300,
    "he_normal": 2 / 300,
    "lecun_uniform": 1 / 300,
    "lecun_normal": 1 / 300,
}


@pytest.mark.parametrize("name", INITIALIZERS)
def test_weights_have_the_variance_of_their_initialiser(name: str) -> None:
    weights = INITIALIZERS[name](np.random.default_rng(0), FAN_IN, FAN_OUT)
    assert weights.shape == (FAN_IN, FAN_OUT)
    np.testing.assert_allclose(weights.var(), VARIANCES[name], rtol=0.05)
    assert abs(weights.mean()) <= 0.02 * np.sqrt(VARIANCES[name])


@pytest.mark.parametrize("name", INITIALIZERS)
def test_an_initialiser_knows_its_variance_and_how_it_is_written(name: str) -> None:
    initializer = INITIALIZERS[name]
    assert initializer.variance(FAN_IN, FAN_OUT) == pytest.approx(VARIANCES[name])
    written = eval(initializer.formula.replace("²", "**2"), {"fan_in": 300, "fan_out": 200})  # noqa: S307
    assert written == pytest.approx(VARIANCES[name])


def test_zeros_draw_nothing() -> None:
    rng = np.random.default_rng(0)
    assert not INITIALIZERS["zeros"](rng, FAN_IN, FAN_OUT).any()
    assert rng.bit_generator.state == np.random.default_rng(0).bit_generator.state


@pytest.mark.parametrize("name", ["uniform", "glorot_uniform", "he_uniform", "lecun_uniform"])
def test_uniform_weights_keep_within_their_bounds(name: str) -> None:
    weights = INITIALIZERS[name](np.random.default_rng(0), FAN_IN, FAN_OUT)
    bound = np.sqrt(3 * VARIANCES[name])
    assert 0.99 * bound < np.abs(weights).max() <= bound


def test_biases_begin_at_zero() -> None:
    network = Network(Architecture(3, (), 2))
    network.parameters.fill(1)
    network.initialize("normal", np.random.default_rng(0))
    assert (network.biases[0] == 0).all()
    assert (network.weights[0] != 0).all()
