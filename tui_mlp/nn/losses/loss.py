"""Losses over the last activations a^L, the logits: what they give as yhat, value and gradient.

Each is a value for each sample and delta^L = de/da^L; both take the logits, so that neither has to
divide by a yhat that underflowed. For both losses delta^L = yhat - y; those for teaching differ.
"""

from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np

from tui_mlp.arrays import Array


class Loss(ABC):
    """How yhat comes from the logits of a batch (B, C), and what it costs against targets y."""

    teaching: ClassVar[bool] = False
    """Whether it is there to see it fail."""

    @abstractmethod
    def write_probabilities(self, logits: Array, out: Array, row: Array) -> None:
        """Write yhat (B, C) into `out`; `row` (B, 1) is for work."""

    @abstractmethod
    def values(self, logits: Array, targets: Array) -> Array:
        """The loss of each sample in nats, (B,)."""

    def probabilities(self, logits: Array) -> Array:
        """Yhat (B, C), a new array."""
        out = np.empty_like(logits)
        self.write_probabilities(logits, out, np.empty((len(logits), 1), logits.dtype))
        return out

    def delta_at(self, yhat: Array, targets: Array) -> Array:
        """delta^L where the answer is yhat, (B, C): yhat - y."""
        return yhat - targets

    def write_delta(self, logits: Array, targets: Array, out: Array, row: Array) -> None:
        """Write delta^L (B, C), the gradient of `values`, into `out`; `row` (B, 1) is for work."""
        self.write_probabilities(logits, out, row)
        np.subtract(out, targets, out)

    def why_not_finite(self, logits: Array) -> str:
        """Why it gave no finite number for logits (B, C); empty where that is not its own doing."""
        return ""
