"""Saves a run while it trains: when, what of it, and what if that fails."""

import math
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from tui_mlp.files.text import clean_line
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.keeping.checkpoint import Checkpoint, checkpoint_of, state_is_finite
from tui_mlp.training.keeping.keeping import Keeping
from tui_mlp.training.keeping.run_folder import RunError, RunFolder, RunStatus
from tui_mlp.training.outputs import output_of
from tui_mlp.training.report import epoch_log_entry
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.snapshot import BestEpoch, KeptRun, RunState

_SECONDS_TO_SETTLE = 1.0
"""A run that was paused or resumed is saved so long after the last time, and its log written."""
_SECONDS_AFTER_A_CHANGE = 0.2
"""A change of settings is saved so long after the last time: at once, but not at every key."""
_SECONDS_TO_RETRY = 10.0
_CAPTURE_SHARE = 0.003
"""How much of the time may go into copies of good states that are not the best."""
_MOST_LINES = 10_000
_GROWTH = 3.0
"""A loss so many times the least so far is no good state to go back to."""

Saved = tuple[int, RunState, TrainingConfig]
"""What was written: the step, the state and the settings."""


@dataclass(frozen=True, eq=False)
class BestRun:
    """A run as it was at its best epoch."""

    session: TrainingSession
    best: BestEpoch
    state: Mapping[str, Any]
    """`TrainingSession.state` of it."""


class Autosave:
    """Saves a session in a folder of its own, which is made when there is something to save.

    Nothing with a number that is not finite is ever saved: of a run that has diverged, the last
    good state is. The best state is that of the best epoch in the log, always.

    Args:
        session: the run as it begins, or goes on.
        keeping: where and how often; None for a run that is not kept.
        clock: gives the present time in seconds.
        now: gives the date.
        folder: where it was kept before, locked by this process; None for a new run.
        best: the best epoch of its log so far.
        best_state: the state there, where that is in no file of the folder.
    """

    def __init__(
        self,
        session: TrainingSession,
        keeping: Keeping | None,
        clock: Callable[[], float],
        now: Callable[[], datetime],
        *,
        folder: RunFolder | None = None,
        best: BestEpoch | None = None,
        best_state: Mapping[str, Any] | None = None,
    ) -> None:
        self._keeping = keeping
        self._clock = clock
        self._now = now
        self.folder = folder
        self._checkpoint: Checkpoint | None = None
        self._saved: Saved | None = None
        self._saved_at = self._failed_at = -math.inf
        self._saved_epoch: float | None = None
        self._problem = ""
        self._log: deque[Mapping[str, Any]] = deque(maxlen=_MOST_LINES)
        self._logged_at = self._began_at = clock()
        self._next_capture_at = -math.inf
        self._good: Mapping[str, Any] = {}
        self._good_epoch = session.epoch
        self._good_rate: float | None = None
        self.best = best
        """The best epoch of the log so far; None before the first."""
        self._best_state = best_state
        self._start_loss = _figures(session)[0]
        self.take_up(session)

    def take_up(self, session: TrainingSession) -> None:
        """Keep this session from now on, which is where it was left, or at its beginning."""
        self._leave_a_deleted_folder()
        if not session.divergence:
            self._note_good(session)

    def _note_good(self, session: TrainingSession) -> None:
        """Copy a good state; a rate is known to have worked after an epoch with it."""
        self._good, self._good_epoch = session.state(), session.epoch
        self._good_rate = session.config.learning_rate if session.epoch >= 1 else None

    def _leave_a_deleted_folder(self) -> None:
        """Keep the run in a new folder, where its own was deleted, and its log and best state."""
        if self.folder is None or self.folder.exists:
            return
        self.folder.release()
        self.folder = self._saved = self._saved_epoch = None
        if self._best_state is None:
            self.best = None

    @property
    def report(self) -> KeptRun:
        """What a screen may show of it."""
        name = self.folder.name if self.folder is not None else ""
        return KeptRun(
            name, self._saved_epoch, self._problem, self._good_epoch, self.best, self._good_rate
        )

    def note_epoch(self, session: TrainingSession) -> None:
        """Log the epoch that has just ended, and copy its state if it is the best or a good one."""
        epoch = round(session.epoch)
        logged = epoch % _stride(epoch) == 0
        loss, score = _figures(session)
        sound = math.isfinite(loss) and not session.divergence
        least = math.inf if self.best is None else self.best.loss
        if logged and sound and loss < least:
            self._note_good(session)
            self._best_state = self._good
            self.best = BestEpoch(round(session.epoch, 3), loss, score)
        elif sound and loss <= max(_GROWTH * least, self._start_loss):
            self._capture(session)
        if logged:
            seconds = self._clock() - self._began_at
            self._log.append(epoch_log_entry(session, seconds, self.best))

    def _capture(self, session: TrainingSession) -> None:
        """Copy a good state, unless that was done a moment ago."""
        now = self._clock()
        if now < self._next_capture_at:
            return
        self._note_good(session)
        ended = self._clock()
        self._next_capture_at = ended + (ended - now) / _CAPTURE_SHARE

    def good_session(
        self, session: TrainingSession, learning_rate: float | None = None
    ) -> TrainingSession:
        """The run as it last was when all was well; with another learning rate, if one is given."""
        config = session.config
        if learning_rate is not None:
            config = replace(config, learning_rate=learning_rate)
        return TrainingSession.restored(session.initial_config, config, self._good, session.samples)

    def best_run(self, session: TrainingSession) -> BestRun:
        """The run as it was at its best epoch, in memory or on the disk, with the present settings.

        Raises:
            RunError: there is no such epoch yet, or its state cannot be had any more.
        """
        if self.best is None:
            raise RunError("no epoch of this run has ended yet that could be the best one")
        try:
            best, state = self._best(self.best)
            found = TrainingSession.restored(
                session.initial_config, session.config, state, session.samples
            )
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            reason = clean_line(str(error))
            raise RunError(f"the best epoch cannot be brought back: {reason}") from error
        return BestRun(found, best, state)

    def _best(self, best: BestEpoch) -> tuple[BestEpoch, Mapping[str, Any]]:
        if self._best_state is not None:
            return best, self._best_state
        if self._good and round(self._good_epoch, 3) == best.epoch:
            return best, self._good
        if self.folder is None:
            raise LookupError("its weights are not kept")
        checkpoint = self.folder.best_checkpoint()
        return checkpoint.best or best, checkpoint.state

    def seconds_until_due(self, session: TrainingSession, state: RunState) -> float | None:
        """How long until `save_if_due` has something to do; None for no such time."""
        due_at = self._due_at(session, state)
        return None if due_at is None else max(0.0, due_at - self._clock())

    def _due_at(self, session: TrainingSession, state: RunState) -> float | None:
        if self._keeping is None:
            return None
        if self._saved is None:  # a run of no steps is nothing
            begun = session.step_count > 0 or state is RunState.RUNNING
            due_at = -math.inf if begun else None
        else:
            due_at = self._next_save_at(self._saved, session, state, self._keeping)
        return (
            self._failed_at + _SECONDS_TO_RETRY if due_at is not None and self._problem else due_at
        )

    def _next_save_at(
        self, saved: Saved, session: TrainingSession, state: RunState, keeping: Keeping
    ) -> float | None:
        """When what is not on the disk yet is to be saved; None where all is."""
        if saved == (session.step_count, state, session.config):
            return None
        _, saved_state, saved_config = saved
        if saved_config != session.config:
            return self._saved_at + _SECONDS_AFTER_A_CHANGE
        settled = state is saved_state is RunState.RUNNING
        return self._saved_at + (keeping.every_seconds if settled else _SECONDS_TO_SETTLE)

    def save_if_due(self, session: TrainingSession, state: RunState) -> None:
        """Save, if it is time; write the log that has gathered."""
        now = self._clock()
        due_at = self._due_at(session, state)
        if (due_at is not None and now >= due_at) or self._epochs_are_due(session):
            self.save(session, state)
        elif (
            not self._problem
            and self._log
            and self.folder is not None
            and now >= self._logged_at + _SECONDS_TO_SETTLE
        ):
            if self.folder.exists:
                self._write(self._write_log)
            else:
                self.save(session, state)

    def _epochs_are_due(self, session: TrainingSession) -> bool:
        saved = self._saved_epoch
        if self._keeping is None or saved is None or self._problem:
            return False
        every = self._keeping.every_epochs
        if every is None:
            return False
        return session.at_epoch_start and session.epoch - saved >= every

    def save(self, session: TrainingSession, state: RunState) -> bool:
        """Save now, unless nothing has changed; False if it failed, which `report` tells."""
        key = (session.step_count, state, session.config)
        if self._keeping is None:
            return True
        deleted = self.folder is not None and not self.folder.exists
        if self._saved == key and not self._problem and not deleted:
            return True
        keeping = self._keeping
        self._leave_a_deleted_folder()
        if not self._write(lambda: self._save(keeping.runs_dir, session, state)):
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
            self._problem = f"not saved: {reason}"
            return False
        return True

    def _save(self, runs_dir: Path, session: TrainingSession, state: RunState) -> None:
        if self.folder is None:
            name = session.samples.dataset.name
            self.folder = RunFolder.create(runs_dir, name, self._now())
        self.folder.acquire(self._now())
        present: Mapping[str, Any] = session.state()
        epoch = session.epoch
        if session.divergence or not state_is_finite(present):
            present, epoch = self._good, self._good_epoch
        best = None if self._best_state is None else self._checkpoint_of(session, self._best_state)
        status = self._status(session, state, epoch)
        self.folder.save(self._checkpoint_of(session, present), best, status)
        self._best_state, self._saved_epoch = None, epoch
        self._write_log()

    def _checkpoint_of(self, session: TrainingSession, state: Mapping[str, Any]) -> Checkpoint:
        if self._checkpoint is None:
            self._checkpoint = replace(checkpoint_of(session), state={})
        data = self._checkpoint.initial_config.data
        config = replace(session.config, data=data)
        return replace(self._checkpoint, config=config, state=state, best=self.best)

    def _status(self, session: TrainingSession, state: RunState, epoch: float) -> RunStatus:
        architecture, best = session.network.architecture, self.best
        return RunStatus(
            state=state,
            dataset=session.samples.dataset.name,
            architecture=(architecture.inputs, *session.config.hidden, architecture.outputs),
            epoch=epoch,
            target_epochs=session.config.epochs,
            step=session.step_count,
            best_validation_loss=None if best is None else best.loss,
            best_score=None if best is None else best.score,
            best_epoch=None if best is None else best.epoch,
            message=session.divergence,
            output=output_of(session.config, session.samples.dataset),
        )

    def _write_log(self) -> None:
        if self.folder is not None and self._log:
            self.folder.log.append(self._log)
            self._log.clear()

    def leave(self, session: TrainingSession, state: RunState) -> bool:
        """Save a last time, if there is something, and let other processes have the run."""
        saved = True
        if self.folder is not None or session.step_count > 0:
            saved = self.save(session, state)
        if self.folder is not None:
            self.folder.release()
        if not session.divergence:  # else it is what such a run can go back to
            self._good = {}
        return saved


def _figures(session: TrainingSession) -> tuple[float, float]:
    """The loss that decides which state is best, and the score with it."""
    metrics = session.validation_metrics or session.train_metrics
    return metrics.loss, metrics.score


def _stride(epoch: int) -> int:
    """1 up to epoch 10,000, then 10, from 100,000 on 100: the log stays small."""
    return int(10 ** max(0, len(str(epoch - 1)) - 4))
