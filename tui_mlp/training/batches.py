"""Which samples make up each mini-batch: gradient descent, SGD and mini-batch SGD are one loop."""

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np

from tui_mlp.arrays import Float64Array, IntArray


class BatchOrder:
    """Draws mini-batches of sample numbers j_k from 0 .. count-1, an epoch of `count` at a time.

    Sampling "shuffle" visits every sample once an epoch, in a new random order; "replacement"
    draws each j_k on its own, so that some samples come twice and others not at all; "balanced"
    does so by `probabilities`. The last
    batch of an epoch holds what is left, and never reaches into the next epoch. A batch size of
    1 is the lecture's SGD; "full" is gradient descent.

    Args:
        count: of the samples.
        batch_size: of the mini-batches; "full" for all samples.
        sampling: one of `SAMPLING_RULES`.
        rng: draws the order.
        probabilities: (count,) of each sample to be drawn as a j_k, for "balanced".
    """

    def __init__(
        self,
        count: int,
        batch_size: int | Literal["full"],
        sampling: str,
        rng: np.random.Generator,
        probabilities: Float64Array | None = None,
    ) -> None:
        self._count = count
        self._probabilities = probabilities
        self._sampling = sampling
        self._rng = rng
        self._order: IntArray = np.arange(count)
        self._position = 0
        self.epochs_done = 0
        self.batch_size = batch_size
        self._draw()

    @property
    def batch_size(self) -> int:
        """The number of samples in a mini-batch, from 1 to count."""
        return self._batch_size

    @batch_size.setter
    def batch_size(self, size: int | Literal["full"]) -> None:
        """Change the size of the batches still to come, in the middle of an epoch too."""
        self._batch_size = self._count if size == "full" else min(size, self._count)

    @property
    def steps_per_epoch(self) -> int:
        """The mini-batches of a whole epoch, the last smaller one included."""
        return -(-self._count // self._batch_size)

    @property
    def steps_left_in_epoch(self) -> int:
        """The mini-batches that are left of the present epoch, at least 1."""
        return -(-(self._count - self._position) // self._batch_size)

    @property
    def epoch(self) -> float:
        """Epochs done, with the part of the present one."""
        return self.epochs_done + self._position / self._count

    @property
    def at_epoch_start(self) -> bool:
        """Whether the next batch is the first of an epoch."""
        return self._position == 0

    def next_batch(self) -> IntArray:
        """The sample numbers (B,) of the next mini-batch; valid until the next call."""
        stop = self._position + self._batch_size
        batch = self._order[self._position : stop]
        if stop < self._count:
            self._position = stop
        else:
            self._position = 0
            self.epochs_done += 1
            batch = batch.copy()
            self._draw()
        return batch

    def state(self) -> dict[str, Any]:
        """A copy of all that the next batches depend on, but for the random stream."""
        return {
            "order": self._order.copy(),
            "position": self._position,
            "epochs_done": self.epochs_done,
            "batch_size": self._batch_size,
        }

    def load_state(self, state: Mapping[str, Any]) -> None:
        """Go on as the order did whose `state` this is.

        Raises:
            ValueError: it is the state of an order of other samples.
        """
        order = np.asarray(state["order"])
        position, size = int(state["position"]), int(state["batch_size"])
        fits = order.shape == (self._count,) and order.dtype.kind in "iu"
        if not fits or order.min() < 0 or order.max() >= self._count:
            raise ValueError(f"the order of the samples is not one of {self._count} samples")
        if not (0 <= position < self._count and size >= 1 and int(state["epochs_done"]) >= 0):
            raise ValueError("the place within the epoch is out of its range")
        self._order[...] = order
        self._position, self.epochs_done = position, int(state["epochs_done"])
        self.batch_size = size

    def _draw(self) -> None:
        draw_order(self._order, self._sampling, self._rng, self._probabilities)


def class_probabilities_of(labels: IntArray) -> Float64Array:
    """(n,) p_j = 1 / (C n_c) for a sample of class c: each of the C classes is as frequent.

    With j drawn so, E[grad e_j] is the gradient of sum_j w_j e_j with weights w_j = 1 / (C n_c).

    Args:
        labels: (n,) the class number of each sample.
    """
    _, numbers, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    probabilities: Float64Array = 1.0 / (len(sizes) * sizes[numbers.reshape(-1)])
    return probabilities


def draw_order(
    order: IntArray,
    sampling: str,
    rng: np.random.Generator,
    probabilities: Float64Array | None,
) -> None:
    """Write the sample numbers of the next epoch into `order` (n,), which holds the last one's."""
    count = len(order)
    if sampling == "shuffle":
        rng.shuffle(order)
    elif sampling == "balanced" and probabilities is not None:
        order[...] = rng.choice(count, count, p=probabilities)
    else:
        order[...] = rng.integers(count, size=count)
