"""One optimizer for the rows of many networks, a block of them at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tui_mlp.arrays import Array, BoolArray
from tui_mlp.nn.architecture import Architecture
from tui_mlp.nn.ensemble.ensemble_network import EnsembleNetwork
from tui_mlp.nn.ensemble.row_regularization import finite_rows
from tui_mlp.nn.optimizers import OPTIMIZERS, Rate, create
from tui_mlp.nn.optimizers.optimizer import CHUNK


@dataclass(frozen=True, eq=False)
class _Rows:
    """Some of the networks, as an optimizer takes them."""

    architecture: Architecture
    dtype: np.dtype[Any]
    parameters: Array
    gradient: Array


class RowOptimizer:
    """Changes the parameters of R networks by their gradients, each by rates of its own.

    The rows are taken in blocks that lie together in memory and fit into the cache.

    Args:
        name: a key of `OPTIMIZERS`.
        network: whose parameters it changes.
        values: the hyper-parameters by name, each one number or (R, 1); others are left alone.

    Raises:
        KeyError: there is no such optimizer, or a hyper-parameter is missing.
    """

    def __init__(self, name: str, network: EnsembleNetwork, values: Mapping[str, Rate]) -> None:
        self.decouples_weight_decay = OPTIMIZERS[name].decouples_weight_decay
        hyper_parameters = OPTIMIZERS[name].hyper_parameters()
        count, size = network.parameters.shape
        self._count, self._dtype = count, network.dtype
        self._rows_at_once = step = max(CHUNK // size, 1)
        blocks = [slice(start, start + step) for start in range(0, count, step)]
        self._blocks = [
            (
                rows,
                create(
                    name,
                    _Rows(
                        network.architecture,
                        network.dtype,
                        network.parameters[rows],
                        network.gradient[rows],
                    ),
                    {each: _of_rows(values[each], rows) for each in hyper_parameters},
                ),
            )
            for rows in blocks
        ]

    def update(self, learning_rate: Rate, weight_decay: Rate = 0.0) -> None:
        """Take one step by the gradients as they stand; each rate is one number or (R, 1)."""
        rate, decay = self._precise(learning_rate), self._precise(weight_decay)
        for rows, optimizer in self._blocks:
            optimizer.update(_of_rows(rate, rows), _of_rows(decay, rows))

    def _precise(self, rate: Rate) -> Rate:
        """A rate in the precision of the parameters."""
        return rate.astype(self._dtype) if isinstance(rate, np.ndarray) else rate

    def finite_rows(self) -> BoolArray:
        """(R,) whether all that it carries for a network are numbers, and none infinite."""
        finite = np.ones(self._count, np.bool_)
        for rows, optimizer in self._blocks:
            for vectors in optimizer.vectors:
                finite[rows] &= finite_rows(vectors)
        return finite

    def state_of(self, replica: int) -> dict[str, Array | int]:
        """A copy of what an `Optimizer` of this network alone would have as its `state`."""
        rows, optimizer = self._blocks[replica // self._rows_at_once]
        row = replica - rows.start
        return {
            name: each[row].copy() if isinstance(each, np.ndarray) else each
            for name, each in optimizer.state().items()
        }


def _of_rows(rate: Rate, rows: slice) -> Rate:
    return rate[rows] if isinstance(rate, np.ndarray) else rate
