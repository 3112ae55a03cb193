"""What a worker says: snapshots, and why it could not start."""

from dataclasses import dataclass


@dataclass(frozen=True)
class WorkerFailed:
    """The worker has ended on its own; nothing comes after this."""

    reason: str
    """A line for the user."""
    bad_input: bool
    """Whether something that the user gave was the cause."""


@dataclass(frozen=True)
class SnapshotTaken:
    """The screen has the last snapshot in hand: the worker may send the next."""
