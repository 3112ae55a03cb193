"""New samples for a model that was trained before."""

from pathlib import Path

import numpy as np
import pytest

from tui_mlp.data.any_file import read_file, read_new_samples
from tui_mlp.data.input_column import ModelInputs
from tui_mlp.files.errors import DataError

TRAINED = "u,colour,v,class\n1,red,2,a\n3,blue,4,b\n5,red,6,a\n7,blue,8,b\n"


def features(folder: Path, content: str, names: tuple[str, ...] | None = None) -> np.ndarray:
    """The features of a new file for a model of `TRAINED`, or for an older one by its names."""
    trained, new = folder / "trained.csv", folder / "new.csv"
    trained.write_text(TRAINED)
    new.write_text(content)
    inputs = read_file(trained).inputs if names is None else ModelInputs(feature_names=names)
    return read_new_samples(new, inputs).features


def test_the_training_file_itself_gives_its_features(tmp_path: Path) -> None:
    path = tmp_path / "trained.csv"
    path.write_text(TRAINED)
    dataset = read_file(path)
    for inputs in (dataset.inputs, ModelInputs(feature_names=dataset.feature_names)):
        again = read_new_samples(path, inputs).features
        np.testing.assert_array_equal(again, dataset.features)


@pytest.mark.parametrize(
    "content",
    [
        "u,colour,v\n9,red,8\n7,blue,6\n",
        "v,note,colour,u\n8,hello,red,9\n6,again,blue,7\n",
        "v;colour;u;class\n8;red;9,0;zzz\n6;blue;7;\n",
        "9,red,8\n7,blue,6\n",
        "9,red,8,a\n7,blue,6,b\n",
        "V, U ,Colour\n8,9,RED\n6,7, blue\n",
    ],
)
def test_columns_are_found_by_name_and_by_place_without_names(tmp_path: Path, content: str) -> None:
    array = features(tmp_path, content)
    assert array.dtype == np.float32
    assert array.tolist() == [[9, 0, 1, 8], [7, 1, 0, 6]]


def test_a_headerless_file_has_its_columns_by_number(tmp_path: Path) -> None:
    array = features(tmp_path, "a,1,2\nb,3,4\n", ("column_2", "column_3"))
    assert array.tolist() == [[1, 2], [3, 4]]


def test_every_row_gives_a_row_but_for_empty_ones_at_the_end(tmp_path: Path) -> None:
    array = features(tmp_path, "u,colour,v,class\n,red,1,\n,,,\n2,,NA,a\n,,,\n,,,\n")
    nan = np.nan
    np.testing.assert_array_equal(array, [[nan, 0, 1, 1], [nan] * 4, [2, nan, nan, nan]])


def test_a_missing_text_is_a_text_where_training_had_it(tmp_path: Path) -> None:
    names = ("c=(missing)", "c=red")
    assert features(tmp_path, "c\nred\n?\n", names).tolist() == [[0, 1], [1, 0]]


def test_texts_that_look_like_numbers(tmp_path: Path) -> None:
    names = ("doors=2", "doors=3", "doors=5more")
    assert features(tmp_path, "doors\n3\n2\n", names).tolist() == [[0, 1, 0], [1, 0, 0]]


def test_an_equals_sign_in_a_column_name(tmp_path: Path) -> None:
    assert features(tmp_path, "a=b,c\n3,4\n", ("a=b", "c")).tolist() == [[3, 4]]
    names = ("a=b=x", "a=b=y", "c")
    assert features(tmp_path, "a=b,c\nx,3\ny,4\n", names).tolist() == [[1, 0, 3], [0, 1, 4]]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("u,v\n1,2\n", ["new.csv", "also needs the column 'colour'"]),
        ("a,b,c\n1,red,3\n", ["'a', 'b', 'c'", "'u', 'colour', 'v'", "found by their names"]),
        ("u,a,b\n1,2,3\n", ["also needs the columns 'colour', 'v'"]),
        ("1,red\n", ["'column_1', 'column_2'", "'u', 'colour', 'v'"]),
        ("1,red,2,3,4\n", ["'column_5'", "'colour'"]),
        ("u,colour,v\n1,red,2\n1,green,2\n", ["row 3, column 'colour'", "'green'", "'red'"]),
        ("u,colour,v\n1,red,x\n", ["row 2, column 'v': 'x' is not a number"]),
        ("u,colour,v\n1,red,inf\n", ["row 2, column 'v': 'inf'"]),
        ("u,colour,v\n", ["no rows"]),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, content: str, words: list[str]) -> None:
    with pytest.raises(DataError) as caught:
        features(tmp_path, content)
    for word in words:
        assert word in str(caught.value)


def test_so_many_answers_that_memory_fails_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_mlp.data.table.new_samples.MOST_VALUES", 5)
    assert features(tmp_path, "u\n1\n2\n", ("u",)).shape == (2, 1)
    with pytest.raises(DataError, match=r"new\.csv: too large to predict at once"):
        features(tmp_path, "u,v,w\n1,2,3\n4,5,6\n", ("u", "v", "w"))


def test_many_texts_of_many_columns_take_no_time(tmp_path: Path) -> None:
    names = tuple(f"a={number}" for number in range(20_000))
    values = features(tmp_path, "a\n7\n19999\n\n", names)
    assert values.shape == (2, 20_000)
    assert values.argmax(axis=1).tolist() == [7, 19_999]


def test_images_of_an_npz_file(tmp_path: Path) -> None:
    path = tmp_path / "new.npz"
    np.savez(path, X=np.arange(12).reshape(3, 2, 2))
    names = ("pixel_0_0", "pixel_0_1", "pixel_1_0", "pixel_1_1")
    inputs = ModelInputs(feature_names=names)
    expected = np.arange(12).reshape(3, 4)
    np.testing.assert_array_equal(read_new_samples(path, inputs).features, expected)
    with pytest.raises(DataError, match="4 features for each sample, but the model takes 3"):
        read_new_samples(path, ModelInputs(feature_names=names[:3]))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none\.csv: no such file"):
        read_new_samples(tmp_path / "none.csv", ModelInputs(feature_names=("u",)))
