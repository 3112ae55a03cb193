"""Generated sets: without noise, every point is where the equation puts it."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_mlp.data import synthetic
from tui_mlp.data.dataset import Dataset
from tui_mlp.files.errors import DataError

ALL = (
    synthetic.gaussians,
    synthetic.circle,
    synthetic.xor,
    synthetic.moons,
    synthetic.spirals,
)
WITH_CLASSES = (synthetic.gaussians, synthetic.spirals)


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


@given(st.sampled_from(ALL), st.integers(6, 300), st.floats(0, 2))
def test_shape_and_balance(generate: Callable[..., Dataset], samples: int, noise: float) -> None:
    dataset = generate(samples, noise, rng())
    assert dataset.features.shape == (samples, 2)
    assert dataset.features.dtype == dataset.targets.dtype == np.float32
    assert np.isfinite(dataset.features).all()
    sizes = dataset.targets.sum(axis=0)
    assert sizes.sum() == samples
    assert sizes.max() - sizes.min() <= 1


@pytest.mark.parametrize("generate", WITH_CLASSES)
@pytest.mark.parametrize("classes", range(2, 9))
def test_the_number_of_classes(generate: Callable[..., Dataset], classes: int) -> None:
    dataset = generate(80, 0.1, rng(), classes)
    assert dataset.targets.shape == (80, classes)
    assert len(dataset.class_names) == classes


@pytest.mark.parametrize("generate", ALL)
def test_the_seed_decides(generate: Callable[..., Dataset]) -> None:
    first, again, other = (generate(50, 0.1, rng(seed)).features for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("generate", ALL)
def test_noise_is_a_normal_shift_of_its_size(generate: Callable[..., Dataset]) -> None:
    exact = generate(4000, 0.0, rng()).features
    noisy = generate(4000, 0.5, rng()).features
    shift = noisy - exact
    assert abs(shift.mean()) < 0.03
    assert abs(shift.std() - 0.5) < 0.02


def points(generate: Callable[..., Dataset]) -> list[np.ndarray]:
    dataset = generate(400, 0.0, rng())
    classes = range(dataset.targets.shape[1])
    return [dataset.features[dataset.labels == c].astype(np.float64) for c in classes]


def test_gaussians_without_noise_are_their_centres() -> None:
    for number, cloud in enumerate(points(synthetic.gaussians)):
        angle = 2 * np.pi * number / 3
        centre = [2 * np.cos(angle), 2 * np.sin(angle)]
        np.testing.assert_allclose(cloud, np.tile(centre, (len(cloud), 1)), atol=1e-6)


def test_the_circle_is_a_disc_in_a_ring() -> None:
    inner, outer = (np.hypot(*cloud.T) for cloud in points(synthetic.circle))
    assert 0.4 < inner.max() <= 0.5
    assert 0.7 <= outer.min() < outer.max() <= 1


def test_xor_is_decided_by_the_signs() -> None:
    same, opposite = points(synthetic.xor)
    assert (same.prod(axis=1) > 0).all()
    assert (opposite.prod(axis=1) < 0).all()
    for cloud in (same, opposite):
        assert 0.05 <= np.abs(cloud).min() < np.abs(cloud).max() <= 1
        assert len({*np.sign(cloud[:, 0])}) == 2


def test_moons_without_noise_are_half_circles() -> None:
    upper, lower = points(synthetic.moons)
    np.testing.assert_allclose(np.hypot(*upper.T), 1, rtol=1e-5)
    np.testing.assert_allclose(np.hypot(*(lower - [1, 0.5]).T), 1, rtol=1e-5)
    assert upper[:, 1].min() >= 0
    assert lower[:, 1].max() <= 0.5


def test_spirals_without_noise_are_on_their_arms() -> None:
    for number, arm in enumerate(points(synthetic.spirals)):
        radius = np.hypot(*arm.T)
        angle = 2 * np.pi * (radius + number / 3)
        expected = radius[:, np.newaxis] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
        np.testing.assert_allclose(arm, expected, atol=1e-5)


@pytest.mark.parametrize("classes", [1, 9])
def test_the_number_of_classes_is_bounded(classes: int) -> None:
    for generate in WITH_CLASSES:
        with pytest.raises(DataError, match=f"classes: {classes} is outside 2 to 8"):
            generate(100, 0.1, rng(), classes)


@pytest.mark.parametrize("generate", ALL)
def test_samples_and_noise_are_checked(generate: Callable[..., Dataset]) -> None:
    with pytest.raises(DataError, match="samples: 3 is too few"):
        generate(3, 0.1, rng())
    for noise in (-0.1, np.nan, np.inf):
        with pytest.raises(DataError, match="noise:"):
            generate(30, noise, rng())


def test_posteriors_are_the_share_of_each_class_nearby() -> None:
    dataset = synthetic.posteriors(300, 1.2, rng())
    classes = synthetic.gaussians(300, 1.2, rng())
    np.testing.assert_array_equal(dataset.features, classes.features)
    np.testing.assert_allclose(dataset.targets.sum(axis=1), 1, rtol=1e-6)
    many = synthetic.posteriors(60_000, 1.2, rng())
    drawn = np.arange(60_000) % 3
    sure = many.targets[:, 0]
    for low in (0.1, 0.4, 0.7):  # of the points with P(c0 | x) near p, the part p is of class c0
        near = (sure >= low) & (sure < low + 0.1)
        assert abs((drawn[near] == 0).mean() - sure[near].mean()) < 0.03
    with pytest.raises(DataError, match="noise"):
        synthetic.posteriors(30, 0.0, rng())
