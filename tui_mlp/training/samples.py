"""From a configuration to the samples it trains on."""

from dataclasses import dataclass, replace

import numpy as np

from tui_mlp.arrays import Float64Array, IntArray
from tui_mlp.data import catalogue
from tui_mlp.data.added_points import with_points
from tui_mlp.data.any_file import read_file
from tui_mlp.data.dataset import Dataset, Task
from tui_mlp.data.reader import Progress
from tui_mlp.data.reading import Reading
from tui_mlp.data.split import Part, Split, split
from tui_mlp.settings.config_error import ConfigError
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.batches import class_probabilities_of
from tui_mlp.training.outputs import output_of, smoothed
from tui_mlp.training.randomness import RandomStreams


@dataclass(frozen=True, eq=False)
class Samples:
    """A data set and its parts, which may leave samples out.

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
        ):
            if ours != theirs:
                raise ValueError(f"{whole!r} is split into parts with {theirs} {name}")
        rows = np.concatenate([part.rows for _, part in self.split.named_parts()])
        uses = np.bincount(rows, minlength=len(whole.features))
        if len(uses) > len(whole.features) or uses.max() > 1:
            raise ValueError(f"{whole!r} is split into parts that share samples, or have others")

    def __repr__(self) -> str:
        return f"Samples({self.dataset!r}, {self.split!r})"


def data_source(config: TrainingConfig) -> tuple[object, ...]:
    """What the data set of a configuration depends on: equal sources, equal data sets."""
    if config.data is not None:
        return config.data, reading_of(config), config.points
    options = (config.noise, config.samples, config.classes, config.points)
    return (config.dataset, *options, config.seed if is_drawn(config) else None)


def is_drawn(config: TrainingConfig) -> bool:
    """Whether the data set depends on the seed; else it is a file."""
    return config.data is None and catalogue.is_generated(
        config.dataset, noise=config.noise, samples=config.samples
    )


def reading_of(config: TrainingConfig) -> Reading:
    """What a configuration decides about the reading of its file."""
    pairs = (text.rpartition("=") for text in config.read_as or ())
    return Reading(
        target=config.target,
        ignore=config.ignore or (),
        kinds=tuple((column, kind) for column, _, kind in pairs),
        missing=config.missing or (),
        decimal=config.decimal,
        separator=config.separator,
        header=None if config.header is None else config.header == "yes",
    )


def load_samples(
    config: TrainingConfig,
    streams: RandomStreams | None = None,
    progress: Progress | None = None,
) -> Samples:
    """The data set that a configuration names, read or generated, and split.

    Args:
        config: names it.
        streams: the run's chance; by default made from the configuration's seed.
        progress: is called with the fraction of a large file that is read, rising to 1.

    Raises:
        DataError: the set cannot be read, or not with these settings.
        ConfigError: the set has no use for the configuration's output.
    """
    streams = streams or RandomStreams.from_seed(config.seed)
    dataset = _load_dataset(config, streams.data, progress)
    return split_samples(dataset, config, streams)


def split_samples(
    dataset: Dataset, config: TrainingConfig, streams: RandomStreams | None = None
) -> Samples:
    """A data set in the parts that a configuration and its seed make of it.

    The targets of the parts are smoothed; those of the data set are not.

    Raises:
        ConfigError: the set has no use for the configuration's output.
    """
    streams = streams or RandomStreams.from_seed(config.seed)
    parts = split(
        dataset,
        config.validation,
        config.test,
        streams.split,
        subset=config.subset,
        standardize=config.standardize,
    )
    output = output_of(config, dataset)
    if not config.label_smoothing:
        return Samples(dataset, parts)

    def smooth(part: Part) -> Part:
        return replace(part, targets=smoothed(output, part.targets, config.label_smoothing))

    smooth_parts = replace(
        parts,
        train=smooth(parts.train),
        validation=smooth(parts.validation),
        test=smooth(parts.test),
    )
    return Samples(dataset, smooth_parts)


def sampling_probabilities(
    config: TrainingConfig, dataset: Dataset, rows: IntArray
) -> Float64Array | None:
    """The probability of each training sample to be drawn; None where all are alike.

    Args:
        config: says how mini-batches are drawn.
        dataset: of the samples.
        rows: (n,) where those of the training part are in it.

    Raises:
        ConfigError: the classes are to be balanced, and samples may have several.
    """
    if config.sampling != "balanced":
        return None
    if dataset.task is Task.MULTILABEL:
        raise ConfigError(
            "sampling",
            f"{dataset.name} may have several labels a sample, so its classes cannot be balanced",
        )
    return class_probabilities_of(dataset.labels[rows])


def _load_dataset(
    config: TrainingConfig, rng: np.random.Generator, progress: Progress | None
) -> Dataset:
    if config.data is not None:
        dataset = read_file(config.data, reading_of(config), progress)
    else:
        dataset = catalogue.load(
            config.dataset,
            noise=config.noise,
            samples=config.samples,
            classes=config.classes,
            rng=rng,
        )
    return with_points(dataset, config.points) if config.points else dataset
