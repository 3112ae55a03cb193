"""CSV files as people have them: what is read, what is noted, what is refused."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_mlp.data.any_file import read_file
from tui_mlp.data.dataset import Dataset, Task
from tui_mlp.data.delimited import csv_table
from tui_mlp.data.readers.csv import CSV
from tui_mlp.data.reading import BY_ITSELF, Reading
from tui_mlp.files.errors import DataError

Read = Callable[..., Dataset]
Refused = Callable[..., str]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read(content: str | bytes, target: str | None = None) -> Dataset:
        path = tmp_path / "own.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_file(path, Reading(target=target))

    return read


@pytest.fixture
def refused(read: Read) -> Refused:
    def refused(content: str | bytes, target: str | None = None) -> str:
        with pytest.raises(DataError) as caught:
            read(content, target)
        assert "\n" not in str(caught.value)
        assert "own.csv" in str(caught.value)
        return str(caught.value)

    return refused


PLAIN = "u,v,class\n1,2,b\n3,4,a\n5,6,b\n"


def check_plain(dataset: Dataset) -> None:
    np.testing.assert_array_equal(dataset.features, np.array([[1, 2], [3, 4], [5, 6]]))
    assert dataset.features.dtype == dataset.targets.dtype == np.float32
    assert dataset.class_names == ("a", "b")
    assert dataset.labels.tolist() == [1, 0, 1]
    assert dataset.task is Task.MULTICLASS


@pytest.mark.parametrize(
    "content",
    [
        PLAIN,
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        PLAIN.rstrip(),
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        "\n" + PLAIN.replace("\n", "\n\n  \n"),
        "\ufeff" + PLAIN,
        PLAIN.encode("utf-16"),
        '"u","v","class"\n"1","2","b"\n3,4,"a"\n5,6,"b"\n',
        "u, v, class\n 1, 2, b\n3 ,4 , a\n5,6,b\n",
    ],
)
def test_delimiters_ends_of_lines_quotes_and_encodings(read: Read, content: str | bytes) -> None:
    dataset = read(content)
    check_plain(dataset)
    assert dataset.feature_names == ("u", "v")
    assert dataset.name == "own.csv"


def test_decimal_commas_with_semicolons(read: Read) -> None:
    dataset = read("5,1;3,5;setosa\n4,9;3,0;setosa\n7;3,2;other\n")
    np.testing.assert_allclose(dataset.features, [[5.1, 3.5], [4.9, 3.0], [7, 3.2]], rtol=1e-6)
    assert dataset.feature_names == ("column_1", "column_2")
    assert any("no header" in note for note in dataset.notes)


def test_a_ragged_row_does_not_turn_decimal_commas_into_delimiters(refused: Refused) -> None:
    line = refused("5,1;3,5;a\n4,9;3,0;b\n5,1;3,5\n4,9;3,0;b\n")
    assert "row 3: 2 cells, but the first row has 3" in line


def test_what_is_no_utf_8_is_windows_1252_and_noted(read: Read) -> None:
    dataset = read("größe,class\n1,süß\n2,herb\n3,herb\n".encode("latin-1"))
    assert dataset.class_names == ("herb", "süß")
    assert dataset.feature_names == ("größe",)
    assert any("Windows-1252" in note for note in dataset.notes)


def test_a_quoted_cell_may_hold_delimiters_and_ends_of_lines(read: Read) -> None:
    dataset = read('u,class\n1,"a, ""b""\nc"\n2,d\n3,d\n')
    assert dataset.class_names == ('a, "b"␊c', "d")


@pytest.mark.parametrize(
    ("content", "header"),
    [
        ("u,v\n1,a\n2,b\n", True),
        ("1,a\n2,b\n", False),
        ("1,2,3,a\n4,5,6,b\n", False),
        ("0,1,2,class\n5,5,5,a\n4,5,6,b\n", True),
        ("0,1,2,a\n5,5,5,a\n4,5,6,b\n", False),
        ("0,0,0\n0,1,1\n1,0,1\n1,1,0\n", False),
        ("kind,cap,edible\nx,s,yes\nx,t,no\nb,s,yes\n", True),
        ("x,s,yes\nx,t,no\nb,s,yes\nb,t,no\n", False),
        ("?,a\n2,b\n3,b\n", False),
        (",u,class\n0,7,a\n1,8,b\n2,9,a\n", True),
    ],
)
def test_a_header_is_recognised(read: Read, content: str, *, header: bool) -> None:
    dataset = read(content)
    assert header is not any("no header" in note for note in dataset.notes)
    assert len(dataset.features) == content.count("\n") - header


@pytest.mark.parametrize(
    ("header", "target", "features"),
    [
        ("u,class,v", None, ("u", "v")),
        ("u,Target,v", None, ("u", "v")),
        ("u,label,v", None, ("u", "v")),
        ("u,v,kind", None, ("u", "v")),
        ("u,kind,v", "kind", ("u", "v")),
        ("u,kind,v", "KIND", ("u", "v")),
        ("u,kind,v", "2", ("u", "v")),
        ("class,kind,v", "kind", ("class", "v")),
    ],
)
def test_the_target_column(
    read: Read, header: str, target: str | None, features: tuple[str, ...]
) -> None:
    body = "1,0,1\n3,1,0\n5,0,1"
    dataset = read(f"{header}\n{body}\n", target)
    assert dataset.feature_names == features
    noted = any("last column, 'kind'" in note for note in dataset.notes)
    assert noted is (header == "u,v,kind")


@pytest.mark.parametrize("target", ["knd", "0", "4", "-1", "１"])
def test_an_unknown_target_is_refused_with_the_columns(refused: Refused, target: str) -> None:
    line = refused("u,v,kind\n1,2,a\n3,4,b\n", target)
    assert f"no column '{target}'" in line
    assert "'u', 'v', 'kind'" in line
    assert ("did you mean 'kind'?" in line) is (target == "knd")


@pytest.mark.parametrize(
    ("classes", "names"),
    [
        (["10", "9", "2"], ("2", "9", "10")),
        (["c10", "c9", "c2"], ("c2", "c9", "c10")),
        (["1.0", "0.0", "1.0"], ("0", "1")),
        (["-1", "+1", "-1"], ("-1", "1")),
        (["True", "False", "True"], ("False", "True")),
        (["10", "9", "x"], ("9", "10", "x")),
        (["b\x1b[31m", "a\u202e", "a"], ("a", "a\ufffd", "b␛[31m")),
    ],
)
def test_classes_are_in_natural_order(
    read: Read, classes: list[str], names: tuple[str, ...]
) -> None:
    rows = [f"{place},{name}" for place, name in enumerate(classes)]
    dataset = read("\n".join(["u,class", *rows]))
    assert dataset.class_names == names
    assert dataset.targets.sum(axis=1).tolist() == [1, 1, 1]


def test_long_names_are_cut_and_stay_different(read: Read) -> None:
    long = "x" * 60
    dataset = read(f"{long}1,{long}2,class\n1,2,{long}a\n3,4,{long}b\n")
    for names in (dataset.feature_names, dataset.class_names):
        assert len(set(names)) == 2
        assert all(len(name) == 40 for name in names)


@pytest.mark.parametrize("cell", ["", " ", "NA", "N/A", "NaN", "nan", "null", "None", "?", "-"])
def test_a_missing_number_is_nan_and_noted(read: Read, cell: str) -> None:
    dataset = read(f"u,v,class\n1,2,a\n{cell},3,b\n4,5,b\n")
    assert np.isnan(dataset.features).tolist() == [[False, False], [True, False], [False, False]]
    assert any("1 in 'u'" in note for note in dataset.notes)


def test_a_text_column_becomes_one_hot_columns(read: Read) -> None:
    dataset = read("u,colour,class\n1,red,a\n2,blue,b\n3,red,b\n4,,a\n")
    assert dataset.feature_names == ("u", "colour=(missing)", "colour=blue", "colour=red")
    assert dataset.features[:, 1:].tolist() == [[0, 0, 1], [0, 1, 0], [0, 0, 1], [1, 0, 0]]
    assert any("'colour' became 3 columns" in note for note in dataset.notes)


MANY_WORDS = "\n".join(["u,city,class", *(f"{n},city{n % 30},{n % 2}" for n in range(90))])


def test_of_many_words_the_frequent_ones_are_columns_and_the_rest_is_one(read: Read) -> None:
    dataset = read(MANY_WORDS)
    assert len(dataset.feature_names) == 20
    assert dataset.feature_names[-1] == "city=(other)"
    assert dataset.features.sum(axis=1).tolist() == [1] * 90
    assert dataset.features[:, -1].sum() == 33
    assert any("19 most frequent" in note and "11 others" in note for note in dataset.notes)


def test_columns_that_tell_nothing_are_left_out_and_noted(read: Read) -> None:
    dataset = read("id,name,u,empty,class\n1,Ann,5,,a\n2,Bob,6,NA,b\n3,Cy,5,,b\n")
    assert dataset.feature_names == ("u",)
    notes = " ".join(dataset.notes)
    assert "'id': it only counts the rows" in notes
    assert "'name': every text in it is different" in notes
    assert "'empty': it is empty" in notes


def test_a_column_that_happens_to_count_is_kept(read: Read) -> None:
    assert read("u,class\n0,a\n1,b\n2,b\n").feature_names == ("u",)


def test_a_constant_column_is_kept_and_noted(read: Read) -> None:
    dataset = read("u,v,class\n1,7,a\n2,7,b\n")
    assert dataset.features.shape == (2, 2)
    assert any("same value in every row: 'v'" in note for note in dataset.notes)


def test_rows_without_a_target_are_left_out_and_noted(read: Read) -> None:
    dataset = read("u,class\n1,a\n\n2,\n3,b\n4,?\n")
    assert dataset.features.tolist() == [[1], [3]]
    assert any("2 rows without a target, from row 4 on" in note for note in dataset.notes)
    dataset = read("u,class\n1,0\n2,\n3,1\n")
    assert dataset.class_names == ("0", "1")
    assert dataset.features.tolist() == [[1], [3]]


@pytest.mark.parametrize("bad", ["abc", "1_000", "１２", "0x10", "1,5"])
def test_a_text_among_numbers_is_refused_by_row_and_column(refused: Refused, bad: str) -> None:
    rows = [f"{place},{place % 2}" for place in range(20)]
    rows[11] = f'"{bad}",1'
    line = refused("\n".join(["u,class", *rows]))
    assert f"own.csv, row 13, column 'u': '{bad}' is not a number" in line
    assert "leave it empty" in line


@pytest.mark.parametrize("bad", ["inf", "-Infinity", "1e400", "1e39", "-1e39"])
def test_a_number_beyond_single_precision_is_refused(refused: Refused, bad: str) -> None:
    line = refused(f"u,v,class\n1,2,a\n3,{bad},b\n")
    problem = "is not finite" if "inf" in bad.lower() else "is beyond single precision"
    assert f"row 3, column 'v': '{bad}' {problem}" in line


REGRESSION = "\n".join(["u,price", *(f"{n},{n * 7}" for n in range(200))])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", ["empty"]),
        ("\n \n", ["empty"]),
        ("u,v,class\n", ["no rows below the header"]),
        ("u,class\n1,a\n", ["the only row is of the class 'a'", "--target"]),
        ("u,class\n1,a\n2,a\n", ["all rows are of the class 'a'"]),
        ("u,class\n1,\n2,\n", ["column 'class'", "every cell is empty"]),
        ("u,u,class\n1,2,a\n3,4,b\n", ["columns 1 and 2", "both called 'u'"]),
        ("u,v,class\n1,2,a\n3,4\n", ["row 3: 2 cells, but the first row has 3"]),
        ("u,v,class\n1,2,a\n3,4,b,5\n", ["row 3: 4 cells, but the first row has 3"]),
        ("u,v,class\n\n1,2,a\n3\n", ["row 4: 1 cell, but"]),
        ('u,v,class\n1,2,"a\n3,4,b\n5,6,b\n', ["row 2, column 3: a quote is left open"]),
        ('u,v,class\n1,"2,a\n3,4,b\n5,6,b\n', ["row 2, column 2: a quote is left open"]),
        ('u,v,class\n1,"2,a\n3,4","5",b\n', ["row 2: 4 cells", "quote left open"]),
        ('u,class\n1,a\n2,"b', ["row 3, column 2: a quote is left open"]),
        ("class\na\nb\nb\n", ["no column to learn from"]),
        ("name,class\nAnn,a\nBob,b\nCy,b\n", ["no column to learn from", "'name'"]),
        (REGRESSION, ["column 'price'", "regression", "--target"]),
        ("u,price\n1,1.5\n2,2.5\n3,1.5\n", ["column 'price'", "regression"]),
        (b"PK\x03\x04nothing", ["not an NPZ"]),
        (b"u,class\n1,a\x00\n", ["row 2: a byte 0", "not a text"]),
        ("u,class\n1,\0\n".encode("utf-16"), ["UTF-16"]),
        ("u,class\n1,a\n2,b\n".encode("utf-32"), ["UTF-16"]),
        (b"\xff\xfeu\x00,", ["UTF-16"]),
        (f"u,v,class\n1,2,{'a' * 300}\n", ["the only row is of the class 'aaa"]),
        ("label_a,label_b,u\n1,0,3\n0,2,4\n", ["'label_b'", "0 or 1"]),
    ],
)
def test_what_cannot_be_used_is_refused(
    refused: Refused, content: str | bytes, words: list[str]
) -> None:
    line = refused(content)
    assert line.isprintable()
    for word in words:
        assert word in line


def test_a_quote_that_only_a_wrong_delimiter_sees_is_no_quote(read: Read) -> None:
    assert read('u,v,class\n1;"x,2,a\n1;"x,4,b\n3;y,4,b\n').class_names == ("a", "b")


def test_pixel_columns_make_an_image(read: Read) -> None:
    names = ",".join(f"pixel_{row}_{column}" for row in range(2) for column in range(3))
    body = "0,0,1,2,3,4,a\n0,1,1,2,3,4,b\n"
    assert read(f"{names},class\n{body}").image_shape == (2, 3)
    assert read(f"{names.replace('1_2', '2_1')},class\n{body}").image_shape is None


def test_label_columns_make_a_multilabel_set(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("u,label_a,label_b\n1,0,1\n2,1,1\n3,0,0\n")
    dataset = read_file(path)
    assert dataset.task is Task.MULTILABEL
    assert dataset.class_names == ("a", "b")
    assert dataset.targets.tolist() == [[0, 1], [1, 1], [0, 0]]


def test_probability_columns_are_soft_targets(read: Read) -> None:
    dataset = read("u,p_cat,p_dog\n1,.25,.75\n2,1,0\n3,.5,.5\n")
    assert dataset.task is Task.MULTICLASS
    assert dataset.class_names == ("cat", "dog")
    assert dataset.feature_names == ("u",)
    np.testing.assert_allclose(dataset.targets, [[0.25, 0.75], [1, 0], [0.5, 0.5]])
    assert dataset.report.notes == ("The targets are distributions over the classes.",)


@pytest.mark.parametrize("row", ["2,.5,.6", "2,-.5,1.5", "2,x,.5"])
def test_columns_that_are_no_distributions_are_features(read: Read, row: str) -> None:
    dataset = read(f"u,p_1,p_2,class\n1,.5,.5,a\n{row},b\n")
    assert dataset.class_names == ("a", "b")
    without = read(f"p_1,p_2,kind\n.5,.5,a\n{row.partition(',')[2]},b\n")
    assert without.class_names == ("a", "b")


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_file_in_pieces_reads_as_in_one(
    read: Read, monkeypatch: pytest.MonkeyPatch, quote: str
) -> None:
    lines = [
        f"{n}.5,{'' if n == 13 else n},{n % 3},g{n % 2},{quote}c{n % 4}{quote}" for n in range(40)
    ]
    lines[20:40:3] = ["7,7,x,g1,c1"] * 7
    lines[30] = "8,8,,g0,c1"
    content = "\n".join(["u,v,mixed,group,class", *lines])
    whole = read(content)
    monkeypatch.setattr(csv_table, "ROWS_AT_A_TIME", 4)
    pieces = read(content)
    assert pieces.feature_names == whole.feature_names
    assert pieces.notes == whole.notes
    np.testing.assert_array_equal(pieces.features, whole.features)
    np.testing.assert_array_equal(pieces.targets, whole.targets)
    assert np.isnan(pieces.features[13, 1])
    assert "mixed=x" in pieces.feature_names
    assert pieces.features[20, pieces.feature_names.index("mixed=x")] == 1


def test_errors_in_a_later_piece_name_the_row(
    refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_table, "ROWS_AT_A_TIME", 4)
    lines = [f"{n},{n % 2}" for n in range(40)]
    assert "row 32: 1 cell" in refused("\n".join(["u,class", *lines[:30], "5", *lines[30:]]))
    assert "row 32, column 'u': '1_0'" in refused("\n".join(["u,class", *lines[:30], "1_0,1"]))


@settings(max_examples=200, deadline=None)
@given(content=st.text(st.sampled_from('12.5e-_,;\t"\n\r ab?\u202e１\x00'), max_size=60))
def test_any_text_is_read_or_refused_in_one_line(content: str) -> None:
    try:
        dataset = CSV.read("own.csv", content.encode(), BY_ITSELF, None)
    except DataError as error:
        assert "\n" not in str(error)  # noqa: PT017  either outcome is right
    else:
        assert dataset.features.shape == (len(dataset.targets), len(dataset.feature_names))
        assert dataset.targets.shape[1] == len(dataset.class_names)
        assert not np.isinf(dataset.features).any()
        assert all(map(str.isprintable, (*dataset.feature_names, *dataset.class_names)))


@pytest.mark.parametrize("name", ["missing.csv", "", "a\0b"])
def test_a_file_that_cannot_be_opened(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError, match=r"no such file|directory|cannot be read") as caught:
        read_file(tmp_path / name)
    assert "\0" not in str(caught.value)
