"""In what the runs of one ensemble may differ, and how that becomes rates for all of them."""

from collections.abc import Sequence

import numpy as np

from tui_mlp.nn.optimizers import OPTIMIZERS, Rate
from tui_mlp.settings.training_config import SETTINGS, TrainingConfig
from tui_mlp.training.ensemble.replica import Replica

MAY_DIFFER = frozenset(
    {
        *("seed", "init", "noise", "label_smoothing", "threshold", "l1", "l2", "clip"),
        "patience",
        *("learning_rate", "schedule", "schedule_factor", "schedule_epochs"),
        *(name for each in OPTIMIZERS.values() for name in each.hyper_parameters()),
    }
)
"""The settings in which the runs of one ensemble may differ."""


def shared_settings(config: TrainingConfig) -> tuple[object, ...]:
    """The settings that the runs of one ensemble have in common."""
    return tuple(getattr(config, name) for name in SETTINGS if name not in MAY_DIFFER)


def groups_of(replicas: Sequence[Replica]) -> list[list[int]]:
    """The fewest lists of places whose runs can be stepped together."""
    groups: dict[tuple[object, ...], list[int]] = {}
    for place, replica in enumerate(replicas):
        groups.setdefault((shared_settings(replica.config), replica.kind), []).append(place)
    return list(groups.values())


def require_one_kind(replicas: Sequence[Replica]) -> None:
    """Refuse runs that cannot be stepped together.

    Raises:
        ValueError: there is none, or they differ in more than they may.
    """
    if not replicas:
        raise ValueError("an ensemble has one run at least")
    first = replicas[0]
    for replica in replicas:
        differing = replica.config.differences(first.config) - MAY_DIFFER
        if differing:
            raise ValueError(f"the runs differ in {', '.join(sorted(differing))}")
        if replica.kind != first.kind:
            raise ValueError(
                f"seed {replica.config.seed} has parts of other sizes than seed {first.config.seed}"
            )


def rate_of(values: Sequence[float]) -> Rate:
    """One number where all are equal, else a column (R, 1) of float64."""
    if len(set(values)) == 1:
        return values[0]
    return np.array(values, np.float64)[:, np.newaxis]
