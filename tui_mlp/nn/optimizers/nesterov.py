"""Nesterov's accelerated gradient."""

import numpy as np

from tui_mlp.nn.optimizers.momentum import Momentum
from tui_mlp.nn.optimizers.optimizer import Rate


class Nesterov(Momentum):
    """v <- beta v + g, theta <- theta - gamma (g + beta v) (Nesterov 1983, in PyTorch's form).

    Args:
        network: whose `parameters` and `gradient` are used.
        momentum: beta, 0 <= beta < 1.
    """

    def update(self, learning_rate: Rate, weight_decay: Rate = 0.0) -> None:
        """Take one step."""
        self._step += 1
        rate = self._factor(learning_rate)
        for parameters, gradient, velocity, work in self._chunks:
            np.multiply(velocity, self._momentum, velocity)
            np.add(velocity, gradient, velocity)
            np.multiply(velocity, self._momentum, work)
            np.add(work, gradient, work)
            np.multiply(work, rate, work)
            np.subtract(parameters, work, parameters)
