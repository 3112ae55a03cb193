"""Where a run is kept, and how often it is saved."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Keeping:
    """How runs are kept."""

    runs_dir: Path
    every_seconds: float = 30.0
    """A running run is saved so often."""
    every_epochs: int | None = None
    """And after so many epochs, if not None."""
