"""Many runs in the place of one: what the worker does when it is told to."""

from dataclasses import replace

import numpy as np
import pytest

from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.ensemble.ensemble_view import EnsembleView
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.snapshot import RunState, Snapshot
from tui_mlp.worker import commands
from tui_mlp.worker.controller import TrainingController
from tui_mlp.worker.ensemble.ensemble_commands import (
    CloseEnsemble,
    LookAtPlane,
    MoveSeed,
    MoveSetting,
    OpenEnsemble,
    OpenSeed,
    RestartEnsemble,
    RunEnsembleEpoch,
    ToggleEnsemble,
)
from tui_mlp.worker.inline import InlineWorker
from tui_mlp.worker.looking import Looking
from tui_mlp.worker.replies import Notice, Said

MOONS = TrainingConfig(dataset="moons", samples=90, hidden=(5,), batch_size=16, epochs=6)


class Watched(InlineWorker):
    """An inline worker that keeps what it published."""

    def __init__(self, config: TrainingConfig = MOONS) -> None:
        super().__init__(config)
        self.words: list[str] = []
        self.start(self._hear)

    def _hear(self, said: Said) -> None:
        if isinstance(said, Snapshot):
            self.last = said
        elif isinstance(said.answer, Notice):
            self.words.append(said.answer.text)

    def asked(self, *wanted: commands.Command) -> Snapshot:
        for command in wanted:
            self.send(command)
        return self.last

    @property
    def view(self) -> EnsembleView:
        assert self.last.ensemble is not None
        return self.last.ensemble


@pytest.fixture
def worker() -> Watched:
    return Watched()


def test_they_train_while_the_one_run_waits_as_it_is(worker: Watched) -> None:
    worker.asked(commands.ToggleRun())
    worker.train_steps(7)
    before = worker.last
    snapshot = worker.asked(OpenEnsemble(8))
    assert (snapshot.state, worker.view.state) == (RunState.PAUSED, RunState.RUNNING)
    worker.train_ensemble()
    assert (worker.view.state, worker.view.epoch, worker.view.seed_count) == (
        RunState.FINISHED, 6, 8,
    )  # fmt: skip
    assert (worker.last.step, worker.last.undo) == (before.step, before.undo)
    alone = TrainingSession(replace(MOONS, seed=3))
    alone.train_steps(6 * alone.steps_per_epoch)
    assert alone.validation_metrics is not None
    assert worker.view.settings[0].loss[3] == pytest.approx(alone.validation_metrics.loss, rel=1e-4)
    after = worker.asked(CloseEnsemble())
    assert after.ensemble is None
    assert worker.asked(commands.RunSteps()).state is RunState.RUNNING
    worker.train_steps(1)
    assert worker.last.step == before.step + 1


def test_pausing_an_epoch_and_starting_again(worker: Watched) -> None:
    worker.asked(OpenEnsemble(8), ToggleEnsemble())
    assert (worker.view.state, worker.view.epoch) == (RunState.PAUSED, 0)
    worker.asked(RunEnsembleEpoch())
    worker.train_ensemble()
    assert (worker.view.state, worker.view.epoch) == (RunState.PAUSED, 1)
    worker.asked(RunEnsembleEpoch())
    worker.train_ensemble()
    first = worker.view.settings[0].loss.copy()
    assert worker.view.epoch == 2
    worker.asked(RestartEnsemble())
    assert (worker.view.state, worker.view.epoch) == (RunState.RUNNING, 0)
    worker.train_ensemble(2)
    assert worker.view.settings[0].loss.tolist() == first.tolist()
    worker.asked(ToggleEnsemble())
    worker.train_ensemble()
    assert worker.view.state is RunState.FINISHED
    worker.asked(ToggleEnsemble())
    assert worker.words == ["all runs are over: Again trains them anew"]


def test_closed_ones_go_on_where_they_were_unless_settings_changed(worker: Watched) -> None:
    worker.asked(OpenEnsemble(8))
    worker.train_ensemble(3)
    number = worker.view.number
    assert worker.asked(CloseEnsemble(), OpenEnsemble(8)).ensemble is not None
    assert (worker.view.number, worker.view.epoch, worker.view.state) == (
        number, 3, RunState.RUNNING,
    )  # fmt: skip
    worker.asked(CloseEnsemble(), commands.Change({"hidden": (4,)}), OpenEnsemble(8))
    assert (worker.view.number, worker.view.epoch) == (number + 1, 0)


@pytest.mark.parametrize(
    "command", [commands.Change({"learning_rate": 0.1}), commands.Reset(), commands.ToggleRun()]
)
def test_what_changes_or_runs_the_one_run_closes_them(
    worker: Watched, command: commands.Command
) -> None:
    assert worker.asked(OpenEnsemble(8), command).ensemble is None


def test_seeds_are_stepped_through_with_all_of_them_in_between(worker: Watched) -> None:
    worker.asked(OpenEnsemble(8), LookAtPlane((12, 10)))
    worker.train_ensemble()
    assert worker.view.chosen is None
    plane = worker.view.plane
    assert plane is not None
    assert (plane.winner.shape, plane.points) == ((10, 12), None)
    assert plane.disagreement.max() > 0
    seen = []
    for _ in range(9):
        chosen = worker.asked(MoveSeed(1)).ensemble.chosen
        seen.append(None if chosen is None else chosen.seed)
    assert seen == [0, 1, 2, 3, 4, 5, 6, 7, None]
    worker.asked(MoveSeed(-1))
    assert worker.view.chosen is not None
    assert worker.view.chosen.seed == 7
    alone = TrainingSession(replace(MOONS, seed=7))
    alone.train_steps(6 * alone.steps_per_epoch)
    np.testing.assert_allclose(
        worker.view.chosen.curves.validation_loss,
        alone.curves.curves().validation_loss[:, 0],
        rtol=1e-3,
    )
    plane = worker.view.plane
    assert plane is not None
    assert plane.points is not None
    own = alone.samples.split.validation
    np.testing.assert_array_equal(plane.points, alone.samples.dataset.features[own.rows])
    assert plane.disagreement.max() == 0


def test_a_seed_is_opened_as_a_run_and_undone(worker: Watched) -> None:
    worker.asked(commands.RunEpoch())
    worker.train_steps(100)
    before = worker.last
    worker.asked(OpenEnsemble(8), OpenSeed())
    assert worker.last.ensemble is not None  # none was chosen
    worker.train_ensemble(4)
    opened = worker.asked(MoveSeed(1), MoveSeed(1), OpenSeed())
    assert (opened.ensemble, opened.config.seed, opened.epoch) == (None, 1, 4)
    assert (opened.state, opened.undo) == (RunState.PAUSED, ("seed 1 of 8",))
    alone = TrainingSession(replace(MOONS, seed=1))
    alone.train_steps(6 * alone.steps_per_epoch)
    worker.asked(commands.ToggleRun())
    worker.train_steps(1000)
    assert worker.last.validation is not None
    assert alone.validation_metrics is not None
    assert worker.last.validation.loss == pytest.approx(alone.validation_metrics.loss, rel=1e-3)
    back = worker.asked(commands.Undo())
    assert (back.config.seed, back.step, back.epoch) == (0, before.step, before.epoch)


def test_values_are_compared_seed_by_seed(worker: Watched) -> None:
    worker.asked(OpenEnsemble(8, "learning_rate", (0.05, 0.0)))
    worker.train_ensemble()
    first, second = worker.view.settings
    assert (first.name, second.name) == ("0.05", "0")
    assert first.score_difference is None
    assert second.score_difference is not None
    assert second.score_difference.mean == pytest.approx(np.mean(second.score - first.score))
    assert second.score_difference.told_apart
    assert worker.asked(MoveSetting(1)).ensemble.setting == 1
    assert worker.asked(MoveSetting(1)).ensemble.setting == 0
    opened = worker.asked(MoveSetting(-1), MoveSeed(1), OpenSeed())
    assert opened.config.learning_rate == 0.0
    assert opened.undo == ("seed 0 of 8, learning rate 0",)


def test_what_cannot_be_trained_is_said_and_leaves_the_run(worker: Watched) -> None:
    snapshot = worker.asked(OpenEnsemble(8, "learning_rate", (0.05, -1.0)))
    assert snapshot.ensemble is None
    assert worker.words == ["learning_rate: -1 is outside 0 to 1000000"]


def test_seeds_that_diverge_are_counted(worker: Watched) -> None:
    worker.asked(commands.Change({"optimizer": "sgd", "activation": ("relu",)}))
    worker.asked(OpenEnsemble(8, "learning_rate", (0.05, 1e6)))
    worker.train_ensemble()
    good, bad = worker.view.settings
    assert (good.failed, bad.failed) == (0, 8)
    assert "is not finite at step" in bad.failure
    assert bad.score_difference is not None
    assert (bad.score_difference.count, bad.score_difference.told_apart) == (0, False)
    worker.asked(OpenEnsemble(8, "learning_rate", (1e6, 1e5)))
    worker.train_ensemble()
    assert worker.view.state is RunState.DIVERGED


def test_who_does_not_look_is_sent_nothing() -> None:
    controller = TrainingController(MOONS, lambda: 0.0)
    controller.handle(OpenEnsemble(8))
    assert controller.snapshot().ensemble is not None

    other = Looking(lambda: 0.0)
    assert controller.snapshot(other).ensemble is None
    controller.handle(CloseEnsemble(), looking=other)  # a screen that watches closes nothing
    assert controller.snapshot().ensemble is not None
