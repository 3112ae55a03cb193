"""Runs that outlive their screen, and several screens at one run."""

import os
import queue
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest

from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.keeping.keeping import Keeping
from tui_mlp.training.keeping.kept_runs import run_folders
from tui_mlp.training.keeping.run_folder import RunFolder
from tui_mlp.training.snapshot import RunState, Snapshot
from tui_mlp.worker import commands, run_socket
from tui_mlp.worker.client import ProcessWorker, RemoteWorker, attach
from tui_mlp.worker.job import Job, ResumeRun
from tui_mlp.worker.replies import (
    Answer,
    Detached,
    NetworkCopied,
    Notice,
    Reply,
    Said,
    WorkerFailed,
)
from tui_mlp.worker.sample_commands import Predict

CONFIG = TrainingConfig(dataset="iris", hidden=(5,), epochs=100_000_000)
PATIENCE = 30
AnswerT = TypeVar("AnswerT", bound=Answer)


class Screen:
    """Hears what a worker says."""

    def __init__(self, worker: RemoteWorker) -> None:
        self.worker = worker
        self._said: queue.Queue[Said] = queue.Queue()
        self.command = 0
        """That the last answer was to."""
        worker.start(self._said.put)

    def next(self) -> Said:
        said = self._said.get(timeout=PATIENCE)
        if isinstance(said, Snapshot):
            self.worker.take_next()
        return said

    def until(self, condition: Callable[[Snapshot], bool]) -> Snapshot:
        while True:
            said = self.next()
            if isinstance(said, Snapshot) and condition(said):
                return said
            assert not isinstance(said, WorkerFailed), said

    def answer(self, kind: type[AnswerT]) -> AnswerT:
        """The next answer of a kind; notices and snapshots before it are passed over."""
        while True:
            said = self.next()
            assert not isinstance(said, WorkerFailed), said
            if isinstance(said, Reply) and isinstance(said.answer, kind):
                self.command = said.command
                return said.answer

    def do(self, command: commands.Command) -> int:
        return self.worker.send(command)


@pytest.fixture
def workers() -> Iterator[list[RemoteWorker]]:
    workers: list[RemoteWorker] = []
    yield workers
    for worker in workers[::-1]:
        if isinstance(worker, ProcessWorker) and worker.process.poll() is None:
            worker.process.terminate()
            worker.process.wait(PATIENCE)
        worker.close()


@pytest.fixture
def first(workers: list[RemoteWorker], runs_dir: Path) -> Screen:
    """The screen that started a run, which trains."""
    worker = ProcessWorker(Job(CONFIG, Keeping(runs_dir)))
    workers.append(worker)
    screen = Screen(worker)
    screen.do(commands.ToggleRun())
    screen.until(lambda snapshot: snapshot.step > 0)
    return screen


@pytest.fixture
def process(first: Screen) -> "ProcessWorker":
    assert isinstance(first.worker, ProcessWorker)
    return first.worker


@pytest.fixture
def folder(first: Screen, runs_dir: Path) -> RunFolder:
    """The folder of that run, which its screen has left."""
    first.do(commands.Detach())
    answer = first.answer(Detached)
    assert isinstance(answer, Detached)
    assert answer.problem == ""
    first.worker.leave()
    first.worker.close()
    (folder,) = run_folders(runs_dir)
    assert folder.name == answer.run
    return folder


def attached(folder: RunFolder, workers: list[RemoteWorker]) -> Screen:
    worker = attach(folder.path)
    workers.append(worker)
    return Screen(worker)


def test_a_run_goes_on_without_its_screen_and_is_met_again(
    folder: RunFolder, workers: list[RemoteWorker], process: ProcessWorker
) -> None:
    screen = attached(folder, workers)
    one = screen.until(lambda _: True)
    assert one.steers
    assert one.state is RunState.RUNNING
    assert len(one.curves.epochs) > 1
    later = screen.until(lambda snapshot: snapshot.step > one.step)
    assert later.kept is not None
    assert later.kept.name == folder.name
    screen.worker.close()
    again = attached(folder, workers)
    again.until(lambda snapshot: snapshot.step > later.step)
    again.do(commands.Pause())
    again.until(lambda snapshot: snapshot.state is RunState.PAUSED)
    again.worker.close()
    assert process.process.wait(PATIENCE) == 0
    assert folder.status().state == "paused"


def test_a_second_screen_watches_only(folder: RunFolder, workers: list[RemoteWorker]) -> None:
    steering, watching = attached(folder, workers), attached(folder, workers)
    steering.until(lambda _: True)
    assert not watching.until(lambda _: True).steers
    for _ in range(2):  # a refusal that is repeated is said again
        asked = watching.do(commands.Pause())
        assert "only watches" in watching.answer(Notice).text
        assert watching.command == asked
    refused = watching.until(lambda snapshot: snapshot.answered == asked)
    assert refused.state is RunState.RUNNING
    watching.do(commands.CopyNetwork())
    watching.answer(NetworkCopied)
    steering.do(commands.Pause())
    assert watching.until(lambda snapshot: snapshot.state is RunState.PAUSED).step > 0


def test_each_screen_has_its_own_sample(folder: RunFolder, workers: list[RemoteWorker]) -> None:
    steering, watching = attached(folder, workers), attached(folder, workers)
    steering.until(lambda _: True)
    watching.do(commands.ShowSample(3))
    watching.until(lambda snapshot: snapshot.sample is not None and snapshot.sample.index == 3)
    sample = steering.until(lambda _: True).sample
    assert sample is not None
    assert sample.index == 0


def test_the_watcher_steers_when_the_other_has_gone(
    folder: RunFolder, workers: list[RemoteWorker]
) -> None:
    steering, watching = attached(folder, workers), attached(folder, workers)
    steering.until(lambda _: True)
    steering.worker.hang_up()
    watching.until(lambda snapshot: snapshot.steers)
    watching.do(commands.Pause())
    watching.until(lambda snapshot: snapshot.state is RunState.PAUSED)


def test_a_detached_run_ends_when_it_is_over(
    folder: RunFolder, workers: list[RemoteWorker], process: ProcessWorker
) -> None:
    screen = attached(folder, workers)
    epoch = screen.until(lambda _: True).epoch
    screen.do(commands.Change({"epochs": int(epoch) + 1000}))
    screen.worker.hang_up()
    assert process.process.wait(PATIENCE) == 0
    assert folder.status().state == "finished"
    assert not (folder.path / run_socket.NAME).exists()


def test_another_run_is_met_where_it_is(
    folder: RunFolder, workers: list[RemoteWorker], runs_dir: Path
) -> None:
    screen = attached(folder, workers)
    screen.do(commands.Change({"hidden": (3,)}))
    screen.until(lambda snapshot: snapshot.config.hidden == (3,))
    screen.until(lambda snapshot: snapshot.step > 0)
    other = next(each for each in run_folders(runs_dir) if each.name != folder.name)
    assert attached(other, workers).until(lambda _: True).config.hidden == (3,)
    with pytest.raises(run_socket.MeetingError, match="no process trains it"):
        attach(folder.path)


def test_a_paused_run_is_not_left_alone(first: Screen) -> None:
    first.do(commands.Pause())
    first.until(lambda snapshot: snapshot.state is RunState.PAUSED)
    first.do(commands.Detach())
    answer = first.answer(Detached)
    assert isinstance(answer, Detached)
    assert "nothing is training" in answer.problem


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_has_the_run_saved(
    first: Screen, process: ProcessWorker, runs_dir: Path, signum: int
) -> None:
    step = first.until(lambda _: True).step
    os.kill(process.process.pid, signum)
    assert process.process.wait(PATIENCE) == 0
    (folder,) = run_folders(runs_dir)
    assert folder.status().state == "interrupted"
    assert folder.last_checkpoint().state["step_count"] >= step


def test_a_screen_that_stops_reading_stops_nobody(
    folder: RunFolder, workers: list[RemoteWorker]
) -> None:
    deaf = run_socket.connect(folder.path)
    with deaf:
        for _ in range(2000):
            deaf.send(commands.Request(1, commands.CopyNetwork()))
        watching = attached(folder, workers)
        one = watching.until(lambda _: True)
        watching.until(lambda snapshot: snapshot.step > one.step + 1000)


def test_what_only_asks_is_answered_without_a_snapshot_of_its_own(
    workers: list[RemoteWorker],
) -> None:
    worker = ProcessWorker(Job(CONFIG, refresh=0.001))
    workers.append(worker)
    screen = Screen(worker)
    screen.do(commands.ToggleRun())
    screen.until(lambda snapshot: snapshot.state is RunState.RUNNING)
    snapshots = 0
    for number in range(20):  # as when 20 characters of a sample are typed
        asked = screen.do(Predict(np.full(4, number, np.float32)))
        while not (isinstance(said := screen.next(), Reply) and said.command == asked):
            snapshots += isinstance(said, Snapshot)
    assert snapshots == 0
    paused = screen.do(commands.Pause())  # what changes something is shown at once
    screen.until(lambda snapshot: snapshot.answered == paused)


def test_a_worker_says_at_its_end_that_the_last_save_failed(
    workers: list[RemoteWorker], runs_dir: Path
) -> None:
    worker = ProcessWorker(Job(CONFIG, Keeping(runs_dir, every_seconds=1000)))
    workers.append(worker)
    screen = Screen(worker)
    screen.do(commands.RunEpoch())
    screen.until(
        lambda snapshot: (
            snapshot.epoch == 1 and snapshot.kept is not None and bool(snapshot.kept.name)
        )
    )
    shutil.rmtree(runs_dir)
    runs_dir.write_text("no folder can be made here")
    screen.do(commands.RunEpoch())
    screen.until(lambda snapshot: snapshot.epoch == 2)
    worker.close()
    assert worker.kept is not None
    assert "not saved: " in worker.kept.problem


def test_a_resumed_run_says_where_it_goes_on(
    first: Screen, runs_dir: Path, workers: list[RemoteWorker]
) -> None:
    first.worker.close()
    (folder,) = run_folders(runs_dir)
    worker = ProcessWorker(Job(ResumeRun(folder.name), Keeping(runs_dir)))
    workers.append(worker)
    screen = Screen(worker)
    assert "goes on from epoch" in screen.answer(Notice).text
    snapshot = screen.until(lambda _: True)
    assert snapshot.step == folder.status().step
    second = ProcessWorker(Job(ResumeRun(folder.name), Keeping(runs_dir)))
    workers.append(second)
    failed = Screen(second).next()
    assert isinstance(failed, WorkerFailed)
    assert "is training it" in failed.reason


def test_a_run_that_diverged_goes_back_to_where_it_was_good(
    workers: list[RemoteWorker], runs_dir: Path
) -> None:
    config = TrainingConfig(
        dataset="iris", hidden=(8,), activation=("identity",), optimizer="sgd", epochs=500
    )
    worker = ProcessWorker(Job(config, Keeping(runs_dir)))
    workers.append(worker)
    screen = Screen(worker)
    screen.do(commands.RunEpoch())
    good = screen.until(lambda snapshot: snapshot.epoch == 1)
    assert good.kept is not None
    screen.do(commands.Change({"learning_rate": 1e6}))
    screen.do(commands.ToggleRun())
    diverged = screen.until(lambda snapshot: snapshot.state is RunState.DIVERGED)
    assert diverged.kept is not None
    assert diverged.kept.good_epoch == 1
    screen.do(commands.GoBack(diverged.smaller_rate))
    back = screen.until(lambda snapshot: snapshot.run.number > diverged.run.number)
    assert back.state is RunState.PAUSED
    assert back.config.learning_rate == config.learning_rate
    assert diverged.kept is not None
    assert back.epoch == diverged.kept.good_epoch


def test_another_users_run_is_not_met(folder: RunFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.getuid", lambda: 12345)
    with pytest.raises(run_socket.MeetingError, match="belongs to another user"):
        attach(folder.path)
