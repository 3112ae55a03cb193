"""What a network's outputs mean: classes, labels, or one of two classes by a single neuron.

The targets of a data set are one row of C numbers a sample, whatever the output; here is where they
become what a network is trained towards, and where its answers become numbers for each class again.
"""

from enum import StrEnum

import numpy as np

from tui_mlp.arrays import FloatArray
from tui_mlp.data.dataset import Dataset, Task
from tui_mlp.nn.architecture import Architecture, LayerSpec
from tui_mlp.settings.config_error import ConfigError
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.memory.needed_memory import require_memory


class Output(StrEnum):
    """The kinds of outputs."""

    SOFTMAX = "softmax"
    """yhat = softmax(a^L), a distribution over C classes."""
    SIGMOID = "sigmoid"
    """yhat_j = sigmoid(a_j), for each of C labels on its own."""
    ONE_NEURON = "one_neuron"
    """yhat = sigmoid(a^L), of one neuron: the probability of the second of two classes."""


def output_of(config: TrainingConfig, dataset: Dataset) -> Output:
    """The output that a configuration asks for, or that the data set needs.

    Raises:
        ConfigError: the data set has no use for that output.
    """
    multilabel = dataset.task is Task.MULTILABEL
    if config.output == "auto":
        return Output.SIGMOID if multilabel else Output.SOFTMAX
    output, classes = Output(config.output), len(dataset.class_names)
    if multilabel and output is not Output.SIGMOID:
        raise ConfigError(
            "output",
            f"{dataset.name} may have several labels a sample, which needs sigmoid, not {output}",
        )
    if not multilabel and output is Output.SIGMOID:
        raise ConfigError(
            "output", f"{dataset.name} has one class a sample; use softmax, or one_neuron for two"
        )
    if output is Output.ONE_NEURON and classes != 2:
        raise ConfigError(
            "output", f"one neuron tells two classes apart; {dataset.name} has {classes}"
        )
    return output


def architecture_of(config: TrainingConfig, dataset: Dataset) -> Architecture:
    """The architecture that a configuration describes for a data set.

    Raises:
        ConfigError: the data set has no use for the configuration's output, or there is too little
            memory for the network or its mini-batches.
    """
    output = output_of(config, dataset)
    architecture = Architecture(
        inputs=dataset.features.shape[1],
        hidden=tuple(map(LayerSpec, config.hidden, config.activations)),
        outputs=1 if output is Output.ONE_NEURON else len(dataset.class_names),
        output_activation=config.output_activation,
        loss="softmax" if output is Output.SOFTMAX else "sigmoid",
        biases=config.biases,
    )
    require_memory(config, architecture, len(dataset.features))
    return architecture


def network_targets(output: Output, targets: FloatArray) -> FloatArray:
    """Targets (N, C) as the network's loss takes them: (N, C), or (N, 1) for one neuron."""
    return np.ascontiguousarray(targets[:, 1:]) if output is Output.ONE_NEURON else targets


def class_probabilities(output: Output, yhat: FloatArray) -> FloatArray:
    """The network's yhat as a number for each class or label, (N, C)."""
    return np.hstack([1 - yhat, yhat]) if output is Output.ONE_NEURON else yhat


def smoothed(output: Output, targets: FloatArray, smoothing: float) -> FloatArray:
    """Smoothed targets (1 - s) y + s / C (N, C), for sigmoids (1 - s) y + s / 2.

    Source: Szegedy et al. 2016, section 7. A label on its own has two outcomes, on and off.
    """
    if not smoothing:
        return targets
    outcomes = 2 if output is Output.SIGMOID else targets.shape[1]
    return ((1 - smoothing) * targets + smoothing / outcomes).astype(np.float32)
