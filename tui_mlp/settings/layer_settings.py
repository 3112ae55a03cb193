"""The hidden layers."""

from dataclasses import dataclass

from tui_mlp.settings import choices
from tui_mlp.settings.choice_kinds import Names
from tui_mlp.settings.number_kinds import Widths
from tui_mlp.settings.setting import Group, setting

MAX_UNITS = 4096
MAX_HIDDEN_LAYERS = 32


@dataclass(frozen=True, kw_only=True, init=False, repr=False, eq=False)
class LayerSettings:
    """The hidden layers."""

    hidden: tuple[int, ...] = setting(
        (16, 16),
        Widths(
            group=Group.LAYERS,
            sentence="The units of each hidden layer, with commas between, or none.",
            most_layers=MAX_HIDDEN_LAYERS,
            most_units=MAX_UNITS,
        ),
    )
    activation: tuple[str, ...] = setting(
        ("tanh",),
        Names(
            group=Group.LAYERS,
            names=choices.activations,
            sentence="One activation for all hidden layers, or one for each.",
        ),
    )
