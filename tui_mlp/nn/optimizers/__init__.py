"""What to do with a gradient, a file each: `OPTIMIZERS` holds the classes in this folder."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from tui_mlp.nn.optimizers.optimizer import Optimizer, Rate, Trainable
from tui_mlp.registry import classes_in

__all__ = ["OPTIMIZERS", "Optimizer", "Rate", "Trainable", "create"]


def _place(named: tuple[str, type[Optimizer]]) -> tuple[int, int, str]:
    name, optimizer = named
    return len(optimizer.state_names), len(optimizer.hyper_parameters()), name


OPTIMIZERS: Mapping[str, type[Optimizer]] = MappingProxyType(
    dict(sorted(classes_in(__name__, Optimizer).items(), key=_place))  # type: ignore[type-abstract]
)
"""The optimizers by name, those that carry least from step to step first."""


def create(name: str, network: Trainable, values: Mapping[str, Rate]) -> Optimizer:
    """The optimizer of a name, bound to a network or to several.

    Args:
        name: a key of `OPTIMIZERS`.
        network: whose parameters it changes.
        values: its hyper-parameters by name; what it does not take is left alone.

    Raises:
        KeyError: there is no such optimizer, or a hyper-parameter is missing.
    """
    optimizer: Callable[..., Optimizer] = OPTIMIZERS[name]
    return optimizer(
        network, **{each: values[each] for each in OPTIMIZERS[name].hyper_parameters()}
    )
