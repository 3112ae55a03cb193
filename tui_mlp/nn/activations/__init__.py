"""Activation functions phi, a file each: `ACTIVATIONS` holds what lies in this folder."""

from collections.abc import Mapping
from types import MappingProxyType

from tui_mlp.nn.activations.activation import Activation, Family
from tui_mlp.registry import values_in

__all__ = ["ACTIVATIONS", "Activation", "Family"]


def _place(activation: Activation) -> tuple[int, str]:
    return list(Family).index(activation.family), activation.name


ACTIVATIONS: Mapping[str, Activation] = MappingProxyType(
    {a.name: a for a in sorted(values_in(__name__, Activation).values(), key=_place)}
)
"""The activations by name, those of a family together."""
