"""The worker as what it is in the real program: a process of its own."""

import queue
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.snapshot import RunState, Snapshot
from tui_mlp.worker import commands
from tui_mlp.worker.client import ProcessWorker
from tui_mlp.worker.ensemble.ensemble_commands import CloseEnsemble, OpenEnsemble
from tui_mlp.worker.job import Job
from tui_mlp.worker.replies import FileUndecided, Loading, Reply, Said, WorkerFailed

CONFIG = TrainingConfig(dataset="iris", hidden=(5,), epochs=50)
PATIENCE = 30


class Listener:
    """Waits for what a worker says."""

    def __init__(self, worker: ProcessWorker) -> None:
        self.worker = worker
        self.said: queue.Queue[Said] = queue.Queue()
        worker.start(self.said.put)

    def next(self) -> Said:
        return self.said.get(timeout=PATIENCE)

    def after_loading(self) -> Said:
        said = self.next()
        while isinstance(said, Loading):
            said = self.next()
        return said

    def until(self, condition: Callable[[Snapshot], bool]) -> Snapshot:
        while True:
            said = self.next()
            assert isinstance(said, Snapshot), said
            self.worker.take_next()
            if condition(said):
                return said


@pytest.fixture
def listener() -> Iterator[Listener]:
    worker = ProcessWorker(Job(CONFIG))
    yield Listener(worker)
    worker.close()
    assert worker.process.returncode is not None


def test_a_process_trains_to_the_same_weights_as_no_process(listener: Listener) -> None:
    listener.until(lambda snapshot: snapshot.step == 0)
    listener.worker.send(commands.ToggleRun())
    live = listener.until(lambda snapshot: snapshot.state is RunState.FINISHED)
    session = TrainingSession(CONFIG)
    for _ in range(CONFIG.epochs):
        session.train_epoch()
    assert live.step == session.step_count
    assert live.train == session.train_metrics
    assert live.sample is not None
    first = session.samples.split.validation.features[:1]
    np.testing.assert_array_equal(
        live.sample.probabilities, session.network.probabilities(first)[0]
    )


def test_no_snapshot_comes_before_the_last_one_was_taken(listener: Listener) -> None:
    listener.worker.send(commands.Change({"epochs": 10_000_000}))
    listener.worker.send(commands.ToggleRun())
    first = listener.next()
    with pytest.raises(queue.Empty):
        listener.said.get(timeout=0.4)
    listener.worker.take_next()
    second = listener.next()
    assert isinstance(first, Snapshot)
    assert isinstance(second, Snapshot)
    assert second.step > first.step


def test_a_large_network_is_announced_before_it_is_made() -> None:
    worker = ProcessWorker(Job(TrainingConfig(dataset="iris", hidden=(2300, 2300))))
    listener = Listener(worker)
    assert listener.next() == Loading("making the network")
    assert isinstance(listener.next(), Snapshot)
    worker.close()


def test_bad_data_ends_the_worker_with_one_line() -> None:
    worker = ProcessWorker(Job(TrainingConfig(data="/nowhere/none.csv")))
    said = Listener(worker).next()
    worker.close()
    assert isinstance(said, WorkerFailed)
    assert said.bad_input
    assert "none.csv" in said.reason


REAL = "u,y\n" + "".join(f"{n},{n * 1.37}\n" for n in range(40))


@pytest.mark.parametrize("decided", [{}, {"target": "y"}], ids=["nothing decided", "a target"])
def test_a_file_without_classes_is_shown_where_somebody_can_decide(
    tmp_path: Path, decided: dict[str, str]
) -> None:
    path = tmp_path / "own.csv"
    path.write_text(REAL)
    worker = ProcessWorker(Job(TrainingConfig(data=str(path), **decided), can_decide=True))
    listener = Listener(worker)
    first = listener.after_loading()
    if decided:
        assert isinstance(first, WorkerFailed)
        assert "regression" in first.reason
    else:
        assert isinstance(first, Reply)
        assert isinstance(first.answer, FileUndecided)
        read = first.answer.read
        assert "regression" in read.problem
        assert read.report is not None
        assert [column.name for column in read.report.columns] == ["u", "y"]
        assert listener.until(lambda _: True).config.data is None
    worker.close()


def test_a_file_without_classes_ends_a_worker_that_nobody_watches(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(REAL)
    worker = ProcessWorker(Job(TrainingConfig(data=str(path))))
    said = Listener(worker).after_loading()
    worker.close()
    assert isinstance(said, WorkerFailed)
    assert said.bad_input


def test_a_failure_of_the_program_itself_reaches_the_screen(listener: Listener) -> None:
    listener.until(lambda _: True)
    listener.worker.send(commands.Change({"no such setting": 1}))
    said = listener.next()
    assert isinstance(said, WorkerFailed)
    assert not said.bad_input
    assert "Traceback" in said.reason
    assert "no such setting" in said.reason


def test_a_killed_worker_is_noticed(listener: Listener) -> None:
    listener.until(lambda _: True)
    listener.worker.process.kill()
    said = listener.next()
    assert isinstance(said, WorkerFailed)
    assert not said.bad_input


def test_a_worker_ends_when_the_screen_is_gone(listener: Listener) -> None:
    listener.until(lambda _: True)
    listener.worker.send(commands.ToggleRun())
    listener.worker.hang_up()
    assert listener.worker.process.wait(PATIENCE) == 0


def test_many_seeds_are_trained_in_the_process_while_the_run_waits(listener: Listener) -> None:
    listener.until(lambda snapshot: snapshot.step == 0)
    listener.worker.send(OpenEnsemble(8))
    done = listener.until(
        lambda snapshot: (
            snapshot.ensemble is not None and snapshot.ensemble.state is RunState.FINISHED
        )
    )
    assert done.ensemble is not None
    assert (done.step, done.state, done.ensemble.epoch) == (0, RunState.PAUSED, 50)
    assert (done.ensemble.settings[0].score > 0.8).all()
    listener.worker.send(CloseEnsemble())
    assert listener.until(lambda snapshot: snapshot.ensemble is None).step == 0
