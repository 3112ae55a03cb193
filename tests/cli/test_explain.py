"""`explain` and `gradcheck` as a user has them: a subprocess, its output, its exit code."""

import json
import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

IRIS = ("--dataset", "iris", "--hidden", "5,4")


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tui_mlp", *arguments],
        capture_output=True,
        encoding="utf-8",
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONUTF8": "1", **environment},
    )


def numbers(*arguments: str) -> dict[str, Any]:
    done = run("explain", *arguments, "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def refused(*arguments: str, **environment: str) -> str:
    done = run(*arguments, **environment)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("tui-mlp: ")
    assert done.stderr.count("\n") == 1
    return done.stderr


def test_the_walk_is_printed_in_80_columns() -> None:
    done = run("explain", *IRIS, "--sample", "3", "--after", "2")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "One step of SGD"
    assert lines[1] == "iris · sample 3 of 32 in the mini-batch · after 2 epochs · step 8"
    assert max(map(len, lines)) <= 80
    headings = [line[0] for line in lines if line[:3].strip().isdigit() and line[1:3] == "  "]
    assert headings == list("1222345666777888")
    assert "✗" not in done.stdout
    assert done.stdout.count("✓") > 30
    assert "M³ ← β M³ + G³" in done.stdout
    assert "this run: momentum" in done.stdout


def test_large_matrices_are_cut_with_a_word_and_whole_in_json() -> None:
    done = run("explain", "--dataset", "digits", "--hidden", "20")
    assert "shown are the first 16 of 20 rows and 9 of 64 columns; --json has all" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    record = numbers("--dataset", "digits", "--hidden", "20")
    assert np.array(record["layers"][0]["W"]).shape == (20, 64)


def test_json_holds_every_number_of_a_step_that_can_be_done_again() -> None:
    plain = ("--optimizer", "sgd", "--learning-rate", "0.1")
    record = numbers(*IRIS, "--held-out", "--after", "1", *plain)
    assert (record["dataset"], record["part"], record["sample"], record["of"]) == (
        "iris", "validation", 1, 30,
    )  # fmt: skip
    a = np.array(record["x"])
    for layer in record["layers"]:
        z = np.array(layer["W"]) @ a + layer["b"]
        np.testing.assert_allclose(layer["z"], z, atol=1e-12)
        a = np.tanh(z) if layer["layer"] < 3 else z
        np.testing.assert_allclose(layer["a"], a, atol=1e-12)
    yhat = np.exp(a) / np.exp(a).sum()
    np.testing.assert_allclose(record["yhat"], yhat, atol=1e-12)
    assert record["loss"] == pytest.approx(-np.log(yhat) @ record["y"])
    np.testing.assert_allclose(record["delta_long_way"], yhat - record["y"], atol=1e-12)
    last = record["layers"][2]
    gradient = np.outer(yhat - record["y"], record["layers"][1]["a"])
    np.testing.assert_allclose(last["gradient_W"], gradient, atol=1e-12)
    np.testing.assert_allclose(last["W_after"], last["W"] - 0.1 * gradient, atol=1e-12)
    np.testing.assert_allclose(
        np.array(last["V"]) @ last["delta"], record["layers"][1]["delta"], atol=1e-12
    )
    assert all(check["holds"] for check in record["checks"])


def test_json_holds_the_step_of_the_runs_own_optimizer() -> None:
    record = numbers(*IRIS, "--optimizer", "adamw", "--l2", "0.1", "--after", "1")
    rule = record["update_rule"]
    assert (rule["optimizer"], rule["step"], rule["l2"]) == ("adamw", 5, 0.1)
    moved = [
        np.abs(np.array(layer["W_after"]) - np.array(layer["W"])).max()
        for layer in record["layers"]
    ]
    # a step of Adam is about gamma long in each weight, whatever the gradient is
    assert all(0.3 < each / record["learning_rate"] < 3 for each in moved)
    assert record["own_step"]["loss_after"] != record["batch_step"]["loss_after"]


def test_training_before_changes_the_network() -> None:
    first, later = (numbers(*IRIS, "--held-out", "--after", after) for after in ("0", "5"))
    assert (first["epochs"], later["epochs"]) == (0, 5)
    assert first["x"] == later["x"]
    assert first["layers"][0]["W"] != later["layers"][0]["W"]


def test_the_sample_is_one_of_the_next_mini_batch_and_the_step_is_the_run_s() -> None:
    sgd = (*IRIS, "--batch-size", "60", "--optimizer", "sgd", "--seed", "3")
    record, other = (numbers(*sgd, "--sample", sample) for sample in ("8", "2"))
    assert (record["part"], record["of"], record["batch_step"]["samples"]) == ("train", 60, 60)
    batch_step = record["batch_step"]
    assert batch_step["came"] == pytest.approx(batch_step["promised"], rel=0.2)
    for layer, also in zip(record["layers"], other["layers"], strict=True):
        moved = -record["learning_rate"] * np.array(layer["mean_gradient_W"])
        np.testing.assert_allclose(np.array(layer["W"]) + moved, layer["W_after"], atol=1e-12)
        assert layer["gradient_W"] != also["gradient_W"]
        np.testing.assert_allclose(layer["W_after"], also["W_after"], atol=1e-12)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--dataset", "discs"),
        ("--dataset", "moons", "--output", "one_neuron", "--no-biases", "--hidden", "none"),
        ("--dataset", "posteriors", "--label-smoothing", "0.1", "--output-activation", "softplus"),
    ],
)
def test_all_outputs_are_explained(arguments: tuple[str, ...]) -> None:
    record = numbers(*arguments)
    assert all(check["holds"] for check in record["checks"])
    assert ("b" in record["layers"][0]) == ("--no-biases" not in arguments)


def test_a_run_that_diverged_is_shown_and_has_its_exit_code() -> None:
    arguments = (
        "--dataset", "iris", "--optimizer", "sgd", "--learning-rate", "1e6",
        "--activation", "identity", "--after", "50",
    )  # fmt: skip
    done = run("explain", *arguments)
    assert done.returncode == 3
    assert "One step of SGD" in done.stdout
    assert done.stderr.count("\n") == 1
    assert "diverged" in done.stderr
    assert json.loads(run("explain", *arguments, "--json").stdout)["dataset"] == "iris"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ("explain", *IRIS, "--held-out", "--sample", "31"),
            ["--sample 31", "validation part", "1 to 30"],
        ),
        (("explain", *IRIS, "--sample", "0"), ["--sample 0"]),
        (
            ("explain", *IRIS, "--batch-size", "4", "--sample", "5"),
            ["--sample 5", "mini-batch", "1 to 4"],
        ),
        (("explain", "--dataset", "irsi"), ["irsi", "iris"]),
        (("explain", "--after", "-1"), ["--after"]),
        (("explain", "--data", "none.csv"), ["none.csv"]),
        (("explain", "--dataset", "iris", "--output", "one_neuron"), ["--output", "iris has 3"]),
        (("gradcheck", "--tolerance", "0"), ["--tolerance"]),
        (("gradcheck", "--hidden", "x"), ["--hidden"]),
        (("gradcheck", "--dataset", "irsi"), ["irsi"]),
    ],
)
def test_wrong_usage_is_one_line(arguments: tuple[str, ...], words: list[str]) -> None:
    line = refused(*arguments)
    for word in words:
        assert word in line


def test_a_terminal_that_cannot_show_the_symbols_is_told_so() -> None:
    plain = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1"}
    assert "UTF-8" in refused("explain", *IRIS, **plain)
    assert run("explain", *IRIS, "--json", **plain).returncode == 0


def test_gradcheck_reports_every_parameter() -> None:
    done = run("gradcheck", *IRIS)
    assert (done.returncode, done.stderr) == (0, "")
    assert "iris  4 → 5 → 4 → 3  float64, 16 samples" in done.stdout
    rows = [line.split()[0] for line in done.stdout.splitlines() if line[:1] in ("W", "b")]
    assert rows == ["W1", "b1", "W2", "b2", "W3", "b3"]
    assert "all agree to a relative error of 1e-6" in done.stdout


def test_gradcheck_fails_by_its_exit_code() -> None:
    done = run("gradcheck", *IRIS, "--tolerance", "1e-16", "--json")
    assert (done.returncode, done.stderr) == (1, "")
    report = json.loads(done.stdout)
    assert report["passed"] is False
    assert 1e-16 < report["worst_relative_error"] < 1e-6
    assert "NOT all agree" in run("gradcheck", *IRIS, "--tolerance", "1e-16").stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("--dataset", "discs", "--activation", "relu", "--no-biases"),
        ("--dataset", "moons", "--output", "one_neuron", "--activation", "elu,gelu"),
        ("--dataset", "iris", "--init", "zeros", "--activation", "relu"),
    ],
)
def test_gradcheck_passes_for_every_kind_of_network(arguments: tuple[str, ...]) -> None:
    report = json.loads(run("gradcheck", *arguments, "--json").stdout)
    assert report["passed"] is True, report
    assert sum(check["checked"] for check in report["checks"]) > 0


@pytest.mark.parametrize("command", ["explain", "gradcheck"])
def test_no_screen_library_is_imported(command: str) -> None:
    arguments = ["tui-mlp", command, *IRIS]
    program = (
        f"import sys\nsys.argv = {arguments!r}\nfrom tui_mlp.cli import main\n"
        "try:\n main()\nexcept SystemExit: pass\nprint(*sys.modules, sep='\\n')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        encoding="utf-8",
        check=True,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    loaded = set(done.stdout.split())
    assert "tui_mlp.lecture.step.lecture_network" in loaded
    assert not {"textual", "rich", "plotext"} & loaded


def test_a_page_alone_in_three_forms() -> None:
    whole = run("explain", *IRIS).stdout
    alone = run("explain", *IRIS, "--page", "6.2").stdout
    first, _, page = alone.partition("\n\n")
    assert whole.startswith(first)
    assert page.startswith("6  Backward through layer 2 of 3\n")
    assert page in whole
    phase = run("explain", *IRIS, "--page", "6", "--markdown").stdout
    assert phase.count("## 6  Backward through layer") == 3
    record = json.loads(run("explain", *IRIS, "--page", "6.2", "--json").stdout)
    assert [page["layer"] for page in record["pages"]] == [2]
    for number in ("9", "0", "6.4", "1.1", "x", ""):
        assert "takes a phase, 1 to 8" in refused("explain", *IRIS, "--page", number)
    assert "choose one" in refused("explain", *IRIS, "--json", "--markdown")
