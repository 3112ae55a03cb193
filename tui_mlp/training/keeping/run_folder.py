"""A run on the disk: its configuration, its log, its checkpoints, and who is training it.

A folder of its own, readable by the owner only, holds

- `config.toml`: the configuration the run started with
- `status.json`: what a list shows of it, `RunStatus`
- `log.jsonl`: a line an epoch
- `last.npz`, `best.npz`: the last checkpoint, and the one with the least validation loss
- `lock`: locked by the process that trains the run, with its id and when it began
"""

import fcntl
import math
import os
import secrets
import shutil
import weakref
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import msgspec
import platformdirs

from tui_mlp.files.durable_file import remove_leftovers, write_durably
from tui_mlp.files.folder import changed_at, size_of_files
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
from tui_mlp.training.snapshot import BestEpoch, Curves, RunState

INTERRUPTED = "interrupted"
"""The state of a run whose process ended without a word."""
RUNS_VARIABLE = "TUI_MLP_RUNS_DIR"
SWEEPS = "sweeps"
"""The folder among the runs that holds the settings that sweeps have finished."""
_FOLDER_MODE, _FILE_MODE = 0o700, 0o600
_MOST_STATUS_BYTES = 1 << 16
_LONGEST_LINE = 1 << 16


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


def default_runs_dir(environment: Mapping[str, str]) -> Path:
    """Where runs are kept: `TUI_MLP_RUNS_DIR`, or in the user's state directory."""
    chosen = environment.get(RUNS_VARIABLE)
    return Path(chosen) if chosen else platformdirs.user_state_path("tui-mlp") / "runs"


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
        handle = _open_private(self.path / "lock", os.O_RDWR | os.O_CREAT)
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
            handle = _open_private(self.path / "lock", os.O_RDONLY)
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

    def append_log(self, entries: Iterable[Mapping[str, Any]]) -> None:
        """Add lines to the log.

        Raises:
            OSError: they cannot be written.
        """
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
        lines = b"".join(msgspec.json.encode(entry) + b"\n" for entry in entries)
        with os.fdopen(_open_private(self.path / "log.jsonl", flags), "ab") as file:
            file.write(lines)

    def cut_log(self, step: int) -> None:
        """Take lines of later steps off the log: the run goes on from this one, and so does it.

        Raises:
            OSError: it cannot be written.
        """
        try:
            with os.fdopen(_open_private(self.path / "log.jsonl", os.O_RDONLY), "rb") as file:
                lines = [line for line in file if _step_of(line) <= step]
        except FileNotFoundError:
            return
        write_durably(self.path / "log.jsonl", lambda file: file.writelines(lines))

    def logged_best(self) -> BestEpoch | None:
        """The best epoch in the log; None without one."""
        try:
            with os.fdopen(_open_private(self.path / "log.jsonl", os.O_RDONLY), "rb") as file:
                entries = [entry for line in file if (entry := _entry(line)) is not None]
        except OSError:
            return None
        figures = [(entry.epoch, entry.validation or entry.train) for entry in entries]
        measured = [
            BestEpoch(epoch, each.loss, each.score)
            for epoch, each in figures
            if each.loss is not None
        ]
        return min(measured, key=lambda each: each.loss, default=None)

    def log_entries(self) -> list[dict[str, Any]]:
        """The lines of the log as `report.epoch_log_entry` wrote them; those cut short are left."""
        try:
            with os.fdopen(_open_private(self.path / "log.jsonl", os.O_RDONLY), "rb") as file:
                return [msgspec.json.decode(line) for line in file if _entry(line) is not None]
        except OSError:
            return []

    def _last_entry(self) -> "_LogEntry | None":
        """The log's last line, which may be ahead of the checkpoint; None without one."""
        try:
            with os.fdopen(_open_private(self.path / "log.jsonl", os.O_RDONLY), "rb") as file:
                file.seek(max(file.seek(0, os.SEEK_END) - _LONGEST_LINE, 0))
                lines = file.read().splitlines()
        except OSError:
            return None
        return _entry(lines[-1]) if lines else None

    def status(self) -> RunStatus:
        """What the list shows, as of now.

        A running run that no process trains was interrupted. Of one that is trained, epoch, step
        and best figures are those of the log's last line, which is newer than the checkpoint.

        Raises:
            RunError: the folder holds no run, or a damaged one.
        """
        try:
            with os.fdopen(_open_private(self.path / "status.json", os.O_RDONLY), "rb") as file:
                status = msgspec.json.decode(file.read(_MOST_STATUS_BYTES), type=RunStatus)
        except OSError as error:
            raise RunError(f"{self.shown_name}: no checkpoint was saved") from error
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise RunError(f"{self.shown_name}: status.json is damaged") from error
        if status.state != RunState.RUNNING:
            return status
        if not self.in_use:
            return replace(status, state=INTERRUPTED)
        entry = self._last_entry()
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


def run_folders(runs_dir: Path) -> list[RunFolder]:
    """All runs in a directory, the last saved first; none where there is no such directory."""
    if not runs_dir.is_dir():
        return []
    paths = [path for path in runs_dir.iterdir() if path.is_dir() and not path.is_symlink()]
    folders = [RunFolder(path) for path in paths if path.name != SWEEPS]
    return sorted(folders, key=lambda folder: (folder.changed_at, folder.name), reverse=True)


def find_run(runs_dir: Path, name: str | None) -> RunFolder:
    """The run of this name or whose name begins so; the newest one for None.

    Raises:
        RunError: there is none, or more than one.
    """
    folders = run_folders(runs_dir)
    if name is None:
        if not folders:
            raise RunError(f"{runs_dir}: there is no run yet")
        return folders[0]
    exact = [folder for folder in folders if folder.name == name]
    found = exact or [folder for folder in folders if folder.name.startswith(name)]
    if len(found) != 1:
        how_many = "no run" if not found else f"{len(found)} runs"
        raise RunError(f"{name}: {how_many} of this name; `tui-mlp runs` lists them")
    return found[0]


def _make_private(folder: Path) -> None:
    """Make a folder for the owner only, with its parents, where it is not there yet.

    Raises:
        RunError: it belongs to another user, who could put anything in its place.
    """
    folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise RunError(f"{shown_path(folder)} belongs to another user; choose another --runs-dir")


def _open_private(path: Path, flags: int) -> int:
    """A file handle for the owner only; a symbolic link in its place is refused."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC, _FILE_MODE)


class _Figures(msgspec.Struct):
    """Of one part of the data, in a line of the log."""

    loss: float | None = None
    accuracy: float | None = None
    labels: dict[str, Any] | None = None

    @property
    def score(self) -> float:
        """As `Metrics.score`."""
        score = self.accuracy if self.labels is None else self.labels.get("micro_f1")
        return math.nan if score is None else float(score)


class _LogEntry(msgspec.Struct):
    """A line of the log, as `report.epoch_log_entry` writes it."""

    epoch: float
    step: int
    train: _Figures
    validation: _Figures | None = None
    best: BestEpoch | None = None


def _entry(line: bytes) -> _LogEntry | None:
    """A line of the log; None for one that was cut short."""
    try:
        return msgspec.json.decode(line, type=_LogEntry)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _step_of(line: bytes) -> float:
    """The step of a log's line; infinity where it was cut short."""
    entry = _entry(line)
    return math.inf if entry is None else entry.step


def _write(file: IO[bytes], content: bytes) -> None:
    file.write(content)
