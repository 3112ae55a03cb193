"""The list of runs fits the terminal, and lists what is there while it is there."""

import os
import pty
import re
import shutil
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from tui_mlp.cli import tui_mlp
from tui_mlp.training.keeping.kept_runs import run_folders
from tui_mlp.training.keeping.run_folder import RunFolder, RunStatus
from tui_mlp.ui.runs.run_table import HEADINGS, table

NOW = datetime(2026, 3, 4, 5, 6, 7)
DEEP = RunStatus(
    state="interrupted",
    dataset="breast_cancer",
    architecture=(30, *[64] * 12, 2),
    epoch=133.254,
    target_epochs=200,
    step=9,
    best_validation_loss=0.123456,
    best_score=0.98765,
)


def call(*arguments: str | Path, answer: str = "") -> Result:
    return CliRunner().invoke(
        tui_mlp, list(map(str, arguments)), input=answer, standalone_mode=False
    )


def saved_run(runs_dir: Path, status: RunStatus = DEEP) -> RunFolder:
    folder = RunFolder.create(runs_dir, status.dataset, NOW)
    folder.release()
    (folder.path / "status.json").write_bytes(msgspec.json.encode(status))
    return folder


def shown_on_a_terminal(columns: int) -> list[str]:
    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, (24, columns))
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    command = [sys.executable, "-m", "tui_mlp", "runs"]
    with subprocess.Popen(command, stdout=slave, env=environment) as process:
        os.close(slave)
        shown = b""
        try:
            while piece := os.read(master, 4096):
                shown += piece
        except OSError:  # how Linux tells that the other end is closed
            pass
        os.close(master)
    assert process.returncode == 0
    return shown.decode().splitlines()


@pytest.mark.parametrize(
    ("columns", "headings"),
    [
        (60, "state epoch run"),
        (80, "state epoch best loss score age run"),
        (100, "state data layers epoch best loss score age run"),
        (200, "state data layers epoch best loss score age size run"),
    ],
)
def test_the_list_is_as_wide_as_the_terminal(runs_dir: Path, columns: int, headings: str) -> None:
    folder = saved_run(runs_dir)
    heading, line = shown_on_a_terminal(columns)
    assert " ".join(heading.split()) == headings
    assert max(len(heading), len(line)) <= columns
    assert line.startswith("interrupted  ")
    name = line.split()[-1]
    assert name == folder.name or (columns == 60 and folder.name.startswith(name.rstrip("…")))


def test_a_list_that_is_piped_is_whole(runs_dir: Path) -> None:
    folder = saved_run(runs_dir)
    heading, line = call("runs").stdout.splitlines()
    assert " ".join(heading.split()) == " ".join(HEADINGS)
    assert f"30→{'64→' * 12}2" in line
    assert " 133/200 " in line  # epochs done, as on the main screen
    assert line.endswith(folder.name)


def test_a_late_epoch_is_written_as_a_number(runs_dir: Path) -> None:
    saved_run(runs_dir, replace(DEEP, epoch=1_331_000.0, target_epochs=2_000_000))
    assert " 1 331 000/2 000 000 " in call("runs").stdout


def test_what_is_shortened_says_so_and_wide_characters_count_twice() -> None:
    row = ("paused", "企鵝企鵝企鵝", "4→16→16→16→3", "1/2", "0.1", "0.9", "3 s", "1 kB", "r" * 50)
    whole = max(map(cell_len, table([row], None)))
    for width in range(25, whole + 2):
        lines = table([row], width)
        assert max(map(cell_len, lines)) <= width
        assert lines[1].startswith("paused")
        shown = re.split(r" {2,}", lines[1])
        cut = [cell for cell in shown if cell not in row]
        assert all(cell.endswith("…") for cell in cut)
        assert len(shown) == len(re.split(r" {2,}", lines[0]))
    assert table([row], whole) == table([row], None)


@pytest.fixture
def vanish(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Callable[[Path], bool]], None]]:
    """Make what a predicate chooses go away right after a listing has named it."""
    listed = Path.iterdir

    def install(chosen: Callable[[Path], bool]) -> None:
        def iterdir(path: Path) -> Iterator[Path]:
            for entry in [*listed(path)]:
                if chosen(entry):
                    shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
                yield entry

        monkeypatch.setattr(Path, "iterdir", iterdir)

    return install


@pytest.mark.parametrize("command", [("runs",), ("runs", "prune", "--keep", "0", "--yes")])
def test_a_file_that_goes_while_a_run_saves_is_not_missed(
    runs_dir: Path, command: tuple[str, ...], vanish: Callable[[Callable[[Path], bool]], None]
) -> None:
    folder = saved_run(runs_dir)
    (folder.path / ".last.npz.x.part").write_text("1234")
    size = (folder.path / "status.json").stat().st_size + (folder.path / "lock").stat().st_size
    vanish(lambda path: path.suffix == ".part")
    assert folder.size == size
    (folder.path / ".last.npz.x.part").write_text("1234")
    done = call(*command)
    assert done.exception is None
    assert folder.name in done.stdout


@pytest.mark.parametrize("command", [("runs",), ("runs", "prune", "--keep", "0", "--yes")])
def test_a_run_that_goes_during_the_listing_is_not_in_it(
    runs_dir: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, stays = saved_run(runs_dir), saved_run(runs_dir)
    made = RunFolder.__init__

    def late(folder: RunFolder, path: Path) -> None:
        made(folder, path)
        if path == gone.path:
            shutil.rmtree(path)

    monkeypatch.setattr(RunFolder, "__init__", late)
    done = call(*command)
    assert done.exception is None, done.exception
    assert stays.name in done.stdout
    assert (gone.name in done.stdout) == ("prune" in command)
    assert not gone.path.exists()


def test_a_run_that_goes_after_it_was_listed_is_not_shown(
    runs_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, stays = saved_run(runs_dir), saved_run(runs_dir)
    status = RunFolder.status

    def late(folder: RunFolder) -> RunStatus:
        found = status(folder)
        if folder.path == gone.path:
            shutil.rmtree(folder.path)
        return found

    monkeypatch.setattr(RunFolder, "status", late)
    done = call("runs")
    assert done.exception is None
    assert [line.split()[-1] for line in done.stdout.splitlines()[1:]] == [stays.name]
    assert gone.changed_at < datetime(1971, 1, 1)
    assert gone.size == 0


def test_two_may_delete_a_run_at_the_same_time(
    runs_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = saved_run(runs_dir)
    removed = RunFolder.remove

    def both(self: RunFolder) -> None:
        shutil.rmtree(self.path)  # what the other one did
        removed(self)

    monkeypatch.setattr(RunFolder, "remove", both)
    done = call("runs", "rm", folder.name, folder.name[:18], "--yes")
    assert done.exception is None, done.exception
    assert done.stdout == f"{folder.name}\n1 run deleted\n"
    assert run_folders(runs_dir) == []


def test_what_was_deleted_before_a_failure_is_told(runs_dir: Path) -> None:
    free, busy = saved_run(runs_dir), saved_run(runs_dir)
    busy.acquire(NOW)
    done = call("runs", "rm", free.name, busy.name, "--yes")
    assert str(done.exception) == (
        f"{busy.name}: a process is training it; end that first; 1 of 2 runs deleted"
    )
    assert [folder.name for folder in run_folders(runs_dir)] == [busy.name]


@pytest.mark.parametrize("command", [("rm", "2026"), ("prune", "--keep", "0")])
@pytest.mark.parametrize("standard_input", ["empty", "closed"])
def test_where_nobody_can_be_asked_yes_is_named(
    runs_dir: Path, command: tuple[str, ...], standard_input: str
) -> None:
    saved_run(runs_dir)
    closing = (
        "import os, sys; os.close(0); sys.stdin = None; " if standard_input == "closed" else ""
    )
    program = f"{closing}import sys; from tui_mlp.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "runs", *command],
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("tui-mlp: nothing was deleted: --yes ")
    assert done.stderr.count("\n") == 1
    assert len(run_folders(runs_dir)) == 1


def test_a_name_that_is_empty_is_no_run(runs_dir: Path) -> None:
    saved_run(runs_dir)
    assert "name of a run is empty" in str(call("runs", "rm", "", "--yes").exception)
    assert len(run_folders(runs_dir)) == 1


@pytest.mark.parametrize("command", [("rm", "2026", "--yes"), ("prune", "--keep", "0", "--yes")])
@pytest.mark.parametrize("place", ["before", "after"])
def test_the_directory_counts_before_and_after_the_subcommand(
    runs_dir: Path, tmp_path: Path, command: tuple[str, ...], place: str
) -> None:
    here = saved_run(runs_dir)
    there = saved_run(tmp_path / "there")
    option = ("--runs-dir", tmp_path / "there")
    both = call("runs", *option, *command, *option)
    assert "--runs-dir is given twice" in str(both.exception)
    done = call(
        *(("runs", *option, *command) if place == "before" else ("runs", *command, *option))
    )
    assert done.exception is None
    assert here.path.exists()
    assert not there.path.exists()
