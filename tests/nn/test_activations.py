import numpy as np
import pytest

from tui_mlp.nn.activations import ACTIVATIONS

SMOOTH = [name for name in ACTIVATIONS if name not in {"relu", "leaky_relu"}]
FORMULAS = {
    "identity": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
    "relu": lambda z: np.where(z > 0, z, 0),
    "leaky_relu": lambda z: np.where(z > 0, z, 0.01 * z),
    "elu": lambda z: np.where(z > 0, z, np.exp(z) - 1),
    "gelu": lambda z: z / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3))),
    "silu": lambda z: z / (1 + np.exp(-z)),
    "softplus": lambda z: np.log(1 + np.exp(z)),
}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_an_activation_is_its_formula(name: str) -> None:
    z = np.linspace(-6, 6, 101)
    np.testing.assert_allclose(ACTIVATIONS[name](z), FORMULAS[name](z), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_derivative_is_the_slope(name: str) -> None:
    z = np.linspace(-5, 5, 200)  # an even number of points: none of them is the kink at 0
    activation = ACTIVATIONS[name]
    slope = (activation(z + 1e-6) - activation(z - 1e-6)) / 2e-6
    np.testing.assert_allclose(activation.derivative(z), slope, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_far_out_values_stay_finite_and_warn_of_nothing(name: str, dtype: type) -> None:
    z = np.array([-1e30, -1e4, -800, -90, 0, 90, 800, 1e4, 1e30], dtype)
    activation = ACTIVATIONS[name]
    assert np.isfinite(activation(z)).all()
    assert np.isfinite(activation.derivative(z)).all()
    assert activation(z).dtype == activation.derivative(z).dtype == dtype


def test_a_saturated_sigmoid_still_has_a_slope() -> None:
    slope = ACTIVATIONS["sigmoid"].derivative(np.array([-40.0], np.float32))
    np.testing.assert_allclose(slope, np.exp(-40.0), rtol=1e-5)


def test_at_the_kink_relu_has_slope_zero() -> None:
    assert ACTIVATIONS["relu"].derivative(np.zeros(1)) == 0
