"""From a configuration to the samples it trains on."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from tui_mlp.data import catalogue
from tui_mlp.data.dataset import Dataset
from tui_mlp.data.readers import any_file as files
from tui_mlp.data.split import Part, Split, split
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.outputs import output_of, smoothed
from tui_mlp.training.randomness import RandomStreams

Progress = Callable[[float], None]


@dataclass(frozen=True, eq=False)
class Samples:
    """A data set and its parts."""

    dataset: Dataset
    split: Split


def load_samples(
    config: TrainingConfig,
    streams: RandomStreams | None = None,
    progress: Progress | None = None,
) -> Samples:
    """The data set that a configuration names, read or generated, and split.

    The targets of the parts are smoothed; those of the data set are not.

    Args:
        config: names it.
        streams: the run's chance; by default made from the configuration's seed.
        progress: is called with the part of a large file that is read, rising to 1.

    Raises:
        DataError: the set cannot be read, or not with these settings.
        ConfigError: the set has no use for the configuration's output.
    """
    streams = streams or RandomStreams.from_seed(config.seed)
    dataset = _load_dataset(config, streams.data, progress)
    parts = split(dataset, config.validation, config.test, streams.split)
    output = output_of(config, dataset)

    def smooth(part: Part) -> Part:
        return replace(part, targets=smoothed(output, part.targets, config.label_smoothing))

    if config.label_smoothing:
        parts = replace(
            parts,
            train=smooth(parts.train),
            validation=smooth(parts.validation),
            test=smooth(parts.test),
        )
    return Samples(dataset, parts)


def _load_dataset(
    config: TrainingConfig, rng: np.random.Generator, progress: Progress | None
) -> Dataset:
    if config.data is not None:
        return files.read_file(config.data, config.target, progress)
    return catalogue.load(
        config.dataset,
        noise=config.noise,
        samples=config.samples,
        classes=config.classes,
        rng=rng,
    )
