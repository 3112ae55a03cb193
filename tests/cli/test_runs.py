"""Runs on the command line: kept, listed, gone on with, left alone, met again, deleted."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from tui_mlp.cli import tui_mlp
from tui_mlp.cli.headless import NOT_KEPT
from tui_mlp.numbers import epoch
from tui_mlp.training.keeping.kept_runs import run_folders
from tui_mlp.training.keeping.run_folder import RunFolder
from tui_mlp.training.model_file import load_model

FOR_EVER = ("--dataset", "iris", "--hidden", "8", "--epochs", "100000000")
DIVERGING = (
    *("--optimizer", "sgd", "--learning-rate", "1e6", "--activation", "identity"),
    *("--epochs", "500"),
)


def call(*arguments: str | Path, answer: str = "") -> Result:
    return CliRunner().invoke(
        tui_mlp, list(map(str, arguments)), input=answer, standalone_mode=False
    )


def heed_signals() -> None:
    """Whoever runs the tests in the background may ignore some."""
    for signum in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(signum, signal.SIG_DFL)


@contextmanager
def started(*arguments: str) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tui_mlp", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        preexec_fn=heed_signals,  # noqa: PLW1509
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def kept(runs_dir: Path) -> RunFolder:
    assert call("train", "--dataset", "iris", "--hidden", "8", "--epochs", "4").exit_code == 0
    (folder,) = run_folders(runs_dir)
    return folder


@pytest.fixture
def detached(runs_dir: Path) -> Iterator[RunFolder]:
    """A run that trains in the background."""
    done = subprocess.run(
        [sys.executable, "-m", "tui_mlp", "--detach", *FOR_EVER],
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (folder,) = run_folders(runs_dir)
    assert done.stdout == f"{folder.name} trains in the background; tui-mlp attach shows it\n"
    yield folder
    if folder.in_use:
        os.kill(int((folder.path / "lock").read_text().split(",")[0].split()[1]), signal.SIGTERM)
        deadline = time.monotonic() + 10
        while folder.in_use:
            assert time.monotonic() < deadline
            time.sleep(0.01)


def wait_for_checkpoint(runs_dir: Path) -> RunFolder:
    deadline = time.monotonic() + 30
    while not (folders := run_folders(runs_dir)) or not (folders[0].path / "status.json").exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return folders[0]


def test_no_runs(runs_dir: Path) -> None:
    assert call("runs").stdout == f"no runs in {runs_dir}\n"


def test_a_run_is_listed(kept: RunFolder) -> None:
    heading, line = call("runs").stdout.splitlines()
    assert heading.split()[:4] == ["state", "data", "layers", "epoch"]
    assert line.split()[:4] == ["finished", "iris", "4→8→3", "4/4"]
    assert line.endswith(kept.name)


def test_its_files_are_for_the_owner_only(kept: RunFolder) -> None:
    assert kept.path.stat().st_mode & 0o777 == 0o700
    assert kept.path.parent.stat().st_mode & 0o777 == 0o700
    for path in kept.path.iterdir():
        assert path.stat().st_mode & 0o077 == 0, path.name


def test_runs_can_be_kept_elsewhere(tmp_path: Path, runs_dir: Path) -> None:
    call("train", "--dataset", "iris", "--epochs", "1", "--runs-dir", tmp_path / "here")
    assert run_folders(runs_dir) == []
    assert "iris" in call("runs", "--runs-dir", tmp_path / "here").stdout


def test_names_from_the_disk_are_shown_as_text(runs_dir: Path) -> None:
    (runs_dir / "\x1b]0;owned\x07").mkdir(parents=True)
    listed = call("runs").stdout
    assert "\x1b" not in listed
    assert "␛]0;owned␇" in listed


@pytest.mark.parametrize(("answer", "left"), [("n\n", 1), ("y\n", 0)])
def test_a_run_is_deleted_after_a_question(kept: RunFolder, answer: str, left: int) -> None:
    done = call("runs", "rm", kept.name[:10], answer=answer)
    assert "delete 1 run" in done.stdout
    assert len(run_folders(kept.path.parent)) == left


def test_old_runs_are_pruned(kept: RunFolder) -> None:
    for _ in range(2):
        call("train", "--dataset", "iris", "--epochs", "1")
    assert "nothing to delete" in call("runs", "prune").stdout
    assert "nothing to delete" in call("runs", "prune", "--keep", "0", "--days", "1").stdout
    done = call("runs", "prune", "--keep", "2", "--yes")
    assert done.stdout == f"{kept.name}\n1 run deleted\n"
    assert len(run_folders(kept.path.parent)) == 2


def test_a_link_in_the_place_of_a_run_is_not_followed(kept: RunFolder, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "mine.txt").write_text("mine")
    (kept.path.parent / "99999999-link").symlink_to(outside)
    call("runs", "prune", "--keep", "0", "--yes")
    assert (outside / "mine.txt").read_text() == "mine"


@pytest.mark.usefixtures("kept")
def test_an_unknown_run_is_named() -> None:
    for command in (("resume", "nope", "--headless"), ("runs", "rm", "nope")):
        error = call(*command).exception
        assert "nope: no run of this name" in str(error)


def test_a_finished_run_goes_on_with_more_epochs(kept: RunFolder, tmp_path: Path) -> None:
    assert "at epoch 4 of 4; give more --epochs" in str(call("resume", "--headless").exception)
    less = call("resume", "--headless", "--epochs", "2")
    assert "at epoch 4 of 2; give more --epochs" in str(less.exception)
    resumed = call("resume", "--headless", "--epochs", "9", "--save", tmp_path / "resumed.npz")
    assert resumed.exit_code == 0, resumed.output
    call("train", "--dataset", "iris", "--hidden", "8", "--epochs", "9",
         "--save", tmp_path / "whole.npz")  # fmt: skip
    one, other = load_model(tmp_path / "resumed.npz"), load_model(tmp_path / "whole.npz")
    assert one.network.parameters.tobytes() == other.network.parameters.tobytes()
    lines = (kept.path / "log.jsonl").read_text().splitlines()
    assert [json.loads(line)["epoch"] for line in lines] == list(range(1, 10))


@pytest.mark.parametrize(
    ("signum", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_ends_training_after_the_step(runs_dir: Path, signum: int, code: int) -> None:
    with started("train", *FOR_EVER) as training:
        wait_for_checkpoint(runs_dir)
        training.send_signal(signum)
        out, errors = training.communicate(timeout=60)
        assert training.returncode == code
    assert "validation" in out
    (folder,) = run_folders(runs_dir)
    assert errors.endswith(f"go on: tui-mlp resume {folder.name}\n")
    assert folder.status().state == "paused"
    assert folder.last_checkpoint().state["step_count"] > 0


def test_a_killed_run_is_interrupted_and_goes_on(runs_dir: Path) -> None:
    with started("train", *FOR_EVER, "--checkpoint-seconds", "0.1") as training:
        folder = wait_for_checkpoint(runs_dir)
        assert folder.status().state == "running"
        busy = call("resume", folder.name, "--headless")
        assert f"process {training.pid}" in str(busy.exception)
        assert "is training it" in str(call("runs", "rm", folder.name, "--yes").exception)
    assert call("runs").stdout.splitlines()[1].startswith("interrupted")
    epoch = folder.last_checkpoint().state["step_count"] // 4
    done = call("resume", "--headless", "--epochs", str(epoch + 2))
    assert done.exit_code == 0, done.output
    assert folder.status().state == "finished"


def test_a_diverged_run_keeps_its_last_good_model(runs_dir: Path, tmp_path: Path) -> None:
    model = tmp_path / "good.npz"
    done = call("train", "--dataset", "iris", "--hidden", "8", *DIVERGING, "--save", model)
    assert done.return_value == 3
    assert "diverged" in done.stderr
    (folder,) = run_folders(runs_dir)
    assert folder.status().state == "diverged"
    assert np.isfinite(folder.last_checkpoint().state["parameters"]).all()
    assert model.exists() == ("the model saved is that of epoch" in done.stderr)
    if model.exists():
        assert np.isfinite(load_model(model).network.parameters).all()


def test_a_read_only_place_is_told_and_training_goes_on(tmp_path: Path) -> None:
    (tmp_path / "parent").write_text("")
    done = call("train", "--dataset", "iris", "--epochs", "2",
                "--runs-dir", tmp_path / "parent" / "runs")  # fmt: skip
    assert done.return_value == NOT_KEPT
    assert "the run was not kept: not saved: Not a directory" in done.stderr
    assert "validation" in done.stdout


def test_a_run_that_could_not_be_saved_at_a_signal_says_from_where_it_goes_on(
    runs_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flush, flushed = os.fsync, []

    def full_later(file: int) -> None:
        flushed.append(file)
        if len(flushed) > 30:
            os.kill(os.getpid(), signal.SIGTERM)
            raise OSError(28, "No space left on device")
        flush(file)

    monkeypatch.setattr("os.fsync", full_later)
    done = call("train", *FOR_EVER, "--checkpoint-epochs", "1")
    assert done.return_value == 128 + signal.SIGTERM
    (folder,) = run_folders(runs_dir)
    kept = epoch(folder.status().epoch)
    assert f"the run was kept up to epoch {kept} only: not saved: No space left" in done.stderr
    assert f"kept up to epoch {kept} only, from there: tui-mlp resume" in done.stderr


def test_a_detached_run_trains_on_and_is_met_again(detached: RunFolder) -> None:
    assert detached.status().state == "running"
    assert (detached.path / "socket").stat().st_mode & 0o077 == 0
    needs = call("attach", detached.name)
    assert "needs a terminal" in str(needs.exception)
    assert "is training it" in str(call("resume", detached.name, "--headless").exception)


def test_bad_data_are_told_before_a_run_is_detached(runs_dir: Path) -> None:
    done = call("--detach", "--data", "/nowhere/none.csv")
    assert "none.csv" in str(done.exception)
    assert run_folders(runs_dir) == []


def test_the_changed_age_is_that_of_the_last_save(kept: RunFolder) -> None:
    assert (datetime.now() - kept.changed_at).total_seconds() < 60
