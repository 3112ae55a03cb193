"""Stochastic gradient descent."""

import numpy as np

from tui_mlp.nn.optimizers.optimizer import Optimizer


class SGD(Optimizer):
    """theta <- theta - gamma g (Robbins, Monro 1951)."""

    def update(self, learning_rate: float, weight_decay: float = 0.0) -> None:
        """Take one step."""
        self._step += 1
        for parameters, gradient, work in self._chunks:
            np.multiply(gradient, learning_rate, out=work)
            np.subtract(parameters, work, out=parameters)
