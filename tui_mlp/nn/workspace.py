"""The work arrays of a forward and a backward pass, for one batch size."""

import numpy as np
import numpy.typing as npt

from tui_mlp.arrays import Array
from tui_mlp.nn.architecture import Architecture


class Workspace:
    """Arrays that every step of one batch size B writes into, allocated once.

    Lists run over the layers l = 1 .. L; those of activations end before the output layer where
    that is the identity: its a^L is z^L.
    """

    def __init__(self, architecture: Architecture, batch_size: int, dtype: npt.DTypeLike) -> None:
        widths = [fan_out for _, fan_out in architecture.shapes]
        hidden = widths[:-1]
        activated = hidden if architecture.output_activation == "identity" else widths

        def arrays(of: list[int]) -> list[Array]:
            return [np.empty((batch_size, width), dtype) for width in of]

        self.pre_activations = arrays(widths)
        """z^l (B, n_l)."""
        self.activations = arrays(activated)
        """a^l (B, n_l)."""
        self.logits = self.activations[-1] if activated is widths else self.pre_activations[-1]
        """a^L (B, C)."""
        self.pre_activation_gradients = arrays(widths)
        """de/dz^l (B, n_l), divided by B; delta^l = de/da^l before phi' is multiplied in."""
        self.derivatives = arrays(activated)
        """phi'(z^l)."""
        self.activation_work = arrays(activated)
        """What an activation function needs beside its result."""
        self.dropout_masks = arrays(hidden)
        """0 for a dropped unit, 1 / (1 - dropout) for a kept one."""
        self.row = np.empty((batch_size, 1), dtype)
        self.fraction = np.array(1 / max(batch_size, 1), dtype)
        """1 / B; an array, as NumPy makes one of a number at each call."""
        self.ones = np.ones(batch_size, dtype)
