"""CSV files that are very long, very wide, or have an enormous cell."""

from pathlib import Path

import numpy as np
import pytest

from tui_mlp.data.any_file import read_file
from tui_mlp.data.dataset import Dataset
from tui_mlp.data.delimited import csv_table
from tui_mlp.data.table import class_labels
from tui_mlp.files.errors import DataError


def read(folder: Path, content: str) -> Dataset:
    path = folder / "own.csv"
    path.write_text(content)
    return read_file(path)


def refused(folder: Path, content: str) -> str:
    with pytest.raises(DataError) as caught:
        read(folder, content)
    assert str(caught.value).isprintable()
    return str(caught.value).replace(str(folder), "")


MEGABYTE = "x" * 1_000_000


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (f"u,class\n1,a\n2,{MEGABYTE}\n3,b\n", "/own.csv, row 3, column 2: more than 131 072"),
        (f"u,v,class\n1,{MEGABYTE},a\n2,3,b\n", "/own.csv, row 2, column 2: more than 131 072"),
        (f"{MEGABYTE},class\n1,a\n", "/own.csv, row 1, column 1: more than 131 072"),
        ("u,v,class\n1,2," + 5 * MEGABYTE, "/own.csv, row 2, column 3: more than 131 072"),
        ('u,class\n1,a\n2,"' + "x,\n" * 99_000, "/own.csv, row 3, column 2: more than 131 072"),
        ("u,class\n" + '"' * 3_000_000, "/own.csv, row 2, column 1: more than 131 072"),
        ("9," * 100_001 + "a\n", "/own.csv: 100002 columns, but at most 100000"),
    ],
    ids=["target", "feature", "header", "five", "open quote", "quotes", "columns"],
)
def test_what_is_too_large_is_refused_by_its_place(
    tmp_path: Path, content: str, words: str
) -> None:
    line = refused(tmp_path, content)
    assert line.startswith(words)
    assert len(line) < 150


def test_ten_thousand_columns_are_read(tmp_path: Path) -> None:
    names = ",".join(f"f{number}" for number in range(10_000))
    dataset = read(tmp_path, f"{names},class\n{'1,' * 10_000}a\n{'2,' * 10_000}b\n")
    assert dataset.features.shape == (2, 10_000)
    again = f"{names},f9999,class\n{'1,' * 10_001}a\n{'2,' * 10_001}b\n"
    assert "columns 10000 and 10001 are both called 'f9999'" in refused(tmp_path, again)


def test_progress_rises_to_the_end_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_table, "ROWS_AT_A_TIME", 1000)
    path, parts = tmp_path / "own.csv", []
    for quote in ("", '"'):
        rows = [f"{quote}{n}{quote},{n % 2}" for n in range(5000)]
        path.write_text("\n".join(["u,class", *rows]))
        parts.clear()
        read_file(path, progress=parts.append)
        assert len(parts) >= 5
        assert parts == sorted(parts)
        assert 0 < parts[0] < 0.5
        assert parts[-1] == 1


def test_a_linked_file_is_read(tmp_path: Path) -> None:
    features = read(tmp_path, "u,class\n1,a\n2,b\n").features
    (tmp_path / "link.csv").symlink_to(tmp_path / "own.csv")
    linked = read_file(tmp_path / "link.csv")
    np.testing.assert_array_equal(linked.features, features)
    assert linked.name == "link.csv"


def test_a_large_number_of_classes_takes_no_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(class_labels, "_MOST_TARGETS", 100)
    content = "\n".join(["u,class", *(f"{n},c{n % 3}" for n in range(40))])
    assert "3 classes for 40 rows take too much memory" in refused(tmp_path, content)
