import math

import numpy as np
import pytest

from tui_mlp.nn.activations import ACTIVATIONS, Activation, Family

EVERY = pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)
GRID = np.linspace(-40, 40, 80_001)


def upper_tail(z: np.ndarray) -> np.ndarray:
    """1 - Phi(z) of the standard normal distribution."""
    return np.array([math.erfc(number / math.sqrt(2)) / 2 for number in z])


FORMULAS = {
    "identity": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
    "relu": lambda z: np.where(z > 0, z, 0),
    "leaky_relu": lambda z: np.where(z > 0, z, 0.01 * z),
    "elu": lambda z: np.where(z > 0, z, np.exp(z) - 1),
    "gelu": lambda z: z * upper_tail(-z),
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


@EVERY
def test_the_reference_is_the_engine_s(activation: Activation) -> None:
    for own, reference in (
        (activation, activation.reference),
        (activation.derivative, activation.reference_derivative),
    ):
        np.testing.assert_allclose(own(GRID), reference(GRID), rtol=1e-12, atol=1e-12)


@EVERY
def test_the_largest_slope_is_that_of_a_grid(activation: Activation) -> None:
    steepest = np.abs(activation.reference_derivative(GRID)).max()
    assert activation.largest_slope - 1e-3 <= steepest <= activation.largest_slope


@EVERY
def test_kinks_and_jumps_are_where_a_derivative_has_two_sides(activation: Activation) -> None:
    h = 1e-4
    grid = GRID[1:-1]
    left, middle, right = (activation.reference(grid + step) for step in (-h, 0.0, h))
    turns = np.abs((right - middle) - (middle - left)) / h
    assert set(grid[turns > 1e-3].round(9)) == set(activation.kinks)
    slopes = [activation.reference_derivative(grid + step) for step in (-2 * h, -h, h, 2 * h)]
    bends = np.abs((slopes[3] - slopes[2]) - (slopes[1] - slopes[0])) / h
    smooth = [z for z in grid[bends > 1e-2].round(9) if z not in activation.kinks]
    assert set(smooth) == set(activation.curvature_jumps)
    assert not set(activation.kinks) & set(activation.curvature_jumps)


@EVERY
def test_a_family_tells_how_slopes_end(activation: Activation) -> None:
    down, up = activation.reference_derivative(np.array([-100.0, 100.0]))
    if activation.family is Family.LINEAR:
        assert np.ptp(activation.reference_derivative(GRID)) == 0
    elif activation.family is Family.SATURATING:
        assert max(abs(down), abs(up)) < 1e-6
    else:
        assert abs(down) <= 0.01
        assert up == pytest.approx(1)


@EVERY
def test_an_activation_is_written_down(activation: Activation) -> None:
    assert "z" in activation.formula.replace("ᶻ", "z")
    assert activation.derivative_formula
    assert activation.source or activation.name == "identity"


def test_those_of_a_family_stand_together() -> None:
    families = [activation.family for activation in ACTIVATIONS.values()]
    assert families == sorted(families, key=list(Family).index)
    assert next(iter(ACTIVATIONS)) == "identity"


def test_a_saturated_sigmoid_still_has_a_slope() -> None:
    slope = ACTIVATIONS["sigmoid"].derivative(np.array([-40.0], np.float32))
    np.testing.assert_allclose(slope, np.exp(-40.0), rtol=1e-5)


def test_at_the_kink_relu_has_slope_zero() -> None:
    assert ACTIVATIONS["relu"].derivative(np.zeros(1)) == 0


@pytest.mark.parametrize(("dtype", "rtol"), [(np.float32, 1e-5), (np.float64, 1e-13)])
def test_gelu_is_exact_far_into_its_tail(dtype: type, rtol: float) -> None:
    # a rounding of z, here or in erfc, reaches exp(-z^2/2) multiplied by up to z^2 = 144
    z = np.linspace(-12, -0.01, 500).astype(dtype)
    expected = FORMULAS["gelu"](z.astype(np.float64))
    np.testing.assert_allclose(ACTIVATIONS["gelu"](z), expected, rtol=rtol)


@pytest.mark.parametrize(("dtype", "atol"), [(np.float32, 5e-7), (np.float64, 1e-15)])
def test_the_slope_of_gelu_is_that_of_its_exact_form(dtype: type, atol: float) -> None:
    z = np.linspace(-12, 12, 1001).astype(dtype)
    wide = z.astype(np.float64)
    density = np.exp(-(wide**2) / 2) / np.sqrt(2 * np.pi)
    expected = upper_tail(-wide) + wide * density
    np.testing.assert_allclose(ACTIVATIONS["gelu"].derivative(z), expected, rtol=0, atol=2 * atol)


@pytest.mark.parametrize("zero", [0.0, -0.0])
def test_gelu_has_slope_one_half_at_zero_of_either_sign(zero: float) -> None:
    slope = ACTIVATIONS["gelu"].derivative(np.array([zero]))
    np.testing.assert_allclose(slope, 0.5, rtol=1e-15)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_an_activation_leaves_its_input_alone_whatever_lies_in_the_other_arrays(name: str) -> None:
    z = np.linspace(-3, 3, 7)
    activation, before = ACTIVATIONS[name], z.copy()
    a, out, work = (np.full_like(z, np.nan) for _ in range(3))
    activation.apply(z, a, work)
    kept = a.copy()
    work.fill(np.nan)
    activation.write_derivative(z, a, out, work)
    np.testing.assert_array_equal(z, before)
    np.testing.assert_array_equal(a, kept)
    np.testing.assert_array_equal(out, activation.derivative(z))
