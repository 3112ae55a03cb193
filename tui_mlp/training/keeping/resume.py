"""A run that was kept goes on from its last checkpoint."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tui_mlp.files.errors import DataError
from tui_mlp.numbers import epoch
from tui_mlp.training.config import ConfigError
from tui_mlp.training.keeping.checkpoint import (
    Checkpoint,
    CheckpointError,
    Environment,
    resumed_session,
)
from tui_mlp.training.keeping.run_folder import RunError, RunFolder
from tui_mlp.training.session import TrainingSession


@dataclass(frozen=True, eq=False)
class Resumed:
    """A run that goes on."""

    session: TrainingSession
    target_epochs: int
    folder: RunFolder
    """Locked by this process."""
    note: str
    """What the user should know: where it goes on, and what differs by now."""


def resume_run(folder: RunFolder, now: Callable[[], datetime]) -> Resumed:
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
    except (CheckpointError, ConfigError, DataError) as error:
        folder.release()
        raise RunError(f"{folder.shown_name}: {error}") from error
    return Resumed(session, checkpoint.target_epochs, folder, _note(folder, checkpoint, session))


def _note(folder: RunFolder, checkpoint: Checkpoint, session: TrainingSession) -> str:
    note = f"{folder.shown_name} goes on from epoch {epoch(session.epoch)}"
    differences = checkpoint.environment.differences(Environment.present())
    if differences:
        note += f"; the last bits may differ from those of the old machine: {differences}"
    return note
