"""Keeps a run on the disk while it trains: when it is saved, what is kept, and what if it fails."""

import math
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from tui_mlp.training.keeping.checkpoint import Checkpoint, checkpoint_of
from tui_mlp.training.keeping.run_folder import RunError, RunFolder, RunStatus
from tui_mlp.training.report import epoch_log_entry
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.snapshot import KeptRun, RunState

_SECONDS_TO_SETTLE = 1.0
"""A run that was paused or went on is saved so long after the last time, the log written."""
_SECONDS_TO_RETRY = 10.0
_CAPTURE_SHARE = 0.003
"""How much of the time may go into copies of good states."""
_MOST_LINES = 10_000
_GROWTH = 3.0
"""A loss so many times the least so far is no good state to go back to."""


@dataclass(frozen=True)
class Keeping:
    """How runs are kept."""

    runs_dir: Path
    every_seconds: float = 30.0
    """A running run is saved so often."""
    every_epochs: int | None = None
    """And after so many epochs, if not None."""


class RunKeeper:
    """Saves one session in a folder of its own, which is made when there is something to save.

    A session that has diverged is never saved: its last good state is.

    Args:
        session: the run.
        keeping: where and how often; None for a run that is not kept.
        clock: gives the present time in seconds.
        now: gives the date.
        folder: where it was kept before, locked by this process; None for a new run.
    """

    def __init__(
        self,
        session: TrainingSession,
        keeping: Keeping | None,
        clock: Callable[[], float],
        now: Callable[[], datetime],
        folder: RunFolder | None = None,
    ) -> None:
        self._session = session
        self._keeping = keeping
        self._clock = clock
        self._now = now
        self.folder = folder
        self._checkpoint: Checkpoint | None = None
        self._saved: tuple[int, RunState, int] | None = None
        self._saved_at = self._failed_at = -math.inf
        self._saved_epoch: float | None = None
        self._problem = ""
        self._log: deque[Mapping[str, Any]] = deque(maxlen=_MOST_LINES)
        self._logged_at = self._began_at = clock()
        self._next_capture_at = -math.inf
        self._good: Mapping[str, Any] = session.state()
        self._good_epoch = session.epoch
        self._best: Mapping[str, Any] | None = None
        self._best_loss, self._best_score = _figures(session)
        self._start_loss = self._best_loss
        if folder is not None:
            self._go_on_with(folder)

    def _go_on_with(self, folder: RunFolder) -> None:
        """Take over what an earlier process found."""
        try:
            status = folder.status()
            folder.cut_log(self._session.step_count)
        except (RunError, OSError) as error:
            self._problem = f"the log cannot be gone on with: {error}"
            return
        if status.best_validation_loss is not None:
            self._best_loss = status.best_validation_loss
            self._best_score = status.best_score

    @property
    def report(self) -> KeptRun:
        """What a screen may show of it."""
        name = self.folder.name if self.folder is not None else ""
        return KeptRun(name, self._saved_epoch, self._problem, self._good_epoch)

    def note_epoch(self) -> None:
        """Log the epoch that has just ended, and copy its state where that can be afforded."""
        session, now = self._session, self._clock()
        epoch = round(session.epoch)
        if epoch % _stride(epoch) == 0:
            self._log.append(epoch_log_entry(session, now - self._began_at))
        loss, score = _figures(session)
        if now < self._next_capture_at or not math.isfinite(loss) or session.divergence:
            return
        best = loss < self._best_loss
        if not best and loss > max(_GROWTH * self._best_loss, self._start_loss):
            return
        self._good, self._good_epoch = session.state(), session.epoch
        if best:
            self._best, self._best_loss, self._best_score = self._good, loss, score
        ended = self._clock()
        self._next_capture_at = ended + (ended - now) / _CAPTURE_SHARE

    def good_session(self, learning_rate: float | None = None) -> TrainingSession:
        """The run as it last was when all was well; with another learning rate, if one is given."""
        session = self._session
        config = session.config
        restored = TrainingSession(session.initial_config, session.samples)
        if learning_rate is not None:
            config = replace(config, learning_rate=learning_rate)
        restored.adjust(config)
        restored.load_state(self._good)
        return restored

    def seconds_until_due(self, state: RunState, target_epochs: int) -> float | None:
        """How long until `save_if_due` has something to do; None for no such time."""
        due_at = self._due_at(state, target_epochs)
        return None if due_at is None else max(0.0, due_at - self._clock())

    def _due_at(self, state: RunState, target_epochs: int) -> float | None:
        if self._keeping is None or not self._has_news(state, target_epochs):
            return None
        if self._problem:
            return self._failed_at + _SECONDS_TO_RETRY
        if self._saved is None:
            return -math.inf
        settled = state is RunState.RUNNING and self._saved[1:] == (state, target_epochs)
        return self._saved_at + (self._keeping.every_seconds if settled else _SECONDS_TO_SETTLE)

    def _has_news(self, state: RunState, target_epochs: int) -> bool:
        """Whether there is something that is not on the disk: a run of no steps is nothing."""
        step = self._session.step_count
        if self._saved is None:
            return step > 0 or state is RunState.RUNNING
        return self._saved != (step, state, target_epochs)

    def save_if_due(self, state: RunState, target_epochs: int) -> None:
        """Save, if it is time; write the log that has gathered."""
        now = self._clock()
        due_at = self._due_at(state, target_epochs)
        if (due_at is not None and now >= due_at) or self._epochs_due:
            self.save(state, target_epochs)
        elif (
            not self._problem
            and self._log
            and self.folder is not None
            and now >= self._logged_at + _SECONDS_TO_SETTLE
        ):
            self._write(self._write_log)

    @property
    def _epochs_due(self) -> bool:
        saved = self._saved_epoch
        if self._keeping is None or saved is None or self._problem:
            return False
        every = self._keeping.every_epochs
        if every is None:
            return False
        return self._session.at_epoch_start and self._session.epoch - saved >= every

    def save(self, state: RunState, target_epochs: int) -> bool:
        """Save now, unless nothing has changed; False if it failed, which `report` tells."""
        key = (self._session.step_count, state, target_epochs)
        if self._keeping is None:
            return True
        if self._saved == key and not self._problem:
            return True
        keeping = self._keeping
        if not self._write(lambda: self._save(keeping.runs_dir, state, target_epochs)):
            return False
        self._saved, self._saved_at, self._problem = key, self._clock(), ""
        return True

    def _write(self, write: Callable[[], None]) -> bool:
        self._logged_at = self._clock()
        try:
            write()
        except (OSError, RunError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else error
            self._failed_at = self._clock()
            self._problem = f"not saved: {reason}; trying again, training goes on"
            return False
        return True

    def _save(self, runs_dir: Path, state: RunState, target_epochs: int) -> None:
        session = self._session
        if self.folder is None:
            name = session.samples.dataset.name
            self.folder = RunFolder.create(runs_dir, name, self._now())
        self.folder.acquire(self._now())
        good = self._good if session.divergence else session.state()
        checkpoint = self._checkpoint_of(good, target_epochs)
        best = None if self._best is None else self._checkpoint_of(self._best, target_epochs)
        epoch = self._good_epoch if session.divergence else session.epoch
        self.folder.save(checkpoint, best, self._status(state, target_epochs, epoch))
        self._best, self._saved_epoch = None, epoch
        self._write_log()

    def _checkpoint_of(self, state: Mapping[str, Any], target_epochs: int) -> Checkpoint:
        if self._checkpoint is None:
            self._checkpoint = checkpoint_of(self._session, target_epochs)
        config = self._session.config
        return replace(
            self._checkpoint,
            config=replace(config, data=self._checkpoint.initial_config.data),
            target_epochs=target_epochs,
            state=state,
        )

    def _status(self, state: RunState, target_epochs: int, epoch: float) -> RunStatus:
        session = self._session
        architecture, loss = session.network.architecture, self._best_loss
        return RunStatus(
            state=state,
            dataset=session.samples.dataset.name,
            architecture=(architecture.inputs, *session.config.hidden, architecture.outputs),
            epoch=epoch,
            target_epochs=target_epochs,
            step=session.step_count,
            best_validation_loss=loss if math.isfinite(loss) else None,
            best_score=self._best_score,
            saved_at=self._now().isoformat(timespec="seconds"),
            message=session.divergence,
        )

    def _write_log(self) -> None:
        if self.folder is not None and self._log:
            self.folder.append_log(self._log)
            self._log.clear()

    def leave(self, state: RunState, target_epochs: int) -> bool:
        """Save a last time, if there is something, and let other processes have the run."""
        saved = True
        if self.folder is not None or self._session.step_count > 0:
            saved = self.save(state, target_epochs)
        if self.folder is not None:
            self.folder.release()
        return saved


def _figures(session: TrainingSession) -> tuple[float, float | None]:
    """The loss that decides which state is best, and the score with it."""
    metrics = session.validation_metrics or session.train_metrics
    return metrics.loss, metrics.score


def _stride(epoch: int) -> int:
    """1 up to epoch 10,000, then 10, from 100,000 on 100: the log stays small."""
    return int(10 ** max(0, len(str(epoch - 1)) - 4))
