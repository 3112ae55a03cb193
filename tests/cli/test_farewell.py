"""What is said at the end is what is on the disk."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tui_mlp.cli.farewell import LOST, farewell
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.keeping.keeping import Keeping
from tui_mlp.training.keeping.kept_runs import run_folders
from tui_mlp.worker import commands
from tui_mlp.worker.controller import TrainingController

CONFIG = TrainingConfig(dataset="iris", hidden=(5,), epochs=1000)


@pytest.fixture
def controller(runs_dir: Path) -> TrainingController:
    return TrainingController(CONFIG, lambda: 0.0, keeping=Keeping(runs_dir))


def take_steps(controller: TrainingController, count: int) -> None:
    controller.handle(commands.RunSteps(count))
    while controller.running:
        controller.train()


def no_space(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_run_that_was_saved_is_said_to_be_kept(
    controller: TrainingController, runs_dir: Path
) -> None:
    assert farewell(runs_dir, None).words == ""
    assert farewell(runs_dir, controller.snapshot()).words == ""  # nothing was trained
    take_steps(controller, 10)
    controller.leave()
    last = farewell(runs_dir, controller.snapshot())
    assert "is kept; tui-mlp resume goes on with it" in last.words
    assert last.exit_code == 0


@pytest.mark.parametrize(
    "fail",
    [
        lambda patch, _: patch.setattr("os.fsync", no_space),
        lambda patch, _: patch.setattr("pathlib.Path.mkdir", no_space),
    ],
)
def test_a_run_that_could_not_be_saved_is_said_to_be_lost(
    controller: TrainingController,
    runs_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    fail: Callable[[pytest.MonkeyPatch, None], None],
) -> None:
    take_steps(controller, 10)
    fail(monkeypatch, None)
    controller.leave()
    last = farewell(runs_dir, controller.snapshot())
    assert "the run is lost" in last.words
    assert "No space left on device" in last.words
    assert "goes on" not in last.words
    assert last.exit_code == LOST


def test_why_the_last_save_failed_is_said_though_no_snapshot_told_it(
    controller: TrainingController, runs_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_steps(controller, 8)
    controller.save()
    take_steps(controller, 8)
    last = controller.snapshot()
    monkeypatch.setattr("os.fsync", no_space)
    controller.leave()
    words = farewell(runs_dir, last, controller.snapshot().kept).words
    assert "is kept up to epoch 2 only, of 4 (not saved: No space left on device)" in words


def test_a_worker_that_was_killed_leaves_what_it_had_saved(
    controller: TrainingController, runs_dir: Path
) -> None:
    take_steps(controller, 8)
    controller.save()
    take_steps(controller, 800)
    snapshot = controller.snapshot()
    (folder,) = run_folders(runs_dir)
    assert "is open elsewhere" in farewell(runs_dir, snapshot).words
    controller.runs.run.autosave.folder.release()  # as a kill does  # type: ignore[union-attr]
    last = farewell(runs_dir, snapshot)
    assert f"{folder.name} is kept up to epoch 2 only, of 202" in last.words
    assert last.exit_code == LOST


def test_a_run_that_goes_on_alone_is_said_to(
    controller: TrainingController, runs_dir: Path
) -> None:
    controller.handle(commands.ToggleRun())
    controller.train(max_steps=20)
    controller.save()
    last = farewell(runs_dir, controller.snapshot())
    assert "trains in the background" in last.words
    assert last.exit_code == 0
