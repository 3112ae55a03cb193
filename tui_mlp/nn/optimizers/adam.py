"""Adam."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from tui_mlp.nn.optimizers.optimizer import Optimizer, Rate, Trainable


class Adam(Optimizer):
    """theta <- theta - gamma mhat / (sqrt(vhat) + eps), from running means of g and g^2.

    m <- b1 m + (1 - b1) g and v <- b2 v + (1 - b2) g^2; in the k-th step mhat = m / (1 - b1^k) and
    vhat = v / (1 - b2^k) (Kingma, Ba 2015, algorithm 1).

    Args:
        network: whose `parameters` and `gradient` are used.
        beta1: b1, 0 <= b1 < 1.
        beta2: b2, 0 <= b2 < 1.
        eps: > 0, keeps the quotient finite.
    """

    state_names = ("mean", "mean_square")

    def __init__(self, network: Trainable, *, beta1: Rate, beta2: Rate, eps: Rate) -> None:
        super().__init__(network)
        self._beta1, self._beta2, self._eps = beta1, beta2, eps
        self._rest1, self._rest2 = self._factor(1 - beta1), self._factor(1 - beta2)
        self._sqrt: Callable[[Any], Any] = np.sqrt if isinstance(beta2, np.ndarray) else math.sqrt

    def update(self, learning_rate: Rate, weight_decay: Rate = 0.0) -> None:
        """Take one step."""
        self._step += 1
        # both corrections moved into the rates: gamma sqrt(c2)/c1 m / (sqrt(v) + eps sqrt(c2))
        correction1 = 1 - self._beta1**self._step
        root2 = self._sqrt(1 - self._beta2**self._step)
        rate = self._factor(learning_rate * root2 / correction1)
        eps = self._factor(self._eps * root2)
        for parameters, gradient, mean, mean_square, work in self._chunks:
            np.subtract(gradient, mean, work)
            np.multiply(work, self._rest1, work)
            np.add(mean, work, mean)
            np.multiply(gradient, gradient, work)
            np.subtract(work, mean_square, work)
            np.multiply(work, self._rest2, work)
            np.add(mean_square, work, mean_square)
            np.sqrt(mean_square, work)
            np.add(work, eps, work)
            np.divide(mean, work, work)
            np.multiply(work, rate, work)
            np.subtract(parameters, work, parameters)
