"""A run on the disk: its configuration, its log, its checkpoints, and who is training it.

A folder of its own, readable by the owner only, holds

- `config.toml`: the configuration the run started with
- `status.json`: what a list shows of it, `RunStatus`
- `log.jsonl`: a line an epoch
- `last.npz`, `best.npz`: the last checkpoint, and the one with the least validation loss
- `lock`: locked by the process that trains the run, with its id and when it began
"""

import fcntl
import os
import secrets
import shutil
import weakref
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO

import msgspec

from tui_mlp.files.durable_file import remove_leftovers, write_durably
from tui_mlp.files.folder import changed_at, size_of_files
from tui_mlp.files.private_file import open_private
from tui_mlp.files.source import read_bytes
from tui_mlp.files.text import clean_name, clean_text, shown_path
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.config import config_from_toml, config_to_toml
from tui_mlp.training.keeping.checkpoint import (
    Checkpoint,
    CheckpointError,
    load_checkpoint,
    load_curves,
    save_checkpoint,
)
from tui_mlp.training.keeping.run_log import RunLog
from tui_mlp.training.snapshot import Curves, RunState

INTERRUPTED = "interrupted"
"""The state of a run whose process ended without a word."""
_FOLDER_MODE = 0o700
_MOST_STATUS_BYTES = 1 << 16


class RunError(ValueError):
    """A run that cannot be kept or gone on with: one line that names it, and why."""


@dataclass(frozen=True, kw_only=True)
class RunStatus:
    """What a list of runs shows of one."""

    state: str
    """As in `RunState`; what is "running" without a process has been interrupted."""
    dataset: str
    architecture: tuple[int, ...]
    epoch: float
    target_epochs: int
    step: int
    best_validation_loss: float | None
    best_score: float | None
    """The validation accuracy, or micro F1 of labels, where that loss was."""
    best_epoch: float | None = None
    """The epoch of the log with that loss."""
    message: str = ""
    """Why the run diverged."""
    output: str = ""
    """What the network's outputs mean, as in `Output`; empty where an earlier version wrote it."""


class RunFolder:
    """One run's folder.

    Args:
        path: the folder.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._unlock: weakref.finalize[..., RunFolder] | None = None

    @classmethod
    def create(cls, runs_dir: Path, dataset: str, now: datetime) -> "RunFolder":
        """Make a new folder and lock it.

        Raises:
            RunError: the directory belongs to another user.
            OSError: it cannot be made.
        """
        _make_private(runs_dir)
        word = "".join(c if c.isalnum() else "-" for c in clean_name(dataset))[:24].strip("-")
        name = f"{now:%Y%m%d-%H%M%S}-{word or 'run'}-{secrets.token_hex(2)}"
        path = runs_dir / name
        path.mkdir(mode=_FOLDER_MODE)
        folder = cls(path)
        folder.acquire(now)
        return folder

    @property
    def log(self) -> RunLog:
        """What each epoch came to."""
        return RunLog(self.path / "log.jsonl")

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.path.name

    @property
    def shown_name(self) -> str:
        """The name as a terminal may show it."""
        return clean_text(self.path.name)

    @property
    def changed_at(self) -> datetime:
        """When it was saved last, local time; 1970 where the folder is gone meanwhile."""
        changed = changed_at(self.path / "status.json") or changed_at(self.path)
        return datetime.fromtimestamp(changed)

    def acquire(self, now: datetime) -> None:
        """Take the run for this process, until `release` or its end.

        Raises:
            RunError: another process trains it.
            OSError: the lock cannot be made.
        """
        if self._unlock is not None:
            return
        handle = open_private(self.path / "lock", os.O_RDWR | os.O_CREAT)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = clean_text(os.read(handle, 200).decode(errors="replace").strip())
            os.close(handle)
            who = holder or "another process"
            remedy = f"`tui-mlp attach {self.shown_name}` shows it"
            raise RunError(f"{self.shown_name}: {who} is training it; {remedy}") from error
        os.ftruncate(handle, 0)
        os.write(handle, f"process {os.getpid()}, since {now:%Y-%m-%d %H:%M:%S}\n".encode())
        self._unlock = weakref.finalize(self, os.close, handle)
        remove_leftovers(self.path)

    @property
    def exists(self) -> bool:
        """Whether nobody has deleted it."""
        return self.path.is_dir()

    def release(self) -> None:
        """Let another process have the run."""
        if self._unlock is not None:
            self._unlock()
            self._unlock = None

    @property
    def in_use(self) -> bool:
        """Whether a process trains the run now."""
        if self._unlock is not None:
            return True
        try:
            handle = open_private(self.path / "lock", os.O_RDONLY)
        except OSError:
            return False
        with os.fdopen(handle) as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def save(self, checkpoint: Checkpoint, best: Checkpoint | None, status: RunStatus) -> None:
        """Write the last checkpoint and what the list shows; the old ones stay till then.

        Args:
            checkpoint: the run as it is now.
            best: the run where its validation loss was least; None leaves `best.npz` as it is.
            status: what the list shows.

        Raises:
            OSError: something cannot be written; all that was there before is whole.
        """
        config = config_to_toml(checkpoint.initial_config).encode()
        if not (self.path / "config.toml").exists():
            write_durably(self.path / "config.toml", lambda file: _write(file, config))
        # the best one first: what the last one says of the best is then never ahead of it
        if best is not None:
            save_checkpoint(best, self.path / "best.npz")
        save_checkpoint(checkpoint, self.path / "last.npz")
        text = msgspec.json.encode(status)
        write_durably(self.path / "status.json", lambda file: _write(file, text))

    def status(self) -> RunStatus:
        """What the list shows, as of now.

        A running run that no process trains was interrupted. Of one that is trained, epoch, step
        and best figures are those of the log's last line, which is newer than the checkpoint.

        Raises:
            RunError: the folder holds no run, or a damaged one.
        """
        try:
            with os.fdopen(open_private(self.path / "status.json", os.O_RDONLY), "rb") as file:
                status = msgspec.json.decode(file.read(_MOST_STATUS_BYTES), type=RunStatus)
        except OSError as error:
            raise RunError(f"{self.shown_name}: no checkpoint was saved") from error
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise RunError(f"{self.shown_name}: status.json is damaged") from error
        if status.state != RunState.RUNNING:
            return status
        if not self.in_use:
            return replace(status, state=INTERRUPTED)
        entry = self.log.last()
        if entry is None or entry.step <= status.step or entry.best is None:
            return status
        return replace(
            status,
            epoch=entry.epoch,
            step=entry.step,
            best_epoch=entry.best.epoch,
            best_validation_loss=entry.best.loss,
            best_score=entry.best.score,
        )

    def last_checkpoint(self) -> Checkpoint:
        """The last checkpoint, or the best one where that is damaged.

        Raises:
            CheckpointError: neither can be read.
        """
        try:
            return load_checkpoint(self.path / "last.npz")
        except CheckpointError:
            if not (self.path / "best.npz").exists():
                raise
            return load_checkpoint(self.path / "best.npz")

    def initial_config(self) -> TrainingConfig:
        """The configuration the run started with.

        Raises:
            DataError: it cannot be read.
            ConfigError: it is damaged.
        """
        text = read_bytes(self.path / "config.toml").decode(errors="replace")
        return config_from_toml(text)

    def best_checkpoint(self) -> Checkpoint:
        """The run where its validation loss was least.

        Raises:
            CheckpointError: there is none, or a damaged one.
        """
        return load_checkpoint(self.path / "best.npz")

    def curves(self) -> Curves:
        """The curves of the last checkpoint, or of the best one where that is damaged.

        Raises:
            CheckpointError: neither can be read.
        """
        try:
            return load_curves(self.path / "last.npz")
        except CheckpointError:
            if not (self.path / "best.npz").exists():
                raise
            return load_curves(self.path / "best.npz")

    @property
    def size(self) -> int:
        """The bytes of all files that are still there; a process may be saving or deleting."""
        return size_of_files(self.path)

    def remove(self) -> None:
        """Delete the run.

        Raises:
            RunError: a process trains it.
            OSError: it cannot be deleted.
        """
        if self.in_use:
            raise RunError(f"{self.shown_name}: a process is training it; end that first")
        shutil.rmtree(self.path)


def _make_private(folder: Path) -> None:
    """Make a folder for the owner only, with its parents, where it is not there yet.

    Raises:
        RunError: it belongs to another user, who could put anything in its place.
    """
    folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise RunError(f"{shown_path(folder)} belongs to another user; choose another --runs-dir")


def _write(file: IO[bytes], content: bytes) -> None:
    file.write(content)
