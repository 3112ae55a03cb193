"""A kept run is opened in the place of the present one, and a run goes back to its best epoch."""

import queue
import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.keeping.keeping import Keeping
from tui_mlp.training.keeping.kept_runs import run_folders
from tui_mlp.training.keeping.resume import resume_run
from tui_mlp.training.keeping.run_folder import RunFolder
from tui_mlp.training.keeping.run_list import delete_run
from tui_mlp.training.snapshot import RunState, Snapshot
from tui_mlp.worker import commands
from tui_mlp.worker.client import ProcessWorker
from tui_mlp.worker.controller import TrainingController
from tui_mlp.worker.job import Job
from tui_mlp.worker.replies import Notice, Reply, Said

CONFIG = TrainingConfig(dataset="iris", hidden=(5,), epochs=20)
OVERFITTING = replace(CONFIG, dataset="wine", hidden=(16,), learning_rate=0.3, epochs=200)
PATIENCE = 30


def controller_of(config: TrainingConfig, runs_dir: Path | None) -> TrainingController:
    keeping = None if runs_dir is None else Keeping(runs_dir)
    return TrainingController(config, lambda: 0.0, keeping=keeping)


def train(controller: TrainingController, epochs: int) -> None:
    controller.handle(commands.RunSteps(epochs * controller.session.steps_per_epoch))
    while controller.running:
        controller.train()


def said(controller: TrainingController) -> list[str]:
    answers = [reply.answer for reply in controller.take_replies()]
    return [answer.text for answer in answers if isinstance(answer, Notice)]


@pytest.fixture
def wine(runs_dir: Path) -> RunFolder:
    """A run of 3 epochs that was left."""
    controller = controller_of(replace(CONFIG, dataset="wine"), runs_dir)
    train(controller, 3)
    controller.leave()
    (folder,) = run_folders(runs_dir)
    return folder


def folder_of(controller: TrainingController) -> RunFolder:
    folder = controller.runs.run.autosave.folder
    assert folder is not None
    return folder


def test_a_run_is_opened_with_all_its_history_and_undo_brings_back_the_other(
    runs_dir: Path, wine: RunFolder
) -> None:
    controller = controller_of(CONFIG, runs_dir)
    train(controller, 2)
    before = controller.session.network.parameters.copy()
    controller.handle(commands.OpenRun(wine.name))
    snapshot = controller.snapshot()
    assert (snapshot.run.dataset, snapshot.epoch, snapshot.state) == ("wine", 3, RunState.PAUSED)
    assert snapshot.curves.epochs.tolist() == [0, 1, 2, 3]
    assert snapshot.undo[0] == f"open {wine.name}"
    assert folder_of(controller).path == wine.path
    train(controller, 1)
    controller.save()
    assert wine.status().epoch == 4
    controller.handle(commands.Undo())
    np.testing.assert_array_equal(controller.session.network.parameters, before)
    assert folder_of(controller).path != wine.path
    controller.handle(commands.Redo())
    assert controller.session.epoch == 4
    assert folder_of(controller).path == wine.path


def test_a_run_that_is_opened_may_train_at_once(runs_dir: Path, wine: RunFolder) -> None:
    controller = controller_of(CONFIG, runs_dir)
    controller.handle(commands.OpenRun(wine.name, run=True))
    assert controller.running
    controller.train(max_steps=1)
    assert controller.session.epoch > 3


def test_what_another_process_trains_or_nobody_has_is_not_opened(
    runs_dir: Path, wine: RunFolder
) -> None:
    controller = controller_of(CONFIG, runs_dir)
    train(controller, 1)
    other = RunFolder(wine.path)
    other.acquire(datetime.now())
    controller.handle(commands.OpenRun(wine.name))
    assert f"tui-mlp attach {wine.name}" in said(controller)[-1]
    other.release()
    controller.handle(commands.OpenRun("20990101-nothing"))
    assert "no run of this name" in said(controller)[-1]
    assert controller.snapshot().undo == ()
    assert controller.session.epoch == 1
    controller_without = controller_of(CONFIG, None)
    controller_without.handle(commands.OpenRun(wine.name))
    assert said(controller_without) == ["runs are not kept here: there is none to open"]


def test_a_run_opened_again_never_overwrites_what_it_learned_since(
    runs_dir: Path, wine: RunFolder
) -> None:
    controller = controller_of(CONFIG, runs_dir)
    controller.handle(commands.OpenRun(wine.name))
    controller.handle(commands.NewSeed())
    controller.handle(commands.OpenRun(wine.name))
    train(controller, 4)
    controller.handle(commands.Undo())
    controller.handle(commands.Undo())  # the same run as it was before
    assert controller.session.epoch == 3
    train(controller, 1)
    controller.save()
    assert wine.status().epoch == 7
    assert folder_of(controller).path != wine.path


@pytest.mark.parametrize("kept", ["in memory", "on the disk", "not kept"])
def test_a_run_goes_back_to_its_best_epoch(runs_dir: Path, kept: str) -> None:
    controller = controller_of(OVERFITTING, None if kept == "not kept" else runs_dir)
    losses, weights = [], []
    for _ in range(60):
        train(controller, 1)
        if kept == "on the disk":
            controller.save()
        figures = controller.session.validation_metrics
        assert figures is not None
        losses.append(figures.loss)
        weights.append(controller.session.network.parameters.copy())
    best = int(np.argmin(losses))
    assert best < 59
    said(controller)
    controller.handle(commands.GoToBest())
    assert said(controller)[-1].startswith(f"back at epoch {best + 1}, the best: loss 0.")
    np.testing.assert_array_equal(controller.session.network.parameters, weights[best])
    assert controller.state is RunState.PAUSED
    controller.handle(commands.GoToBest())
    assert said(controller) == [f"epoch {best + 1} is the best one so far"]
    train(controller, 2)  # it does not get better: the best is what it was
    controller.handle(commands.GoToBest())
    assert controller.session.epoch == best + 1
    for _ in range(2):
        controller.handle(commands.Undo())
    np.testing.assert_array_equal(controller.session.network.parameters, weights[-1])


def test_no_best_epoch_is_said_and_nothing_changes(runs_dir: Path) -> None:
    controller = controller_of(OVERFITTING, runs_dir)
    controller.handle(commands.GoToBest())
    assert said(controller) == ["no epoch of this run has ended yet that could be the best one"]
    train(controller, 60)
    controller.leave()
    (folder,) = run_folders(runs_dir)
    controller = TrainingController(
        resume_run(folder, datetime.now), lambda: 0.0, keeping=Keeping(runs_dir)
    )
    (folder.path / "best.npz").write_bytes(b"damaged")
    controller.handle(commands.GoToBest())
    assert "the best epoch cannot be brought back" in said(controller)[-1]
    assert controller.session.epoch == 60
    assert controller.snapshot().undo == ()


def test_a_run_left_and_deleted_is_kept_anew_when_it_is_brought_back(runs_dir: Path) -> None:
    controller = controller_of(CONFIG, runs_dir)
    train(controller, 3)
    controller.handle(commands.NewSeed())
    (folder,) = run_folders(runs_dir)
    delete_run(folder)
    controller.handle(commands.Undo())
    assert controller.snapshot().kept.name == ""
    assert controller.seconds_until_save() == 0
    controller.save_if_due()
    assert controller.snapshot().kept.problem == ""
    (again,) = run_folders(runs_dir)
    assert again.name != folder.name
    assert resume_again(controller, again) == 3


def resume_again(controller: TrainingController, folder: RunFolder) -> float:
    """The epoch at which another process would take it up."""
    controller.leave()
    return resume_run(folder, datetime.now).session.epoch


def test_a_run_whose_folder_is_gone_while_it_trains_gets_a_new_one(runs_dir: Path) -> None:
    seconds = [0.0]
    controller = TrainingController(CONFIG, lambda: seconds[0], keeping=Keeping(runs_dir))
    train(controller, 3)
    controller.handle(commands.ToggleRun())
    controller.save()
    shutil.rmtree(runs_dir)
    while controller.session.epoch < 4:
        controller.train(max_steps=1)
    seconds[0] += 2  # a checkpoint is not due yet, but the log is
    controller.save_if_due()
    assert controller.snapshot().kept.problem == ""
    (folder,) = run_folders(runs_dir)
    assert folder.status().epoch == 4
    shutil.rmtree(runs_dir)
    controller.leave()  # nothing has changed, but nothing is there
    (folder,) = run_folders(runs_dir)
    assert folder.status().epoch == 4


def test_a_process_opens_a_run_and_trains_it_on(runs_dir: Path, wine: RunFolder) -> None:
    worker = ProcessWorker(Job(CONFIG, Keeping(runs_dir), speed=10.0))
    heard: queue.Queue[Said] = queue.Queue()
    worker.start(heard.put)
    try:
        number = worker.send(commands.OpenRun(wine.name, run=True))
        notes: list[str] = []
        while True:
            each = heard.get(timeout=PATIENCE)
            if isinstance(each, Reply):
                assert each.command == number
                assert isinstance(each.answer, Notice)
                notes.append(each.answer.text)
            if isinstance(each, Snapshot):
                worker.take_next()
                if each.run.dataset == "wine" and each.epoch > 3:
                    break
        assert notes == [f"{wine.name} goes on from epoch 3"]
        assert wine.in_use
    finally:
        worker.close()
    assert wine.status().epoch > 3
    assert wine.status().state == RunState.PAUSED
