"""One run of an ensemble before it is put among the others: its chance and its samples."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tui_mlp.arrays import IntArray
from tui_mlp.data.dataset import Dataset
from tui_mlp.data.split import Part, Standardization
from tui_mlp.nn.architecture import Architecture
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.ensemble.part_stack import CopiedParts, PartStack, SharedParts
from tui_mlp.training.outputs import Output, architecture_of, network_targets, output_of
from tui_mlp.training.randomness import RandomStreams
from tui_mlp.training.samples import Samples, data_source, is_drawn, load_samples, split_samples

PARTS = ("train", "validation", "test")
LARGEST_COPIES = 64 * 2**20
"""Bytes of standardised features that an ensemble may copy for speed; beyond, it shares."""


@dataclass(frozen=True, eq=False)
class Replica:
    """A run's configuration, streams and samples.

    Raises:
        DataError: the data set cannot be read, or not with these settings.
        ConfigError: the data set has no use for the configuration's output.
    """

    config: TrainingConfig
    streams: RandomStreams
    dataset: Dataset
    output: Output
    architecture: Architecture
    standardization: Standardization
    rows: Mapping[str, IntArray]
    """(n,) where each part's samples are in the data set."""
    copies: Mapping[str, Part] | None
    """The standardised parts; None where they are made a batch at a time."""

    @property
    def kind(self) -> tuple[object, ...]:
        """What those that run together have in common beside their settings."""
        sizes = tuple(len(self.rows[name]) for name in PARTS)
        return self.architecture, self.output, self.copies is None and id(self.dataset), sizes


Datasets = dict[tuple[object, ...], Dataset]
"""What was read from files, by `data_source`."""


def load_replicas(
    configs: Sequence[TrainingConfig], datasets: Datasets | None = None
) -> list[Replica]:
    """The runs of some configurations; what is read from a file is read and held once.

    Args:
        configs: one for each run.
        datasets: what was read before; what is read now is added.

    Raises:
        DataError: a data set cannot be read, or not with these settings.
        ConfigError: a data set has no use for a configuration's output.
    """
    sources = [data_source(config) for config in configs]
    datasets = {} if datasets is None else datasets
    replicas = []
    for config, source in zip(configs, sources, strict=True):
        streams = RandomStreams.from_seed(config.seed)
        if source in datasets:
            samples = split_samples(datasets[source], config, streams)
        else:
            samples = load_samples(config, streams)
        if not is_drawn(config):
            datasets[source] = samples.dataset
        sharing = sources.count(source)
        large = sharing * samples.dataset.features.nbytes > LARGEST_COPIES
        replicas.append(replica_of(config, streams, samples, copied=sharing == 1 or not large))
    return replicas


def replica_of(
    config: TrainingConfig, streams: RandomStreams, samples: Samples, *, copied: bool
) -> Replica:
    """A run whose samples are loaded; `copied` keeps its standardised parts."""
    split = samples.split
    return Replica(
        config=config,
        streams=streams,
        dataset=samples.dataset,
        output=output_of(config, samples.dataset),
        architecture=architecture_of(config, samples.dataset),
        standardization=split.standardization,
        rows={name: part.rows for name, part in split.named_parts()},
        copies=dict(split.named_parts()) if copied else None,
    )


def without_copies(replica: Replica) -> Replica:
    """The same, once its samples lie among those of the others."""
    return replace(replica, copies=None)


def stack_part(replicas: Sequence[Replica], name: str) -> PartStack:
    """One part of all runs, which are of one kind."""
    output = replicas[0].output
    copies = [replica.copies[name] for replica in replicas if replica.copies is not None]
    if copies:
        return CopiedParts(copies, [network_targets(output, part.targets) for part in copies])
    dataset = replicas[0].dataset
    outcomes = 2 if output.labels else dataset.targets.shape[1]
    smoothing = [replica.config.label_smoothing for replica in replicas]
    return SharedParts(
        dataset.features,
        network_targets(output, dataset.targets),
        [replica.rows[name] for replica in replicas],
        [replica.standardization for replica in replicas],
        [(1 - share, share / outcomes) for share in smoothing],
    )
