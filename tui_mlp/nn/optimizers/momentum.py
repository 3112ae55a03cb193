"""The heavy ball."""

import numpy as np

from tui_mlp.nn.optimizers.optimizer import Optimizer, Rate, Trainable


class Momentum(Optimizer):
    """v <- beta v + g, theta <- theta - gamma v (Polyak 1964, in PyTorch's form).

    Args:
        network: whose `parameters` and `gradient` are used.
        momentum: beta, 0 <= beta < 1.
    """

    state_names = ("velocity",)

    def __init__(self, network: Trainable, *, momentum: Rate) -> None:
        super().__init__(network)
        self._momentum = self._factor(momentum)

    def update(self, learning_rate: Rate, weight_decay: Rate = 0.0) -> None:
        """Take one step."""
        self._step += 1
        rate = self._factor(learning_rate)
        for parameters, gradient, velocity, work in self._chunks:
            np.multiply(velocity, self._momentum, velocity)
            np.add(velocity, gradient, velocity)
            np.multiply(velocity, rate, work)
            np.subtract(parameters, work, parameters)
