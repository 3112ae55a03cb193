"""Many seeds and grids of settings on the command line."""

import csv
import io
import json
import math
import signal
import statistics
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep

import pytest
from click.testing import CliRunner, Result

from tui_mlp.cli import tui_mlp

IRIS = ("--dataset", "iris", "--hidden", "4", "--epochs", "5")
GRID = (
    *("sweep", "--dataset", "iris", "--epochs", "5", "--seeds", "3", "--batch-size", "16"),
    *("--vary", "learning-rate=0.01", "--vary", "learning-rate=0.2"),
    *("--vary", "hidden=4", "--vary", "hidden=5,3"),
)
DIVERGING = (
    *("--optimizer", "sgd", "--learning-rate", "1e6", "--activation", "identity"),
    *("--epochs", "500"),
)


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(tui_mlp, list(map(str, arguments)), standalone_mode=False)


def settings_of(result: Result) -> dict[str, dict]:
    """The figures of each setting but for its seconds, by what is varied."""
    settings = json.loads(result.stdout)["settings"]
    for each in settings:
        del each["seconds"]
    return {json.dumps(each["varied"], sort_keys=True): each for each in settings}


def test_many_seeds_are_reported_with_their_spread() -> None:
    report = json.loads(call("train", *IRIS, "--seeds", "4", "--seed", "2", "--json").stdout)
    assert report["seeds"] == [2, 3, 4, 5]
    assert report["failed"] == []
    for part, samples in (("train", 105), ("validation", 30), ("test", 15)):
        accuracy = report[part]["accuracy"]
        assert report[part]["samples"] == samples
        assert accuracy["mean"] == pytest.approx(statistics.mean(accuracy["values"]))
        assert accuracy["sd"] == pytest.approx(statistics.stdev(accuracy["values"]))
        assert min(accuracy["values"]) <= accuracy["low"] <= accuracy["lower_quartile"]
        assert accuracy["upper_quartile"] <= accuracy["high"] <= max(accuracy["values"])
    alone = json.loads(call("train", *IRIS, "--seed", "3", "--json").stdout)
    for part in ("train", "validation", "test"):
        assert report[part]["accuracy"]["values"][1] == pytest.approx(alone[part]["accuracy"])
        assert report[part]["loss"]["values"][1] == pytest.approx(alone[part]["loss"], rel=1e-4)


def test_many_seeds_are_reported_in_words() -> None:
    result = call("train", *IRIS, "--seeds", "4")
    assert "iris  4 → 4 → 3" in result.stdout
    assert "4 seeds, 0 to 3, 5 epochs each" in result.stdout
    assert "1 seed, 0, 5 epochs each" in call("train", *IRIS, "--seeds", "1").stdout
    rows = [line.split()[:2] for line in result.stdout.splitlines()[-6:]]
    assert rows == [[part, figure] for part in ("train", "validation", "test")
                    for figure in ("loss", "accuracy")]  # fmt: skip


def test_seeds_that_all_diverge_end_with_an_exit_code_of_their_own() -> None:
    result = call("train", "--dataset", "iris", *DIVERGING, "--seeds", "2")
    assert 3 in (result.exit_code, result.return_value)
    assert "seed 1 failed: the gradient of W" in result.stdout


def test_a_sweep_is_sorted_by_validation_and_keeps_each_setting(runs_dir: Path) -> None:
    report = json.loads(call(*GRID, "--workers", "1", "--json").stdout)
    settings = report["settings"]
    assert len(settings) == 4
    means = [each["validation"]["accuracy"]["mean"] for each in settings]
    assert means == sorted(means, reverse=True)
    assert report["best"] == settings[0]["varied"]
    assert {tuple(each["varied"]["hidden"]) for each in settings} == {(4,), (5, 3)}
    kept = list(runs_dir.glob("sweeps/*/*.json"))
    assert len(kept) == 4
    assert "no runs" in call("runs").stdout
    own = json.loads(
        call("train", "--dataset", "iris", "--epochs", "5", "--batch-size", "16", "--seed", "1",
             "--hidden", "5,3", "--learning-rate", "0.2", "--json").stdout
    )  # fmt: skip
    (same,) = (s for s in settings if s["varied"] == {"learning_rate": 0.2, "hidden": [5, 3]})
    values = same["validation"]["loss"]["values"]
    assert values[1] == pytest.approx(own["validation"]["loss"], rel=1e-4)


def test_a_sweep_over_processes_has_the_same_values(tmp_path: Path) -> None:
    alone = call(*GRID, "--workers", "1", "--out", tmp_path / "alone", "--json")
    together = call(*GRID, "--workers", "2", "--out", tmp_path / "together", "--json")
    assert settings_of(alone) == settings_of(together)


def test_a_sweep_as_a_table_and_as_csv() -> None:
    table = call(*GRID, "--workers", "1").stdout.splitlines()
    assert table[0].split()[:4] == ["learning-rate", "hidden", "validation", "accuracy"]
    assert len(table) == 5
    assert all("0 of 3" in line and "±" in line for line in table[1:])
    rows = list(csv.DictReader(io.StringIO(call(*GRID, "--workers", "1", "--csv").stdout)))
    assert [row["hidden"] for row in rows] == [line.split()[1] for line in table[1:]]
    assert f"{float(rows[0]['validation_accuracy_mean']):.4f}" in table[1]
    assert all(math.isfinite(float(row["test_loss_sd"])) for row in rows)


def test_a_sweep_counts_failures_and_puts_them_last() -> None:
    result = call(
        *("sweep", "--dataset", "iris", *DIVERGING[:2], *DIVERGING[4:], "--seeds", "2"),
        *("--vary", "learning-rate=1e6", "--vary", "learning-rate=0.01", "--workers", "1"),
    )
    lines = result.stdout.splitlines()
    assert [line.split()[0] for line in lines[1:]] == ["0.01", "1000000"]
    assert "2 of 2" in lines[2]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--vary", "learning-rate"), "NAME=VALUE"),
        (("--vary", "lerning-rate=1"), "learning_rate"),
        (("--vary", "learning-rate=fast"), "--vary learning-rate=fast: a number is needed"),
        (("--vary", "learning-rate=-1"), "--vary learning-rate: -1 is outside"),
        (("--vary", "seed=1"), "--seeds"),
        (("--vary", "biases=maybe"), "off or on"),
        (("--l2", "0.1", "--vary", "l2=0.2"), "--l2 is given beside"),
        (("--data", "nowhere.csv"), "nowhere.csv: No such file"),
        (("--vary", "dataset=irsi"), "did you mean iris"),
    ],
)
def test_what_a_sweep_cannot_use_is_refused_in_a_line(
    arguments: tuple[str, ...], words: str
) -> None:
    result = call("sweep", "--epochs", "1", "--seeds", "2", "--workers", "1", *arguments)
    assert words in str(result.exception)


def children_of(process: "subprocess.Popen[str]") -> list[int]:
    """The processes that a process has started, where the system tells."""
    with suppress(OSError):
        text = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
        return [int(pid) for pid in text.split()]
    return []


def is_there(pid: int) -> bool:
    with suppress(OSError):
        return ") Z" not in Path(f"/proc/{pid}/stat").read_text()
    return False


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_sweep_that_was_killed_goes_on_and_repeats_nothing(tmp_path: Path, workers: str) -> None:
    command = (
        *("sweep", "--dataset", "iris", "--epochs", "150", "--seeds", "2", "--workers", workers),
        *("--vary", "hidden=2", "--vary", "hidden=90,90", "--vary", "hidden=91,90"),
        *("--vary", "hidden=92,90", "--json", "--out", str(tmp_path / "killed")),
    )
    process = subprocess.Popen([sys.executable, "-m", "tui_mlp", *command], text=True,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    until = monotonic() + 60
    while not list(tmp_path.glob("killed/*.json")):
        assert monotonic() < until
        assert process.poll() is None
        sleep(0.002)
    children = children_of(process)
    process.send_signal(signal.SIGKILL)
    process.wait()
    while any(map(is_there, children)):
        assert monotonic() < until
        sleep(0.01)
    before = {path: path.stat() for path in tmp_path.glob("killed/*.json")}
    assert 1 <= len(before) < 4
    result = call(*command)
    assert len(json.loads(result.stdout)["settings"]) == 4
    after = {path: path.stat() for path in tmp_path.glob("killed/*.json")}
    assert len(after) == 4
    for path, stat in before.items():
        assert (after[path].st_ino, after[path].st_mtime_ns) == (stat.st_ino, stat.st_mtime_ns)
    straight = call(*command[:-1], str(tmp_path / "straight"))
    assert settings_of(result) == settings_of(straight)
    again = call(*command)
    assert again.stdout == result.stdout


def test_a_damaged_file_of_a_sweep_is_made_anew(tmp_path: Path) -> None:
    first = call(*GRID, "--workers", "1", "--out", tmp_path, "--json")
    damaged = next(tmp_path.glob("*.json"))
    damaged.write_bytes(damaged.read_bytes()[:50])
    second = call(*GRID, "--workers", "1", "--out", tmp_path, "--json")
    assert settings_of(first) == settings_of(second)
