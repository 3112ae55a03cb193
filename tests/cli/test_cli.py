"""The command line as a user has it: a subprocess, its output, its exit code."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tui_mlp.nn.activations import ACTIVATIONS
from tui_mlp.nn.optimizers import OPTIMIZERS
from tui_mlp.nn.schedules import SCHEDULES

IRIS = ("train", "--dataset", "iris", "--hidden", "8", "--epochs", "5")


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tui_mlp", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **environment},
    )


def refused(*arguments: str | Path) -> str:
    """The one line that a wrong call is answered with."""
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("tui-mlp: ")
    return done.stderr


def test_train_reports_in_words() -> None:
    done = run(*IRIS)
    assert done.returncode == 0
    assert done.stderr == ""
    assert "iris  4 → 8 → 3  67 parameters" in done.stdout
    assert [line.split()[0] for line in done.stdout.splitlines()[-5:-2]] == [
        "train", "validation", "test",
    ]  # fmt: skip
    last = r"the run is \d{8}-\d{6}-iris-\w{4}, its best epoch \d+ by validation loss, 0\.\d+"
    assert re.fullmatch(last, done.stdout.splitlines()[-1])


def test_the_report_ends_with_what_was_written_where(tmp_path: Path) -> None:
    model, log = tmp_path / "m.npz", tmp_path / "log.jsonl"
    done = run(*IRIS, "--validation", "0", "--save", model, "--log", log)
    best, *written = done.stdout.split("\n\n")[-1].splitlines()
    assert " by training loss, " in best
    assert written == [f"the model is in {model}", f"the log is in {log}"]


def test_a_loss_far_off_stays_in_its_column() -> None:
    far = ("--optimizer", "rmsprop", "--activation", "relu", "--learning-rate", "1e6")
    done = run("train", "--dataset", "iris", "--hidden", "8,8", "--epochs", "1", *far)
    head, *rows = done.stdout.split("\n\n")[1].splitlines()
    assert float(rows[0].split()[2]) > 1e12
    assert {len(row) for row in rows} == {len(head)}


def test_a_driver_that_is_none_is_refused() -> None:
    for driver in ("nonsense", "textual.app:App", "textual.drivers.linux_driver:Nope"):
        done = run(TEXTUAL_DRIVER=driver)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("tui-mlp: TEXTUAL_DRIVER names no driver: ")
        assert done.stderr.count("\n") == 1


def test_train_reports_as_json() -> None:
    report = json.loads(run(*IRIS, "--seed", "3", "--json").stdout)
    assert report["dataset"] == "iris"
    assert report["architecture"] == [4, 8, 3]
    assert (report["seed"], report["epochs"], report["steps"]) == (3, 5, 20)
    assert report["steps_per_second"] > 0
    for part, samples in (("train", 105), ("validation", 30), ("test", 15)):
        assert report[part]["samples"] == samples
        assert 0 <= report[part]["accuracy"] <= 1
        assert report[part]["loss"] > 0


def test_the_same_seed_gives_the_same_figures() -> None:
    first, second = (json.loads(run(*IRIS, "--json").stdout) for _ in range(2))
    assert first["train"] == second["train"]


def test_a_saved_model_predicts_what_the_report_says(tmp_path: Path) -> None:
    model, data = tmp_path / "model.npz", tmp_path / "new.csv"
    rng = np.random.default_rng(0)
    names = np.repeat(["low", "high"], 40)
    values = rng.normal(size=(80, 2)) + np.repeat([[-3.0], [3.0]], 40, axis=0)
    lines = [f"{x:.3f},{y:.3f},{name}" for (x, y), name in zip(values, names, strict=True)]
    data.write_text("\n".join(["u,v,level", *lines]))
    trained = run(
        "train", "--data", data, "--target", "level", "--test", "0", "--validation", "0.25",
        "--hidden", "4", "--epochs", "30", "--save", model, "--json",
    )  # fmt: skip
    assert trained.returncode == 0, trained.stderr
    done = run("predict", model, "--data", data)
    assert done.returncode == 0, done.stderr
    rows = list(csv.reader(io.StringIO(done.stdout)))
    assert rows[0] == ["predicted", "p(high)", "p(low)"]
    assert len(rows) == 81
    assert [row[0] for row in rows[1:]] == list(names)
    assert all(abs(float(row[1]) + float(row[2]) - 1) < 1e-5 for row in rows[1:])


def test_the_log_has_a_line_an_epoch(tmp_path: Path) -> None:
    log = tmp_path / "run.jsonl"
    run(*IRIS, "--log", log)
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert [line["epoch"] for line in lines] == [1, 2, 3, 4, 5]
    assert lines[-1]["train"]["loss"] < lines[0]["train"]["loss"]


def test_a_printed_config_is_the_whole_run(tmp_path: Path) -> None:
    text = run(*IRIS, "--optimizer", "adam", "--learning-rate", "0.01", "--print-config").stdout
    path = tmp_path / "run.toml"
    path.write_text(text)
    direct = run(*IRIS, "--optimizer", "adam", "--learning-rate", "0.01", "--json")
    mailed = run("train", "--config", path, "--json")
    assert json.loads(mailed.stdout)["train"] == json.loads(direct.stdout)["train"]


def test_options_beat_the_file(tmp_path: Path) -> None:
    path = tmp_path / "run.toml"
    path.write_text('dataset = "iris"\nepochs = 2\nhidden = [3]\n')
    report = json.loads(run("train", "--config", path, "--epochs", "4", "--json").stdout)
    assert (report["epochs"], report["architecture"]) == (4, [4, 3, 3])
    other = run("train", "--config", path, "--dataset", "wine", "--json")
    assert json.loads(other.stdout)["dataset"] == "wine"


def test_a_data_file_is_looked_for_beside_the_config_that_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "sub"
    folder.mkdir()
    (folder / "own.csv").write_text("u,v,class\n" + "1,2,a\n3,4,b\n" * 8)
    (folder / "run.toml").write_text('data = "own.csv"\nepochs = 1\n')
    monkeypatch.chdir(tmp_path)
    for config in ("sub/run.toml", folder / "run.toml"):
        done = run("train", "--config", config, "--json")
        assert json.loads(done.stdout)["dataset"] == "own.csv", done.stderr
    assert "own.csv: no such file" in refused(
        "train", "--config", "sub/run.toml", "--data", "own.csv"
    )
    # what is printed holds wherever it is put
    for source in (("--data", "sub/own.csv"), ("--config", "sub/run.toml")):
        printed = run("train", *source, "--epochs", "1", "--print-config").stdout
        (tmp_path / "elsewhere").mkdir(exist_ok=True)
        (tmp_path / "elsewhere" / "run.toml").write_text(printed)
        done = run("train", "--config", "elsewhere/run.toml", "--json")
        assert json.loads(done.stdout)["dataset"] == "own.csv", done.stderr


def test_a_config_from_a_pipe_has_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "own.csv").write_text("u,v,class\n" + "1,2,a\n3,4,b\n" * 8)
    monkeypatch.chdir(tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "tui_mlp", "train", "--config", "/dev/stdin", "--json"],
        capture_output=True, text=True, check=False, input='data = "own.csv"\nepochs = 1\n',
    )  # fmt: skip
    assert json.loads(done.stdout)["dataset"] == "own.csv", done.stderr


def test_divergence_has_an_exit_code_and_saves_nothing(tmp_path: Path) -> None:
    model = tmp_path / "model.npz"
    done = run(
        "train", "--dataset", "iris", "--optimizer", "sgd", "--learning-rate", "1e6",
        "--activation", "identity", "--epochs", "500", "--save", model, "--json",
    )  # fmt: skip
    assert done.returncode == 3
    assert "diverged" in done.stderr
    assert done.stderr.count("\n") == 1
    assert json.loads(done.stdout)["diverged"]
    assert not model.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--learning-rate", "-1"), ["--learning-rate", "outside"]),
        (("--learning-rate", "fast"), ["--learning-rate", "fast"]),
        (("--hidden", "16,x"), ["--hidden", "16,x"]),
        (("--hidden", "0"), ["--hidden", "outside 1"]),
        (("--activation", "relu,tanh,relu"), ["--activation", "3 names for 2 layers"]),
        (("--optimizer", "adagrad"), ["--optimizer", "adamw"]),
        (("--batch-size", "half"), ["--batch-size", "full"]),
        (("--dataset", "irsi"), ["irsi", "iris"]),
        (("--data", "none.csv"), ["none.csv"]),
        (("--config", "none.toml"), ["none.toml"]),
        (("--seed", "-3"), ["--seed"]),
        (("--save", "nowhere/model.npz"), ["--save", "nowhere"]),
        (("--log", "nowhere/run.jsonl"), ["--log", "nowhere"]),
        (("--no-such-option",), ["--no-such-option", "--help"]),
    ],
)
def test_wrong_usage_is_one_line_that_names_the_option(
    arguments: tuple[str, ...], words: list[str]
) -> None:
    line = refused("train", *arguments)
    for word in words:
        assert word in line


def test_a_bad_config_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "run.toml"
    path.write_text("epochs = 0")
    assert "run.toml: epochs: 0 is outside" in refused("train", "--config", path)


def test_predict_refuses_what_is_no_model(tmp_path: Path) -> None:
    path = tmp_path / "model.npz"
    path.write_bytes(b"nothing")
    assert "model.npz" in refused("predict", path, "--data", "x.csv")


def test_the_trainer_refuses_to_run_without_a_terminal() -> None:
    assert "tui-mlp train" in refused()


def test_datasets_lists_name_size_and_source() -> None:
    lines = run("datasets").stdout.splitlines()
    iris = next(line for line in lines if line.startswith("iris"))
    assert iris.split()[1:4] == ["150", "4", "3"]
    assert "Fisher" in iris
    names = {line.split()[0] for line in lines}
    assert {"gaussians", "circle", "xor", "moons", "spirals", "mnist_a", "discs"} <= names


def test_help_names_every_choice() -> None:
    text = run("train", "--help").stdout
    for name in (*ACTIVATIONS, *OPTIMIZERS, *SCHEDULES):
        assert name in text


def test_the_shell_completes_commands_options_and_names() -> None:
    def complete(words: str, count: str) -> str:
        return run(_TUI_MLP_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=count).stdout

    assert "train" in complete("tui-mlp tr", "1")
    assert "--dataset" in complete("tui-mlp train --da", "2")
    assert "penguins" in complete("tui-mlp train --dataset p", "3")
    assert "relu,tanh" in complete("tui-mlp train --activation relu,ta", "3")


@pytest.mark.parametrize("name", ["shot.png", "shot", "nowhere/shot.svg"])
def test_a_screenshot_is_svg_and_says_so_before_it_trains(tmp_path: Path, name: str) -> None:
    line = refused("screenshot", "-o", tmp_path / name, "--after", "100000000")
    assert f"-o/--svg {tmp_path / name}: " in line
    assert "name it shot.svg" in line or "there is no directory" in line
    assert list(tmp_path.iterdir()) == []


def test_a_screenshot_is_a_picture_of_the_program(tmp_path: Path) -> None:
    path = tmp_path / "shot.svg"
    done = run("screenshot", "-o", path, "--size", "120x40", "--after", "3")
    assert done.returncode == 0, done.stderr
    picture = path.read_text()
    assert picture.startswith("<svg")
    assert "spirals3" in picture
    assert "--size" in refused("screenshot", "-o", path, "--size", "wide")
