"""RMSprop."""

import numpy as np

from tui_mlp.nn.optimizers.optimizer import Optimizer, Rate, Trainable


class RMSprop(Optimizer):
    """s <- rho s + (1 - rho) g^2, theta <- theta - gamma g / (sqrt(s) + eps).

    Tieleman, Hinton 2012, lecture 6.5.

    Args:
        network: whose `parameters` and `gradient` are used.
        rho: how much of the running mean of g^2 each step keeps, 0 <= rho < 1.
        eps: > 0, keeps the quotient finite.
    """

    state_names = ("mean_square",)

    def __init__(self, network: Trainable, *, rho: Rate, eps: Rate) -> None:
        super().__init__(network)
        self._rho, self._rest = self._factor(rho), self._factor(1 - rho)
        self._eps = self._factor(eps)

    def update(self, learning_rate: Rate, weight_decay: Rate = 0.0) -> None:
        """Take one step."""
        self._step += 1
        rate = self._factor(learning_rate)
        for parameters, gradient, mean_square, work in self._chunks:
            np.multiply(gradient, gradient, work)
            np.multiply(work, self._rest, work)
            np.multiply(mean_square, self._rho, mean_square)
            np.add(mean_square, work, mean_square)
            np.sqrt(mean_square, work)
            np.add(work, self._eps, work)
            np.divide(gradient, work, work)
            np.multiply(work, rate, work)
            np.subtract(parameters, work, parameters)
