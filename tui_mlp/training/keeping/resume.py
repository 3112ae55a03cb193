"""A run that was kept goes on from its last checkpoint."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tui_mlp.files.errors import DataError
from tui_mlp.numbers import epoch
from tui_mlp.settings.config_error import ConfigError
from tui_mlp.training.keeping.checkpoint import (
    Checkpoint,
    CheckpointError,
    Environment,
    resumed_session,
)
from tui_mlp.training.keeping.run_folder import RunError, RunFolder
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.snapshot import BestEpoch


@dataclass(frozen=True, eq=False)
class ResumedRun:
    """A run that goes on."""

    session: TrainingSession
    best: BestEpoch | None
    """The best epoch of its log."""
    folder: RunFolder
    """Locked by this process."""
    note: str
    """What the user should know: where it goes on, and what differs by now."""


def resume_run(folder: RunFolder, now: Callable[[], datetime]) -> ResumedRun:
    """Lock a run for this process, and bring it back as it was at its last checkpoint.

    Raises:
        RunError: another process trains it, or it cannot be brought back; it is not locked then.
    """
    try:
        folder.acquire(now())
    except OSError as error:
        raise RunError(f"{folder.shown_name}: {error.strerror or error}") from error
    try:
        checkpoint = folder.last_checkpoint()
        session = resumed_session(checkpoint)
        folder.log.cut(session.step_count)
    except OSError as error:
        folder.release()
        raise RunError(f"{folder.shown_name}: {error.strerror or error}") from error
    except (CheckpointError, ConfigError, DataError) as error:
        folder.release()
        raise RunError(f"{folder.shown_name}: {error}") from error
    note = _note(folder, checkpoint, session)
    return ResumedRun(session, checkpoint.best or folder.log.best(), folder, note)


def _note(folder: RunFolder, checkpoint: Checkpoint, session: TrainingSession) -> str:
    note = f"{folder.shown_name} goes on from epoch {epoch(session.epoch)}"
    differences = checkpoint.environment.differences(Environment.present())
    if differences:
        note += f"; the last bits may differ from those of the old machine: {differences}"
    return note
