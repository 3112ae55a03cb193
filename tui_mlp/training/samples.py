"""From a configuration to the samples it trains on."""

from dataclasses import dataclass, replace

import numpy as np

from tui_mlp.data import catalogue
from tui_mlp.data.any_file import read_file
from tui_mlp.data.dataset import Dataset
from tui_mlp.data.reader import Progress
from tui_mlp.data.split import Part, Split, split
from tui_mlp.training.config import TrainingConfig
from tui_mlp.training.outputs import output_of, smoothed
from tui_mlp.training.randomness import RandomStreams


@dataclass(frozen=True, eq=False)
class Samples:
    """A data set and its parts.

    Raises:
        ValueError: the parts are those of another data set.
    """

    dataset: Dataset
    split: Split

    def __post_init__(self) -> None:
        whole, train = self.dataset, self.split.train
        for name, ours, theirs in (
            ("features", whole.features.shape[1], train.features.shape[1]),
            ("classes", whole.targets.shape[1], train.targets.shape[1]),
            ("samples", len(whole.features), sum(len(p.rows) for _, p in self.split.named_parts())),
        ):
            if ours != theirs:
                raise ValueError(f"{whole!r} is split into parts with {theirs} {name}")

    def __repr__(self) -> str:
        return f"Samples({self.dataset!r}, {self.split!r})"


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
        return read_file(config.data, config.target, progress)
    return catalogue.load(
        config.dataset,
        noise=config.noise,
        samples=config.samples,
        classes=config.classes,
        rng=rng,
    )
