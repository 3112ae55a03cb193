"""What a screen may ask to see of a network: one sample, the decision boundary, the confusions."""

from typing import Protocol

import numpy as np

from tui_mlp.arrays import FloatArray, IntArray
from tui_mlp.data.dataset import Dataset
from tui_mlp.data.split import Part, Split
from tui_mlp.nn.network import Network
from tui_mlp.training.outputs import Output, class_probabilities, network_targets
from tui_mlp.training.samples import Samples
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.snapshot import (
    NO_ANSWER,
    BoundaryView,
    LayerSummary,
    RunDescription,
    SampleView,
)

MAX_POINTS = 2000
_MARGIN = 0.08


class ViewedRun(Protocol):
    """What a view asks of a run: a session has it, and a run seen without some of its units."""

    @property
    def network(self) -> Network:
        """What is asked."""

    @property
    def samples(self) -> Samples:
        """What it is asked with."""

    @property
    def output(self) -> Output:
        """What its answers mean."""


def describe_run(session: TrainingSession, number: int) -> RunDescription:
    """What stays the same while the session goes on."""
    dataset, split = session.samples.dataset, session.samples.split
    planar = dataset.features.shape[1] == 2
    labels = session.output.labels
    shown = shown_part(split)
    rows = shown.rows[:MAX_POINTS]
    return RunDescription(
        number=number,
        config=session.initial_config,
        dataset=dataset.name,
        class_names=dataset.class_names,
        feature_names=dataset.shown_feature_names,
        layers=_layer_summaries(session),
        train_count=len(split.train.rows),
        validation_count=len(split.validation.rows),
        test_count=len(split.test.rows),
        output=session.output,
        image_shape=dataset.image_shape,
        points=dataset.features[rows] if planar else None,
        point_labels=dataset.labels[rows] if planar and not labels else None,
        point_targets=dataset.targets[rows].astype(np.uint8) if planar and labels else None,
        extent=extent_of(dataset) if planar else None,
        notes=dataset.notes,
        columns_used=_columns_used(session),
    )


def _columns_used(session: TrainingSession) -> tuple[int, int] | None:
    dataset = session.samples.dataset
    report, inputs = dataset.report, dataset.inputs
    if session.initial_config.data is None or report is None:
        return None
    if inputs is None or not inputs.columns:  # arrays
        return None
    return report.used, len(report.columns)


def shown_part(split: Split) -> Part:
    """The part whose samples are looked at: validation, or training where there is none."""
    return split.validation if len(split.validation.rows) else split.train


def _layer_summaries(session: TrainingSession) -> tuple[LayerSummary, ...]:
    architecture = session.network.architecture
    output = "sigmoid" if architecture.loss == "sigmoid" else "softmax"
    names = (*session.config.activations, output)
    layers = [
        LayerSummary(n_out, name, n_in * n_out + (n_out if architecture.biases else 0))
        for (n_in, n_out), name in zip(architecture.shapes, names, strict=True)
    ]
    return (LayerSummary(architecture.inputs, "input", 0), *layers)


def extent_of(dataset: Dataset) -> tuple[float, float, float, float]:
    """(x_min, x_max, y_min, y_max) around all points, with a margin."""
    low = np.nanmin(dataset.features, axis=0).astype(np.float64)
    high = np.nanmax(dataset.features, axis=0).astype(np.float64)
    margin = np.where(high > low, (high - low) * _MARGIN, 1.0)
    (x_min, y_min), (x_max, y_max) = low - margin, high + margin
    return float(x_min), float(x_max), float(y_min), float(y_max)


def view_sample(session: ViewedRun, index: int) -> SampleView:
    """The network's answer for one sample of the part that is shown, 0 <= index < its size."""
    dataset, split = session.samples.dataset, session.samples.split
    part = shown_part(split)
    features, target = part.features[index : index + 1], part.targets[index : index + 1]
    network, output = session.network, session.output
    return SampleView(
        index=index,
        count=len(part.rows),
        part="validation" if part is split.validation else "train",
        features=dataset.features[part.rows[index]],
        target=target[0],
        probabilities=class_probabilities(output, network.probabilities(features), target.shape[1])[
            0
        ],
        loss=float(network.sample_losses(features, network_targets(output, target))[0]),
        largest_logit=_largest_logit(network, features),
    )


def _largest_logit(network: Network, features: FloatArray) -> float:
    """Of one sample, where it decides whether a network for teaching answers at all; else NaN."""
    if network.architecture.loss != "naive_softmax":
        return float("nan")
    return float(network.forward(features).max())


class BoundaryGrid:
    """A grid over the plane of a run's 2-D data, to ask the network at every point.

    Args:
        session: the run.
        columns: points across.
        rows: points down.
        label: which label to look at where a sample may have several; the last one at most.
    """

    def __init__(self, session: TrainingSession, columns: int, rows: int, label: int = 0) -> None:
        self._label = min(label, len(session.samples.dataset.class_names) - 1)
        x_min, x_max, y_min, y_max = extent_of(session.samples.dataset)
        x = np.linspace(x_min, x_max, columns)
        y = np.linspace(y_max, y_min, rows)
        points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2).astype(np.float32)
        self._inputs = session.samples.split.standardization.apply(points)
        self._shape = rows, columns

    def view(self, session: ViewedRun) -> BoundaryView:
        """The winning class and its probability at every point; for labels, those of one label."""
        classes = len(session.samples.dataset.class_names)
        yhat = session.network.probabilities(self._inputs)
        yhat = class_probabilities(session.output, yhat, classes)
        if session.output.labels:
            label = self._label
            winner, probability = np.full(len(yhat), label), yhat[:, label]
        else:
            label = None
            winner, probability = yhat.argmax(axis=1), yhat.max(axis=1)
        winner = np.where(np.isfinite(probability), winner, NO_ANSWER)
        return BoundaryView(
            winner=winner.astype(np.uint8).reshape(self._shape),
            confidence=(np.nan_to_num(probability) * 255).astype(np.uint8).reshape(self._shape),
            label=label,
        )


def confusion_matrix(session: ViewedRun) -> IntArray:
    """(C, C) counts over the part that is shown; row = true class, column = predicted class."""
    count = shown_part(session.samples.split).targets.shape[1]
    true, predicted = true_and_predicted(session)
    flat = np.bincount(true * count + predicted, minlength=count * count)
    return flat.reshape(count, count)


def true_and_predicted(session: ViewedRun) -> tuple[IntArray, IntArray]:
    """The true and the predicted class (n,) of each sample of the part that is shown."""
    part = shown_part(session.samples.split)
    yhat = session.network.probabilities(part.features)
    yhat = class_probabilities(session.output, yhat, part.targets.shape[1])
    return part.targets.argmax(axis=1), yhat.argmax(axis=1)
