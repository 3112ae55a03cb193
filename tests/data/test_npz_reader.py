from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_mlp.data.any_file import read_file, read_new_samples
from tui_mlp.data.dataset import Task
from tui_mlp.data.readers.npz import read_npz
from tui_mlp.data.reading import NewReading, Reading
from tui_mlp.data.split import split
from tui_mlp.files.errors import DataError

X = np.arange(24, dtype=np.uint8).reshape(4, 6)
IMAGES = X.reshape(4, 2, 3)
Y = np.array([[1, 0], [0, 1], [1, 1], [0, 0]])


def saved(folder: Path, **arrays: object) -> Path:
    path = folder / "own.npz"
    np.savez(path, **arrays)  # type: ignore[arg-type]
    return path


def test_vectors_with_class_numbers(tmp_path: Path) -> None:
    dataset = read_file(saved(tmp_path, X=X, y=[3, 1, 3, 1]))
    np.testing.assert_array_equal(dataset.features, X)
    assert dataset.features.dtype == np.float32
    assert dataset.class_names == ("1", "3")
    assert dataset.labels.tolist() == [1, 0, 1, 0]
    assert dataset.feature_names == tuple(f"feature_{n}" for n in range(1, 7))
    assert dataset.image_shape is None


def test_images_with_class_names(tmp_path: Path) -> None:
    dataset = read_file(saved(tmp_path, X=IMAGES, y=["b\x07", "a", "a", "a"]))
    assert dataset.class_names == ("a", "b␇")
    assert dataset.image_shape == (2, 3)
    assert dataset.feature_names[4] == "pixel_1_1"
    np.testing.assert_allclose(dataset.features, X / 255, rtol=1e-6)
    whole = read_file(saved(tmp_path, X=IMAGES.astype(np.float32), y=["b", "a", "a", "a"]))
    np.testing.assert_array_equal(whole.features, X)


def test_class_numbers_of_any_size(tmp_path: Path) -> None:
    names = read_file(saved(tmp_path, X=X, y=[1e300, -1, 1e300, 2])).class_names
    assert names[:2] == ("-1", "2")
    assert names[2].startswith("10000000")
    assert len(names[2]) == 40


def test_labels_name_the_classes(tmp_path: Path) -> None:
    dataset = read_file(saved(tmp_path, X=X, y=[0, 2, 0, 2], labels=["x", "y", "z"]))
    assert dataset.class_names == ("x", "y", "z")
    assert dataset.labels.tolist() == [0, 2, 0, 2]


def test_a_multilabel_file(tmp_path: Path) -> None:
    path = saved(tmp_path, X=X, Y=Y, labels=["p", "q"])
    dataset = read_file(path)
    assert dataset.task is Task.MULTILABEL
    assert dataset.class_names == ("p", "q")
    np.testing.assert_array_equal(dataset.targets, Y)
    assert dataset.notes == ()


def test_a_matrix_of_distributions_is_a_soft_target(tmp_path: Path) -> None:
    soft = np.array([[0.2, 0.8], [1, 0], [0.5, 0.5], [0, 1]])
    dataset = read_file(saved(tmp_path, X=X, Y=soft, labels=["p", "q"]))
    assert dataset.task is Task.MULTICLASS
    np.testing.assert_allclose(dataset.targets, soft, rtol=1e-6)
    with pytest.raises(DataError, match=r"neither .* nor with rows that are distributions"):
        read_file(saved(tmp_path, X=X, Y=soft * 1.1))


def test_a_single_label_for_every_sample_is_mentioned(tmp_path: Path) -> None:
    dataset = read_file(saved(tmp_path, X=X, Y=np.eye(2)[[0, 1, 1, 0]]))
    assert dataset.task is Task.MULTILABEL
    assert "one label" in dataset.notes[0]


@pytest.mark.parametrize("dtype", [np.float16, np.float64, np.int64, np.bool_])
def test_numbers_of_any_kind(tmp_path: Path, dtype: type) -> None:
    dataset = read_file(saved(tmp_path, X=X.astype(dtype), y=[0, 1, 0, 1]))
    np.testing.assert_array_equal(dataset.features, X.astype(dtype))


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({"X": X}, "no array 'y'"),
        ({"y": [0, 1]}, "no array 'X'"),
        ({"X": X, "y": [0, 1]}, "X has 4 samples, but there are 2 targets"),
        ({"X": X[0], "y": [0, 1]}, "X has the shape (6,)"),
        ({"X": X[:0], "y": []}, "X has the shape (0, 6)"),
        ({"X": X, "y": np.zeros((4, 2, 2))}, "y has the shape (4, 2, 2)"),
        ({"X": X.astype(str), "y": [0, 1, 0, 1]}, "not numbers"),
        ({"X": X.astype(object), "y": [0, 1, 0, 1]}, "plain arrays"),
        ({"X": X + 1j, "y": [0, 1, 0, 1]}, "not numbers"),
        ({"X": np.where(X == 8, np.nan, X), "y": [0, 1, 0, 1]}, "X, row 2, column 3: nan"),
        ({"X": np.where(X == 8, 1e39, X), "y": [0, 1, 0, 1]}, "X, row 2, column 3: 1e+39"),
        ({"X": np.where(X == 8, -np.inf, X), "y": [0, 1, 0, 1]}, "X, row 2, column 3: -inf"),
        ({"X": X, "y": [0.5, 1, 0, 1]}, "regression"),
        ({"X": X, "y": [0, np.nan, 0, 1]}, "regression"),
        ({"X": X, "y": [1, 1, 1, 1]}, "all rows are of the class '1'"),
        ({"X": X, "y": ["a", "", "b", "a"]}, "class name is empty"),
        ({"X": X, "y": [0, 1, 2, 1], "labels": ["a", "b"]}, "outside 0 to 1"),
        ({"X": X, "y": [0, 1, -1, 1], "labels": ["a", "b"]}, "outside 0 to 1"),
        ({"X": X, "y": [0, 1, 0, 1], "labels": ["a", "a"]}, "'a' more than once"),
        ({"X": X, "y": [0, 1, 0, 1], "labels": [1, 2]}, "texts"),
        ({"X": X, "y": [0, 1, 1e300, 1], "labels": ["a", "b"]}, "outside 0 to 1"),
        ({"X": X, "y": [0, 1, 0, 1], "labels": np.arange(1001).astype(str)}, "1001 labels"),
        ({"X": X, "Y": Y + 1}, "0 or 1"),
        ({"X": X, "Y": np.zeros((4, 1001))}, "Y has 1001 columns, but at most 1000"),
        ({"X": np.zeros((2, 100_001), np.int8), "y": [0, 1]}, "X has the shape (2, 100001), but"),
        ({"X": np.zeros((10_000_001, 1), np.int8), "y": [0, 1]}, "at most 10 000 000 samples"),
        ({"X": X, "Y": Y, "labels": ["a"]}, "2 columns, but there are 1 labels"),
    ],
)
def test_what_cannot_be_used_is_refused(
    tmp_path: Path, arrays: dict[str, object], words: str
) -> None:
    with pytest.raises(DataError) as caught:
        read_file(saved(tmp_path, **arrays))
    assert words in str(caught.value)
    assert "own.npz" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_target_column_makes_no_sense(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"target: .*own\.npz is an NPZ file"):
        read_file(saved(tmp_path, X=X, y=[0, 1, 0, 1]), Reading(target="class"))


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_damaged_file_is_refused_or_read(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    whole = saved(tmp_path_factory.getbasetemp(), X=X, y=[0, 1, 0, 1]).read_bytes()
    damaged = bytearray(whole[: data.draw(st.integers(0, len(whole)))])
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=4)):
        if place < len(damaged):
            damaged[place] ^= data.draw(st.integers(1, 255))
    try:
        dataset = read_npz("own.npz", bytes(damaged))
    except DataError as error:
        assert "own.npz" in str(error)  # noqa: PT017  either outcome is right
    else:
        assert len(dataset.features) == len(dataset.targets)


def test_lower_case_x_and_a_column_of_targets(tmp_path: Path) -> None:
    dataset = read_file(saved(tmp_path, x=X, y=[[3], [1], [3], [1]]))
    np.testing.assert_array_equal(dataset.features, X)
    assert dataset.class_names == ("1", "3")


def test_one_hot_targets_are_classes(tmp_path: Path) -> None:
    dataset = read_file(saved(tmp_path, X=X, y=np.eye(3)[[0, 2, 0, 2]]))
    assert dataset.task is Task.MULTICLASS
    assert dataset.class_names == ("0", "1", "2")
    assert dataset.labels.tolist() == [0, 2, 0, 2]
    names = ["p", "q", "r"]
    assert read_file(saved(tmp_path, X=X, y=np.eye(3)[[0, 2, 0, 2]], labels=names)).class_names == (
        *names,
    )


def test_images_with_channels(tmp_path: Path) -> None:
    y = [0, 1, 0, 1]
    grey = read_file(saved(tmp_path, X=IMAGES[..., None], y=y))
    assert grey.image_shape == (2, 3)
    np.testing.assert_allclose(grey.features, X / 255, rtol=1e-6)
    colours = np.stack([IMAGES, IMAGES + 1, IMAGES + 2], axis=3)
    coloured = read_file(saved(tmp_path, X=colours, y=y))
    assert coloured.features.shape == (4, 18)
    assert coloured.image_shape is None
    assert coloured.feature_names[:4] == (
        *("pixel_0_0_red", "pixel_0_0_green", "pixel_0_0_blue", "pixel_0_1_red"),
    )
    assert coloured.features[0, :3].tolist() == pytest.approx([0, 1 / 255, 2 / 255])


def test_the_split_of_a_file_is_kept(tmp_path: Path) -> None:
    x, y = np.arange(40).reshape(20, 2), np.arange(20) % 2
    path = saved(tmp_path, x_train=x[:14], y_train=y[:14], x_test=x[14:], y_test=y[14:])
    dataset = read_file(path)
    assert dataset.given_test == 6
    np.testing.assert_array_equal(dataset.features, x)
    assert any("6 samples of x_test are the test part" in note for note in dataset.notes)
    parts = split(dataset, 0.25, 0.1, np.random.default_rng(0))
    assert sorted(parts.test.rows) == [*range(14, 20)]


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({"x_train": X}, "no array 'y_train' beside x_train"),
        (
            {"x_train": X, "y_train": [0, 1, 0, 1], "x_test": X[:, :3], "y_test": [0, 1, 0, 1]},
            "x_train and x_test have the shapes (4, 6) and (4, 3)",
        ),
        (
            {"x_train": X, "y_train": [0, 1, 0, 1], "x_test": X, "y_test": [0, 1]},
            "x_test has 4 samples, but y_test 2",
        ),
        ({"X": np.zeros((4, 2, 2, 2)), "y": [0, 1, 0, 1]}, "X has the shape (4, 2, 2, 2)"),
    ],
)
def test_a_split_that_does_not_fit_is_refused(
    tmp_path: Path, arrays: dict[str, object], words: str
) -> None:
    with pytest.raises(DataError) as caught:
        read_file(saved(tmp_path, **arrays))
    assert words in str(caught.value)


def test_pixels_from_0_to_1_fit_a_model_of_bytes(tmp_path: Path) -> None:
    trained = read_file(saved(tmp_path, X=IMAGES, y=[0, 1, 0, 1]))
    for pixels in (IMAGES, IMAGES / 255, IMAGES.astype(np.int64)):
        path = tmp_path / "new.npz"
        np.savez(path, X=pixels)
        new = read_new_samples(path, trained.inputs)
        np.testing.assert_allclose(new.features, trained.features, rtol=1e-6)


def test_new_samples_may_lack_classes_and_name_them_in_another_order(tmp_path: Path) -> None:
    inputs = read_file(saved(tmp_path, X=X, y=["a", "b", "c", "a"])).inputs
    path = tmp_path / "new.npz"
    np.savez(path, X=X[:2], y=["c", "a"])
    new = read_new_samples(path, inputs, NewReading(with_target=True))
    assert new.targets.argmax(axis=1).tolist() == [2, 0]
    assert new.rows.tolist() == [1, 2]
    np.savez(path, X=X[:2], y=["c", "z"])
    with pytest.raises(DataError, match="y, row 2: 'z' is no class of the model"):
        read_new_samples(path, inputs, NewReading(with_target=True))


def test_the_report_of_arrays(tmp_path: Path) -> None:
    report = read_file(saved(tmp_path, X=IMAGES, y=[0, 1, 1, 1])).report
    assert report.classes == {"0": 1, "1": 3}
    assert report.columns[0].features == 6
    assert report.baseline == 0.75
