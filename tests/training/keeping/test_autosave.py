"""When a run is saved, what is kept of it, and what if the disk says no."""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.keeping.autosave import Autosave
from tui_mlp.training.keeping.checkpoint import (
    Checkpoint,
    CheckpointError,
    checkpoint_of,
    load_checkpoint,
    resumed_session,
    save_checkpoint,
    state_is_finite,
)
from tui_mlp.training.keeping.keeping import Keeping
from tui_mlp.training.keeping.kept_runs import run_folders
from tui_mlp.training.keeping.resume import resume_run
from tui_mlp.training.keeping.run_folder import RunFolder
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.snapshot import RunState

CONFIG = TrainingConfig(dataset="iris", hidden=(4,), epochs=50)
DIVERGING = TrainingConfig(
    dataset="iris", hidden=(4,), activation=("identity",), optimizer="sgd", learning_rate=1e6
)


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Kept:
    """A session, what keeps it, and a clock to turn."""

    def __init__(self, runs_dir: Path, config: TrainingConfig = CONFIG, **settings: int) -> None:
        self.runs_dir = runs_dir
        self.clock = Clock()
        self.session = TrainingSession(config)
        self.keeping = Keeping(runs_dir, **settings)
        self.autosave = Autosave(self.session, self.keeping, self.clock, datetime.now)

    def train(self, epochs: int = 1) -> None:
        for _ in range(epochs):
            self.session.train_epoch()
            self.autosave.note_epoch(self.session)

    def look(self, seconds: float, state: RunState = RunState.RUNNING) -> None:
        self.clock.seconds += seconds
        self.autosave.save_if_due(self.session, state)

    @property
    def folder(self) -> RunFolder:
        (folder,) = run_folders(self.runs_dir)
        return folder

    @property
    def last(self) -> Checkpoint:
        return self.folder.last_checkpoint()


@pytest.fixture
def kept(runs_dir: Path) -> Kept:
    return Kept(runs_dir)


def test_nothing_is_made_of_a_run_that_never_ran(kept: Kept) -> None:
    kept.look(100, RunState.PAUSED)
    assert kept.autosave.seconds_until_due(kept.session, RunState.PAUSED) is None
    assert run_folders(kept.runs_dir) == []


def test_a_running_run_is_saved_at_once_and_then_every_30_seconds(kept: Kept) -> None:
    kept.look(0)
    assert kept.last.state["step_count"] == 0
    kept.train()
    kept.look(29)
    assert kept.last.state["step_count"] == 0
    kept.look(1)
    assert kept.last.state["step_count"] == kept.session.step_count
    assert kept.autosave.report.saved_epoch == 1


def test_it_is_also_saved_after_so_many_epochs(runs_dir: Path) -> None:
    kept = Kept(runs_dir, every_epochs=2)
    kept.look(0)
    for epoch, saved in ((1, 0), (2, 2), (3, 2), (4, 4)):
        kept.train()
        kept.look(0)
        assert kept.autosave.report.saved_epoch == saved, epoch


def test_a_pause_is_saved_and_nothing_twice(kept: Kept) -> None:
    kept.look(0)
    kept.train()
    kept.look(1, RunState.PAUSED)
    assert kept.folder.status().state == "paused"
    assert kept.last.state["step_count"] == kept.session.step_count
    assert kept.autosave.seconds_until_due(kept.session, RunState.PAUSED) is None


def test_the_log_has_a_line_an_epoch(kept: Kept) -> None:
    kept.look(0)
    kept.train(3)
    kept.look(1)
    lines = [json.loads(line) for line in (kept.folder.path / "log.jsonl").read_text().splitlines()]
    assert [line["epoch"] for line in lines] == [1, 2, 3]
    assert lines[-1]["train"]["loss"] == kept.session.train_metrics.loss


def test_the_best_state_is_kept_beside_the_last(kept: Kept) -> None:
    losses = []
    kept.look(0)
    for _ in range(30):
        kept.train()
        validation = kept.session.validation_metrics
        assert validation is not None
        losses.append(validation.loss)
        kept.look(1)
    kept.look(30)
    assert kept.folder.status().best_validation_loss == min(losses)
    best = RunFolder(kept.folder.path)
    (best.path / "last.npz").unlink()
    step = best.last_checkpoint().state["step_count"]
    assert step == (losses.index(min(losses)) + 1) * kept.session.steps_per_epoch


def test_a_diverged_run_never_replaces_the_last_good_state(runs_dir: Path) -> None:
    kept = Kept(runs_dir, DIVERGING)
    kept.look(0)
    while kept.session.step():
        if kept.session.at_epoch_start:
            kept.autosave.note_epoch(kept.session)
    kept.autosave.leave(kept.session, RunState.DIVERGED)
    assert np.isfinite(kept.last.state["parameters"]).all()
    status = kept.folder.status()
    assert status.state == "diverged"
    assert "not finite" in status.message


def test_a_good_state_comes_back_with_another_rate(kept: Kept) -> None:
    kept.train(3)
    good = kept.session.network.parameters.copy()
    kept.session.step()
    back = kept.autosave.good_session(kept.session, 0.001)
    np.testing.assert_array_equal(back.network.parameters, good)
    assert back.learning_rate == 0.001
    assert back.epoch == 3


def test_a_loss_that_exploded_is_no_good_state(kept: Kept) -> None:
    kept.train(5)
    kept.session.network.parameters *= 1e4
    kept.train(1)
    assert kept.autosave.report.good_epoch == 5


def test_a_full_disk_is_told_and_tried_again(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    kept.look(0)
    before = (kept.folder.path / "last.npz").read_bytes()
    kept.train()
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        kept.look(30)
        assert "No space left" in kept.autosave.report.problem
        assert (kept.folder.path / "last.npz").read_bytes() == before
        assert kept.session.step()
    kept.look(9)
    assert kept.autosave.report.problem
    kept.look(1)
    assert kept.autosave.report.problem == ""
    assert kept.last.state["step_count"] == kept.session.step_count


def test_a_run_goes_on_where_it_was_kept(kept: Kept) -> None:
    kept.look(0)
    kept.train(2)
    kept.autosave.leave(kept.session, RunState.PAUSED)
    kept.train(1)
    resumed = resume_run(kept.folder, datetime.now)
    autosave = Autosave(
        *(resumed.session, kept.keeping, kept.clock, datetime.now),
        folder=resumed.folder,
        best=resumed.best,
    )
    assert resumed.note.endswith("goes on from epoch 2")
    assert resumed.session.config.epochs == 50
    resumed.session.train_epoch()
    autosave.note_epoch(resumed.session)
    np.testing.assert_array_equal(
        resumed.session.network.parameters, kept.session.network.parameters
    )
    autosave.leave(resumed.session, RunState.PAUSED)
    lines = [json.loads(line) for line in (kept.folder.path / "log.jsonl").read_text().splitlines()]
    assert [line["epoch"] for line in lines] == [1, 2, 3]


def test_another_machine_is_told_of(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.look(0)
    kept.autosave.leave(kept.session, RunState.PAUSED)
    monkeypatch.setattr("numpy.__version__", "99.0")
    note = resume_run(kept.folder, datetime.now).note
    assert "the last bits may differ" in note
    assert "→ 99.0" in note


def test_a_data_file_is_found_again_from_elsewhere(
    runs_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.csv").write_text("x,class\n" + "".join(f"{i},{i % 2}\n" for i in range(40)))
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    kept = Kept(runs_dir, replace(CONFIG, data="mine.csv"))
    kept.train()
    kept.autosave.leave(kept.session, RunState.PAUSED)
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert resume_run(kept.folder, datetime.now).session.epoch == 1


def test_another_users_place_is_not_used(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.runs_dir.mkdir(parents=True)
    monkeypatch.setattr("os.getuid", lambda: 12345)
    kept.look(0)
    assert "belongs to another user" in kept.autosave.report.problem
    assert list(kept.runs_dir.iterdir()) == []


def test_the_best_is_the_best_epoch_of_the_log_always(runs_dir: Path) -> None:
    config = replace(CONFIG, dataset="wine", hidden=(8,), learning_rate=0.2, epochs=60)
    found = []
    for run in range(2):
        kept = Kept(runs_dir / str(run), config)
        kept.look(0)
        for _ in range(60):  # at a clock that leaves hardly any time for copies
            kept.train()
            kept.look(0.0001)
        kept.autosave.leave(kept.session, RunState.FINISHED)
        lines = (kept.folder.path / "log.jsonl").read_text().splitlines()
        losses = [json.loads(line)["validation"]["loss"] for line in lines]
        best = load_checkpoint(kept.folder.path / "best.npz")
        session = resumed_session(best)
        status = kept.folder.status()
        assert status.best_validation_loss == min(losses)
        assert status.best_epoch == losses.index(min(losses)) + 1 == session.epoch
        assert session.validation_metrics is not None
        assert session.validation_metrics.loss == min(losses)
        found.append(status.best_epoch)
    assert found[0] == found[1]


def test_a_list_of_runs_pairs_a_live_epoch_with_the_best_up_to_it(kept: Kept) -> None:
    kept.look(0)
    kept.train(5)
    kept.look(1)  # the log is written, no checkpoint
    status = kept.folder.status()
    assert (status.epoch, status.best_epoch) == (5, kept.autosave.report.best.epoch)
    assert status.best_validation_loss == kept.autosave.report.best.loss


def test_a_change_of_settings_is_on_the_disk_at_once(kept: Kept) -> None:
    kept.look(0)
    kept.train(3)
    kept.session.adjust(replace(kept.session.config, learning_rate=0.011))
    assert kept.autosave.seconds_until_due(kept.session, RunState.RUNNING) == pytest.approx(0.2)
    kept.look(0.2)
    kept.autosave.folder.release()  # as a kill does
    resumed = resume_run(kept.folder, datetime.now)
    assert resumed.session.config.learning_rate == 0.011
    assert resumed.session.epoch == 3


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "rmsprop", "adam", "adamw"])
@pytest.mark.parametrize("rate", [1e5, 1e6])
def test_no_number_that_is_not_finite_is_ever_saved(
    runs_dir: Path, optimizer: str, rate: float
) -> None:
    settings = {"activation": ("relu",), "hidden": (8, 8, 8, 8), "optimizer": optimizer}
    kept = Kept(runs_dir, replace(CONFIG, **settings, learning_rate=rate))
    for _ in range(300):
        if not kept.session.step():
            break
        if kept.session.at_epoch_start:
            kept.autosave.note_epoch(kept.session)
        kept.look(0.5)
        kept.autosave.save(kept.session, RunState.RUNNING)
        for name in ("last.npz", "best.npz"):
            if (kept.folder.path / name).exists():
                assert state_is_finite(load_checkpoint(kept.folder.path / name).state)
    kept.autosave.leave(kept.session, RunState.DIVERGED)
    assert state_is_finite(kept.last.state)


def test_a_state_that_is_not_finite_is_not_resumed_but_the_best_one_is(kept: Kept) -> None:
    kept.train(3)
    kept.look(0)
    kept.train(1)
    checkpoint = checkpoint_of(kept.session)
    checkpoint.state["optimizer"]["velocity"][0] = np.inf
    save_checkpoint(checkpoint, kept.folder.path / "last.npz")
    kept.autosave.folder.release()
    with pytest.raises(CheckpointError, match="not finite"):
        load_checkpoint(kept.folder.path / "last.npz")
    assert resume_run(kept.folder, datetime.now).session.epoch == 3
