"""A model as plain arrays and names, the same for every form."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tui_mlp.arrays import FloatArray
from tui_mlp.export.export_error import ExportError
from tui_mlp.settings.teaching import NOT_TEACHING
from tui_mlp.training.model_file import Model
from tui_mlp.training.outputs import Output


@dataclass(frozen=True, eq=False)
class ExportedNetwork:
    """A network that takes samples in their source's units."""

    mean: FloatArray
    """(D,) of the standardisation (x - mean) / scale; a missing value counts as the mean."""
    scale: FloatArray
    """(D,)."""
    weights: tuple[FloatArray, ...]
    """W^l of shape (fan_in, fan_out)."""
    biases: tuple[FloatArray, ...]
    """b^l of shape (fan_out,); zeros where the network has none."""
    activations: tuple[str, ...]
    """phi of the layers 1 to L."""
    output: Output
    threshold: float
    """A label counts as predicted from this probability on."""
    class_names: tuple[str, ...]
    feature_names: tuple[str, ...]
    """D names; a category is a feature `column=word` that is 0 or 1."""
    dataset: str

    @classmethod
    def of(cls, model: Model) -> "ExportedNetwork":
        """The network of a model.

        Raises:
            ExportError: it is one that is there to fail.
        """
        metadata, network = model.metadata, model.network
        if metadata.teaching != NOT_TEACHING:
            raise ExportError("a network for teaching is there to fail: only npz takes it")
        return cls(
            mean=model.standardization.mean,
            scale=model.standardization.scale,
            weights=tuple(network.weights),
            biases=tuple(network.biases)
            or tuple(np.zeros(w.shape[1], w.dtype) for w in network.weights),
            activations=network.architecture.activations,
            output=metadata.output,
            threshold=metadata.threshold,
            class_names=metadata.class_names,
            feature_names=metadata.feature_names,
            dataset=metadata.dataset,
        )

    @property
    def widths(self) -> tuple[int, ...]:
        """Units from the inputs to the outputs."""
        return (len(self.mean), *(w.shape[1] for w in self.weights))

    @property
    def sentence(self) -> str:
        """What it is, such as "iris: 4 -> 16 tanh -> 3 softmax"."""
        layers = zip(self.widths[1:-1], self.activations[:-1], strict=True)
        hidden = [f"{units} {activation}" for units, activation in layers]
        last = "" if self.activations[-1] == "identity" else f"{self.activations[-1]} "
        kind = "softmax" if self.output is Output.SOFTMAX else "sigmoid"
        path = [str(self.widths[0]), *hidden, f"{self.widths[-1]} {last}{kind}"]
        return f"{self.dataset}: {' -> '.join(path)}"

    def used(self) -> Sequence[str]:
        """The activations without repetitions, in the order of their first layer."""
        return list(dict.fromkeys(self.activations))
