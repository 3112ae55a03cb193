"""Adam with a decay of the weights beside the gradient."""

import numpy as np

from tui_mlp.nn.optimizers.adam import Adam
from tui_mlp.nn.optimizers.optimizer import Rate, Trainable


class AdamW(Adam):
    """Adam, with theta <- theta - gamma weight_decay theta for the weights before each step.

    Loshchilov, Hutter 2019, in PyTorch's form; biases do not decay, and clipping does not reach
    the decay.

    Args:
        network: whose `parameters` and `gradient` are used.
        beta1: b1, 0 <= b1 < 1.
        beta2: b2, 0 <= b2 < 1.
        eps: > 0, keeps the quotient finite.
    """

    decouples_weight_decay = True

    def __init__(self, network: Trainable, *, beta1: Rate, beta2: Rate, eps: Rate) -> None:
        super().__init__(network, beta1=beta1, beta2=beta2, eps=eps)
        self._weights = network.parameters[..., : network.architecture.weight_count]

    def update(self, learning_rate: Rate, weight_decay: Rate = 0.0) -> None:
        """Take one step."""
        if isinstance(weight_decay, np.ndarray) or weight_decay:
            kept = self._factor(1 - learning_rate * weight_decay)
            np.multiply(self._weights, kept, self._weights)
        super().update(learning_rate)
