"""Excel, Parquet, Feather and Arrow: the same tables, understood as they are from CSV."""

import importlib.util
import io
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import numpy as np
import polars
import pytest

from tui_mlp.data.any_file import read_file, read_new_samples
from tui_mlp.data.dataset import Dataset
from tui_mlp.data.reading import BY_ITSELF, NewReading, Reading
from tui_mlp.files.errors import DataError

_SPEC = importlib.util.spec_from_file_location(
    "workbooks", Path(__file__).with_name("workbooks.py")
)
workbooks = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(workbooks)
workbook = workbooks.workbook

Rows = Sequence[Sequence[object]]

ROWS: Rows = [
    ["index", "length", "colour", "ok", "when", "code", "kind"],
    [0, 5.25, "red", True, date(2026, 3, 1), "01", "a"],
    [1, None, "Red ", False, date(2026, 3, 2), "02", "b"],
    [2, 7, "blue", True, date(2026, 3, 3), "03", "a"],
    [3, -1.5, None, None, date(2026, 3, 4), "05", "b"],
    [4, 2, "blue", False, date(2026, 3, 5), "08", "a"],
    [5, 2.5, "red", True, date(2026, 3, 6), "13", "b"],
]


def frame(rows: Rows) -> polars.DataFrame:
    names = [str(name) for name in rows[0]]
    return polars.DataFrame([list(row) for row in rows[1:]], names, orient="row", strict=False)


def parquet(rows: Rows) -> bytes:
    buffer = io.BytesIO()
    frame(rows).write_parquet(buffer)
    return buffer.getvalue()


def feather(rows: Rows) -> bytes:
    buffer = io.BytesIO()
    frame(rows).write_ipc(buffer)
    return buffer.getvalue()


def arrow_stream(rows: Rows) -> bytes:
    buffer = io.BytesIO()
    frame(rows).write_ipc_stream(buffer)
    return buffer.getvalue()


FORMATS: dict[str, Callable[[Rows], bytes]] = {
    "own.xlsx": workbook,
    "own.parquet": parquet,
    "own.feather": feather,
    "own.arrow": arrow_stream,
    "nameless": parquet,
}


def written(folder: Path, name: str, content: bytes | None = None) -> Path:
    path = folder / name
    path.write_bytes(FORMATS[name](ROWS) if content is None else content)
    return path


def refused(path: Path, reading: Reading = BY_ITSELF) -> str:
    with pytest.raises(DataError) as caught:
        read_file(path, reading)
    line = str(caught.value).replace(str(path.parent), "")
    assert line.isprintable()
    assert len(line) < 250
    return line


@pytest.mark.parametrize("name", FORMATS)
def test_columns_are_understood_as_those_of_a_csv_file_are(tmp_path: Path, name: str) -> None:
    dataset = read_file(written(tmp_path, name))
    found = dataset.report
    assert found is not None
    assert [(column.name, column.kind, column.features) for column in found.columns] == [
        ("index", "counter", 0),
        ("length", "number", 1),
        ("colour", "category", 3),
        ("ok", "truth value", 1),
        ("when", "date", 0),
        ("code", "number", 1),
        ("kind", "category", 0),
    ]
    assert (found.rows, found.encoding, found.separator) == (6, None, None)
    assert found.columns[4].examples == ("2026-03-01", "2026-03-02", "2026-03-03")
    assert found.columns[1].missing == 1
    assert dataset.feature_names == (
        "length", "colour=(missing)", "colour=blue", "colour=red", "ok", "code",
    )  # fmt: skip
    nan = np.nan
    np.testing.assert_array_equal(
        dataset.features,
        np.array(
            [
                [5.25, 0, 0, 1, 1, 1],
                [nan, 0, 0, 1, 0, 2],
                [7, 0, 1, 0, 1, 3],
                [-1.5, 1, 0, 0, nan, 5],
                [2, 0, 1, 0, 0, 8],
                [2.5, 0, 0, 1, 1, 13],
            ],
            np.float32,
        ),
    )
    assert dataset.class_names == ("a", "b")
    assert dataset.labels.tolist() == [0, 1, 0, 1, 0, 1]


@pytest.mark.parametrize("name", FORMATS)
def test_what_the_user_decides_holds(tmp_path: Path, name: str) -> None:
    reading = Reading(
        target="colour", ignore=("kind",), kinds=(("code", "category"),), missing=("7",)
    )
    dataset = read_file(written(tmp_path, name), reading)
    assert dataset.class_names == ("Red", "blue", "red")
    assert dataset.feature_names[0] == "length"
    assert np.isnan(dataset.features[2, 0]), "7 is a word for a missing value"
    assert [n for n in dataset.feature_names if n.startswith("code")] != ["code"]
    assert "separator" in refused(tmp_path / name, Reading(separator=";"))
    assert "no column 'nothing'" in refused(tmp_path / name, Reading(target="nothing"))


@pytest.mark.parametrize("name", FORMATS)
def test_new_samples_are_found_by_name(tmp_path: Path, name: str) -> None:
    dataset = read_file(written(tmp_path, name))
    assert dataset.inputs is not None
    rows = [[*row[::-1], "more"] for row in ROWS]
    rows[0] = [str(each).upper() for each in rows[0]]
    shuffled = written(tmp_path, name, FORMATS[name](rows))
    new = read_new_samples(shuffled, dataset.inputs, NewReading(with_target=True))
    np.testing.assert_array_equal(new.features, dataset.features)
    np.testing.assert_array_equal(new.targets, dataset.targets)
    assert any("'COLOUR' is taken for the model's 'colour'" in note for note in new.notes)


def test_a_cell_that_is_no_number_is_named_by_its_row(tmp_path: Path) -> None:
    rows = [["u", "kind"], *([n, "ab"[n % 2]] for n in range(30)), ["n.v.", "a"]]
    line = refused(written(tmp_path, "own.xlsx", workbook(rows)))
    assert (
        line
        == "/own.xlsx, row 32, column 'u': 'n.v.' is not a number; correct it or leave it empty"
    )


def test_a_workbook_with_a_title_and_more_sheets(tmp_path: Path) -> None:
    titled = [["Flowers of 2026"], [], *ROWS, [], [None] * 9]
    path = written(tmp_path, "own.xlsx", workbook([], titled, [["notes"], ["by hand"]]))
    dataset = read_file(path)
    assert len(dataset.features) == 6
    assert dataset.notes[0] == "Read the sheet 'Sheet 2', not 'Sheet 3'."
    assert any("Flowers of 2026" in note for note in dataset.notes)


def test_a_cell_far_off_is_refused_before_it_takes_memory(tmp_path: Path) -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    line = refused(written(tmp_path, "own.xlsx", workbook(ROWS, more=far)))
    assert "reaches to XFD1048576" in line
    assert "delete the cells beyond the table" in line


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("own.xlsx", b"PK\x03\x04 and no more", "the workbook is damaged"),
        ("own.xls", b"\xd0\xcf\x11\xe0" + bytes(600), "the workbook is damaged"),
        ("own.xlsx", workbook([]), "its sheets are empty"),
        ("own.parquet", b"PAR1 and no more PAR1", "a Parquet file that is damaged"),
        ("own.feather", b"ARROW1\0\0 and no more", "a Feather or Arrow file that is damaged"),
        ("own.arrow", b"\xff\xff\xff\xff and no more", "a Feather or Arrow file that is damaged"),
    ],
    ids=["xlsx", "xls", "empty", "parquet", "feather", "arrow"],
)
def test_a_damaged_file_is_refused_in_a_line(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    assert words in refused(written(tmp_path, name, content))


@pytest.mark.parametrize(
    ("name", "module", "extra"),
    [("own.xlsx", "python_calamine", "excel"), ("own.parquet", "polars", "parquet")],
)
def test_a_library_that_is_missing_is_named_with_the_way_round(
    tmp_path: Path, name: str, module: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, name)
    monkeypatch.setitem(sys.modules, module, None)
    line = refused(path)
    assert f"pip install 'tui-mlp[{extra}]'" in line
    assert "save the table as CSV" in line


def test_types_of_columns_that_csv_has_not(tmp_path: Path) -> None:
    columns = {
        "small": polars.Series([1, 2, None, 250], dtype=polars.UInt8),
        "single": polars.Series([0.1, 0.2, 0.3, 0.7], dtype=polars.Float32),
        "exact": polars.Series(["1.5", "2.25", "3", "8"]).cast(polars.Decimal(10, 2)),
        "group": polars.Series(["x", "y", "x", None], dtype=polars.Categorical),
        "at": polars.Series([datetime(2026, 1, n, 7) for n in (1, 2, 3, 4)]),
        "list": polars.Series([[1, 2], [3], [4, 5], [6]]),
        "class": polars.Series(["a", "b", "a", "b"], dtype=polars.Enum(["b", "a"])),
    }
    path = tmp_path / "own.parquet"
    polars.DataFrame(columns).write_parquet(path)
    dataset: Dataset = read_file(path)
    assert dataset.report is not None
    kinds = {column.name: column.kind for column in dataset.report.columns}
    assert kinds == {
        "small": "number", "single": "number", "exact": "number", "group": "category",
        "at": "date", "list": "text", "class": "category",
    }  # fmt: skip
    assert dataset.report.columns[1].examples == ("0.1", "0.2", "0.3")
    np.testing.assert_array_equal(
        dataset.features[:, :3],
        np.array([[1, 0.1, 1.5], [2, 0.2, 2.25], [np.nan, 0.3, 3], [250, 0.7, 8]], np.float32),
    )
