"""What a list tells of the runs that are kept, and how one is deleted."""

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from tui_mlp.files.errors import DataError
from tui_mlp.settings.config_error import ConfigError
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.keeping.kept_runs import run_folders
from tui_mlp.training.keeping.run_folder import RunError, RunFolder, RunStatus


@dataclass(frozen=True)
class ListedRun:
    """A run as its folder was when it was looked at."""

    name: str
    """Of its folder."""
    shown_name: str
    """The name as a terminal may show it."""
    status: RunStatus | None
    """None before its first checkpoint, and where that is damaged."""
    changed_at: datetime
    """When it was saved last, local time."""
    size: int
    """The bytes of all its files."""
    config: TrainingConfig | None = None
    """What it started with; None where that was not read, or is damaged."""


def listed_runs(runs_dir: Path) -> list[ListedRun]:
    """All runs in a directory that are still there, the last saved first."""
    return [run for folder in run_folders(runs_dir) if (run := _listed(folder)) is not None]


def _listed(folder: RunFolder) -> ListedRun | None:
    """What there is of a run; None if it was deleted meanwhile."""
    try:
        status = folder.status()
    except RunError:
        status = None
    run = ListedRun(folder.name, folder.shown_name, status, folder.changed_at, folder.size)
    return run if folder.path.exists() else None


def with_configs(
    runs: Iterable[ListedRun], runs_dir: Path, known: Mapping[str, TrainingConfig]
) -> list[ListedRun]:
    """The runs with their configurations, which are read where they are not known by name yet."""
    return [
        replace(run, config=known[run.name] if run.name in known else _config(runs_dir / run.name))
        for run in runs
    ]


def _config(path: Path) -> TrainingConfig | None:
    try:
        return RunFolder(path).initial_config()
    except (ConfigError, DataError):
        return None


def delete_run(folder: RunFolder) -> None:
    """Delete a run, however much of it another process deletes at the same time.

    Raises:
        RunError: a process trains it.
        OSError: it cannot be deleted.
    """
    while folder.path.exists():
        with contextlib.suppress(FileNotFoundError):
            folder.remove()
