"""The log of a run: a line an epoch, in JSON."""

import math
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from tui_mlp.files.durable_file import write_durably
from tui_mlp.files.private_file import open_private
from tui_mlp.training.snapshot import BestEpoch

_LONGEST_LINE = 1 << 16


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


class LogEntry(msgspec.Struct):
    """A line of the log, as `report.epoch_log_entry` writes it."""

    epoch: float
    step: int
    train: _Figures
    validation: _Figures | None = None
    best: BestEpoch | None = None


class RunLog:
    """The log in a file, which need not be there.

    Args:
        path: the file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def append(self, entries: Iterable[Mapping[str, Any]]) -> None:
        """Add lines.

        Raises:
            OSError: they cannot be written.
        """
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
        lines = b"".join(msgspec.json.encode(entry) + b"\n" for entry in entries)
        with os.fdopen(open_private(self._path, flags), "ab") as file:
            file.write(lines)

    def cut(self, step: int) -> None:
        """Take lines of later steps off it: the run goes on from this one, and so does it.

        Raises:
            OSError: it cannot be written.
        """
        try:
            with os.fdopen(open_private(self._path, os.O_RDONLY), "rb") as file:
                lines = [line for line in file if _step_of(line) <= step]
        except FileNotFoundError:
            return
        write_durably(self._path, lambda file: file.writelines(lines))

    def best(self) -> BestEpoch | None:
        """The best epoch in it; None without one."""
        try:
            with os.fdopen(open_private(self._path, os.O_RDONLY), "rb") as file:
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

    def entries(self) -> list[dict[str, Any]]:
        """The lines as `report.epoch_log_entry` wrote them; those cut short are left."""
        try:
            with os.fdopen(open_private(self._path, os.O_RDONLY), "rb") as file:
                return [msgspec.json.decode(line) for line in file if _entry(line) is not None]
        except OSError:
            return []

    def last(self) -> LogEntry | None:
        """The last line, which may be ahead of the checkpoint; None without one."""
        try:
            with os.fdopen(open_private(self._path, os.O_RDONLY), "rb") as file:
                file.seek(max(file.seek(0, os.SEEK_END) - _LONGEST_LINE, 0))
                lines = file.read().splitlines()
        except OSError:
            return None
        return _entry(lines[-1]) if lines else None


def _entry(line: bytes) -> LogEntry | None:
    """A line of the log; None for one that was cut short."""
    try:
        return msgspec.json.decode(line, type=LogEntry)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _step_of(line: bytes) -> float:
    """The step of a log's line; infinity where it was cut short."""
    entry = _entry(line)
    return math.inf if entry is None else entry.step
