"""`evaluate` and `predict` agree on the same rows, however the file writes them."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from tui_mlp.cli import tui_mlp

ROWS = [
    (
        round(float(x), 3),
        round(float(y), 3),
        colour,
        "tall" if x + y + (colour == "red") > 0 else "low",
    )
    for (x, y), colour in zip(
        np.random.default_rng(3).normal(size=(60, 2)), ["red", "blue", "red"] * 20, strict=True
    )
]


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(tui_mlp, list(map(str, arguments)), standalone_mode=False)


def written(path: Path, header: list[str], rows: list[list[object]]) -> Path:
    path.write_text("\n".join(",".join(map(str, row)) for row in [header, *rows]) + "\n")
    return path


def plain(folder: Path) -> Path:
    return written(folder / "plain.csv", ["u", "v", "colour", "class"], list(map(list, ROWS)))


def shuffled(folder: Path) -> Path:
    rows = [[c, k, v, u] for u, v, c, k in ROWS]
    return written(folder / "shuffled.csv", ["colour", "class", "v", "u"], rows)


def other_case(folder: Path) -> Path:
    rows = [[u, v, f" {c.upper()}", k.upper()] for u, v, c, k in ROWS]
    return written(folder / "case.csv", ["U", " V", "Colour", "CLASS"], rows)


def with_more(folder: Path) -> Path:
    rows = [[n, u, v, "x" * n, c, k] for n, (u, v, c, k) in enumerate(ROWS)]
    return written(folder / "more.csv", ["id", "u", "v", "note", "colour", "class"], rows)


def all_of_it(folder: Path) -> Path:
    rows = [[c.upper(), n, k, v, u] for n, (u, v, c, k) in enumerate(ROWS)]
    return written(folder / "all.csv", ["COLOUR", "n", "Class", "V", "U"], rows)


def evaluated(model: Path | str, data: Path) -> dict[str, object]:
    done = call("evaluate", model, "--data", data, "--json")
    assert done.exit_code == 0, done.exception
    return json.loads(done.stdout)


def predicted(model: Path, data: Path) -> list[str]:
    done = call("predict", model, "--data", data)
    assert done.exit_code == 0, done.exception
    return [row[0] for row in csv.reader(io.StringIO(done.stdout))][1:]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "model.npz"
    done = call("train", "--data", plain(tmp_path), "--epochs", "3", "--save", path)
    assert done.exit_code == 0, done.exception
    return path


@pytest.mark.parametrize("file", [plain, shuffled, other_case, with_more, all_of_it])
def test_predict_on_a_table_has_the_accuracy_that_evaluate_tells(
    model: Path, tmp_path: Path, file: Callable[[Path], Path]
) -> None:
    path = file(tmp_path)
    right = np.mean(
        [name == row[3] for name, row in zip(predicted(model, path), ROWS, strict=True)]
    )
    figures = evaluated(model, path)
    assert figures["samples"] == 60
    assert figures["accuracy"]["value"] == pytest.approx(right)
    assert figures["accuracy"]["low"] < right < figures["accuracy"]["high"] or right == 1
    assert 0.5 < right < 1, "a model that is always right would tell nothing"
    assert sum(map(sum, figures["confusion"])) == 60
    assert {
        "samples",
        "loss",
        "accuracy",
        "baseline",
        "classes",
        "confusion",
        "calibration",
    } <= set(figures)
    worst = figures["worst"][0]["row"]
    assert path.read_text().splitlines()[worst - 1].lower().count(figures["worst"][0]["true"]) == 1


@pytest.mark.parametrize("images", [False, True])
def test_predict_on_arrays_has_the_accuracy_that_evaluate_tells(
    tmp_path: Path, images: bool
) -> None:
    rng = np.random.default_rng(5)
    y = np.array(["a", "b", "c"])[rng.integers(0, 3, 90)]
    x = rng.normal(size=(90, 6)) + (y == "a")[:, None] - (y == "b")[:, None]
    if images:
        x = np.clip(x * 40 + 120, 0, 255).astype(np.uint8).reshape(90, 2, 3)
    path, model = tmp_path / "own.npz", tmp_path / "model.npz"
    np.savez(path, x=x, y=y)
    assert call("train", "--data", path, "--epochs", "3", "--save", model).exit_code == 0
    right = np.mean(np.array(predicted(model, path)) == y)
    assert evaluated(model, path)["accuracy"]["value"] == pytest.approx(right)
    assert 0.5 < right < 1


def test_a_run_that_was_kept_is_evaluated_by_its_name(tmp_path: Path, runs_dir: Path) -> None:
    path, model = plain(tmp_path), tmp_path / "model.npz"
    call("train", "--data", path, "--epochs", "3", "--save", model)
    (folder,) = runs_dir.iterdir()
    assert evaluated(folder.name, path) == evaluated(model, path)


def test_the_text_names_accuracy_baseline_classes_and_worst_rows(
    model: Path, tmp_path: Path
) -> None:
    text = call("evaluate", model, "--data", plain(tmp_path)).stdout
    for words in (
        "60 samples",
        "95% interval",
        "the largest class alone",
        "precision",
        "confusion",
    ):
        assert words in text
    assert "expected calibration error" in text
    assert "worst samples\nrow " in text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("u,v,colour\n1,2,red\n", "there is no column 'class' of the classes"),
        ("u,v,colour,class\n1,2,red,huge\n", "'huge' is no class of the model; it learned 'low'"),
        ("u,v,colour,class\n1,2,red,\n", "column 'class': every cell is empty"),
        ("u,v,colour,class\n1,2,green,low\n", "the model does not know 'green'"),
    ],
)
def test_what_cannot_be_evaluated_is_refused(
    model: Path, tmp_path: Path, content: str, words: str
) -> None:
    path = tmp_path / "new.csv"
    path.write_text(content)
    done = call("evaluate", model, "--data", path)
    assert words in str(done.exception)
    assert "new.csv" in str(done.exception)
