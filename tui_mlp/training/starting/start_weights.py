"""First weights that are given in a file, in the place of those that are drawn."""

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from tui_mlp.arrays import AnyArray, FloatArray
from tui_mlp.data.optional_library import optional_library
from tui_mlp.data.split import Standardization
from tui_mlp.files.errors import DataError
from tui_mlp.files.npz_archive import ArchiveError
from tui_mlp.files.source import read_bytes
from tui_mlp.files.text import shown_path
from tui_mlp.nn.network import Network
from tui_mlp.settings.config_error import ConfigError
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.memory.needed_memory import read_own_arrays

_NAME = re.compile(r"[Wb][1-9]\d*")
_LARGEST = float(np.finfo(np.float32).max)


def read_start(path: str | Path) -> dict[str, AnyArray]:
    """The arrays of a file of weights: `W1`, `b1`, ..., and `mean` and `scale` where it has them.

    W has the shape (n_in, n_out). An NPZ file, such as a model file, or one of safetensors.

    Raises:
        ConfigError: it cannot be read, or there is no usable W1 in it.
    """
    try:
        arrays = _arrays(path)
    except (ArchiveError, DataError) as error:
        where = "" if isinstance(error, DataError) else f"{shown_path(path)}: "
        raise ConfigError("start", f"{where}{error}") from error
    used = {
        name: array
        for name, array in arrays.items()
        if _NAME.fullmatch(name) or name in ("mean", "scale")
    }
    if "W1" not in used:
        raise ConfigError("start", f"{shown_path(path)}: there is no array W1 in it")
    for name, array in used.items():
        dimensions = 2 if name.startswith("W") else 1
        if array.ndim != dimensions or array.dtype.kind not in "iuf":
            raise ConfigError(
                "start", f"{shown_path(path)}: {name} is no array of numbers in {dimensions} axes"
            )
        # NaN compares false, and is refused too
        if not (np.abs(array.astype(np.float64)) <= _LARGEST).all():
            raise ConfigError("start", f"{shown_path(path)}: {name} is not made of finite numbers")
    return used


def begin(network: Network, config: TrainingConfig, standardization: Standardization) -> None:
    """Put the weights of the configuration's file into a network.

    Where the file has a standardisation, and the data another one, W1 and b1 become those that
    give the same answer for the same sample.

    Raises:
        ConfigError: the file cannot be read, or its arrays are of another network.
    """
    path = str(config.start)
    arrays = read_start(path)
    own: list[tuple[str, FloatArray]] = [
        *((f"W{n}", part) for n, part in enumerate(network.weights, start=1)),
        *((f"b{n}", part) for n, part in enumerate(network.biases, start=1)),
    ]
    _require_fit(path, arrays, dict(own))
    for name, part in own:
        part[...] = arrays[name]
    if "mean" in arrays and "scale" in arrays:
        _change_scale(path, network, arrays, standardization)


def _require_fit(path: str, arrays: Mapping[str, AnyArray], own: Mapping[str, AnyArray]) -> None:
    """Refuse arrays of another network.

    Raises:
        ConfigError: they are; the line names the first that does not fit.
    """
    where = shown_path(path)
    for name, part in own.items():
        if name not in arrays:
            raise ConfigError("start", f"{where}: there is no array {name}, which the network has")
        if arrays[name].shape != part.shape:
            raise ConfigError(
                "start", f"{where}: {name} has the shape {arrays[name].shape}, not {part.shape}"
            )
    more = [name for name in arrays if _NAME.fullmatch(name) and name not in own]
    if more:
        raise ConfigError("start", f"{where}: it has {more[0]}, which the network has not")


def _change_scale(
    path: str, network: Network, arrays: Mapping[str, AnyArray], now: Standardization
) -> None:
    """Let the first layer take samples standardised as now.

    x' = (x - m') / s' now and x'' = (x - m) / s then: x'' = x' s'/s + (m' - m)/s.

    Raises:
        ConfigError: there are no biases to take up another mean.
    """
    mean, scale = (arrays[name].astype(np.float64) for name in ("mean", "scale"))
    if mean.shape != now.mean.shape or scale.shape != now.scale.shape or not (scale > 0).all():
        raise ConfigError(
            "start", f"{shown_path(path)}: its standardisation is not of {len(now.mean)} features"
        )
    if np.array_equal(mean, now.mean) and np.array_equal(scale, now.scale):
        return
    first = network.weights[0].astype(np.float64)
    shift = ((now.mean.astype(np.float64) - mean) / scale) @ first
    if not network.biases and np.abs(shift).max(initial=0.0) > 0:
        raise ConfigError(
            "start",
            f"{shown_path(path)}: its samples had other means, which a network without biases "
            "cannot take up",
        )
    network.weights[0][...] = first * (now.scale.astype(np.float64) / scale)[:, None]
    if network.biases:
        network.biases[0][...] += shift.astype(np.float32)


def _arrays(path: str | Path) -> dict[str, AnyArray]:
    """All arrays of a file.

    Raises:
        DataError: it cannot be read.
        ArchiveError: it is a damaged NPZ file.
    """
    if str(path).endswith(".safetensors"):
        library = optional_library(
            "safetensors.numpy", shown_path(path), "safetensors", "safetensors"
        )
        try:
            loaded: dict[str, AnyArray] = library.load(read_bytes(path))
        except Exception as error:  # of a type that the library does not export
            if type(error).__name__ != "SafetensorError":
                raise
            raise DataError(f"{shown_path(path)}: damaged: {error}") from error
        return loaded
    return read_own_arrays(path)
