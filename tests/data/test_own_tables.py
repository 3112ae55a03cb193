"""More tables as people have them, a few lines each: what becomes of every column."""

from pathlib import Path

import numpy as np
import pytest

from tui_mlp.data.any_file import read_file
from tui_mlp.data.data_report import DataReport
from tui_mlp.data.dataset import Dataset
from tui_mlp.data.reading import BY_ITSELF, Reading
from tui_mlp.files.errors import DataError

AB = "abababababababababab"


def read(folder: Path, content: str | bytes, reading: Reading = BY_ITSELF) -> Dataset:
    path = folder / "own.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_file(path, reading)


def report(folder: Path, content: str | bytes) -> DataReport:
    found = read(folder, content).report
    assert found is not None
    return found


def table(cells: list[str], sign: str = ",", name: str = "u") -> str:
    """A table of a column of these cells, a plain number, and two classes in turn."""
    rows = [sign.join((cell, f"{n % 3}5", AB[n % 20])) for n, cell in enumerate(cells)]
    return "\n".join([sign.join((name, "v", "class")), *rows]) + "\n"


@pytest.mark.parametrize(
    ("cells", "sign", "numbers"),
    [
        (["1.234,5", "2.345.678,25", "7"], ";", [1234.5, 2345678.25, 7]),
        (["1.234", "2.500", "0,5"], ";", [1234, 2500, 0.5]),
        (["-1.234,5", "+2,5", "3"], ";", [-1234.5, 2.5, 3]),
        (["1 234,5", "2 345 678", "7"], ";", [1234.5, 2345678, 7]),
        (["1\u00a0234", "2\u202f345", "7"], ",", [1234, 2345, 7]),
        (["1'234.5", "2'345", "7"], ",", [1234.5, 2345, 7]),
        (['"1,234"', '"2,345,678.5"', "7"], ",", [1234, 2345678.5, 7]),
        (["€ 12", "€ 13.5", "-€ 1"], ",", [12, 13.5, -1]),
        (["12 €", "13,5 €", "-1 €"], ";", [12, 13.5, -1]),
        (["12 kr", "13 kr", "14 kr"], ",", [12, 13, 14]),
        (["CHF 12", "CHF 13", "CHF 14"], ",", [12, 13, 14]),
        (["12 %", "3.5%", "-4%"], ",", [12, 3.5, -4]),
        (["12,5 %", "3%", "4%"], ";", [12.5, 3, 4]),
        (["£1", "£2", ""], ",", [1, 2, np.nan]),
        (["1e3", "2.5E-1", ".5"], ",", [1000, 0.25, 0.5]),
    ],
)
def test_numbers_as_people_write_them(
    tmp_path: Path, cells: list[str], sign: str, numbers: list[float]
) -> None:
    dataset = read(tmp_path, table(cells, sign))
    np.testing.assert_array_equal(dataset.features[:, 0], np.array(numbers, np.float32))
    assert dataset.feature_names == ("u", "v")


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (["$1", "$2", "$3", "$4", "$5", "$6", "$7", "$8", "$9", "€10"], "'€10' is not a number"),
        ([*(f"{n}%" for n in range(10)), "13"], "'13' is not a number"),
        ([*map(str, range(7, 27)), "n.v."], "'n.v.' is not a number"),
        (["1", "2", "3", "1.2.3", *["4"] * 20], "'1.2.3' is not a number"),
    ],
)
def test_a_cell_unlike_the_others_is_named(tmp_path: Path, cells: list[str], problem: str) -> None:
    with pytest.raises(DataError, match="column 'u'") as caught:
        read(tmp_path, table(cells))
    assert problem in str(caught.value)


COUNT = [str(n) for n in range(1, 13)]
MIXED = [str(n * 7 % 12) for n in range(12)]


@pytest.mark.parametrize(
    ("name", "cells", "kind"),
    [
        ("", MIXED, "counter"),
        ("Index", COUNT, "counter"),
        ("level_0", MIXED, "counter"),
        ("Unnamed: 0", COUNT, "counter"),
        ("row", COUNT, "counter"),
        ("whatever", MIXED, "counter"),
        ("whatever", [*MIXED[:-1], "12"], "number"),
        ("index", ["0", "0", *COUNT[1:11]], "number"),
        ("customerid", [str(n * 31) for n in range(12)], "identifier"),
        ("PassengerId", [str(n * 31) for n in range(12)], "identifier"),
        ("uuid", [f"a{n}f" for n in range(12)], "identifier"),
        ("patient ID", [str(n * 31) for n in range(12)], "identifier"),
        ("acid", [str(n * 31) for n in range(12)], "number"),
        ("sample_id", [str(n * 31 % 5) for n in range(12)], "number"),
        ("when", [f"{n + 1:02}/03/2026" for n in range(12)], "date"),
        ("when", [f"2026-03-{n + 1:02} 07:30:15" for n in range(12)], "date"),
        ("when", [f"2026-03-{n + 1:02}T07:30:15Z" for n in range(12)], "date"),
        ("when", [f"{n + 1} Mar 2026" for n in range(12)], "date"),
        ("when", [f"{n}:15" for n in range(12)], "date"),
        ("when", ["", *[f"1.{n + 1}.26" for n in range(11)]], "date"),
        ("said", [f"all that {n} said at length" for n in range(12)], "text"),
        ("ok", ["yes", "No", "YES", "n", "", "y"] * 2, "truth value"),
        ("ok", ["ja", "nein", "Ja"] * 4, "truth value"),
        ("ok", ["on", "off", "1"] * 4, "truth value"),
        ("ok", ["yes", "no", "maybe"] * 4, "category"),
        ("ok", ["1", "0", "1"] * 4, "number"),
        ("none", ["", "NA", "?"] * 4, "empty"),
        ("same", ["7"] * 12, "constant"),
        ("colour", ["red", " Red", "RED", "blue"] * 3, "category"),
    ],
)
def test_the_kind_of_a_column(tmp_path: Path, name: str, cells: list[str], kind: str) -> None:
    found = report(tmp_path, table(cells, name=name)).columns[0]
    assert found.kind == kind
    left_out = {"counter", "identifier", "date", "text", "empty"}
    assert (found.used_as == "left out") is (kind in left_out)
    assert found.note or kind in {"number", "constant"}


def test_words_that_differ_in_capitals_or_blanks_are_one(tmp_path: Path) -> None:
    dataset = read(tmp_path, table(["Red", "blue", "red", " red", "RED ", "Blue", "blue"]))
    assert dataset.feature_names == ("u=blue", "u=red", "v")
    assert dataset.features[:, 1].tolist() == [1, 0, 1, 1, 1, 0, 0]
    assert any("capitals or blanks" in note for note in dataset.notes)


@pytest.mark.parametrize(
    ("cells", "classes", "warned"),
    [
        (["None", "x", "y"] * 4, {"None": 4, "x": 4, "y": 4}, True),
        (["N/A", "x"] * 6, {"N/A": 6, "x": 6}, True),
        (["NA", "x", "y", ""] * 3, {"x": 3, "y": 3}, False),
        (["NA", *["x", "y"] * 30], {"x": 30, "y": 30}, False),
        (["NaN", "x", "y"] * 4, {"x": 4, "y": 4}, False),
        (["NA", "0", "1"] * 4, {"0": 4, "1": 4}, False),
        (["NA", "None", "x", "y"] * 3, {"x": 3, "y": 3}, False),
    ],
)
def test_a_word_for_nothing_may_be_a_class(
    tmp_path: Path, cells: list[str], classes: dict[str, int], *, warned: bool
) -> None:
    rows = [f"{n % 5}.5,{cell}" for n, cell in enumerate(cells)]
    found = report(tmp_path, "\n".join(["u,class", *rows]))
    assert dict(found.classes) == classes
    assert any("taken for a class" in each for each in found.warnings) is warned


def test_na_is_no_class_where_it_stands_for_missing_numbers(tmp_path: Path) -> None:
    rows = [f"{'NA' if n == 3 else n % 5},{('NA', 'x', 'y')[n % 3]}" for n in range(12)]
    assert dict(report(tmp_path, "\n".join(["u,class", *rows])).classes) == {"x": 4, "y": 4}


def test_the_user_says_that_none_is_missing(tmp_path: Path) -> None:
    rows = "\n".join(["u,class", *(f"{n % 5},{('None', 'x', 'y')[n % 3]}" for n in range(12))])
    assert "None" in read(tmp_path, rows).class_names
    assert "None" not in read(tmp_path, rows, Reading(missing=("None",))).class_names


@pytest.mark.parametrize(
    ("names", "target"),
    [
        ("species,u,v", "species"),
        ("u,label,v", "label"),
        ("y,u,v", "y"),
        ("x,y,kind", "kind"),
        ("u,v,kind", "kind"),
        ("label,u,class", "class"),
    ],
)
def test_the_target_by_its_name(tmp_path: Path, names: str, target: str) -> None:
    assert report(tmp_path, f"{names}\n1,0,1\n3,1,0\n5,0,1\n1,1,1\n").target == target


@pytest.mark.parametrize(
    ("head", "names"),
    [
        ("# made by hand\nu,v,class\n", ("u", "v")),
        ("# u,v,class\n", ("u", "v")),
        ("Measured in spring\nu,v,class\n", ("u", "v")),
        ("Measured in spring,,\n\nu,v,class\n", ("u", "v")),
        ("sep=,\n# mine\nu,v,class\n", ("u", "v")),
        ("2019,2020,kind\n", ("2019", "2020")),
        ("#,v,class\n", ("#", "v")),
    ],
)
def test_what_stands_above_the_rows(tmp_path: Path, head: str, names: tuple[str, ...]) -> None:
    rows = "".join(f"{n % 4}.5,{n % 3},{AB[n]}\n" for n in range(9))
    dataset = read(tmp_path, head + rows)
    assert dataset.feature_names == names
    assert len(dataset.features) == 9


def test_rows_keep_their_numbers_below_what_is_passed_over(tmp_path: Path) -> None:
    rows = "".join(f"{n}.5,{AB[n]}\n" for n in range(9))
    with pytest.raises(DataError, match=r"row 6, column 'u': 'x' is not a number"):
        read(tmp_path, "sep=,\n# mine\nu,class\n1,a\n2,b\nx,a\n" + rows)


@pytest.mark.parametrize("sign", ["|", "\t", ";", ",", " "])
def test_empty_columns_and_rows_at_the_end(tmp_path: Path, sign: str) -> None:
    rows = [sign.join((f"{n}.5", f"{n % 3}", AB[n])) for n in range(9)]
    content = "\n".join(f"{row}{sign * 2}" for row in [sign.join(("u", "v", "class")), *rows])
    ends = f"\n{sign * 4}\n{sign * 4}\n"
    dataset = read(tmp_path, content + ends)
    assert dataset.feature_names == ("u", "v")
    assert dataset.features.shape == (9, 2)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_encodings(tmp_path: Path, encoding: str) -> None:
    rows = "".join(f"{n}.5;{'süß' if n % 2 else 'herb – 5 €'}\n" for n in range(9))
    found = report(tmp_path, f"größe;class\n{rows}".encode(encoding))
    assert dict(found.classes) == {"herb – 5 €": 5, "süß": 4}
    assert found.columns[0].name == "größe"


def test_a_column_of_rising_numbers_that_tells_the_classes_is_warned_about(tmp_path: Path) -> None:
    rows = [f"{100 + 3 * n},{n % 4}.5,{'abc'[n // 5]}" for n in range(15)]
    found = report(tmp_path, "\n".join(["stamp,u,class", *rows]))
    assert any("rising numbers in 'stamp'" in each for each in found.warnings)
    mixed = [rows[n * 7 % 15] for n in range(15)]
    found = report(tmp_path, "\n".join(["stamp,u,class", *mixed]))
    assert not any("rising numbers" in each for each in found.warnings)


@pytest.mark.parametrize(
    ("numbers", "refused"),
    [
        (range(6), True),
        ([1, 2, 3, 4, 5] * 3, False),
        (range(100, 400, 7), True),
        ([0, 1, 2], False),
        ([20, 30, 40, 50, 60, 70, 70, 80], True),
    ],
)
def test_whole_numbers_hardly_any_twice_are_asked_about(
    tmp_path: Path, numbers: list[int], *, refused: bool
) -> None:
    content = "\n".join(["u,price", *(f"{n % 4}.5,{y}" for n, y in enumerate(numbers))])
    certain = Reading(kinds=(("price", "category"),))
    assert len(read(tmp_path, content, certain).class_names) == len(set(numbers))
    if refused:
        with pytest.raises(DataError, match="regression"):
            read(tmp_path, content)
    else:
        assert len(read(tmp_path, content).class_names) == len(set(numbers))
