"""A model as safetensors: its tensors, and all else as metadata."""

from pathlib import Path

import msgspec
import numpy as np
from safetensors.numpy import save

from tui_mlp.arrays import FloatArray
from tui_mlp.export.exported_network import ExportedNetwork
from tui_mlp.export.text_file import write_content
from tui_mlp.training.model_file import Model


def write_safetensors(model: Model, path: Path) -> tuple[Path, ...]:
    """Write a model as safetensors; gives what was written.

    The tensors are `mean`, `scale`, `W1`, `b1`, ...; W has the shape (fan_in, fan_out). The
    metadata are texts, lists among them as JSON.

    Raises:
        OSError: it cannot be written.
    """
    network = ExportedNetwork.of(model)
    tensors = {"mean": network.mean, "scale": network.scale}
    for number, (w, b) in enumerate(zip(network.weights, network.biases, strict=True), start=1):
        tensors |= {f"W{number}": w, f"b{number}": b}
    write_content(path, save(_contiguous(tensors), described(network)))
    return (path,)


def described(network: ExportedNetwork) -> dict[str, str]:
    """What the arrays do not say, as texts."""
    lists = {
        "activations": network.activations,
        "class_names": network.class_names,
        "feature_names": network.feature_names,
    }
    return {
        "format": "tui-mlp",
        "dataset": network.dataset,
        "output": str(network.output),
        "threshold": repr(network.threshold),
        **{name: msgspec.json.encode(names).decode() for name, names in lists.items()},
    }


def _contiguous(tensors: dict[str, FloatArray]) -> dict[str, FloatArray]:
    return {name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}
