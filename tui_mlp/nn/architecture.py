"""The architecture of a network as a value."""

from dataclasses import dataclass
from itertools import pairwise

from tui_mlp.nn.activations import ACTIVATIONS


@dataclass(frozen=True)
class LayerSpec:
    """A hidden layer: its width, and the name of its activation.

    Raises:
        ValueError: the width is not positive, or there is no such activation.
    """

    units: int
    activation: str

    def __post_init__(self) -> None:
        """Check both."""
        if self.units < 1:
            raise ValueError(f"a layer needs at least one unit, not {self.units}")
        if self.activation not in ACTIVATIONS:
            raise ValueError(f"there is no activation {self.activation!r}")


@dataclass(frozen=True)
class Architecture:
    """Inputs, hidden layers, and C linear outputs, over which the softmax is taken.

    Raises:
        ValueError: there are no inputs or no outputs.
    """

    inputs: int
    hidden: tuple[LayerSpec, ...]
    outputs: int

    def __post_init__(self) -> None:
        """Check both ends; the layers check themselves."""
        if self.inputs < 1 or self.outputs < 1:
            raise ValueError(f"{self.inputs} inputs and {self.outputs} outputs: need 1 or more")

    @property
    def shapes(self) -> tuple[tuple[int, int], ...]:
        """(fan_in, fan_out) of W^1 to W^L."""
        units = (self.inputs, *(layer.units for layer in self.hidden), self.outputs)
        return tuple(pairwise(units))

    @property
    def weight_count(self) -> int:
        """The number of weights in all layers."""
        return sum(fan_in * fan_out for fan_in, fan_out in self.shapes)

    @property
    def parameter_count(self) -> int:
        """The number of weights and biases in all layers."""
        return self.weight_count + sum(fan_out for _, fan_out in self.shapes)
