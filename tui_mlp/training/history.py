"""What a run remembers of its past: learning curves and gradient norms, in bounded memory."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from tui_mlp.arrays import FloatArray
from tui_mlp.training.decimation import DecimatedSeries
from tui_mlp.training.metrics import Metrics
from tui_mlp.training.snapshot import Curves, GradientNorms

_STEPS_BETWEEN_MERGES = 128


class LearningCurves:
    """Losses and scores of the training and the validation part against epochs."""

    def __init__(self) -> None:
        self._series = DecimatedSeries(columns=4)

    def append(self, epoch: float, train: Metrics, validation: Metrics | None) -> None:
        """Add the figures measured at an epoch."""
        nothing = (np.nan, np.nan)
        measured = (validation.loss, validation.score) if validation else nothing
        self._series.append(epoch, (train.loss, train.score, *measured))

    def state(self) -> dict[str, Any]:
        """A copy of the curves as `load_state` takes them."""
        return self._series.state()

    def load_state(self, state: Mapping[str, Any]) -> None:
        """Go on with the curves whose `state` this is.

        Raises:
            ValueError: it does not fit.
        """
        self._series.load_state(state)

    def curves(self) -> Curves:
        """The curves so far, a copy."""
        pairs = np.stack([self._series.low, self._series.high], axis=-1)
        return Curves(
            epochs=self._series.x,
            train_loss=pairs[:, 0],
            train_score=pairs[:, 1],
            validation_loss=pairs[:, 2],
            validation_score=pairs[:, 3],
        )


class GradientNormHistory:
    """The norm of each layer's weight gradient at every step.

    The training loop writes each step's L norms into `next_row()`: merging them into buckets waits
    until there are many, so that recording a step costs next to nothing.
    """

    def __init__(self, layers: int) -> None:
        self._series = DecimatedSeries(layers, keep_nan=True)
        self._rows = np.full((_STEPS_BETWEEN_MERGES, layers), np.nan, np.float32)
        self._row_views = tuple(self._rows)
        self._epochs = np.zeros(_STEPS_BETWEEN_MERGES, np.float32)
        self._pending = 0
        self._present = np.full(layers, np.nan, np.float32)

    def next_row(self) -> FloatArray:
        """(L,) the row to write the coming step's norms into; `commit` it afterwards."""
        return self._row_views[self._pending]

    def commit(self, epoch: float) -> None:
        """Keep the row that was written as the norms of the step that ended at `epoch`."""
        self._epochs[self._pending] = epoch
        self._pending += 1
        if self._pending == _STEPS_BETWEEN_MERGES:
            self._merge()

    def _merge(self) -> None:
        if self._pending:
            self._present[:] = self._rows[self._pending - 1]
            self._series.extend(self._epochs[: self._pending], self._rows[: self._pending])
            self._pending = 0

    def state(self) -> dict[str, Any]:
        """A copy of the norms as `load_state` takes them."""
        self._merge()
        return {**self._series.state(), "present": self._present.copy()}

    def load_state(self, state: Mapping[str, Any]) -> None:
        """Go on with the norms whose `state` this is.

        Raises:
            ValueError: it does not fit.
        """
        present = np.asarray(state["present"])
        if present.shape != self._present.shape:
            raise ValueError(f"the gradient norms are not those of {len(self._present)} layers")
        self._series.load_state(state)
        self._present[:] = present

    def gradient_norms(self) -> GradientNorms:
        """The norms so far, a copy."""
        self._merge()
        return GradientNorms(self._series.x, self._series.high, self._present.copy())
