"""The walk through a step on samples that were typed."""

from dataclasses import dataclass

import numpy as np

from tui_mlp.arrays import FloatArray
from tui_mlp.data.dataset import shown_feature_names
from tui_mlp.lecture.step.subject import Subject, float64_network
from tui_mlp.lecture.step.update_rule import PLAIN_SGD, UpdateRule
from tui_mlp.lecture.walk.walk import Walk
from tui_mlp.training.model_file import Model
from tui_mlp.training.outputs import network_targets


@dataclass(frozen=True, eq=False)
class TypedBatch:
    """A mini-batch that was typed."""

    features: FloatArray
    """(B, D) in the units of the data; NaN for a missing value, which counts as the mean."""
    targets: FloatArray
    """(B, C): 1 for the class, or for each label."""


def walk_of_typed(
    model: Model,
    batch: TypedBatch,
    place: int,
    learning_rate: float,
    rule: UpdateRule = PLAIN_SGD,
) -> Walk:
    """The walk through a step on a typed mini-batch, for its sample at a place, 0 .. B-1."""
    metadata = model.metadata
    standardised = model.standardization.apply(batch.features)
    subject = Subject(
        network=float64_network(model.network.architecture, model.network.parameters),
        inputs=standardised.astype(np.float64),
        targets=network_targets(metadata.output, batch.targets).astype(np.float64),
        learning_rate=learning_rate,
        class_names=metadata.class_names,
        feature_names=shown_feature_names(metadata.feature_names),
        rule=rule,
    )
    return Walk(subject, place)
