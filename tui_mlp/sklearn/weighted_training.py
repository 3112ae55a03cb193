"""SGD on arrays whose samples count differently; nothing of it is shown or kept."""

import copy
import math
from typing import Any

import numpy as np

from tui_mlp.arrays import Array
from tui_mlp.nn.architecture import Architecture
from tui_mlp.nn.network import Network
from tui_mlp.nn.optimizers import create
from tui_mlp.nn.regularization import add_penalty_gradient, clip_by_global_norm
from tui_mlp.nn.schedules import SCHEDULES
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.batches import BatchOrder
from tui_mlp.training.randomness import RandomStreams
from tui_mlp.training.session import schedule_settings


class WeightedTraining:
    """A network and what trains it, epoch by epoch.

    The loss of a mini-batch is sum w_i e_i / sum w_i: a sample of weight 2 counts as two of weight
    1 in the same batch.

    Args:
        config: the settings; those that say which data, and how they are split, are not used.
        architecture: of the network.
        dtype: in which precision it is trained.
        streams: the run's chance.
    """

    def __init__(
        self,
        config: TrainingConfig,
        architecture: Architecture,
        dtype: np.dtype[np.float32] | np.dtype[np.float64],
        streams: RandomStreams,
    ) -> None:
        self.config = config
        self.network = Network(architecture, dtype)
        self.network.initialize(config.init, streams.initialization)
        self.step_count = 0
        self.epoch_count = 0
        self.streams = streams
        self._optimizer = create(config.optimizer, self.network, vars(config))
        self._schedule = schedule_settings(config)

    def __getstate__(self) -> dict[str, Any]:
        """All that training goes on from; work arrays are made anew."""
        network, plain = self.network, copy.copy(self.__dict__)
        del plain["network"], plain["_optimizer"]
        parameters, optimizer = network.parameters.copy(), self._optimizer.state()
        return {
            "plain": plain,
            "network": (network.architecture, network.dtype, parameters),
            "optimizer": optimizer,
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state["plain"])
        architecture, dtype, parameters = state["network"]
        self.network = Network(architecture, dtype)
        self.network.parameters[...] = parameters
        self._optimizer = create(self.config.optimizer, self.network, vars(self.config))
        self._optimizer.load_state(state["optimizer"])

    def adjust(self, config: TrainingConfig) -> None:
        """Go on with other settings.

        Raises:
            ValueError: the network, or its optimizer, would be another one.
        """
        for name in ("hidden", "activations", "optimizer"):
            if getattr(config, name) != getattr(self.config, name):
                raise ValueError(f"{name} cannot change on the way: make a new estimator")
        self.config = config
        self._schedule = schedule_settings(config)

    def train_epoch(self, x: Array, targets: Array, weights: Array | None) -> float:
        """Train once on all samples; gives their weighted mean loss in nats, as it was on the way.

        Args:
            x: (N, D), standardised, in the network's precision.
            targets: (N, C) as the loss takes them.
            weights: (N,) not negative, not all 0; None where all samples count alike.
        """
        config = self.config
        order = BatchOrder(len(x), config.batch_size, "shuffle", self.streams.batch_order)
        rate = SCHEDULES[config.schedule].rate
        logits, seen = np.zeros(targets.shape, self.network.dtype), np.zeros(len(x), np.intp)
        end = 0
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            for _ in range(order.steps_per_epoch):
                gamma = rate(self.epoch_count + order.epoch, self._schedule)
                batch = order.next_batch()
                shares = None if weights is None else _shares(weights[batch])
                if weights is not None and shares is None:
                    continue
                begin, end = end, end + len(batch)
                seen[begin:end] = batch
                # the losses of all batches at once, as NumPy's calls take longer than their work
                logits[begin:end] = self._step(x[batch], targets[batch], shares, gamma)
            rows = seen[:end]
            losses = self.network.loss.values(logits[:end], targets[rows])
        self.epoch_count += 1
        counts = None if weights is None else weights[rows]
        return float(np.average(losses.astype(np.float64), weights=counts))

    def _step(self, x: Array, targets: Array, shares: Array | None, gamma: float) -> Array:
        """Take a step on a mini-batch; gives its logits (B, C) before it."""
        config, network = self.config, self.network
        network.compute_gradient_unguarded(x, targets, config.dropout, self.streams.dropout, shares)
        if config.l1 or config.l2:
            l2 = 0.0 if self._optimizer.decouples_weight_decay else config.l2
            add_penalty_gradient(network, config.l1, l2)
        if config.clip:
            clip_by_global_norm(network.gradient, config.clip)
        self._optimizer.update(gamma, config.l2)
        self.step_count += 1
        return network.workspace(len(x)).logits

    @property
    def diverged(self) -> bool:
        """Whether a parameter is not finite any more."""
        return not math.isfinite(float(np.abs(self.network.parameters).max(initial=0.0)))


def _shares(weights: Array) -> Array | None:
    """(B, 1) w_i / sum w; None of a mini-batch that does not count."""
    total = weights.sum()
    return (weights / total)[:, None] if total > 0 else None
