"""Optimizers: what to do with a gradient. Each works on whole vectors, whatever the depth.

theta are the parameters (P,), g their gradient (P,), gamma the learning rate of the step. State
begins at zero. An optimizer is bound to one network's vectors, and changes them in place.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from tui_mlp.nn.network import Array, Network

_CHUNK = 16_384
"""Entries that Adam treats at a time, so that its many passes stay within the cache."""


class Optimizer(ABC):
    """Changes a network's parameters by its gradient.

    Args:
        network: whose `parameters` and `gradient` are used.
    """

    decouples_weight_decay = False
    """Whether L2 is a decay of the weights beside the gradient, and not a part of it."""

    def __init__(self, network: Network) -> None:
        self._parameters = network.parameters
        self._gradient = network.gradient
        self._work: Array = np.empty_like(network.parameters)

    @abstractmethod
    def update(self, learning_rate: float, weight_decay: float = 0.0) -> None:
        """Take one step; weight_decay is for those that decouple it."""


class SGD(Optimizer):
    """theta <- theta - gamma g (Robbins, Monro 1951)."""

    def update(self, learning_rate: float, weight_decay: float = 0.0) -> None:
        """Take one step."""
        np.multiply(self._gradient, learning_rate, out=self._work)
        np.subtract(self._parameters, self._work, out=self._parameters)


class Momentum(Optimizer):
    """v <- beta v + g, theta <- theta - gamma v (Polyak 1964, in PyTorch's form).

    Args:
        network: whose `parameters` and `gradient` are used.
        momentum: beta, 0 <= beta < 1.
    """

    def __init__(self, network: Network, momentum: float) -> None:
        super().__init__(network)
        self._momentum = momentum
        self._velocity = np.zeros_like(network.parameters)

    def update(self, learning_rate: float, weight_decay: float = 0.0) -> None:
        """Take one step."""
        np.multiply(self._velocity, self._momentum, out=self._velocity)
        np.add(self._velocity, self._gradient, out=self._velocity)
        np.multiply(self._velocity, learning_rate, out=self._work)
        np.subtract(self._parameters, self._work, out=self._parameters)


class Nesterov(Momentum):
    """v <- beta v + g, theta <- theta - gamma (g + beta v) (Nesterov 1983, in PyTorch's form)."""

    def update(self, learning_rate: float, weight_decay: float = 0.0) -> None:
        """Take one step."""
        np.multiply(self._velocity, self._momentum, out=self._velocity)
        np.add(self._velocity, self._gradient, out=self._velocity)
        np.multiply(self._velocity, self._momentum, out=self._work)
        np.add(self._work, self._gradient, out=self._work)
        np.multiply(self._work, learning_rate, out=self._work)
        np.subtract(self._parameters, self._work, out=self._parameters)


class RMSprop(Optimizer):
    """s <- rho s + (1 - rho) g^2, theta <- theta - gamma g / (sqrt(s) + eps).

    With rho = 0.9 and eps = 1e-8 (Tieleman, Hinton 2012, lecture 6.5).
    """

    _RHO, _EPS = 0.9, 1e-8

    def __init__(self, network: Network) -> None:
        super().__init__(network)
        self._square = np.zeros_like(network.parameters)

    def update(self, learning_rate: float, weight_decay: float = 0.0) -> None:
        """Take one step."""
        work, square = self._work, self._square
        np.multiply(self._gradient, self._gradient, out=work)
        np.multiply(work, 1 - self._RHO, out=work)
        np.multiply(square, self._RHO, out=square)
        np.add(square, work, out=square)
        np.sqrt(square, out=work)
        np.add(work, self._EPS, out=work)
        np.divide(self._gradient, work, out=work)
        np.multiply(work, learning_rate, out=work)
        np.subtract(self._parameters, work, out=self._parameters)


class Adam(Optimizer):
    """theta <- theta - gamma mhat / (sqrt(vhat) + eps), from running means of g and g^2.

    m <- b1 m + (1 - b1) g and v <- b2 v + (1 - b2) g^2; in the k-th step mhat = m / (1 - b1^k) and
    vhat = v / (1 - b2^k), with b1 = 0.9, b2 = 0.999, eps = 1e-8 (Kingma, Ba 2015, algorithm 1).
    """

    _BETA1, _BETA2, _EPS = 0.9, 0.999, 1e-8

    def __init__(self, network: Network) -> None:
        super().__init__(network)
        self._step = 0
        self._mean = np.zeros_like(network.parameters)
        self._square = np.zeros_like(network.parameters)
        vectors = (self._parameters, self._gradient, self._mean, self._square, self._work)
        starts = range(0, len(self._parameters), _CHUNK)
        self._chunks = [tuple(v[start : start + _CHUNK] for v in vectors) for start in starts]

    def update(self, learning_rate: float, weight_decay: float = 0.0) -> None:
        """Take one step."""
        self._step += 1
        # both corrections moved into scalars: gamma sqrt(c2)/c1 m / (sqrt(v) + eps sqrt(c2))
        correction1 = 1 - self._BETA1**self._step
        root2 = math.sqrt(1 - self._BETA2**self._step)
        rate, eps = learning_rate * root2 / correction1, self._EPS * root2
        for parameters, gradient, mean, square, work in self._chunks:
            np.subtract(gradient, mean, out=work)
            np.multiply(work, 1 - self._BETA1, out=work)
            np.add(mean, work, out=mean)
            np.multiply(gradient, gradient, out=work)
            np.subtract(work, square, out=work)
            np.multiply(work, 1 - self._BETA2, out=work)
            np.add(square, work, out=square)
            np.sqrt(square, out=work)
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
