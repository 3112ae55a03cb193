"""What a file of first weights says of the settings of its network."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tui_mlp.training.model_file import ModelError, load_model
from tui_mlp.training.starting.start_weights import read_start


def settings_of_start(path: str | Path) -> dict[str, Any]:
    """The settings of the network in a file of weights: hidden layers, and whether it has biases.

    A model file says its activations and its output activation too.

    Raises:
        ConfigError: as of `read_start`.
    """
    arrays = read_start(path)
    depth = sum(name.startswith("W") for name in arrays)
    shapes = [arrays[f"W{n}"].shape for n in range(1, depth + 1) if f"W{n}" in arrays]
    found: dict[str, Any] = {
        "hidden": [units for _, units in shapes[:-1]],
        "biases": any(name.startswith("b") for name in arrays),
    }
    try:
        metadata = load_model(path).metadata
    except ModelError:
        return found  # plain arrays
    if metadata.activations:
        found["activation"] = list(metadata.activations)
    return {**found, "output_activation": metadata.output_activation}


def with_start(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings with those of their file of first weights, by its whole path, where they lack them.

    Raises:
        ConfigError: as of `read_start`.
    """
    path = settings.get("start")
    if path is None:
        return {**settings}
    whole = str(Path(path).expanduser().absolute())
    return {**settings_of_start(whole), **settings, "start": whole}
