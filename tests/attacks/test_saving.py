"""Kills, stops and failing disks while a run is saved: what was saved is never lost."""

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest

from tui_mlp.nn.optimizers import OPTIMIZERS
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.keeping.autosave import Autosave
from tui_mlp.training.keeping.checkpoint import (
    checkpoint_of,
    load_checkpoint,
    resumed_session,
    save_checkpoint,
)
from tui_mlp.training.keeping.keeping import Keeping
from tui_mlp.training.keeping.kept_runs import run_folders
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.snapshot import RunState

SAVER = """
import sys
from datetime import datetime
from pathlib import Path
from time import monotonic
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.keeping.autosave import Autosave
from tui_mlp.training.keeping.keeping import Keeping
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.snapshot import RunState

config = TrainingConfig(dataset="digits", hidden=(64, 32), optimizer="adam", epochs=10**6)
session = TrainingSession(config)
autosave = Autosave(session, Keeping(Path(sys.argv[1])), monotonic, datetime.now)
while True:
    session.step()
    assert autosave.save(session, RunState.RUNNING)
    print(session.step_count, flush=True)
"""
CONFIG = TrainingConfig(dataset="iris", hidden=(5,), batch_size=8, dropout=0.2, epochs=1000)


def test_kill_9_while_saving(attack, tmp_path: Path) -> None:
    count, unreadable, lost = attack.count(quick=5, long=1000), 0, 0
    for number in range(count):
        runs_dir = tmp_path / str(number)
        with saving_process(runs_dir) as saver:
            assert saver.stdout is not None
            acknowledged = int(saver.stdout.readline())
            time.sleep(attack.random.random() * 0.03)
            saver.kill()
            lines = saver.stdout.read().split()
        acknowledged = int(lines[-1]) if lines else acknowledged
        (folder,) = run_folders(runs_dir)
        assert folder.status().state == "interrupted"
        try:
            checkpoint = load_checkpoint(folder.path / "last.npz")
            resumed_session(checkpoint)
        except ValueError:
            unreadable += 1
        else:
            lost += checkpoint.state["step_count"] < acknowledged
        folder.acquire(datetime.now())
        folder.release()
        assert not list(folder.path.glob(".*.part"))
        folder.remove()
    attack.record(tried=count, unreadable=unreadable, acknowledged_but_lost=lost)
    assert (unreadable, lost) == (0, 0)


@contextmanager
def saving_process(runs_dir: Path) -> Iterator["subprocess.Popen[str]"]:
    """A process that saves its run after each step, and then prints the step."""
    saver = subprocess.Popen(
        [sys.executable, "-c", SAVER, str(runs_dir)], stdout=subprocess.PIPE, text=True
    )
    try:
        yield saver
    finally:
        saver.send_signal(signal.SIGKILL)
        saver.wait()
        assert saver.stdout is not None
        saver.stdout.close()


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_stop_anywhere_and_resume(attack, optimizer: str, tmp_path: Path) -> None:
    config = TrainingConfig(**{**CONFIG.__dict__, "optimizer": optimizer})
    whole = TrainingSession(config)
    vectors = []
    for _ in range(120):
        whole.step()
        vectors.append(whole.network.parameters.copy())
    count, differing = attack.count(quick=4, long=200), 0
    for _ in range(count):
        session = TrainingSession(config)
        stops = sorted(attack.random.sample(range(120), attack.random.randint(1, 4)))
        for stop in stops:
            while session.step_count < stop:
                session.step()
            save_checkpoint(checkpoint_of(session), tmp_path / "stopped.npz")
            session = resumed_session(load_checkpoint(tmp_path / "stopped.npz"))
        while session.step_count < 120:
            session.step()
            now = session.network.parameters
            differing += int(
                (now.view(np.uint32) != vectors[session.step_count - 1].view(np.uint32)).sum()
            )
        curves, expected = session.curves.curves(), whole.curves.curves()
        assert np.array_equal(curves.train_loss, expected.train_loss, equal_nan=True)
    attack.record(tried=count, bits_that_differ=differing)
    assert differing == 0


FAULTS = {
    "os.open": os.open,
    "os.fsync": os.fsync,
    "pathlib.Path.mkdir": Path.mkdir,
    "pathlib.Path.replace": Path.replace,
    "tempfile.mkstemp": __import__("tempfile").mkstemp,
    "os.fdopen": os.fdopen,
}
"""What saving calls that the system may refuse."""


class FailingCall:
    """Passes calls on, but for one of them."""

    def __init__(self, call: Callable[..., object], number: int, error: int) -> None:
        self._call, self._number, self._error = call, number, error
        self.made = 0

    def __call__(self, *arguments: object, **named: object) -> object:
        self.made += 1
        if self.made == self._number:
            raise OSError(self._error, os.strerror(self._error))
        return self._call(*arguments, **named)

    def __get__(self, instance: object, owner: object) -> Callable[..., object]:
        return lambda *arguments, **named: self(instance, *arguments, **named)


@pytest.mark.parametrize("name", FAULTS)
def test_a_disk_that_refuses(attack, name: str, tmp_path: Path) -> None:
    """Each call of each kind fails once, with each error, in a first save and in a later one."""
    tried = 0
    for error in (errno.ENOSPC, errno.EACCES, errno.EROFS):
        for saved_before in (False, True):
            number = 1
            while attack_save(tmp_path / f"{name}{error}{saved_before}{number}", name, number,
                              error, saved_before=saved_before):  # fmt: skip
                tried += 1
                number += 1
    attack.record(tried=tried, failed=0)
    assert tried > 0


def attack_save(runs_dir: Path, name: str, number: int, error: int, *, saved_before: bool) -> bool:
    """One failing call while a run is saved; False if there are not so many calls."""
    session = TrainingSession(CONFIG)
    seconds = [0.0]
    autosave = Autosave(session, Keeping(runs_dir), lambda: seconds[0], datetime.now)
    if saved_before:
        assert autosave.save(session, RunState.RUNNING)
        before = (autosave.folder.path / "last.npz").read_bytes()
    session.train_epoch()
    autosave.note_epoch(session)
    failing = FailingCall(FAULTS[name], number, error)
    with ExitStack() as stack:
        stack.enter_context(patch(name, failing))
        done = autosave.save(session, RunState.RUNNING)
    if failing.made < number:
        autosave.folder.release()
        return False
    if not done:
        assert os.strerror(error) in autosave.report.problem
    if saved_before:
        checkpoint = load_checkpoint(autosave.folder.path / "last.npz")
        whole = (autosave.folder.path / "last.npz").read_bytes() == before
        assert whole or checkpoint.state["step_count"] == session.step_count
    assert session.step()
    seconds[0] += 11
    autosave.save_if_due(session, RunState.RUNNING)
    assert autosave.report.problem == ""
    assert autosave.folder.last_checkpoint().state["step_count"] == session.step_count
    autosave.folder.release()
    return True
