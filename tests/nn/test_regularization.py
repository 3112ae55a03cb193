import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tui_mlp.nn.architecture import Architecture, LayerSpec
from tui_mlp.nn.network import Network
from tui_mlp.nn.regularization import LayerGradNorms, clip_by_global_norm, grad_norm


@given(arrays(np.float64, st.integers(1, 9), elements=st.floats(-100, 100)), st.floats(0.01, 1000))
def test_clipping_keeps_the_direction_and_bounds_the_norm(
    gradient: np.ndarray, most: float
) -> None:
    clipped = gradient.copy()
    norm = clip_by_global_norm(clipped, most)
    np.testing.assert_allclose(norm, math.hypot(*gradient), rtol=1e-12)
    if norm <= most:
        np.testing.assert_array_equal(clipped, gradient)
    else:
        np.testing.assert_allclose(np.linalg.norm(clipped), most, rtol=1e-9)
        # what is subnormal may be rounded to 0
        np.testing.assert_allclose(clipped * norm, gradient * most, rtol=1e-9, atol=1e-300)


@pytest.mark.parametrize("size", [1e-30, 1e-20, 1.0, 1e20, 1e30])
def test_a_norm_is_right_where_its_square_leaves_the_range_of_float32(size: float) -> None:
    np.testing.assert_allclose(grad_norm(np.full(4, size, np.float32)), 2 * size, rtol=1e-5)


@pytest.mark.parametrize("size", [1e-300, 1e300])
def test_a_norm_is_right_where_its_square_leaves_the_range_of_float64(size: float) -> None:
    np.testing.assert_allclose(grad_norm(np.full(4, size)), 2 * size, rtol=1e-12)


def test_only_a_bad_entry_makes_a_bad_norm() -> None:
    assert np.isnan(grad_norm(np.array([1, np.nan], np.float32)))
    assert np.isinf(grad_norm(np.array([1, -np.inf], np.float32)))
    assert grad_norm(np.zeros(3, np.float32)) == 0


def test_layer_norms_are_those_of_each_weight_matrix() -> None:
    network = Network(Architecture(3, (LayerSpec(4, "tanh"), LayerSpec(2, "tanh")), 2))
    network.gradient[:] = np.arange(len(network.gradient))
    norms = np.empty(3, np.float32)
    assert LayerGradNorms(network).write_unguarded(norms)
    np.testing.assert_allclose(norms, [np.linalg.norm(g) for g in network.weight_gradients])
    network.weight_gradients[1][0, 0] = np.nan
    assert not LayerGradNorms(network).write_unguarded(norms)
    assert list(np.isnan(norms)) == [False, True, False]
