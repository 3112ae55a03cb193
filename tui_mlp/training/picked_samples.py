"""Samples of the part that is shown, picked by how wrong the network is on them."""

import numpy as np

from tui_mlp.arrays import BoolArray, FloatArray, IntArray
from tui_mlp.training.outputs import network_targets
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.views import ViewedRun, shown_part, true_and_predicted


def by_loss(session: ViewedRun) -> IntArray:
    """(n,) the places of all samples, that of the largest loss first; NaN counts as infinite."""
    part = shown_part(session.samples.split)
    targets = network_targets(session.output, part.targets)
    losses = session.network.sample_losses(part.features, targets)
    order: IntArray = np.argsort(-np.where(np.isnan(losses), np.inf, losses), kind="stable")
    return order


def confused(session: ViewedRun, true: int, predicted: int) -> IntArray:
    """The places of the samples of one cell of the confusion matrix, rising."""
    trues, predictions = true_and_predicted(session)
    places: IntArray = np.flatnonzero((trues == true) & (predictions == predicted))
    return places


def distance_from_class(session: TrainingSession, place: int) -> FloatArray:
    """(D,) how far each feature of a sample is from the mean of the samples like it.

    In standard deviations of the training part. Like it are the training samples of its class, or
    of its set of labels; all, where there are none.
    """
    split = session.samples.split
    shown = shown_part(split)
    like = _like(session, shown.targets[place])
    alike = split.train.features[like] if like.any() else split.train.features
    distance: FloatArray = np.abs(shown.features[place] - alike.mean(axis=0))
    return distance


def _like(session: TrainingSession, target: FloatArray) -> BoolArray:
    """(n,) which training samples have the target's class, or its labels."""
    targets = session.samples.split.train.targets
    if session.output.labels:
        same: BoolArray = ((targets >= 0.5) == (target >= 0.5)).all(axis=1)
    else:
        same = targets.argmax(axis=1) == target.argmax()
    return same
