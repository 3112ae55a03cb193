"""A data set that does not fit together is none, and one that does says what it is."""

from dataclasses import replace

import numpy as np
import pytest

from tui_mlp.data.catalogue import load, read_shipped
from tui_mlp.data.dataset import Dataset
from tui_mlp.data.input_fields import input_fields
from tui_mlp.data.split import Part, Split, Standardization, split
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.samples import Samples, load_samples

FEATURES = np.arange(12, dtype=np.float32).reshape(3, 4)
TARGETS = np.eye(3, dtype=np.float32)[:, :2]


def dataset(**changes: object) -> Dataset:
    values = {
        "name": "made",
        "features": FEATURES,
        "targets": TARGETS,
        "feature_names": tuple("pqrs"),
        "class_names": ("a", "b"),
    }
    return Dataset(**{**values, **changes})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"features": FEATURES.astype(np.float64)}, r"features: float64 \(3, 4\), not float32"),
        ({"features": FEATURES.ravel()}, r"features: float32 \(12,\), not float32 \(N, D\)"),
        ({"targets": TARGETS.astype(np.intp)}, r"targets: int64 \(3, 2\), not float32 \(N, C\)"),
        ({"targets": TARGETS[:2]}, "3 samples, but 2 targets"),
        ({"features": FEATURES[:0], "targets": TARGETS[:0]}, "one sample"),
        ({"features": FEATURES[:, :0], "feature_names": ()}, "one sample, feature"),
        ({"feature_names": tuple("pqr")}, "4 features, but 3 names"),
        ({"class_names": ("a", "b", "c")}, "2 classes, but 3 names"),
        ({"image_shape": (2, 3)}, "2 x 3 pixels, but 4 features"),
        ({"image_shape": (-2, -2)}, "-2 x -2 pixels"),
    ],
)
def test_what_does_not_fit_is_no_data_set(changes: dict[str, object], words: str) -> None:
    assert dataset(image_shape=(2, 2)).image_shape == (2, 2)
    with pytest.raises(ValueError, match=words) as caught:
        dataset(**changes)
    assert "\n" not in str(caught.value)


def test_parts_must_be_those_of_their_data_set() -> None:
    whole = read_shipped("iris")
    parts = split(whole, 0.2, 0.1, np.random.default_rng(0))
    train, mean = parts.train, parts.standardization.mean
    with pytest.raises(ValueError, match="features: float64"):
        Part(train.features.astype(np.float64), train.targets, train.rows)
    with pytest.raises(ValueError, match="105 samples, 105 targets, 104 rows"):
        Part(train.features, train.targets, train.rows[1:])
    with pytest.raises(ValueError, match="4 means, but 3 scales"):
        Standardization(mean, mean[1:])
    with pytest.raises(ValueError, match="the parts differ"):
        replace(parts, test=replace(parts.test, features=parts.test.features[:, 1:]))
    with pytest.raises(ValueError, match="standardisation"):
        Split(train, parts.validation, parts.test, Standardization(mean[1:], mean[1:]))
    with pytest.raises(ValueError, match=r"Dataset\('iris'.* share samples"):
        Samples(whole, replace(parts, validation=parts.test))
    with pytest.raises(ValueError, match=r"with 4 features"):
        Samples(read_shipped("wine"), parts)


def test_they_say_what_they_are() -> None:
    samples = load_samples(TrainingConfig(dataset="iris"))
    assert repr(samples.dataset) == "Dataset('iris', 150 samples, 4 features, 3 classes)"
    assert repr(samples.split) == "Split(105 train, 30 validation, 15 test)"
    assert repr(samples.split.test) == "Part(15 samples)"
    assert repr(samples.split.standardization) == "Standardization(4 features)"
    assert repr(samples) == f"Samples({samples.dataset!r}, {samples.split!r})"
    assert repr(read_shipped("discs")) == "Dataset('discs', 1500 samples, 2 features, 3 labels)"


@pytest.mark.parametrize("name", ["spirals3", "moons", "discs", "xor", "gaussians"])
def test_coordinates_are_shown_beside_x_and_y_as_entries_of_x(name: str) -> None:
    planar = load(name, rng=np.random.default_rng(0))
    assert planar.feature_names in {("x", "y"), ("x1", "x2")}
    assert planar.shown_feature_names == ("x₁", "x₂")
    assert [field.name for field in input_fields(planar)] == ["x₁", "x₂"]
    assert dataset().shown_feature_names == tuple("pqrs")
