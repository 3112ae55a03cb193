"""The architecture of a network as a value."""

from dataclasses import dataclass
from itertools import pairwise

from tui_mlp.nn.activations import ACTIVATIONS
from tui_mlp.nn.losses import LOSSES


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
    """Inputs, hidden layers, the output layer, and the loss over its activations a^L.

    Raises:
        ValueError: there are no inputs or no outputs, or a name is unknown.
    """

    inputs: int
    hidden: tuple[LayerSpec, ...]
    outputs: int
    output_activation: str = "identity"
    """phi of the last layer: a^L = phi(z^L)."""
    loss: str = "softmax"
    """A name in `LOSSES`: how yhat comes from a^L, and what it costs."""
    biases: bool = True
    """Whether z^l = a^{l-1} W^l + b^l, or without b^l."""

    def __post_init__(self) -> None:
        """Check both ends; the hidden layers check themselves."""
        if self.inputs < 1 or self.outputs < 1:
            raise ValueError(f"{self.inputs} inputs and {self.outputs} outputs: need 1 or more")
        if self.output_activation not in ACTIVATIONS:
            raise ValueError(f"there is no activation {self.output_activation!r}")
        if self.loss not in LOSSES:
            raise ValueError(f"there is no loss {self.loss!r}")

    @property
    def shapes(self) -> tuple[tuple[int, int], ...]:
        """(fan_in, fan_out) of W^1 to W^L."""
        units = (self.inputs, *(layer.units for layer in self.hidden), self.outputs)
        return tuple(pairwise(units))

    @property
    def activations(self) -> tuple[str, ...]:
        """The activation of each of the layers 1 to L."""
        return (*(layer.activation for layer in self.hidden), self.output_activation)

    @property
    def weight_count(self) -> int:
        """The number of weights in all layers."""
        return sum(fan_in * fan_out for fan_in, fan_out in self.shapes)

    @property
    def parameter_count(self) -> int:
        """The number of weights and biases in all layers."""
        biases = sum(fan_out for _, fan_out in self.shapes) if self.biases else 0
        return self.weight_count + biases
