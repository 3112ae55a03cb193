"""A file format is one file: what is declared there is read, predicted and named everywhere."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import tui_mlp
from tui_mlp.data.any_file import read_file, reader_of
from tui_mlp.data.formats import format_names
from tui_mlp.data.readers import READERS
from tui_mlp.files.errors import DataError
from tui_mlp.registry import names_in

TOY = '''
"""Samples with a slash between numbers and class: 1 2/a."""

import numpy as np

from tui_mlp.data.dataset import Dataset
from tui_mlp.data.reader import NewSamples, Reader
from tui_mlp.data.table.class_labels import text_classes


def _features(data):
    numbers = [line.partition("/")[0].split() for line in data.decode().splitlines()]
    return np.array(numbers, np.float32)


def _read(path, data, reading, progress):
    classes = [line.partition("/")[2] for line in data.decode().splitlines()]
    targets, names = text_classes(classes, str(path), "give each line a class")
    return Dataset("toys", _features(data), targets, ("u", "v"), names)


TOY = Reader(
    name="toy",
    suffixes=(".toy",),
    read=_read,
    read_new=lambda path, data, inputs, wanted: NewSamples(_features(data)),
)
'''


def test_a_format_more_is_a_file_more(tmp_path: Path) -> None:
    package = Path(tui_mlp.__file__).parent
    shutil.copytree(package, tmp_path / "tui_mlp", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "tui_mlp" / "data" / "readers" / "toy.py").write_text(TOY)
    rng = np.random.default_rng(2)
    classes = np.repeat(["low", "high"], 30)
    points = rng.normal(size=(60, 2)) + np.repeat([[-3.0], [3.0]], 30, axis=0)
    lines = [f"{x:.3f} {y:.3f}/{name}\n" for (x, y), name in zip(points, classes, strict=True)]
    (tmp_path / "own.toy").write_text("".join(lines))

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "tui_mlp", *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    trained = run("train", "--data", "own.toy", "--epochs", "20", "--save", "m.npz", "--json")
    assert json.loads(trained)["dataset"] == "toys"
    rows = list(csv.reader(io.StringIO(run("predict", "m.npz", "--data", "own.toy"))))
    assert [row[0] for row in rows[1:]] == list(classes)
    assert "Feather, NPZ, Parquet or TOY" in run("predict", "--help")


def test_one_format_takes_the_rest_and_each_has_its_modules_name() -> None:
    assert [reader.takes_the_rest for reader in READERS].count(True) == 1
    names = [reader.name for reader in READERS]
    assert names == list(names_in("tui_mlp.data.readers"))
    assert format_names() == "CSV, Excel, Feather, NPZ or Parquet"


@pytest.mark.parametrize(
    ("name", "data", "format_name"),
    [
        ("a.csv", b"u,v", "csv"),
        ("a.NPZ", b"u,v", "npz"),
        ("a.csv", b"PK\x03\x04", "npz"),
        ("a.csv", b"PK\x03\x04\x14\0xl/workbook.xml", "excel"),
        ("a.csv", b"\xd0\xcf\x11\xe0", "excel"),
        ("a.csv", b"PAR1\x15", "parquet"),
        ("a", b"ARROW1\0\0", "feather"),
        ("a", b"PK\x03\x04", "npz"),
        ("npz", b"u,v", "csv"),
        ("a.dat", b"", "csv"),
    ],
)
def test_a_format_is_told_by_the_name_or_else_by_the_first_bytes(
    name: str, data: bytes, format_name: str
) -> None:
    assert reader_of(Path("folder.npz") / name, data).name == format_name


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"FEA1\0\0\xff", "a Feather file of version 1"),
        (b"PK\x03\x04\x14\0\x08\0xl/workbook.bin", "a binary Excel workbook"),
        (b"PK\x03\x04\x14\0mimetypeapplication/vnd.oasis", "an OpenDocument file"),
        (b"\x1f\x8b\x08\0", "packed by gzip"),
    ],
)
def test_other_formats_are_refused_by_their_names(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "own.dat"
    path.write_bytes(data)
    with pytest.raises(DataError) as caught:
        read_file(path)
    assert words in str(caught.value)
    assert "save the table as CSV" in str(caught.value)
