"""Stochastic gradient descent."""

import numpy as np

from tui_mlp.nn.optimizers.optimizer import Optimizer, Rate


class SGD(Optimizer):
    """theta <- theta - gamma g (Robbins, Monro 1951)."""

    def update(self, learning_rate: Rate, weight_decay: Rate = 0.0) -> None:
        """Take one step."""
        self._step += 1
        rate = self._factor(learning_rate)
        for parameters, gradient, work in self._chunks:
            np.multiply(gradient, rate, work)
            np.subtract(parameters, work, parameters)
