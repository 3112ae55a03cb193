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
from tui_mlp.settings.teaching import NOT_TEACHING, TEACHING, why_not
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.memory.needed_memory import require_memory


class Output(StrEnum):
    """The kinds of outputs."""

    SOFTMAX = "softmax"
    """yhat = softmax(a^L), a distribution over C classes."""
    SIGMOID = "sigmoid"
    """yhat_j = sigmoid(a_j), for each of C labels on its own."""
    ONE_NEURON = "one_neuron"
    """yhat = sigmoid(a^L), of one neuron: the probability of the second of two classes.

    Of C classes, for teaching, a place between 0, the first one's, and 1, the last one's.
    """
    SOFTMAX_LABELS = "softmax_labels"
    """yhat = softmax(a^L) for C labels, for teaching."""

    @property
    def labels(self) -> bool:
        """Whether each yhat_j answers for a label, of which a sample may have any number."""
        return self in (Output.SIGMOID, Output.SOFTMAX_LABELS)


_TO_SEE = " (--teaching {} trains it all the same, to see it fail)"


def output_of(config: TrainingConfig, dataset: Dataset) -> Output:
    """The output that a configuration asks for, or that the data set needs.

    Raises:
        ConfigError: the data set has no use for that output.
    """
    multilabel, classes = dataset.task is Task.MULTILABEL, len(dataset.class_names)
    if config.teaching != NOT_TEACHING:
        why = why_not(config.teaching, multilabel=multilabel, classes=classes)
        if why:
            raise ConfigError("teaching", f"{dataset.name}: {why}")
        return Output(TEACHING[config.teaching].output)
    if config.output == "auto":
        return Output.SIGMOID if multilabel else Output.SOFTMAX
    output = Output(config.output)
    if multilabel and output is not Output.SIGMOID:
        raise ConfigError(
            "output",
            f"{dataset.name} may have several labels a sample, which needs sigmoid, not {output}"
            + (_TO_SEE.format("softmax_labels") if output is Output.SOFTMAX else ""),
        )
    if not multilabel and output is Output.SIGMOID:
        raise ConfigError(
            "output",
            f"{dataset.name} has one class a sample; use softmax, or one_neuron for two"
            + _TO_SEE.format("sigmoids"),
        )
    if output is Output.ONE_NEURON and classes != 2:
        raise ConfigError(
            "output",
            f"one neuron tells two classes apart; {dataset.name} has {classes}"
            + _TO_SEE.format("one_neuron"),
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
        loss=loss_name(output, config.teaching),
        biases=config.biases,
    )
    require_memory(config, architecture, len(dataset.features))
    return architecture


def loss_name(output: Output, teaching: str) -> str:
    """The loss of an output, or that of the failure which is trained; a name in `LOSSES`."""
    if teaching != NOT_TEACHING:
        return TEACHING[teaching].loss
    return "softmax" if output is Output.SOFTMAX else "sigmoid"


def network_targets(output: Output, targets: FloatArray) -> FloatArray:
    """Targets (N, C) as the network's loss takes them: (N, C), or (N, 1) for one neuron.

    One neuron is trained towards the place of the class, 0 to 1 in equal steps; of two classes that
    is y of the second one.
    """
    if output is not Output.ONE_NEURON:
        return targets
    places: FloatArray = targets @ np.linspace(0, 1, targets.shape[1], dtype=np.float32)[:, None]
    return places


def class_probabilities(output: Output, yhat: FloatArray, classes: int) -> FloatArray:
    """The network's yhat as a number for each class or label, (N, C).

    Of one neuron: 1 where yhat is at the place of the class, falling to 0 at the places of its
    neighbours. Of two classes that is 1 - yhat and yhat.
    """
    if output is not Output.ONE_NEURON:
        return yhat
    if classes == 2:
        return np.hstack([1 - yhat, yhat])
    near: FloatArray = 1 - np.abs(yhat * (classes - 1) - np.arange(classes, dtype=yhat.dtype))
    return np.maximum(near, 0)


def smoothed(output: Output, targets: FloatArray, smoothing: float) -> FloatArray:
    """Smoothed targets (1 - s) y + s / C (N, C), for sigmoids (1 - s) y + s / 2.

    Source: Szegedy et al. 2016, section 7. A label on its own has two outcomes, on and off.
    """
    if not smoothing:
        return targets
    outcomes = 2 if output.labels else targets.shape[1]
    return ((1 - smoothing) * targets + smoothing / outcomes).astype(np.float32)
