"""Which samples make up the mini-batches of R runs that are stepped together."""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np

from tui_mlp.arrays import Float64Array, IntArray
from tui_mlp.training.batches import draw_order


class EnsembleOrder:
    """Draws for each run the batches that a `BatchOrder` with its stream would draw.

    All runs have as many samples, so that they are at the same place of the same epoch.
    """

    def __init__(
        self,
        count: int,
        batch_size: int | Literal["full"],
        sampling: str,
        rngs: Sequence[np.random.Generator],
        probabilities: Sequence[Float64Array | None],
    ) -> None:
        self.count = count
        self.batch_size = count if batch_size == "full" else min(batch_size, count)
        self.epochs_done = 0
        self._sampling = sampling
        self._rngs = tuple(rngs)
        self._probabilities = tuple(probabilities)
        self._position = 0
        self._order: IntArray = np.tile(np.arange(count), (len(self._rngs), 1))
        self._draw()

    @property
    def steps_per_epoch(self) -> int:
        """The mini-batches of a whole epoch, the last smaller one included."""
        return -(-self.count // self.batch_size)

    @property
    def steps_left_in_epoch(self) -> int:
        """The mini-batches that are left of the present epoch, at least 1."""
        return -(-(self.count - self._position) // self.batch_size)

    @property
    def epoch(self) -> float:
        """Epochs done, with the part of the present one."""
        return self.epochs_done + self._position / self.count

    @property
    def at_epoch_start(self) -> bool:
        """Whether the next batch is the first of an epoch."""
        return self._position == 0

    def next_batches(self) -> IntArray:
        """(R, B) the places in each run's training part; valid until the next call."""
        stop = self._position + self.batch_size
        batches = self._order[:, self._position : stop]
        if stop < self.count:
            self._position = stop
        else:
            self._position = 0
            self.epochs_done += 1
            batches = batches.copy()
            self._draw()
        return batches

    def state_of(self, replica: int) -> dict[str, Any]:
        """A copy of what the `BatchOrder` of this run alone would have as its `state`."""
        return {
            "order": self._order[replica].copy(),
            "position": self._position,
            "epochs_done": self.epochs_done,
            "batch_size": self.batch_size,
        }

    def _draw(self) -> None:
        rows = zip(self._order, self._rngs, self._probabilities, strict=True)
        for row, rng, probabilities in rows:
            draw_order(row, self._sampling, rng, probabilities)
