"""The way of plain gradient descent through the weights, with all samples, some, or one a step."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tui_mlp.arrays import Float64Array
from tui_mlp.nn.architecture import Architecture
from tui_mlp.nn.network import Network


@dataclass(frozen=True, eq=False)
class DescentTask:
    """What the ways have in common."""

    architecture: Architecture
    start: Float64Array
    """w^0, (P,) in `Network.parameters`' order."""
    inputs: Float64Array
    """(N, n_0) the samples that the loss is the mean over."""
    targets: Float64Array
    """(N, n_L) as the network's loss takes them."""
    learning_rate: float
    steps: int
    """K, 1 or more."""
    kept: int
    """So many points of a way are kept at most, 2 or more, the first and the last among them."""

    def network(self) -> Network:
        """A network at w^0, of float64."""
        network = Network(self.architecture, np.float64)
        network.parameters[...] = self.start
        return network


@dataclass(frozen=True, eq=False)
class Descent:
    """A way from w^0."""

    batch_size: int
    """B; N for all samples."""
    steps_at: npt.NDArray[np.intp]
    """(T,) after how many steps each point was reached, 0 first."""
    points: Float64Array
    """(T, P) the weights there."""
    losses: Float64Array
    """(T,) the mean loss over all N samples there."""
    length: float
    """The sum of ||w^{k+1} - w^k|| up to the last point."""
    diverged: bool
    """Whether it ended before its last step, because a weight was not finite any more."""


def descend(task: DescentTask, batch_size: int, rng: np.random.Generator) -> Descent:
    """w^{k+1} = w^k - gamma * (mean gradient of B samples), K times.

    With B < N the samples of each step are drawn with replacement, as the lecture's j_k:
    `rng.integers(N, size=(K, B))` has a row for each step.
    """
    network, count = task.network(), len(task.inputs)
    whole = batch_size >= count
    draws = None if whole else rng.integers(count, size=(task.steps, batch_size))
    kept_at = np.unique(np.linspace(0, task.steps, task.kept).round().astype(np.intp))
    wanted = set(kept_at.tolist())
    points, losses, reached = [task.start.copy()], [_loss(network, task)], [0]
    before, length, kept_length, diverged = task.start.copy(), 0.0, 0.0, False
    with np.errstate(all="ignore"):
        for step in range(task.steps):
            rows = slice(None) if draws is None else draws[step]
            network.compute_gradient_unguarded(task.inputs[rows], task.targets[rows])
            network.parameters -= task.learning_rate * network.gradient
            moved = float(np.linalg.norm(network.parameters - before))
            if not math.isfinite(moved):
                diverged = True
                break
            length += moved
            before[...] = network.parameters
            if step + 1 in wanted:
                points.append(before.copy())
                kept_length = length
                losses.append(_loss(network, task))
                reached.append(step + 1)
    return Descent(
        batch_size=min(batch_size, count),
        steps_at=np.array(reached, np.intp),
        points=np.stack(points),
        losses=np.array(losses),
        length=kept_length,
        diverged=diverged,
    )


def _loss(network: Network, task: DescentTask) -> float:
    return network.mean_loss(task.inputs, task.targets)
