"""A run that gets no better is over: alone, among others, resumed and undone."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.ensemble.ensemble_session import EnsembleSession
from tui_mlp.training.keeping.checkpoint import (
    checkpoint_of,
    load_checkpoint,
    resumed_session,
    save_checkpoint,
)
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.snapshot import RunState
from tui_mlp.worker.controller import TrainingController

OVERFITS = TrainingConfig(
    dataset="gaussians", noise=1.2, samples=60, validation=0.4, hidden=(16,), optimizer="adam",
    learning_rate=0.02, batch_size=8, epochs=200, patience=6,
)  # fmt: skip


def trained(config: TrainingConfig) -> TrainingSession:
    session = TrainingSession(config)
    while not session.finished:
        session.train_epoch()
    return session


def least_at(config: TrainingConfig) -> list[tuple[float, float]]:
    """For each epoch the validation loss, and the epoch of the least one so far."""
    session = TrainingSession(replace(config, patience=0))
    seen, best = [], (np.inf, 0.0)
    for _ in range(config.epochs):
        session.train_epoch()
        assert session.validation_metrics is not None
        loss = session.validation_metrics.loss
        if loss < best[0]:
            best = loss, session.epoch
        seen.append((loss, best[1]))
    return seen


def test_a_run_is_over_after_so_many_epochs_without_a_lower_validation_loss() -> None:
    session = trained(OVERFITS)
    seen = least_at(OVERFITS)
    expected = next(at for at, (_, best) in enumerate(seen, 1) if at - best >= 6)
    assert session.stopped_early
    assert session.epoch == expected < 200
    full = trained(replace(OVERFITS, patience=0, epochs=20))
    assert not full.stopped_early
    assert full.epoch == 20


def test_without_a_validation_part_the_training_loss_decides() -> None:
    session = trained(replace(OVERFITS, validation=0.0, learning_rate=0.0, patience=3))
    assert session.epoch == 4  # the first is the best, and none is better


@pytest.mark.parametrize("optimizer", ["momentum", "adamw"])
def test_a_run_among_others_keeps_its_weights_where_it_stops(optimizer: str) -> None:
    base = replace(OVERFITS, optimizer=optimizer, l2=0.01, dropout=0.1, epochs=80)
    configs = [replace(base, seed=seed, patience=4 if seed else 0) for seed in range(4)]
    together = EnsembleSession.of(configs)
    while not together.finished:
        together.train_epoch()
    assert together.epoch == 80
    assert sorted(together.stopped_early) == [1, 2, 3]
    for place, config in enumerate(configs):
        alone, opened = trained(config), together.single_run(place)
        np.testing.assert_allclose(
            together.network.parameters[place], alone.network.parameters, atol=2e-5
        )
        assert together.stopped_early.get(place, 80.0) == alone.epoch == opened.epoch
        assert alone.validation_metrics is not None
        assert together.validation_metrics.loss[place] == pytest.approx(
            alone.validation_metrics.loss, rel=1e-4
        )
        assert (opened.finished, opened.stopped_early) == (True, bool(place))
        for each in (alone, opened):  # it also goes on as that one does
            each.extend_patience()
            each.adjust(replace(config, epochs=200))
            each.train_epoch()
        np.testing.assert_allclose(opened.network.parameters, alone.network.parameters, atol=5e-5)


def test_when_all_have_stopped_it_is_over() -> None:
    together = EnsembleSession.of([replace(OVERFITS, seed=seed) for seed in range(3)])
    while not together.finished:
        together.train_epoch()
    assert together.epoch == max(together.stopped_early.values()) < 200
    assert not together.step()


def test_a_resumed_run_has_counted_as_long(tmp_path: Path) -> None:
    session = TrainingSession(OVERFITS)
    end = trained(OVERFITS)
    while session.epoch < end.epoch - 3:
        session.train_epoch()
    save_checkpoint(checkpoint_of(session), tmp_path / "last.npz")
    resumed = resumed_session(load_checkpoint(tmp_path / "last.npz"))
    while not resumed.finished:
        resumed.train_epoch()
    assert resumed.epoch == end.epoch
    state = session.state()
    del state["early_stopping"]  # as before there was such a thing
    old = TrainingSession.restored(OVERFITS, OVERFITS, state)
    assert not old.finished


def test_undo_brings_the_count_back_and_a_run_that_goes_on_waits_again() -> None:
    controller = TrainingController(OVERFITS, lambda: 0.0, now=lambda: datetime(2030, 1, 1))
    controller.run()
    while controller.running:
        controller.train()
    stopped = controller.session.epoch
    assert controller.state is RunState.FINISHED
    assert controller.snapshot().stopped_early
    controller.change({"patience": 50})
    assert controller.state is RunState.PAUSED
    controller.undo()
    assert controller.state is RunState.FINISHED
    controller.change({"hidden": (4,)})
    controller.undo()
    assert (controller.session.epoch, controller.state) == (stopped, RunState.FINISHED)
    controller.run()
    while controller.running:
        controller.train()
    assert controller.session.epoch >= stopped + 6
    assert controller.session.config.epochs == 200
    assert any("waits 6 epochs again" in str(reply.answer) for reply in controller.take_replies())
