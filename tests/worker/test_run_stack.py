"""What undo keeps, and what it gives free again."""

import gc
import weakref
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.keeping.keeping import Keeping
from tui_mlp.training.session import TrainingSession
from tui_mlp.worker import commands, run_stack
from tui_mlp.worker.controller import TrainingController
from tui_mlp.worker.words import change_label

CONFIG = TrainingConfig(dataset="iris", hidden=(5,), epochs=1000)


def take_steps(controller: TrainingController, count: int) -> None:
    controller.handle(commands.RunSteps(count))
    while controller.running:
        controller.train()


@pytest.fixture
def sessions(monkeypatch: pytest.MonkeyPatch) -> "weakref.WeakSet[TrainingSession]":
    """All sessions that are alive."""
    alive: weakref.WeakSet[TrainingSession] = weakref.WeakSet()
    begin = TrainingSession.__init__

    def counted(session: TrainingSession, *arguments: object, **options: object) -> None:
        begin(session, *arguments, **options)  # type: ignore[arg-type]
        alive.add(session)

    monkeypatch.setattr(TrainingSession, "__init__", counted)
    return alive


def test_sessions_that_were_replaced_are_freed(
    sessions: "weakref.WeakSet[TrainingSession]", runs_dir: Path
) -> None:
    controller = TrainingController(CONFIG, lambda: 0.0, keeping=Keeping(runs_dir))
    for number in range(60):
        controller.handle(commands.NewSeed() if number % 2 else commands.Reset())
        take_steps(controller, 2)
        controller.handle(commands.MeasureFlow())
        controller.snapshot()
    gc.collect()
    # the present one, and one that a view may have looked at last
    assert len(sessions) <= 2
    assert len(controller.runs.undo_labels) == 60
    for _ in range(60):
        controller.handle(commands.Undo())
    assert controller.session.config.seed == 0
    gc.collect()
    assert len(sessions) <= 2


def test_a_new_seed_reads_no_file_again_and_copies_no_features(
    tmp_path: Path,
) -> None:
    rng = np.random.default_rng(0)
    np.savez(tmp_path / "d.npz", X=rng.random((500, 400)), y=rng.integers(0, 3, 500))
    controller = TrainingController(
        replace(CONFIG, data=str(tmp_path / "d.npz"), batch_size=50), lambda: 0.0
    )
    dataset = controller.session.samples.dataset
    (tmp_path / "d.npz").unlink()
    for _ in range(20):
        controller.handle(commands.NewSeed())
    assert not [r for r in controller.take_replies() if "no such file" in str(r.answer)]
    assert controller.session.samples.dataset is dataset
    assert controller.session.config.seed == 20
    gc.collect()
    size = dataset.features.nbytes
    copies = [
        each for each in gc.get_objects()
        if isinstance(each, np.ndarray) and each.base is None and each.nbytes > size / 2
    ]  # fmt: skip
    # as they are, and the training part of the present split
    assert len(copies) <= 2
    first = controller.session
    controller.handle(commands.Undo())
    controller.handle(commands.Redo())
    np.testing.assert_array_equal(
        controller.session.samples.split.train.features, first.samples.split.train.features
    )


def test_undo_is_bounded_by_number_and_by_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    controller = TrainingController(CONFIG, lambda: 0.0)
    for _ in range(run_stack.MOST_UNDO + 10):
        controller.handle(commands.NewSeed())
    assert len(controller.runs.undo_labels) == run_stack.MOST_UNDO
    monkeypatch.setattr(run_stack, "MOST_UNDO_BYTES", 100_000)
    controller.handle(commands.Change({"hidden": (500,)}))  # a state of some 30 kB
    for _ in range(10):
        controller.handle(commands.NewSeed())
    assert 1 <= len(controller.runs.undo_labels) < 10


def test_what_undo_brings_back_is_kept_where_it_was_kept(runs_dir: Path) -> None:
    controller = TrainingController(
        CONFIG, lambda: 0.0, keeping=Keeping(runs_dir), now=datetime.now
    )
    take_steps(controller, 8)
    controller.save()
    folder = controller.runs.run.autosave.folder
    controller.handle(commands.Change({"hidden": (6,)}))
    take_steps(controller, 4)
    controller.handle(commands.Undo())
    assert controller.runs.run.autosave.folder is folder
    controller.handle(commands.Change({"learning_rate": 0.5}))
    take_steps(controller, 4)
    controller.handle(commands.Undo())
    controller.save()
    # what was trained with the other rate stays on the disk, and this run has its own place
    assert folder is not None
    assert folder.status().step == 12
    own = controller.runs.run.autosave.folder
    assert own is not None
    assert own.status().step == 8


def test_points_of_ones_own_are_named_by_their_number() -> None:
    before = TrainingConfig(points=("0.1,0.2,c0",))
    assert change_label(before, TrainingConfig()) == "points 1 → 0"
    more = TrainingConfig(points=("0.1,0.2,c0", "0.3,-0.2,c1"))
    assert change_label(before, more) == "points 1 → 2"
    assert change_label(before, TrainingConfig(points=("0.1,0.3,c0",))) == "points 1 → 1"
