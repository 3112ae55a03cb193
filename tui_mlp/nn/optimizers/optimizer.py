"""What every optimizer is: it works on whole vectors, whatever the depth.

theta are the parameters (P,), g their gradient (P,), gamma the learning rate of the step. State
begins at zero. An optimizer is bound to one network's vectors, and changes them in place.

The same updates serve R networks at once, whose vectors are the rows of (R, P) arrays: there each
rate is one number for all rows, or a column (R, 1).
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from inspect import Parameter, signature
from typing import Any, ClassVar, Protocol

import numpy as np

from tui_mlp.arrays import Array
from tui_mlp.nn.architecture import Architecture

CHUNK = 65_536
"""Entries to treat at a time, so that the many passes over them stay within the cache."""

Rate = float | Array
"""A number for all networks, or a column (R, 1) with one for each."""


class Trainable(Protocol):
    """A network, or several of one architecture: what an optimizer is bound to."""

    @property
    def architecture(self) -> Architecture:
        """Of each of them."""

    @property
    def dtype(self) -> np.dtype[Any]:
        """Of the vectors."""

    @property
    def parameters(self) -> Array:
        """(P,) or (R, P)."""

    @property
    def gradient(self) -> Array:
        """In the same order."""


class Optimizer(ABC):
    """Changes a network's parameters by its gradient.

    A subclass takes its hyper-parameters as keywords, each named as the setting that it is.

    Args:
        network: whose `parameters` and `gradient` are used.
    """

    decouples_weight_decay = False
    """Whether L2 is a decay of the weights beside the gradient, and not a part of it."""
    state_names: ClassVar[tuple[str, ...]] = ()
    """The vectors (P,) that it carries from step to step."""

    def __init__(self, network: Trainable) -> None:
        self._step = 0
        self._dtype = network.dtype
        self._state = {name: np.zeros_like(network.parameters) for name in self.state_names}
        vectors = (network.parameters, network.gradient, *self._state.values())
        *rows, count = network.parameters.shape
        width = max(CHUNK // (rows[0] if rows else 1), 1)
        work: Array = np.empty((*rows, min(width, count)), network.dtype)
        self._chunks = [
            (
                *(vector[..., start : start + width] for vector in vectors),
                work[..., : count - start],
            )
            for start in range(0, count, width)
        ]
        """Views of parameters, gradient, each vector of the state, and an array for work."""

    @classmethod
    def hyper_parameters(cls) -> tuple[str, ...]:
        """The names of the numbers that it takes beside the network, in the constructor's order."""
        parameters = signature(cls).parameters.values()
        return tuple(each.name for each in parameters if each.kind is Parameter.KEYWORD_ONLY)

    def _factor(self, value: Rate) -> Array:
        """A rate as a factor in the vectors' precision; NumPy multiplies by arrays quickest."""
        return np.array(value, self._dtype)

    @abstractmethod
    def update(self, learning_rate: Rate, weight_decay: Rate = 0.0) -> None:
        """Take one step by the `gradient` as it stands, penalties and clipping included.

        Args:
            learning_rate: gamma of the step; a column is in the precision of the vectors.
            weight_decay: lambda, for those that decouple it; the others leave it alone, as their
                gradient holds the penalty.
        """

    @property
    def vectors(self) -> tuple[Array, ...]:
        """The vectors (P,) that it carries, as they are; see `state_names`."""
        return tuple(self._state.values())

    def state(self) -> dict[str, Array | int]:
        """A copy of all that the next steps depend on: the number of steps, and each vector."""
        vectors = {name: vector.copy() for name, vector in self._state.items()}
        return {"step": self._step, **vectors}

    def load_state(self, state: Mapping[str, Array | int]) -> None:
        """Go on as the optimizer did whose `state` this is, bit for bit.

        Raises:
            ValueError: it is the state of another kind of optimizer, or of another network.
        """
        if state.keys() != {"step", *self.state_names}:
            raise ValueError(
                f"an optimizer's state has step, {', '.join(self.state_names)}: "
                f"not {', '.join(sorted(state))}"
            )
        vectors = {name: np.asarray(state[name]) for name in self.state_names}
        for name, vector in vectors.items():
            own = self._state[name]
            if (vector.shape, vector.dtype) != (own.shape, own.dtype):
                raise ValueError(
                    f"the state's {name} has {vector.size} numbers of {vector.dtype}: "
                    f"the network takes {own.size} of {own.dtype}"
                )
        self._step = int(state["step"])
        for name, vector in vectors.items():
            self._state[name][...] = vector
