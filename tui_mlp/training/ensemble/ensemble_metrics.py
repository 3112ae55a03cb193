"""How good each of many networks is on its own samples."""

from dataclasses import dataclass

import numpy as np

from tui_mlp.arrays import Array, BoolArray, Float64Array
from tui_mlp.nn.ensemble.ensemble_network import EnsembleNetwork
from tui_mlp.training.ensemble.part_stack import PartStack
from tui_mlp.training.outputs import Output

_ROWS_AT_ONCE = 8192


@dataclass(frozen=True, eq=False)
class EnsembleMetrics:
    """The figures of one part, each (R,); NaN for a part without samples."""

    loss: Float64Array
    """The mean loss in nats."""
    accuracy: Float64Array
    """0..1: the part of the samples with the right class; of labels, with all of them right."""
    score: Float64Array
    """What the learning curves show: micro F1 of labels, else the accuracy."""


def rows_at_once(networks: int) -> int:
    """How many samples each of so many networks takes in one pass: bounds the memory."""
    return max(_ROWS_AT_ONCE // networks, 1)


def measure_ensemble(
    network: EnsembleNetwork,
    output: Output,
    part: PartStack,
    threshold: Array,
    *,
    classes: int,
    most: int,
) -> EnsembleMetrics:
    """The figures over the first `most` samples of a part, without dropout.

    Args:
        network: its outputs are of the kind `output`.
        output: what they mean.
        part: the samples of each network.
        classes: C.
        threshold: (R, 1, 1) a label counts as predicted where yhat_j >= threshold.
        most: how many samples are measured at most.
    """
    count = min(part.count, most)
    if not count:
        nothing = np.full(network.count, np.nan)
        return EnsembleMetrics(nothing, nothing, nothing)
    totals = np.zeros((4, network.count))
    rows = rows_at_once(network.count)
    for start in range(0, count, rows):
        x, targets = part.between(start, min(start + rows, count))
        logits = network.forward(x)
        with np.errstate(over="ignore", invalid="ignore"):
            flat = logits.reshape(-1, logits.shape[2])
            losses = network.loss.values(flat, targets.reshape(flat.shape))
            totals[0] += losses.reshape(network.count, -1).sum(axis=1, dtype=np.float64)
            if output.labels:
                yhat = network.loss.probabilities(flat).reshape(logits.shape)
                totals[1:] += _label_counts(yhat >= threshold, targets >= 0.5)
            elif output is Output.ONE_NEURON:  # the place that is nearest to yhat
                yhat = network.loss.probabilities(flat).reshape(logits.shape)
                places = np.round(targets * (classes - 1))
                totals[1] += (np.round(yhat * (classes - 1)) == places).sum(axis=(1, 2))
            else:  # the largest logit is the largest yhat
                totals[1] += (logits.argmax(axis=2) == targets.argmax(axis=2)).sum(axis=1)
    loss, accuracy = totals[0] / count, totals[1] / count
    if not output.labels:
        return EnsembleMetrics(loss, accuracy, accuracy)
    return EnsembleMetrics(loss, accuracy, 2 * totals[2] / np.maximum(totals[3], 1))


def _label_counts(predicted: BoolArray, true: BoolArray) -> Float64Array:
    """(3, R) samples that are right, labels found, and labels predicted plus those that occur."""
    right = np.logical_and.reduce(predicted == true, axis=2).sum(axis=1)
    found = (predicted & true).sum(axis=(1, 2))
    counted = predicted.sum(axis=(1, 2)) + true.sum(axis=(1, 2))
    return np.stack([right, found, counted]).astype(np.float64)
