"""The trainer, opened from Python on a run."""

import os
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from time import monotonic

import numpy as np

from tui_mlp.api.array_data import dataset_arrays
from tui_mlp.api.run import Run
from tui_mlp.api.train import IN_MEMORY
from tui_mlp.files.durable_file import write_durably
from tui_mlp.training.keeping.autosave import Autosave
from tui_mlp.training.keeping.keeping import Keeping
from tui_mlp.training.keeping.kept_runs import default_runs_dir
from tui_mlp.training.keeping.run_folder import RunError
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.snapshot import RunState


def watch(run: Run, runs_dir: str | Path | None = None) -> int:
    """Open the trainer on a run, as it is now, and wait until the user quits.

    The run is kept first, as those of the trainer are, so that it may also be gone on with later;
    arrays are written beside the kept runs. What is trained in the trainer does not change `run`.

    Args:
        run: stays as it is.
        runs_dir: where runs are kept; by default where the trainer keeps them.

    Returns:
        The exit code of the trainer.

    Raises:
        RunError: the run cannot be kept.
        click.ClickException: this is no terminal that the trainer can be shown on.
    """
    from tui_mlp.cli.live import open_trainer, require_terminal  # noqa: PLC0415
    from tui_mlp.worker.job import Job, ResumeRun  # noqa: PLC0415

    require_terminal()
    where = Path(runs_dir) if runs_dir is not None else default_runs_dir(os.environ)
    keeping = Keeping(where.absolute())
    return open_trainer(Job(ResumeRun(keep(run, keeping)), keeping, speed=100.0))


def keep(run: Run, keeping: Keeping) -> str:
    """Keep a run as the trainer keeps its own; gives its name.

    Raises:
        RunError: it cannot be kept.
    """
    session = _with_file(run.session, keeping.runs_dir)
    autosave = Autosave(session, keeping, monotonic, datetime.now)
    if not autosave.save(session, RunState.PAUSED):
        raise RunError(autosave.report.problem)
    autosave.leave(session, RunState.PAUSED)
    return autosave.report.name


def _with_file(session: TrainingSession, runs_dir: Path) -> TrainingSession:
    """The same run with its arrays in a file; as it is where it has a file."""
    if session.config.data != IN_MEMORY:
        return session
    path = _written(session, runs_dir.parent / "arrays")
    first, now = (
        replace(config, data=str(path)) for config in (session.initial_config, session.config)
    )
    return TrainingSession.restored(first, now, session.state(), session.samples)


def _written(session: TrainingSession, folder: Path) -> Path:
    """The file of the session's arrays, whose name is of what is in it.

    Raises:
        RunError: it cannot be written.
    """
    arrays = dataset_arrays(session.samples.dataset)
    digest = sha256(usedforsecurity=False)
    for name, array in arrays.items():
        digest.update(name.encode() + np.ascontiguousarray(array).tobytes())
    path = folder / f"{digest.hexdigest()[:16]}.npz"
    if path.exists():
        return path
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_durably(path, lambda file: np.savez(file, allow_pickle=False, **arrays))
    except OSError as error:
        raise RunError(f"{path}: {error.strerror or error}") from error
    return path
