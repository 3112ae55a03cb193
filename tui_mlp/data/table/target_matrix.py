"""Targets that come as a matrix: labels of 0 and 1, or distributions over the classes."""

from typing import Any

import numpy as np
import numpy.typing as npt

from tui_mlp.data.dataset import Task

_ROUNDING = 1e-3


def is_distribution(targets: npt.NDArray[Any]) -> bool:
    """Whether every row (C,) is a distribution, and they are not all one-hot: soft targets."""
    if targets.shape[1] < 2 or np.isin(targets, (0, 1)).all():
        return False
    in_range = bool(((targets >= 0) & (targets <= 1)).all())
    return in_range and bool((np.abs(targets.sum(axis=1) - 1) <= _ROUNDING).all())


def target_notes(targets: npt.NDArray[Any], task: Task) -> list[str]:
    """What there is to say of such targets."""
    if task is Task.MULTICLASS:
        return ["The targets are distributions over the classes."]
    if (targets.sum(axis=1) == 1).all():
        return ["Every sample has one label: as one column of classes it would train with softmax."]
    return []
