"""The learning curves of R runs against the epochs that they share, in bounded memory."""

from dataclasses import dataclass

import numpy as np

from tui_mlp.arrays import FloatArray
from tui_mlp.training.ensemble.ensemble_metrics import EnsembleMetrics

_CAPACITY = 256
_COLUMNS = 4


@dataclass(frozen=True, eq=False)
class EnsembleCurves:
    """Losses and scores of R runs at the same E epochs; NaN from where a run failed."""

    epochs: FloatArray
    """(E,) rising: the beginning, evenly spaced epochs, and the last one."""
    train_loss: FloatArray
    """(E, R), and so on; NaN for an empty validation part."""
    train_score: FloatArray
    validation_loss: FloatArray
    validation_score: FloatArray


class EnsembleHistory:
    """Keeps the figures of every s-th epoch as they were measured, and of the last one.

    When the room for them is full, s doubles and every second row goes: memory stays the same
    however long the runs, and every row is one epoch of all runs, over which figures can be
    compared.
    """

    def __init__(self, count: int) -> None:
        self._epochs = np.zeros(_CAPACITY, np.float32)
        self._rows = np.zeros((_CAPACITY, _COLUMNS, count), np.float32)
        self._kept = 0
        self._measured = 0
        self._stride = 1

    def append(self, epoch: float, train: EnsembleMetrics, validation: EnsembleMetrics) -> None:
        """Add the figures measured at an epoch."""
        # the last row stays only where its number is a multiple of the stride
        if self._measured and (self._measured - 1) % self._stride:
            self._kept -= 1
        if self._kept == _CAPACITY:
            self._thin_out()
        self._epochs[self._kept] = epoch
        figures = (train.loss, train.score, validation.loss, validation.score)
        with np.errstate(over="ignore"):
            for column, values in zip(self._rows[self._kept], figures, strict=True):
                column[...] = values
        self._kept += 1
        self._measured += 1

    def _thin_out(self) -> None:
        half = _CAPACITY // 2
        self._epochs[:half] = self._epochs[::2]
        self._rows[:half] = self._rows[::2]
        self._stride *= 2
        self._kept = half

    def curves(self) -> EnsembleCurves:
        """The curves so far, a copy."""
        columns = self._rows[: self._kept].transpose(1, 0, 2).copy()
        return EnsembleCurves(self._epochs[: self._kept].copy(), *columns)
