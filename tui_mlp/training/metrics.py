"""How good a network is on some samples: loss, accuracy, and the scores of labels."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tui_mlp.arrays import BoolArray
from tui_mlp.data.split import Part
from tui_mlp.nn.network import Network
from tui_mlp.training.outputs import Output, class_probabilities, network_targets


@dataclass(frozen=True)
class LabelScores:
    """How well labels are found; all figures are 0..1.

    A quotient 0 / 0 counts as 0: the precision of a label that is never predicted, the recall of
    one that never occurs.
    """

    hamming_loss: float
    """The part of all (sample, label) pairs that are wrong."""
    micro_f1: float
    """F1 = 2 TP / (2 TP + FP + FN) over all pairs together."""
    macro_f1: float
    """The mean of the labels' F1."""
    precision: tuple[float, ...]
    """C of them: TP / (TP + FP)."""
    recall: tuple[float, ...]
    """TP / (TP + FN)."""
    f1: tuple[float, ...]
    """2 TP / (2 TP + FP + FN)."""
    support: tuple[int, ...]
    """TP + FN: in how many samples each label occurs."""


@dataclass(frozen=True)
class Metrics:
    """The present figures of one part of the data."""

    loss: float
    """The mean loss in nats."""
    accuracy: float
    """0..1: the part of the samples with the right class; of labels, with all of them right."""
    labels: LabelScores | None = None
    """Of multi-label data."""

    @property
    def score(self) -> float:
        """What the learning curves show beside the loss: micro F1 of labels, else accuracy."""
        return self.accuracy if self.labels is None else self.labels.micro_f1


NO_METRICS = Metrics(float("nan"), float("nan"))
"""Of no samples."""


def measure(network: Network, output: Output, part: Part, threshold: float) -> Metrics:
    """The figures over all samples of a part, without dropout.

    Args:
        network: its outputs are of the kind `output`.
        output: what they mean.
        part: the samples.
        threshold: a label counts as predicted where yhat_j >= threshold.
    """
    if not len(part.rows):
        return NO_METRICS
    logits = network.all_logits(part.features)
    with np.errstate(over="ignore", invalid="ignore"):
        losses = network.loss.values(logits, network_targets(output, part.targets))
        loss = float(losses.sum(dtype=np.float64)) / len(losses)
        if (
            output is Output.SOFTMAX and not network.loss.teaching
        ):  # the largest logit is the largest yhat
            right = logits.argmax(axis=1) == part.targets.argmax(axis=1)
            return Metrics(loss, float(right.mean()))
        yhat = network.loss.probabilities(logits)
    yhat = class_probabilities(output, yhat, part.targets.shape[1])
    if not output.labels:
        # NaN is no answer, and no right one
        right = (yhat.argmax(axis=1) == part.targets.argmax(axis=1)) & ~np.isnan(yhat).any(axis=1)
        return Metrics(loss, float(right.mean()))
    predicted, true = yhat >= threshold, part.targets >= 0.5
    subset_accuracy = float((predicted == true).all(axis=1).mean())
    return Metrics(loss, subset_accuracy, label_scores(predicted, true))


def label_scores(predicted: BoolArray, true: BoolArray) -> LabelScores:
    """The scores of predicted against true labels, both (N, C)."""
    both = (predicted & true).sum(axis=0)
    predictions, occurrences = predicted.sum(axis=0), true.sum(axis=0)
    f1 = _quotient(2 * both, predictions + occurrences)
    micro = _quotient(2 * both.sum(keepdims=True), (predictions + occurrences).sum(keepdims=True))
    return LabelScores(
        hamming_loss=float((predicted != true).mean()),
        micro_f1=float(micro[0]),
        macro_f1=float(f1.mean()),
        precision=tuple(_quotient(both, predictions).tolist()),
        recall=tuple(_quotient(both, occurrences).tolist()),
        f1=tuple(f1.tolist()),
        support=tuple(occurrences.tolist()),
    )


def _quotient(
    numerator: npt.NDArray[np.intp], denominator: npt.NDArray[np.intp]
) -> npt.NDArray[np.float64]:
    return numerator / np.maximum(denominator, 1)
