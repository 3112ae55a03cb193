"""A network in the lecture's orientation: here nn's rows become columns."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tui_mlp.arrays import Float64Array
from tui_mlp.nn.network import Network


@dataclass(frozen=True, eq=False)
class LectureNetwork:
    """Parameters as the lecture writes them: z^l = W^l a^{l-1} + b^l, for l = 1 .. L."""

    weights: tuple[Float64Array, ...]
    """`weights[l-1]` is W^l, (n_l, n_{l-1})."""
    biases: tuple[Float64Array, ...]
    """`biases[l-1]` is b^l, (n_l,); empty without biases."""
    activations: tuple[str, ...]
    """`activations[l-1]` is phi^l."""
    output: str
    """"softmax" or "sigmoid", or for teaching "squared_error" or "softmax_labels"."""

    @property
    def softmax(self) -> bool:
        """Whether yhat is a softmax, whatever the loss."""
        return self.output != "sigmoid"

    @property
    def other_loss(self) -> bool:
        """Whether it has another loss than the cross-entropy of distributions, for teaching."""
        return self.output in ("squared_error", "softmax_labels")

    @property
    def depth(self) -> int:
        """L."""
        return len(self.weights)

    @property
    def widths(self) -> tuple[int, ...]:
        """n_0 .. n_L."""
        return (self.weights[0].shape[1], *(len(weights) for weights in self.weights))


def lecture_network(network: Network) -> LectureNetwork:
    """A copy of a network's parameters in float64, transposed."""
    return LectureNetwork(
        weights=tuple(columns(weights) for weights in network.weights),
        biases=tuple(columns(biases) for biases in network.biases),
        activations=network.architecture.activations,
        # the maximum left in changes nothing of the mathematics
        output=network.architecture.loss.replace("naive_softmax", "softmax"),
    )


def columns(array: npt.NDArray[np.floating[Any]]) -> Float64Array:
    """A copy of nn's array as the lecture has it: the transpose of a matrix, a vector as it is."""
    return np.array(array.T, np.float64, order="C")
