"""What a visitor gets: the run to begin with, and the limits that it has."""

from dataclasses import dataclass

from tui_mlp.settings.training_config import TrainingConfig

MEGABYTE = 2**20


@dataclass(frozen=True)
class Limits:
    """What visitors may take of the machine."""

    visitors: int = 10
    """How many at once."""
    memory: int = 1024 * MEGABYTE
    """Bytes of address space of each of a visitor's two processes."""
    seconds: float = 3600.0
    """How long a visit may be."""
    idle_seconds: float = 900.0
    """How long a visitor may press nothing."""


@dataclass(frozen=True)
class Visit:
    """What the program of a visitor is told when it starts."""

    config: TrainingConfig
    """The run to begin with, on shipped or generated data."""
    memory: int
    """Bytes of address space of each process."""
    threads: int = 1
    """For the matrix products."""
    speed: float | None = 100.0
    """The steps a second to begin with; None for as many as there can be."""
    refresh: float = 5.0
    """At most so many pictures a second."""
