from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tui_mlp.data.catalogue import read_shipped
from tui_mlp.data.dataset import Dataset, Task
from tui_mlp.data.split import Standardization, split
from tui_mlp.files.errors import DataError


def dataset_of(sizes: list[int], image_shape: tuple[int, int] | None = None) -> Dataset:
    """A set with classes of these sizes, in random order."""
    rng = np.random.default_rng(5)
    labels = rng.permutation(np.repeat(np.arange(len(sizes)), sizes))
    return Dataset(
        name="made",
        features=rng.normal(3, 2, (len(labels), 4)).astype(np.float32),
        targets=np.eye(len(sizes), dtype=np.float32)[labels],
        feature_names=("p", "q", "r", "s"),
        class_names=tuple(map(str, range(len(sizes)))),
        image_shape=image_shape,
    )


def round_half_up(number: float) -> int:
    return int(number + 0.5)


SIZES = st.lists(st.integers(1, 60), min_size=2, max_size=6)
SHARES = st.tuples(st.floats(0, 0.9), st.floats(0, 0.9)).filter(lambda pair: sum(pair) <= 0.95)
SEEDS = st.integers(0, 2**32)


@given(SIZES, SHARES, SEEDS)
def test_every_sample_is_in_one_part(
    sizes: list[int], shares: tuple[float, float], seed: int
) -> None:
    dataset = dataset_of(sizes)
    parts = split(dataset, *shares, np.random.default_rng(seed))
    rows = np.concatenate([parts.train.rows, parts.validation.rows, parts.test.rows])
    assert sorted(rows) == list(range(sum(sizes)))
    for part in (parts.train, parts.validation, parts.test):
        np.testing.assert_array_equal(part.targets, dataset.targets[part.rows])
        expected = parts.standardization.apply(dataset.features[part.rows])
        np.testing.assert_array_equal(part.features, expected)
        assert part.features.dtype == np.float32
        assert part.features.flags.c_contiguous
        assert part.features.shape == (len(part.rows), 4)


@given(SIZES, SHARES, SEEDS)
def test_every_class_is_trained_on(
    sizes: list[int], shares: tuple[float, float], seed: int
) -> None:
    parts = split(dataset_of(sizes), *shares, np.random.default_rng(seed))
    assert (parts.train.targets.sum(axis=0) >= 1).all()


@given(SIZES, SHARES, SEEDS)
def test_parts_have_their_sizes_and_the_classes_their_shares(
    sizes: list[int], shares: tuple[float, float], seed: int
) -> None:
    count, held_share = sum(sizes), sum(shares)
    # a class that is too small to leave one sample for training makes the others smaller
    assume(count >= 6 and all(size * (1 - held_share) >= 2 for size in sizes))
    parts = split(dataset_of(sizes), *shares, np.random.default_rng(seed))
    validation, test = shares
    assert len(parts.validation.rows) == round_half_up(count * validation)
    assert len(parts.test.rows) == round_half_up(count * test)
    for part, share in ((parts.validation, validation), (parts.test, test)):
        wanted = np.array(sizes) * share
        assert (np.abs(part.targets.sum(axis=0) - wanted) < 2.01).all()


def test_of_the_four_points_of_xor_none_is_held_out() -> None:
    parts = split(dataset_of([2, 2]), 0.2, 0.1, np.random.default_rng(0))
    assert [len(part.rows) for _, part in parts.named_parts()] == [4, 0, 0]


def test_the_test_part_that_a_file_gives_is_kept() -> None:
    dataset = replace(dataset_of([20, 30]), given_test=10)
    parts = split(dataset, 0.25, 0.5, np.random.default_rng(0))
    assert sorted(parts.test.rows) == list(range(40, 50))
    assert len(parts.validation.rows) == 10
    rows = np.concatenate([parts.train.rows, parts.validation.rows])
    assert sorted(rows) == list(range(40))


def test_iris_like_classes_are_split_evenly() -> None:
    parts = split(dataset_of([50, 50, 50]), 0.2, 0.1, np.random.default_rng(0))
    assert parts.train.targets.sum(axis=0).tolist() == [35, 35, 35]
    assert parts.validation.targets.sum(axis=0).tolist() == [10, 10, 10]
    assert parts.test.targets.sum(axis=0).tolist() == [5, 5, 5]


def test_the_seed_decides() -> None:
    dataset = dataset_of([30, 40])
    first, again, other = (
        split(dataset, 0.2, 0.1, np.random.default_rng(seed)).train.rows for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert first.tolist() != other.tolist()


def test_the_parts_are_in_random_order() -> None:
    labels = split(dataset_of([300, 300]), 0.2, 0.1, np.random.default_rng(0)).train.targets
    assert 60 < labels[:210, 0].sum() < 150


@pytest.mark.parametrize("shares", [(0.5, 0.5), (-0.1, 0.2), (0.2, -0.1), (1.0, 0.0)])
def test_impossible_shares_are_refused(shares: tuple[float, float]) -> None:
    with pytest.raises(DataError, match="validation and test"):
        split(dataset_of([5, 5]), *shares, np.random.default_rng(0))


@given(SEEDS)
def test_the_standardisation_is_that_of_the_training_part(seed: int) -> None:
    dataset = dataset_of([30, 40])
    parts = split(dataset, 0.3, 0.2, np.random.default_rng(seed))
    train = dataset.features[parts.train.rows].astype(np.float64)
    np.testing.assert_allclose(parts.standardization.mean, train.mean(axis=0), rtol=1e-6)
    np.testing.assert_allclose(parts.standardization.scale, train.std(axis=0), rtol=1e-6)
    np.testing.assert_allclose(parts.train.features.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(parts.train.features.std(axis=0), 1, rtol=1e-5)


def test_held_out_samples_do_not_leak_into_the_standardisation() -> None:
    dataset = dataset_of([30, 40])
    before = split(dataset, 0.3, 0.2, np.random.default_rng(0))
    dataset.features[before.validation.rows] = 1e6
    dataset.features[before.test.rows] = np.nan
    after = split(dataset, 0.3, 0.2, np.random.default_rng(0))
    np.testing.assert_array_equal(after.standardization.mean, before.standardization.mean)
    np.testing.assert_array_equal(after.standardization.scale, before.standardization.scale)


def test_missing_values_count_as_the_training_mean() -> None:
    features = np.array([[1, 5, np.nan], [np.nan, 5, np.nan], [3, 5, np.nan]], np.float32)
    standardization = Standardization.of(features)
    assert standardization.mean.tolist() == [2, 5, 0]
    assert standardization.scale.tolist() == [1, 1, 1]
    assert standardization.apply(features).tolist() == [[-1, 0, 0], [0, 0, 0], [1, 0, 0]]


def test_the_pixels_of_an_image_share_one_mean_and_scale() -> None:
    dataset = dataset_of([30, 40], image_shape=(2, 2))
    parts = split(dataset, 0.3, 0.2, np.random.default_rng(0))
    train = dataset.features[parts.train.rows]
    np.testing.assert_allclose(parts.standardization.mean, [train.mean()] * 4, rtol=1e-5)
    np.testing.assert_allclose(parts.standardization.scale, [train.std()] * 4, rtol=1e-5)


@pytest.mark.parametrize("extreme", [3.4e38, 1e-45, 1e30, 123456.7])
def test_extreme_values_stay_finite(extreme: float) -> None:
    features = np.array([[extreme], [-extreme], [extreme]], np.float32)
    standardization = Standardization.of(features)
    assert (standardization.scale > 0).all()
    assert np.isfinite(standardization.scale).all()
    assert np.isfinite(standardization.apply(features)).all()
    beyond = np.array([[3.4e38]], np.float32)
    assert np.isfinite(standardization.apply(beyond)).all()


def test_constant_columns_become_zero() -> None:
    features = np.full((1000, 1), 0.1, np.float32)
    assert not Standardization.of(features).apply(features).any()


def labelled(targets: np.ndarray) -> Dataset:
    return Dataset(
        name="labels",
        features=np.random.default_rng(0).normal(size=(len(targets), 2)).astype(np.float32),
        targets=targets.astype(np.float32),
        feature_names=("p", "q"),
        class_names=tuple(map(str, range(targets.shape[1]))),
        task=Task.MULTILABEL,
    )


def test_sets_of_labels_have_their_shares_in_each_part() -> None:
    sets = np.repeat([[0, 0], [0, 1], [1, 0], [1, 1]], [100, 200, 60, 40], axis=0)
    parts = split(labelled(sets), 0.25, 0.25, np.random.default_rng(1))
    for part, share in ((parts.train, 0.5), (parts.validation, 0.25), (parts.test, 0.25)):
        sizes = np.bincount((part.targets @ [2, 1]).astype(int), minlength=4)
        np.testing.assert_array_equal(sizes, np.array([100, 200, 60, 40]) * share)


def test_a_set_for_each_sample_is_parted_all_the_same() -> None:
    sets = (np.arange(64)[:, None] >> np.arange(6)) & 1
    parts = split(labelled(sets), 0.25, 0.25, np.random.default_rng(1))
    assert [len(p.rows) for p in (parts.train, parts.validation, parts.test)] == [32, 16, 16]


@pytest.mark.parametrize("count", [9, 30, 149, 150, 1000])
def test_a_subset_keeps_the_shares_of_the_classes(count: int) -> None:
    iris = read_shipped("iris")
    parts = split(iris, 0.2, 0.1, np.random.default_rng(0), subset=count)
    rows = np.concatenate([part.rows for _, part in parts.named_parts()])
    assert len(rows) == len(set(rows.tolist())) == min(count, 150)
    sizes = np.bincount(iris.labels[rows], minlength=3)
    assert sizes.max() - sizes.min() <= 1
    for _, part in parts.named_parts():
        assert np.array_equal(part.targets.argmax(axis=1), iris.labels[part.rows])


def test_another_seed_draws_another_subset_and_none_leaves_the_split_as_it_was() -> None:
    iris = read_shipped("iris")
    first, second = (
        set(split(iris, 0, 0, np.random.default_rng(seed), subset=20).train.rows.tolist())
        for seed in (0, 1)
    )
    assert first != second
    whole = split(iris, 0.2, 0.1, np.random.default_rng(0))
    same = split(iris, 0.2, 0.1, np.random.default_rng(0), subset=150)
    assert np.array_equal(whole.train.rows, same.train.rows)


def test_without_standardisation_the_features_stay_in_their_units() -> None:
    wine = read_shipped("wine")
    parts = split(wine, 0.2, 0.1, np.random.default_rng(0), standardize=False)
    assert np.array_equal(parts.train.features, wine.features[parts.train.rows])
    assert np.array_equal(parts.standardization.apply(wine.features), wine.features)
