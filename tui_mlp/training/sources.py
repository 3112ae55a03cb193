"""From a configuration to the samples it trains on."""

from dataclasses import dataclass

import numpy as np

from tui_mlp.data import catalogue, files
from tui_mlp.data.dataset import Dataset
from tui_mlp.data.split import Split, split
from tui_mlp.training.config import TrainingConfig
from tui_mlp.training.randomness import RandomStreams


@dataclass(frozen=True, eq=False)
class Samples:
    """A data set and its parts."""

    dataset: Dataset
    split: Split


def load_samples(config: TrainingConfig, streams: RandomStreams) -> Samples:
    """The data set that a configuration names, read or generated, and split.

    Raises:
        DataError: the set cannot be read, or not with these settings.
    """
    dataset = _load_dataset(config, streams.data)
    return Samples(dataset, split(dataset, config.validation, config.test, streams.split))


def _load_dataset(config: TrainingConfig, rng: np.random.Generator) -> Dataset:
    if config.data is not None:
        return files.read_file(config.data, config.target)
    return catalogue.load(
        config.dataset,
        noise=config.noise,
        samples=config.samples,
        classes=config.classes,
        rng=rng,
    )
