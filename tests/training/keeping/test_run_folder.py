"""Runs on the disk: private, locked by whoever trains them, and never half there."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.keeping.checkpoint import checkpoint_of
from tui_mlp.training.keeping.kept_runs import default_runs_dir, find_run, run_folders
from tui_mlp.training.keeping.run_folder import RunError, RunFolder, RunStatus
from tui_mlp.training.session import TrainingSession

NOW = datetime(2024, 5, 6, 7, 8, 9)
HOLD = """
import sys
from datetime import datetime
from pathlib import Path
from tui_mlp.training.keeping.run_folder import RunFolder
folder = RunFolder(Path(sys.argv[1]))
folder.acquire(datetime.now())
print("held", flush=True)
sys.stdin.read()
"""


def status_of(state: str = "running") -> RunStatus:
    return RunStatus(
        state=state,
        dataset="iris",
        architecture=(4, 3, 3),
        epoch=2.0,
        target_epochs=9,
        step=8,
        best_validation_loss=0.5,
        best_score=0.9,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[RunFolder]:
    session = TrainingSession(TrainingConfig(dataset="iris", hidden=(3,), epochs=9))
    folder = RunFolder.create(tmp_path / "runs", "my data/../x.csv", NOW)
    checkpoint = checkpoint_of(session)
    folder.save(checkpoint, checkpoint, status_of())
    folder.log.append([{"epoch": 1, "step": 4}])
    folder.log.append([{"epoch": 2, "step": 8}])
    yield folder
    folder.release()


def test_everything_is_for_the_owner_only(folder: RunFolder) -> None:
    assert folder.path.stat().st_mode & 0o777 == 0o700
    assert folder.path.parent.stat().st_mode & 0o777 == 0o700
    names = {path.name: path.stat().st_mode & 0o777 for path in folder.path.iterdir()}
    files = ("config.toml", "status.json", "log.jsonl", "last.npz", "best.npz", "lock")
    assert names == dict.fromkeys(files, 0o600)
    assert folder.name.startswith("20240506-070809-my-data----x-csv-")
    assert (folder.path / "log.jsonl").read_text().count("\n") == 2


def test_a_run_whose_process_is_gone_has_been_interrupted(folder: RunFolder) -> None:
    assert folder.status().state == "running"
    folder.release()
    assert RunFolder(folder.path).status().state == "interrupted"


def test_a_second_process_is_refused(folder: RunFolder) -> None:
    folder.release()
    command = [sys.executable, "-c", HOLD, str(folder.path)]
    with subprocess.Popen(command, stdin=-1, stdout=-1, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        told = f"process {holder.pid}, since .* is training it; `tui-mlp attach {folder.name}`"
        with pytest.raises(RunError, match=told):
            folder.acquire(NOW)
        assert folder.in_use
        with pytest.raises(RunError, match="end that first"):
            folder.remove()
        holder.kill()
    folder.acquire(NOW)
    folder.release()
    folder.remove()
    assert run_folders(folder.path.parent) == []


def test_runs_are_found_by_name_the_newest_first(folder: RunFolder, tmp_path: Path) -> None:
    runs_dir = tmp_path / "runs"
    later = RunFolder.create(runs_dir, "iris", NOW.replace(year=2025))
    later.release()
    assert [each.name for each in run_folders(runs_dir)] == [later.name, folder.name]
    assert find_run(runs_dir, None).name == later.name
    assert find_run(runs_dir, "2024").name == folder.name
    assert find_run(runs_dir, folder.name).last_checkpoint().config.epochs == 9
    with pytest.raises(RunError, match="2 runs of this name"):
        find_run(runs_dir, "20")
    with pytest.raises(RunError, match="no run of this name"):
        find_run(runs_dir, "x")
    with pytest.raises(RunError, match="there is no run yet"):
        find_run(tmp_path / "none", None)


def test_damage_is_named(folder: RunFolder) -> None:
    (folder.path / "status.json").write_text('{"state": 3')
    with pytest.raises(RunError, match=r"status\.json is damaged"):
        folder.status()
    (folder.path / "status.json").unlink()
    with pytest.raises(RunError, match="no checkpoint was saved"):
        folder.status()
    (folder.path / "last.npz").write_bytes(b"PK")
    assert folder.last_checkpoint().config.epochs == 9  # the best one is whole


def test_a_link_in_place_of_a_file_is_not_followed(folder: RunFolder, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine")
    (folder.path / "log.jsonl").unlink()
    (folder.path / "log.jsonl").symlink_to(victim)
    with pytest.raises(OSError, match="symbolic links"):
        folder.log.append([{"epoch": 3}])
    assert victim.read_text() == "mine"


def test_where_runs_are_kept(tmp_path: Path) -> None:
    assert default_runs_dir({"TUI_MLP_RUNS_DIR": str(tmp_path)}) == tmp_path
    assert default_runs_dir({}).parts[-2:] == ("tui-mlp", "runs")
