"""The work arrays of a forward and a backward pass of R networks, for one batch size."""

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tui_mlp.arrays import Array
from tui_mlp.nn.architecture import Architecture


class EnsembleWorkspace:
    """Arrays that every step of R batches of B samples writes into, allocated once.

    Lists run over the layers l = 1 .. L; those of activations end before the output layer where
    that is the identity: its a^L is z^L.
    """

    def __init__(
        self, architecture: Architecture, count: int, batch_size: int, dtype: npt.DTypeLike
    ) -> None:
        widths = [fan_out for _, fan_out in architecture.shapes]
        hidden = widths[:-1]
        activated = hidden if architecture.output_activation == "identity" else widths

        def arrays(of: list[int]) -> list[Array]:
            return [np.empty((count, batch_size, width), dtype) for width in of]

        self.pre_activations = arrays(widths)
        """z^l (R, B, n_l)."""
        self.activations = arrays(activated)
        """a^l (R, B, n_l)."""
        self.activations_transposed = [a.transpose(0, 2, 1) for a in self.activations]
        self.logits = self.activations[-1] if activated is widths else self.pre_activations[-1]
        """a^L (R, B, C)."""
        self.logit_rows = self.logits.reshape(-1, widths[-1])
        """The same as (R B, C), which is how a loss takes them."""
        self.pre_activation_gradients = arrays(widths)
        """de/dz^l (R, B, n_l), divided by B; delta^l = de/da^l before phi' is multiplied in."""
        self.delta_rows = self.pre_activation_gradients[-1].reshape(-1, widths[-1])
        self.derivatives = arrays(activated)
        """phi'(z^l)."""
        self.activation_work = arrays(activated)
        """What an activation function needs beside its result."""
        self.row = np.empty((count * batch_size, 1), dtype)
        self.ones = np.ones((count, 1, batch_size), dtype)
        ends = [0, *np.cumsum([batch_size * width for width in hidden]).tolist()]
        self.dropout_numbers: Array = np.empty((count, ends[-1]), dtype)
        """(R, B n_1 + B n_2 + ...) each network's masks in the order in which they are drawn."""
        self.dropout_masks = [
            self.dropout_numbers[:, start:stop].reshape(count, batch_size, width)
            for (start, stop), width in zip(pairwise(ends), hidden, strict=True)
        ]
        """Views of them (R, B, n_l): 0 for a dropped unit, 1 / (1 - dropout) for a kept one."""
