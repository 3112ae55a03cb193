from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tui_mlp.data.split import Part
from tui_mlp.numbers import epoch
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.metrics import Metrics
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.snapshot import RunState, Snapshot
from tui_mlp.worker import commands
from tui_mlp.worker.controller import TrainingController
from tui_mlp.worker.inline import InlineWorker
from tui_mlp.worker.replies import NetworkCopied, Notice, Reply, Said

CONFIG = TrainingConfig(dataset="iris", hidden=(5,), epochs=3)
SAID = ("nothing to undo", "undone: ", "epochs")
STEPS_PER_EPOCH = 4


class Clock:
    """A time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Watched(InlineWorker):
    """An inline worker that keeps what it published."""

    def __init__(self, config: TrainingConfig = CONFIG) -> None:
        super().__init__(config)
        self.snapshots: list[Snapshot] = []
        self.replies: list[Reply] = []
        self.start(self._hear)

    def _hear(self, said: Said) -> None:
        if isinstance(said, Snapshot):
            self.snapshots.append(said)
        else:
            assert isinstance(said, Reply)
            self.replies.append(said)

    @property
    def words(self) -> list[str]:
        """What was said since this was looked at last."""
        words = [each.answer.text for each in self.replies if isinstance(each.answer, Notice)]
        self.replies.clear()
        return words

    @property
    def last(self) -> Snapshot:
        return self.snapshots[-1]

    def asked(self, *wanted: commands.Command, steps: int = 0) -> Snapshot:
        for command in wanted:
            self.send(command)
        if steps:
            self.train_steps(steps)
        return self.last


@pytest.fixture
def worker() -> Watched:
    return Watched()


def test_a_worker_begins_paused_with_a_whole_first_snapshot(worker: Watched) -> None:
    assert (worker.last.state, worker.last.step, worker.last.epoch) == (RunState.PAUSED, 0, 0.0)
    assert worker.last.run.layers[-1].units == 3
    assert len(worker.last.curves.epochs) == 1
    assert worker.last.sample is not None


def test_run_pause_and_run_again(worker: Watched) -> None:
    assert worker.asked(commands.ToggleRun(), steps=2).state is RunState.RUNNING
    assert worker.last.step == 2
    assert worker.asked(commands.ToggleRun(), steps=5).state is RunState.PAUSED
    assert worker.last.step == 2
    assert worker.asked(commands.ToggleRun(), steps=1).step == 3


def test_one_mini_batch_and_one_epoch(worker: Watched) -> None:
    assert worker.asked(commands.RunSteps(), steps=9).step == 1
    assert worker.asked(commands.RunEpoch(), steps=9).epoch == 1.0
    assert worker.last.state is RunState.PAUSED
    assert worker.asked(commands.RunEpoch(), steps=9).step == 2 * STEPS_PER_EPOCH


def test_a_single_step_moves_the_curves(worker: Watched) -> None:
    worker.asked(commands.RunSteps(), steps=1)
    np.testing.assert_allclose(worker.last.curves.epochs, [0, 32 / 105], rtol=1e-6)
    assert worker.last.train.loss == worker.last.curves.train_loss[-1, 0]


def test_a_run_finishes_and_can_go_on(worker: Watched) -> None:
    assert worker.asked(commands.ToggleRun(), steps=99).state is RunState.FINISHED
    assert worker.last.epoch == 3.0
    assert worker.last.divergence == ""
    assert worker.asked(commands.ToggleRun(), steps=99).epoch == 6.0
    assert worker.last.config.epochs == 6  # the one number that says where it finishes
    assert worker.words == ["epochs 3 → 6: the run goes on"]


def test_a_finished_run_that_goes_on_has_a_schedule_that_goes_on_too() -> None:
    worker = Watched(replace(CONFIG, schedule="cosine", epochs=2))
    finished = worker.asked(commands.ToggleRun(), steps=99)
    assert finished.learning_rate == pytest.approx(0)
    for command in (commands.ToggleRun(), commands.RunSteps(), commands.RunEpoch()):
        going_on = worker.asked(command)
        assert going_on.config.epochs == 4
        assert going_on.learning_rate == pytest.approx(CONFIG.learning_rate / 2)
        back = worker.asked(commands.Undo())
        assert (back.state, back.config.epochs, back.epoch) == (RunState.FINISHED, 2, 2.0)


def test_the_end_of_a_run_cannot_be_put_behind_it() -> None:
    worker = Watched(replace(CONFIG, schedule="cosine", epochs=9))
    worker.asked(commands.RunEpoch(), steps=9)
    within = worker.asked(commands.RunSteps(), steps=1)
    assert 1 < within.epoch < 2
    refused = worker.asked(commands.Change({"epochs": 1}))
    assert (refused.config.epochs, refused.undo) == (9, ())
    at = epoch(within.epoch)
    assert worker.words == [f"epochs: the run is at epoch {at} already: takes 2 or more"]
    assert worker.asked(commands.Change({"epochs": 2})).learning_rate > 0
    ended = worker.asked(commands.ToggleRun(), steps=9)
    assert (ended.state, ended.epoch) == (RunState.FINISHED, 2.0)


def test_reset_gives_the_same_run_again(worker: Watched) -> None:
    first = worker.asked(commands.ToggleRun(), steps=6)
    again = worker.asked(commands.Reset())
    assert (again.step, again.trace) == (0, None)
    assert again.run.number == first.run.number + 1
    again = worker.asked(steps=6)
    assert again.train == first.train
    assert again.state is RunState.RUNNING


def test_pausing_makes_no_difference_to_the_weights() -> None:
    paused = Watched()
    for _ in range(6):
        paused.asked(commands.RunSteps(), steps=1)
    session = TrainingSession(CONFIG)
    for _ in range(6):
        session.step()
    np.testing.assert_array_equal(
        paused.last.sample.probabilities,  # type: ignore[union-attr]
        session.network.probabilities(session.samples.split.validation.features[:1])[0],
    )


def test_an_edit_starts_a_new_run_and_undo_brings_the_old_one_back(worker: Watched) -> None:
    old = worker.asked(commands.ToggleRun(), commands.Pause(), commands.RunEpoch(), steps=9)
    edited = worker.asked(commands.Change({"hidden": (9,)}))
    assert edited.run.layers[1].units == 9
    assert (edited.step, edited.undo) == (0, ("hidden 5 → 9",))
    assert edited.trace is not None
    np.testing.assert_array_equal(edited.trace.epochs, old.curves.epochs)
    back = worker.asked(commands.Undo())
    assert (back.step, back.undo, back.train) == (old.step, (), old.train)
    assert back.redo == ("hidden 5 → 9",)
    np.testing.assert_array_equal(back.curves.train_loss, old.curves.train_loss)
    worker.asked(commands.Undo())
    assert worker.words == ["undone: hidden 5 → 9", "nothing to undo"]
    again = worker.asked(commands.Redo())
    assert (again.run.layers[1].units, again.step, again.redo) == (9, 0, ())
    worker.asked(commands.Redo())
    assert worker.words == ["redone: hidden 5 → 9", "nothing to redo"]


def test_undo_brings_weights_back_bit_for_bit_whatever_changed_them() -> None:
    changes: list[commands.Command] = [
        commands.Change({"learning_rate": 0.5}), commands.Change({"batch_size": 8}),
        commands.Change({"l2": 0.1}), commands.Change({"schedule": "cosine"}),
        commands.Reset(), commands.NewSeed(), commands.Change({"activation": ("relu",)}),
        commands.Fork({"clip": 1.0}),
    ]  # fmt: skip
    for change in changes:
        worker, alone = (Watched(replace(CONFIG, epochs=99)) for _ in range(2))
        for each in (worker, alone):
            each.asked(commands.RunSteps(6), steps=6)
        worker.asked(change, commands.RunSteps(5), steps=5)
        worker.asked(commands.Pause(), commands.Undo())
        for each in (worker, alone):
            each.asked(commands.RunSteps(7), steps=7)
        assert worker.last.config == alone.last.config, change
        assert worker.last.train == alone.last.train, change
        assert worker.last.step == alone.last.step == 13


def test_a_diverged_run_is_undone_to_the_rate_that_worked() -> None:
    config = replace(CONFIG, optimizer="sgd", activation=("identity",), epochs=500)
    worker = Watched(config)
    good = worker.asked(commands.RunEpoch(), steps=9)
    worker.asked(commands.Change({"learning_rate": 1e6}), commands.ToggleRun(), steps=2000)
    assert worker.last.state is RunState.DIVERGED
    back = worker.asked(commands.Undo())
    assert (back.state, back.step, back.divergence) == (RunState.PAUSED, good.step, "")
    assert back.learning_rate == config.learning_rate
    assert worker.asked(commands.RunEpoch(), steps=9).state is RunState.PAUSED


def test_quick_edits_leave_the_trace_of_the_run_before_them(worker: Watched) -> None:
    old = worker.asked(commands.RunEpoch(), steps=9)
    for units in (6, 7, 8):
        edited = worker.asked(commands.Change({"hidden": (units,)}))
    assert edited.trace is not None
    np.testing.assert_array_equal(edited.trace.train_loss, old.curves.train_loss)


def test_a_new_seed_is_another_run(worker: Watched) -> None:
    before = worker.last.train.loss
    after = worker.asked(commands.NewSeed())
    assert after.config.seed == 1
    assert after.train.loss != before


def test_a_setting_is_adjusted_without_a_reset(worker: Watched) -> None:
    worker.asked(commands.RunSteps(2), steps=2)
    changed = worker.asked(commands.Change({"learning_rate": 0.5, "batch_size": "full"}))
    assert (changed.learning_rate, changed.step, changed.steps_per_epoch) == (0.5, 2, 1)
    refused = worker.asked(commands.Change({"learning_rate": -1.0}))
    assert "learning_rate" in worker.words[0]
    worker.asked(*[commands.Change({"learning_rate": -1.0})] * 2)
    assert [reply.command for reply in worker.replies] == [4, 5]  # said again each time
    assert refused.config == changed.config


def test_what_cannot_be_read_is_said_and_the_run_stays(worker: Watched) -> None:
    worker.asked(commands.RunSteps(2), steps=2)
    refused = worker.asked(commands.Change({"data": "/nowhere/none.csv"}))
    assert "none.csv" in worker.words[0]
    assert (refused.step, refused.config) == (2, CONFIG)


def test_a_diverged_run_pauses_says_so_and_can_be_reset() -> None:
    config = replace(CONFIG, optimizer="sgd", activation=("relu",), init="normal", epochs=500)
    worker = Watched(replace(config, learning_rate=1e6))
    snapshot = worker.asked(commands.ToggleRun(), steps=2000)
    assert snapshot.state is RunState.DIVERGED
    assert f"at step {snapshot.step}" in snapshot.divergence
    assert worker.asked(commands.ShowSample(1)).divergence == snapshot.divergence
    assert worker.asked(commands.ToggleRun()).state is RunState.DIVERGED
    assert worker.words == [snapshot.divergence]
    assert worker.asked(commands.Reset()).state is RunState.PAUSED


def test_only_what_is_looked_at_is_computed(worker: Watched) -> None:
    assert worker.last.confusion is None
    assert worker.asked(commands.Look(confusion=True)).confusion is not None
    assert worker.asked(commands.Look(boundary=(8, 8))).boundary is None  # iris is not planar
    planar = Watched(TrainingConfig(dataset="moons"))
    boundary = planar.asked(commands.Look(boundary=(8, 6))).boundary
    assert boundary is not None
    assert boundary.winner.shape == (6, 8)


def test_samples_are_stepped_through_around_the_end(worker: Watched) -> None:
    shown = [worker.asked(commands.ShowSample(offset)).sample for offset in (1, -2, 1)]
    assert [sample.index for sample in shown if sample] == [1, 29, 0]
    worst = worker.asked(commands.ShowWorstSample()).sample
    assert worst is not None
    every = [worker.asked(commands.ShowSample(1)).sample for _ in range(30)]
    assert worst.loss == max(sample.loss for sample in every if sample)


def make_slow(loop: TrainingController) -> None:
    for _ in range(3):
        loop.handle(commands.ShiftSpeed(-1))  # full -> 1000 -> 100 -> 10


def steps_in(loop: TrainingController, clock: Clock, seconds: float) -> int:
    before = loop.session.step_count
    for _ in range(round(seconds / 0.01)):
        clock.now += 0.01
        loop.train()
    return loop.session.step_count - before


def test_a_chosen_speed_is_kept() -> None:
    clock = Clock()
    loop = TrainingController(replace(CONFIG, epochs=1000), clock)
    make_slow(loop)
    loop.handle(commands.ToggleRun())
    assert 29 <= steps_in(loop, clock, 3.0) <= 31
    assert loop.snapshot().steps_per_second == pytest.approx(10, rel=0.1)
    loop.handle(commands.ShiftSpeed(-9))
    assert 2 <= steps_in(loop, clock, 3.0) <= 4
    assert loop.snapshot().speed_limit == 1.0


def test_after_a_stall_steps_do_not_come_in_a_rush() -> None:
    clock = Clock()
    loop = TrainingController(replace(CONFIG, epochs=1000), clock)
    make_slow(loop)
    loop.handle(commands.ToggleRun())
    clock.now += 60
    assert steps_in(loop, clock, 1.0) <= 13


def test_every_command_is_served_in_every_state() -> None:
    given: list[Callable[[], commands.Command]] = [
        commands.ToggleRun, commands.Pause, commands.RunSteps, commands.RunEpoch,
        commands.Reset, commands.Undo, commands.NewSeed, commands.ShowWorstSample,
        lambda: commands.ShowSample(1), lambda: commands.ShiftSpeed(1),
        lambda: commands.Look((4, 4), confusion=True),
    ]  # fmt: skip
    worker = Watched()
    for first in given:
        for second in given:
            worker.asked(first(), second(), steps=3)
            assert not [w for w in worker.words if not w.startswith(SAID)]


def test_the_test_part_is_measured_once_and_only_of_a_finished_run(
    worker: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured = []
    measure = TrainingSession.measure

    def counted(session: TrainingSession, part: Part) -> Metrics:
        measured.append(part is session.samples.split.test)
        return measure(session, part)

    monkeypatch.setattr(TrainingSession, "measure", counted)
    assert worker.asked(commands.ToggleRun(), steps=2 * STEPS_PER_EPOCH).test is None
    assert not any(measured)
    finished = worker.asked(steps=STEPS_PER_EPOCH)
    session = worker._controller.session
    assert finished.state is RunState.FINISHED
    assert finished.test == measure(session, session.samples.split.test)
    assert worker.asked(commands.ShowSample(1)).test == finished.test
    assert sum(measured) == 1
    longer = worker.asked(commands.ToggleRun(), steps=3 * STEPS_PER_EPOCH)
    assert longer.test != finished.test
    assert sum(measured) == 2


def test_a_trace_is_of_the_same_data(worker: Watched) -> None:
    worker.asked(commands.RunEpoch(), steps=STEPS_PER_EPOCH)
    assert worker.asked(commands.Change({"hidden": (7,)})).trace is not None
    other = worker.asked(commands.Change({"dataset": "spirals3"}))
    assert other.trace is None
    assert worker.asked(commands.RunEpoch(), steps=30).trace is None
    assert worker.asked(commands.Undo()).trace is None
    assert worker.asked(commands.Undo()).trace is not None


def test_after_a_divergence_the_rate_is_the_last_that_worked_or_a_tenth() -> None:
    config = replace(CONFIG, activation=("identity",), optimizer="sgd", epochs=500)
    worker = Watched(config)
    worker.asked(commands.RunEpoch(), steps=STEPS_PER_EPOCH)
    diverged = worker.asked(commands.Change({"learning_rate": 1e6}), commands.ToggleRun(), steps=99)
    assert diverged.state is RunState.DIVERGED
    assert diverged.smaller_rate == config.learning_rate
    assert diverged.undo[0] == f"learning rate {config.learning_rate} → 1e6"

    at_once = Watched(replace(config, learning_rate=1e6)).asked(commands.ToggleRun(), steps=99)
    assert at_once.state is RunState.DIVERGED
    assert at_once.smaller_rate == 1e5
    assert not at_once.undo


def test_several_changes_are_undone_and_redone_at_once() -> None:
    controller = TrainingController(CONFIG, lambda: 0.0)
    for units in (6, 7, 8):
        controller.handle(commands.Change({"hidden": (units,)}))
    labels = controller.snapshot().undo
    controller.handle(commands.Undo(2))
    assert controller.session.config.hidden == (6,)
    assert controller.snapshot().redo == labels[1::-1]
    controller.handle(commands.Redo(2))
    assert (controller.session.config.hidden, controller.snapshot().undo) == ((8,), labels)
    controller.handle(commands.Undo(99))
    assert controller.session.config == CONFIG


@pytest.mark.parametrize("name", ["spirals3", "gaussians"])
def test_no_feature_is_called_as_the_sample_and_its_target_are(name: str) -> None:
    worker = Watched(TrainingConfig(dataset=name, hidden=(3,)))
    worker.send(commands.CopyNetwork())
    assert worker.snapshots[-1].run.feature_names == ("x₁", "x₂")
    copied = next(r.answer for r in worker.replies if isinstance(r.answer, NetworkCopied))
    assert copied.feature_names == ("x₁", "x₂")
