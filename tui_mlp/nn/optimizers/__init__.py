"""Optimizers: what to do with a gradient. Each works on whole vectors, whatever the depth.

theta are the parameters (P,), g their gradient (P,), gamma the learning rate of the step. State
begins at zero. An optimizer is bound to one network's vectors, and changes them in place.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import ClassVar

import numpy as np

from tui_mlp.arrays import Array
from tui_mlp.nn.network import Network

_CHUNK = 16_384
"""Entries to treat at a time, so that the many passes over them stay within the cache."""


class Optimizer(ABC):
    """Changes a network's parameters by its gradient.

    Args:
        network: whose `parameters` and `gradient` are used.
    """

    decouples_weight_decay = False
    """Whether L2 is a decay of the weights beside the gradient, and not a part of it."""
    state_names: ClassVar[tuple[str, ...]] = ()
    """The vectors (P,) that it carries from step to step."""

    def __init__(self, network: Network) -> None:
        self._step = 0
        self._state = {name: np.zeros_like(network.parameters) for name in self.state_names}
        vectors = (network.parameters, network.gradient, *self._state.values())
        work: Array = np.empty(min(_CHUNK, network.parameters.size), network.dtype)
        count = network.parameters.size
        self._chunks = [
            (*(vector[start : start + _CHUNK] for vector in vectors), work[: count - start])
            for start in range(0, count, _CHUNK)
        ]
        """Views of parameters, gradient, each vector of the state, and an array for work."""

    @abstractmethod
    def update(self, learning_rate: float, weight_decay: float = 0.0) -> None:
        """Take one step; weight_decay is for those that decouple it."""

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


class SGD(Optimizer):
    """theta <- theta - gamma g (Robbins, Monro 1951)."""

    def update(self, learning_rate: float, weight_decay: float = 0.0) -> None:
        """Take one step."""
        self._step += 1
        for parameters, gradient, work in self._chunks:
            np.multiply(gradient, learning_rate, out=work)
            np.subtract(parameters, work, out=parameters)


class Momentum(Optimizer):
    """v <- beta v + g, theta <- theta - gamma v (Polyak 1964, in PyTorch's form).

    Args:
        network: whose `parameters` and `gradient` are used.
        momentum: beta, 0 <= beta < 1.
    """

    state_names = ("velocity",)

    def __init__(self, network: Network, momentum: float) -> None:
        super().__init__(network)
        self._momentum = momentum

    def update(self, learning_rate: float, weight_decay: float = 0.0) -> None:
        """Take one step."""
        self._step += 1
        for parameters, gradient, velocity, work in self._chunks:
            np.multiply(velocity, self._momentum, out=velocity)
            np.add(velocity, gradient, out=velocity)
            np.multiply(velocity, learning_rate, out=work)
            np.subtract(parameters, work, out=parameters)


class Nesterov(Momentum):
    """v <- beta v + g, theta <- theta - gamma (g + beta v) (Nesterov 1983, in PyTorch's form)."""

    def update(self, learning_rate: float, weight_decay: float = 0.0) -> None:
        """Take one step."""
        self._step += 1
        for parameters, gradient, velocity, work in self._chunks:
            np.multiply(velocity, self._momentum, out=velocity)
            np.add(velocity, gradient, out=velocity)
            np.multiply(velocity, self._momentum, out=work)
            np.add(work, gradient, out=work)
            np.multiply(work, learning_rate, out=work)
            np.subtract(parameters, work, out=parameters)


class RMSprop(Optimizer):
    """s <- rho s + (1 - rho) g^2, theta <- theta - gamma g / (sqrt(s) + eps).

    With rho = 0.9 and eps = 1e-8 (Tieleman, Hinton 2012, lecture 6.5).
    """

    state_names = ("mean_square",)
    _RHO, _EPS = 0.9, 1e-8

    def update(self, learning_rate: float, weight_decay: float = 0.0) -> None:
        """Take one step."""
        self._step += 1
        for parameters, gradient, mean_square, work in self._chunks:
            np.multiply(gradient, gradient, out=work)
            np.multiply(work, 1 - self._RHO, out=work)
            np.multiply(mean_square, self._RHO, out=mean_square)
            np.add(mean_square, work, out=mean_square)
            np.sqrt(mean_square, out=work)
            np.add(work, self._EPS, out=work)
            np.divide(gradient, work, out=work)
            np.multiply(work, learning_rate, out=work)
            np.subtract(parameters, work, out=parameters)


class Adam(Optimizer):
    """theta <- theta - gamma mhat / (sqrt(vhat) + eps), from running means of g and g^2.

    m <- b1 m + (1 - b1) g and v <- b2 v + (1 - b2) g^2; in the k-th step mhat = m / (1 - b1^k) and
    vhat = v / (1 - b2^k), with b1 = 0.9, b2 = 0.999, eps = 1e-8 (Kingma, Ba 2015, algorithm 1).
    """

    state_names = ("mean", "mean_square")
    _BETA1, _BETA2, _EPS = 0.9, 0.999, 1e-8

    def update(self, learning_rate: float, weight_decay: float = 0.0) -> None:
        """Take one step."""
        self._step += 1
        # both corrections moved into scalars: gamma sqrt(c2)/c1 m / (sqrt(v) + eps sqrt(c2))
        correction1 = 1 - self._BETA1**self._step
        root2 = math.sqrt(1 - self._BETA2**self._step)
        rate, eps = learning_rate * root2 / correction1, self._EPS * root2
        for parameters, gradient, mean, mean_square, work in self._chunks:
            np.subtract(gradient, mean, out=work)
            np.multiply(work, 1 - self._BETA1, out=work)
            np.add(mean, work, out=mean)
            np.multiply(gradient, gradient, out=work)
            np.subtract(work, mean_square, out=work)
            np.multiply(work, 1 - self._BETA2, out=work)
            np.add(mean_square, work, out=mean_square)
            np.sqrt(mean_square, out=work)
            np.add(work, eps, out=work)
            np.divide(mean, work, out=work)
            np.multiply(work, rate, out=work)
            np.subtract(parameters, work, out=parameters)


class AdamW(Adam):
    """Adam, with theta <- theta - gamma weight_decay theta for the weights before each step.

    Loshchilov, Hutter 2019, in PyTorch's form; biases do not decay.
    """

    decouples_weight_decay = True

    def __init__(self, network: Network) -> None:
        super().__init__(network)
        self._weights = network.parameters[: network.architecture.weight_count]

    def update(self, learning_rate: float, weight_decay: float = 0.0) -> None:
        """Take one step."""
        if weight_decay:
            np.multiply(self._weights, 1 - learning_rate * weight_decay, out=self._weights)
        super().update(learning_rate)


OPTIMIZERS: Mapping[str, Callable[[Network, float], Optimizer]] = MappingProxyType(
    {
        "sgd": lambda network, _: SGD(network),
        "momentum": Momentum,
        "nesterov": Nesterov,
        "rmsprop": lambda network, _: RMSprop(network),
        "adam": lambda network, _: Adam(network),
        "adamw": lambda network, _: AdamW(network),
    }
)
"""The optimizers by name, each made from a network and the momentum beta."""
