"""The work arrays of a forward and a backward pass, for one batch size."""

from typing import Any

import numpy as np
import numpy.typing as npt

from tui_mlp.nn.architecture import Architecture

Array = npt.NDArray[np.floating[Any]]


class Workspace:
    """Arrays that every step of one batch size B writes into, allocated once.

    Lists run over the layers l = 1 .. L; the last is the output layer.
    """

    def __init__(self, architecture: Architecture, batch_size: int, dtype: npt.DTypeLike) -> None:
        widths = [fan_out for _, fan_out in architecture.shapes]
        hidden = widths[:-1]

        def arrays(of: list[int]) -> list[Array]:
            return [np.empty((batch_size, width), dtype) for width in of]

        self.pre_activations = arrays(widths)
        """z^l (B, n_l); the last are the logits."""
        self.activations = arrays(hidden)
        """a^l (B, n_l) of the hidden layers."""
        self.activations_transposed = [a.T for a in self.activations]
        self.deltas = arrays(widths)
        """delta^l (B, n_l) = de/dz^l, divided by B."""
        self.derivatives = arrays(hidden)
        """phi'(z^l)."""
        self.activation_work = arrays(hidden)
        """What an activation function needs beside its result."""
        self.dropout_masks = arrays(hidden)
        """0 for a dropped unit, 1 / (1 - dropout) for a kept one."""
        self.row = np.empty((batch_size, 1), dtype)
        self.ones = np.ones(batch_size, dtype)
