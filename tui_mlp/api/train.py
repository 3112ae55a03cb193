"""Training from Python: arrays, a file or a shipped data set, and the settings of a run."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tui_mlp.api.array_data import array_dataset
from tui_mlp.api.run import Run
from tui_mlp.settings.config_error import ConfigError
from tui_mlp.settings.own_data import OWN_DATA
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.config import config_from_mapping, with_lists
from tui_mlp.training.samples import split_samples
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.starting.start_settings import with_start

IN_MEMORY = "(arrays)"
"""What stands for the file in the settings of a run on arrays."""


def train(
    X: Any = None,  # noqa: N803
    y: Any = None,
    *,
    dataset: str | None = None,
    data: str | Path | None = None,
    class_names: Sequence[str] | None = None,
    **settings: Any,
) -> Run:
    """Train a network, and give the run.

    Args:
        X: (N, D) numbers or a frame, not standardised; or images (N, height, width).
        y: (N,) class numbers or names; or (N, C): one-hot, distributions, or 0 and 1 for each
            label.
        dataset: in place of X and y a shipped set, such as "iris"; see `tui-mlp datasets`.
        data: in place of X and y a file: CSV, NPZ, Excel, Parquet.
        class_names: C names for class numbers in y.
        settings: any setting of a run, as the options of `tui-mlp train` with _ for -:
            hidden=(16, 16), activation="tanh", optimizer="adam", learning_rate=0.01, epochs=60,
            batch_size=32, seed=0, ... With equal settings the weights are those of `tui-mlp
            train`.

    Raises:
        ConfigError: a setting is unknown or out of its range, or the data have no use for it.
        DataError: the data cannot be read or used.
    """
    given = [X is not None or y is not None, dataset is not None, data is not None]
    if sum(given) != 1 or (X is None) != (y is None):
        raise ConfigError("data", "takes X and y, or dataset=, or data=: one of them")
    settings = {name: _plain(value) for name, value in settings.items()}
    if X is None:
        source = {"dataset": dataset} if data is None else {"data": str(data)}
        return Run(TrainingSession(_config({**settings, **source})))._train()  # noqa: SLF001
    for name in OWN_DATA[1:]:
        if settings.get(name) is not None:
            raise ConfigError(name, "says how a file is read; X and y are none")
    config = _config({**settings, "data": IN_MEMORY})
    samples = split_samples(array_dataset(X, y, class_names), config)
    return Run(TrainingSession(config, samples))._train()  # noqa: SLF001


def _config(settings: dict[str, Any]) -> TrainingConfig:
    return config_from_mapping(with_lists(with_start(settings)))


def _plain(value: Any) -> Any:
    """A number or an array of NumPy as Python has them."""
    return value.tolist() if isinstance(value, np.generic | np.ndarray) else value
