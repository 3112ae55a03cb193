"""Labels and one neuron on the command line, in files that the program has never seen."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tui_mlp", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env=os.environ,
    )


def label_file(path: Path) -> Path:
    """Points that are hot where x > 0 and wet where y > 0."""
    rng = np.random.default_rng(4)
    points = rng.uniform(-1, 1, (400, 2))
    rows = [f"{x:.4f};{y:.4f};{int(x > 0)};{int(y > 0)}" for x, y in points]
    path.write_text("\n".join(["x;y;label_hot;label_wet", *rows]) + "\n")
    return path


def test_a_file_of_labels_is_trained_saved_and_predicted(tmp_path: Path) -> None:
    data, model = label_file(tmp_path / "own.csv"), tmp_path / "model.npz"
    settings = ("--hidden", "16", "--optimizer", "adam", "--learning-rate", "0.02")
    done = run("train", "--data", data, *settings, "--epochs", "60", "--save", model, "--json")
    report = json.loads(done.stdout)
    assert report["output"] == "sigmoid"
    assert report["classes"] == ["hot", "wet"]
    scores = report["validation"]["labels"]
    assert scores["micro_f1"] > 0.95
    assert scores["hamming_loss"] < 0.05
    assert len(scores["precision"]) == len(scores["recall"]) == len(scores["f1"]) == 2
    assert {"macro_f1", "support"} <= scores.keys()
    assert report["validation"]["accuracy"] <= 1 - scores["hamming_loss"]
    new = tmp_path / "new.csv"
    new.write_text("x,y\n.7,.7\n-.7,-.7\n.7,-.7\n")
    rows = list(csv.reader(io.StringIO(run("predict", model, "--data", new).stdout)))
    assert rows[0] == ["predicted", "p(hot)", "p(wet)"]
    assert [row[0] for row in rows[1:]] == ["hot;wet", "", "hot"]


def test_the_report_in_words_has_a_line_for_each_label(tmp_path: Path) -> None:
    data = label_file(tmp_path / "own.csv")
    lines = run("train", "--data", data, "--hidden", "4", "--epochs", "3").stdout.splitlines()
    assert any("micro F1" in line and "Hamming" in line for line in lines)
    assert [line.split()[0] for line in lines[-4:-2]] == ["hot", "wet"]


def test_an_npz_of_labels_trains(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=(200, 3)).astype(np.float32)
    np.savez(tmp_path / "own.npz", X=x, Y=(x > 0).astype(int))
    report = json.loads(run("train", "--data", tmp_path / "own.npz", "--json").stdout)
    assert report["validation"]["labels"]["micro_f1"] > 0.9


def test_one_neuron_and_an_output_that_does_not_fit() -> None:
    report = json.loads(
        run(
            "train", "--dataset", "moons", "--output", "one_neuron", "--epochs", "5", "--json"
        ).stdout
    )
    assert report["architecture"][-1] == 1
    wrong = run("train", "--dataset", "iris", "--output", "one_neuron")
    assert wrong.returncode == 2
    assert wrong.stderr.startswith("tui-mlp: --output: one neuron tells two classes apart")


def test_a_run_without_biases_can_be_printed_and_read_back(tmp_path: Path) -> None:
    printed = run("train", "--no-biases", "--label-smoothing", ".1", "--print-config").stdout
    assert "biases = false" in printed
    (tmp_path / "run.toml").write_text(printed)
    again = run("train", "--config", tmp_path / "run.toml", "--print-config").stdout
    assert again == printed
    both = run("train", "--config", tmp_path / "run.toml", "--biases", "--print-config").stdout
    assert "biases = true" in both
