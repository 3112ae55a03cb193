from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_mlp.data.any_file import read_file
from tui_mlp.data.dataset import Task
from tui_mlp.data.readers.npz import read_npz
from tui_mlp.data.reading import Reading
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
