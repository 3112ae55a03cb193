"""What a worker process is told when it starts."""

from dataclasses import dataclass

from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.keeping.keeping import Keeping

REFRESH = 5.0
"""Snapshots a second, if nothing else is asked for."""


@dataclass(frozen=True)
class ResumeRun:
    """Go on with a run that was kept."""

    name: str
    """Of its folder in `Keeping.runs_dir`."""


@dataclass(frozen=True)
class Job:
    """What to train, and how."""

    run: TrainingConfig | ResumeRun
    keeping: Keeping | None = None
    """How runs are kept; None for not at all."""
    blas_threads: int = 1
    """How many threads the matrix products may use."""
    speed: float | None = None
    """The steps a second to begin with, one of `tui_mlp.worker.pacing.SPEEDS`."""
    refresh: float = REFRESH
    """At most so many snapshots a second."""
    can_decide: bool = False
    """Whether somebody is there to decide about a file of which the reader makes no data set."""
    confined: bool = False
    """Whether who steers has no right to files: commands that use some are refused."""
