"""The run at hand, and those before it that undo brings back and redo takes up again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np

from tui_mlp.data.dataset import Dataset
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.keeping.autosave import Autosave, BestRun
from tui_mlp.training.keeping.keeping import Keeping
from tui_mlp.training.keeping.kept_runs import find_run
from tui_mlp.training.keeping.resume import ResumedRun, resume_run
from tui_mlp.training.keeping.run_folder import RunError, RunFolder
from tui_mlp.training.samples import Samples, data_source, load_samples, split_samples
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.snapshot import Curves, RunDescription
from tui_mlp.training.views import describe_run

MOST_UNDO = 64
MOST_UNDO_BYTES = 100_000_000
"""Of all that can be undone or redone together; the last run is kept whatever its size."""


@dataclass(eq=False)
class Run:
    """A run in training: what is trained, what keeps it on the disk, and what is said of it."""

    session: TrainingSession
    autosave: Autosave
    description: RunDescription


@dataclass(frozen=True, eq=False)
class _Suspended:
    """A run that another one has replaced: its whole state, but no copy of its samples."""

    label: str
    """What replaced it, such as "units 16 → 24"."""
    initial_config: TrainingConfig
    config: TrainingConfig
    state: Mapping[str, Any]
    dataset: Dataset
    autosave: Autosave | None
    """What goes on to keep it; None where that keeps the run that replaced it."""

    @property
    def size(self) -> int:
        """The bytes of its state."""
        return _bytes_of(self.state)


class RunStack:
    """Holds the present run, and as states those that a change replaced.

    Runs share a data set for as long as it is the same one: a new seed or another network neither
    reads a file again nor keeps a second copy of its features.

    Args:
        run: what to begin with: a configuration, a session, or a run that goes on.
        keeping: how runs are kept; None for not at all.
        clock: gives the present time in seconds.
        now: gives the date.

    Raises:
        DataError: the data set cannot be read.
    """

    def __init__(
        self,
        run: TrainingConfig | TrainingSession | ResumedRun,
        keeping: Keeping | None,
        clock: Callable[[], float],
        now: Callable[[], datetime] = datetime.now,
    ) -> None:
        self._keeping, self._clock, self._now = keeping, clock, now
        self._undo: list[_Suspended] = []
        self._redo: list[_Suspended] = []
        self._read_ahead: tuple[tuple[object, ...], Dataset] | None = None
        self._number = 0
        self.trace: Curves | None = None
        """The curves of the run before the last change, if it was on the same data."""
        if isinstance(run, ResumedRun):
            self._begin(run.session, self._autosave_of_kept(run))
        else:
            session = TrainingSession(run) if isinstance(run, TrainingConfig) else run
            self._begin(session, self._autosave(session))

    def _autosave(self, session: TrainingSession, *, passing: bool = False) -> Autosave:
        """What keeps a new run; that of a passing one, such as a scenario's, saves nothing."""
        return Autosave(session, None if passing else self._keeping, self._clock, self._now)

    def _autosave_of_kept(self, run: ResumedRun) -> Autosave:
        return Autosave(
            run.session, self._keeping, self._clock, self._now, folder=run.folder, best=run.best
        )

    @property
    def runs_dir(self) -> str:
        """The directory of all kept runs; empty where runs are not kept."""
        return "" if self._keeping is None else str(self._keeping.runs_dir)

    def resumed(self, name: str) -> ResumedRun:
        """A kept run, locked by this process from now on.

        Raises:
            RunError: there is none of this name, it is damaged, or another process trains it.
        """
        if self._keeping is None:
            raise RunError("runs are not kept here: there is none to open")
        return resume_run(find_run(self._keeping.runs_dir, name), self._now)

    def _begin(self, session: TrainingSession, autosave: Autosave) -> None:
        self._number += 1
        autosave.take_up(session)
        self.run = Run(session, autosave, describe_run(session, self._number))

    @property
    def session(self) -> TrainingSession:
        """The present run's session."""
        return self.run.session

    @property
    def undo_labels(self) -> tuple[str, ...]:
        """What each undo would take back, the next one first."""
        return tuple(suspended.label for suspended in reversed(self._undo))

    @property
    def redo_labels(self) -> tuple[str, ...]:
        """What each redo would bring again, the next one first."""
        return tuple(suspended.label for suspended in reversed(self._redo))

    def new_session(self, config: TrainingConfig) -> TrainingSession:
        """A session of this configuration, on the present data where they are the same.

        Raises:
            DataError: its data set cannot be read.
            ConfigError: the data set has no use for its output.
        """
        present = self.session
        if config.data_settings == present.config.data_settings:
            return TrainingSession(config, present.samples)
        if data_source(config) == data_source(present.config):
            return TrainingSession(config, split_samples(present.samples.dataset, config))
        ahead, self._read_ahead = self._read_ahead, None
        if ahead is not None and ahead[0] == data_source(config):
            return TrainingSession(config, split_samples(ahead[1], config))
        return TrainingSession(config)

    def read_ahead(self, config: TrainingConfig) -> Dataset:
        """The data set of a configuration, read now, and kept for a run on it that comes next.

        Raises:
            DataError: it cannot be read.
            ConfigError: the data set has no use for the configuration's output.
        """
        self._read_ahead = None
        dataset = load_samples(config).dataset
        self._read_ahead = (data_source(config), dataset)
        return dataset

    def replace(self, session: TrainingSession, label: str, *, passing: bool = False) -> None:
        """Put another run in the present one's place, whose curves stay as the trace.

        Args:
            session: the new run.
            label: what changed, for the list of what can be undone.
            passing: whether the new run is not worth keeping on the disk.
        """
        self._replace(session, label, self._autosave(session, passing=passing))

    def replace_by_kept(self, run: ResumedRun, label: str) -> None:
        """Put a kept run in the present one's place; its folder goes on with it."""
        # the same run that was left before gets a folder of its own if it is brought back
        self._undo = [_without_folder(each, run.folder) for each in self._undo]
        self._replace(run.session, label, self._autosave_of_kept(run))

    def replace_by_best(self, run: BestRun, label: str) -> None:
        """Put the present run as it was at its best epoch in its place, in a folder of its own."""
        autosave = Autosave(
            run.session,
            self._keeping,
            self._clock,
            self._now,
            best=run.best,
            best_state=run.state,
        )
        self._replace(run.session, label, autosave)

    def _replace(self, session: TrainingSession, label: str, autosave: Autosave) -> None:
        replaced = self.session
        self._push(self._suspended(label))
        # several edits in a row are one change to the eye: the trace is what was there before
        if not _same_data(session, replaced):
            self.trace = None
        elif replaced.epoch >= 1 or self.trace is None:
            self.trace = replaced.curves.curves()
        self._begin(session, autosave)

    def adjust(self, config: TrainingConfig, label: str) -> None:
        """Change settings of the present run on its way.

        Raises:
            ConfigError: a setting differs that a run cannot change on its way.
        """
        before = self._suspended(label)
        self.session.adjust(config)
        # its folder goes on with the changed run: brought back, this one gets a folder of its own
        self._push(replace(before, autosave=None))

    def undo(self) -> str:
        """Take the last change back; what that was, or nothing where there is none.

        Raises:
            DataError: the data set of the run before cannot be read any more.
        """
        return self._swap(self._undo, self._redo)

    def redo(self) -> str:
        """Make the change again that was taken back last; what that was, or nothing.

        Raises:
            DataError: its data set cannot be read any more.
        """
        return self._swap(self._redo, self._undo)

    def _swap(self, source: list[_Suspended], target: list[_Suspended]) -> str:
        if not source:
            return ""
        wanted = source[-1]
        session = TrainingSession.restored(
            wanted.initial_config, wanted.config, wanted.state, self._samples_of(wanted)
        )
        source.pop()
        target.append(self._suspended(wanted.label))
        same = _same_data(session, self.session)
        self.trace = self.session.curves.curves() if same else None
        self._begin(session, wanted.autosave or self._autosave(session))
        self._drop_what_is_too_much()
        return wanted.label

    def _samples_of(self, wanted: _Suspended) -> Samples:
        present = self.session
        config = wanted.initial_config
        same = wanted.dataset is present.samples.dataset
        if same and config.data_settings == present.initial_config.data_settings:
            return present.samples
        return split_samples(wanted.dataset, config)

    def _suspended(self, label: str) -> _Suspended:
        session = self.session
        return _Suspended(
            label=label,
            initial_config=session.initial_config,
            config=session.config,
            state=session.state(),
            dataset=session.samples.dataset,
            autosave=self.run.autosave,
        )

    def _push(self, suspended: _Suspended) -> None:
        self._undo.append(suspended)
        self._redo.clear()
        self._drop_what_is_too_much()

    def _drop_what_is_too_much(self) -> None:
        """Forget the runs that are the longest ago, where they are too many or too large."""
        while len(self._undo) + len(self._redo) > 1 and self._is_too_much:
            del (self._redo if len(self._redo) > len(self._undo) else self._undo)[0]

    @property
    def _is_too_much(self) -> bool:
        every = [*self._undo, *self._redo]
        if len(every) > MOST_UNDO:
            return True
        others = {id(s.dataset): s.dataset for s in every}
        others.pop(id(self.session.samples.dataset), None)
        data = sum(each.features.nbytes + each.targets.nbytes for each in others.values())
        return data + sum(suspended.size for suspended in every) > MOST_UNDO_BYTES


def _without_folder(suspended: _Suspended, folder: RunFolder) -> _Suspended:
    """A suspended run that no longer has this folder, if it had."""
    own = suspended.autosave.folder if suspended.autosave is not None else None
    return replace(suspended, autosave=None) if own and own.path == folder.path else suspended


def _same_data(one: TrainingSession, other: TrainingSession) -> bool:
    """Whether two runs' figures can be compared."""
    return data_source(one.config) == data_source(other.config)


def _bytes_of(state: Mapping[str, Any]) -> int:
    """The bytes of all arrays in a nested state."""
    return sum(
        _bytes_of(value)
        if isinstance(value, Mapping)
        else value.nbytes
        if isinstance(value, np.ndarray)
        else 0
        for value in state.values()
    )
