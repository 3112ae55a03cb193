"""How good a trained network is on samples: its accuracy, each class, its calibration."""

import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from tui_mlp.arrays import BoolArray, Float64Array, FloatArray, IntArray
from tui_mlp.data.split import Part
from tui_mlp.settings.teaching import NOT_TEACHING
from tui_mlp.training.metrics import label_scores, measure
from tui_mlp.training.model_file import Model
from tui_mlp.training.outputs import network_targets

BINS = 10
"""Of the reliability table, of equal width."""
WORST = 10
"""So many samples at most are named as the worst ones."""
_Z = 1.959963984540054
"""The 97.5 % quantile of the standard normal distribution."""


@dataclass(frozen=True)
class Interval:
    """A share of the samples, and the interval of 95 % confidence around it; all 0..1."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class ClassFigures:
    """How well a class or label is found; all figures but `support` are 0..1."""

    name: str
    precision: float
    recall: float
    f1: float
    support: int
    """How many samples are of it."""


@dataclass(frozen=True)
class ReliabilityBin:
    """The answers whose probability lies in low < p <= high, or = 0."""

    low: float
    high: float
    count: int
    confidence: float
    """Their mean probability; NaN of none."""
    accuracy: float
    """The share of them that is right; NaN of none."""


@dataclass(frozen=True)
class Calibration:
    """Whether a probability of p is right in p of the cases."""

    error: float
    """The expected calibration error, sum over bins of n_b / N |accuracy_b - confidence_b|."""
    bins: tuple[ReliabilityBin, ...]


@dataclass(frozen=True)
class WorstSample:
    """A sample whose true class got little probability."""

    row: int
    """Its row in the file, from 1 on."""
    true: str
    predicted: str
    loss: float
    """In nats."""


@dataclass(frozen=True)
class Evaluation:
    """The figures of a model on some samples."""

    samples: int
    loss: float
    """The mean loss in nats."""
    accuracy: Interval
    baseline: float
    """The share of the largest class, or of the most frequent set of labels; 0..1."""
    classes: tuple[ClassFigures, ...]
    confusion: tuple[tuple[int, ...], ...] | None
    """Row: the true class; column: the predicted one. None where a sample has several labels."""
    calibration: Calibration
    worst: tuple[WorstSample, ...]
    """The worst first."""

    def as_json(self) -> dict[str, Any]:
        """The figures in plain values; None for NaN."""
        plain = asdict(self)
        for each in plain["calibration"]["bins"]:
            for name in ("confidence", "accuracy"):
                each[name] = None if math.isnan(each[name]) else each[name]
        return plain


def evaluate(model: Model, features: FloatArray, targets: FloatArray, rows: IntArray) -> Evaluation:
    """The figures of a model on N samples.

    Args:
        model: answers them.
        features: (N, D) in the source's units, NaN where one is missing.
        targets: (N, C) by the model's classes.
        rows: (N,) the numbers of the samples' rows.
    """
    metadata = model.metadata
    part = Part(model.standardization.apply(features), targets, rows)
    metrics = measure(model.network, metadata.output, part, metadata.threshold)
    probabilities = model.probabilities(features).astype(np.float64)
    several = metadata.output.labels
    classes = len(metadata.class_names)
    if several:
        predicted, true = probabilities >= metadata.threshold, targets >= 0.5
        answers, right = probabilities.reshape(-1), true.reshape(-1)
        losses = -(np.log(_positive(np.where(true, probabilities, 1 - probabilities)))).sum(axis=1)
        confusion = None
    else:
        chosen, meant = probabilities.argmax(axis=1), targets.argmax(axis=1)
        predicted, true = _one_hot(chosen, classes), _one_hot(meant, classes)
        answers, right = probabilities.max(axis=1), chosen == meant
        losses = -np.log(_positive(probabilities[np.arange(len(meant)), meant]))
        counts = np.bincount(meant * classes + chosen, minlength=classes**2)
        confusion = tuple(map(tuple, counts.reshape(classes, classes).tolist()))
    if metadata.teaching != NOT_TEACHING:
        answered = network_targets(metadata.output, part.targets)
        losses = model.network.sample_losses(part.features, answered).astype(np.float64)
    scores = label_scores(predicted, true)
    _, sizes = np.unique(true, axis=0, return_counts=True)
    correct = int((predicted == true).all(axis=1).sum())
    figures = zip(
        *(metadata.class_names, scores.precision, scores.recall, scores.f1, scores.support),
        strict=True,
    )
    return Evaluation(
        samples=len(rows),
        loss=metrics.loss,
        accuracy=wilson_interval(correct, len(rows)),
        baseline=float(sizes.max() / len(rows)),
        classes=tuple(ClassFigures(*each) for each in figures),
        confusion=confusion,
        calibration=calibration(answers, right),
        worst=_worst(model, predicted, true, losses, rows),
    )


def wilson_interval(right: int, count: int) -> Interval:
    """The share right / count, and its score interval by Wilson (1927) of 95 %.

    (p + z^2/2n ± z sqrt(p (1-p)/n + z^2/4n^2)) / (1 + z^2/n): unlike p ± z sqrt(p (1-p)/n) it
    stays within 0 to 1, and is not empty where all samples are right.
    """
    share, spread = right / count, _Z**2 / count
    middle = (share + spread / 2) / (1 + spread)
    half = _Z * math.sqrt(share * (1 - share) / count + spread / (4 * count)) / (1 + spread)
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return Interval(share, min(low, share), max(high, share))  # but for rounding


def calibration(probabilities: Float64Array, right: BoolArray) -> Calibration:
    """The expected calibration error of answers (n,), by Guo et al. 2017, with its bins."""
    places = np.clip(np.ceil(probabilities * BINS).astype(np.intp) - 1, 0, BINS - 1)
    counts = np.bincount(places, minlength=BINS)
    with np.errstate(invalid="ignore"):
        confidence = np.bincount(places, probabilities, minlength=BINS) / counts
        accuracy = np.bincount(places, right, minlength=BINS) / counts
    gaps = np.abs(accuracy - confidence)[counts > 0]
    error = float((gaps * counts[counts > 0]).sum() / len(right))
    bins = tuple(
        ReliabilityBin(
            low=number / BINS,
            high=(number + 1) / BINS,
            count=int(counts[number]),
            confidence=float(confidence[number]),
            accuracy=float(accuracy[number]),
        )
        for number in range(BINS)
    )
    return Calibration(error, bins)


def _one_hot(codes: IntArray, classes: int) -> BoolArray:
    found: BoolArray = codes[:, np.newaxis] == np.arange(classes)
    return found


def _positive(values: Float64Array) -> Float64Array:
    """The values, none of them so small that its logarithm is infinite."""
    positive: Float64Array = np.maximum(values, np.finfo(np.float64).tiny)
    return positive


def _worst(
    model: Model,
    predicted: BoolArray,
    true: BoolArray,
    losses: Float64Array,
    rows: IntArray,
) -> tuple[WorstSample, ...]:
    """The samples answered wrongly, those of the largest loss first."""
    names = model.metadata.class_names

    def named(present: BoolArray) -> str:
        return ";".join(name for name, there in zip(names, present, strict=True) if there)

    wrong = np.flatnonzero((predicted != true).any(axis=1))
    order = wrong[np.argsort(-losses[wrong], kind="stable")][:WORST]
    return tuple(
        WorstSample(int(rows[n]), named(true[n]), named(predicted[n]), float(losses[n]))
        for n in order
    )
