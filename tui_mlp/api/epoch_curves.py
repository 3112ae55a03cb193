"""The learning curves of a run, an epoch a row."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tui_mlp.arrays import Float64Array
from tui_mlp.numbers import compact
from tui_mlp.training.metrics import Metrics


@dataclass(frozen=True, eq=False)
class EpochCurves:
    """The figures after each of P - 1 epochs, and before the first one."""

    epoch: Float64Array
    """(P,), from 0."""
    train_loss: Float64Array
    """(P,) mean cross-entropy in nats, as all losses."""
    validation_loss: Float64Array
    """(P,); NaN where nothing is held out."""
    train_accuracy: Float64Array
    """(P,) 0..1; of labels micro F1."""
    validation_accuracy: Float64Array

    def __repr__(self) -> str:
        train, validation = (
            compact(each[-1], 4) for each in (self.train_loss, self.validation_loss)
        )
        return (
            f"EpochCurves({len(self)} epochs, training loss {train}, validation loss {validation})"
        )

    def __len__(self) -> int:
        return len(self.epoch)

    @property
    def best_epoch(self) -> float:
        """The epoch of the least validation loss, of the training loss where nothing is held out.

        From 1 on; NaN where no loss is finite.
        """
        held_out = np.isfinite(self.validation_loss).any()
        losses = self.validation_loss if held_out else self.train_loss
        measured = np.isfinite(losses) & (self.epoch >= 1)
        best = int(np.where(measured, losses, np.inf).argmin())
        return float(self.epoch[best]) if measured.any() else float("nan")


Row = tuple[float, Metrics, Metrics | None]


def epoch_curves(rows: Sequence[Row]) -> EpochCurves:
    """The curves of epochs with the figures of training and validation part."""
    nothing = float("nan")
    return EpochCurves(
        np.array([epoch for epoch, _, _ in rows]),
        np.array([train.loss for _, train, _ in rows]),
        np.array([nothing if held is None else held.loss for _, _, held in rows]),
        np.array([train.score for _, train, _ in rows]),
        np.array([nothing if held is None else held.score for _, _, held in rows]),
    )
