"""Answers about single samples: the worst ones, what one consists of, and a new one's yhat."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tui_mlp.arrays import FloatArray
from tui_mlp.data.input_fields import InputField, input_fields
from tui_mlp.training.outputs import class_probabilities
from tui_mlp.training.picked_samples import by_loss, distance_from_class
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.views import view_sample
from tui_mlp.worker.replies import (
    InputsDescribed,
    Predicted,
    PredictedEach,
    WorstListed,
    WorstSample,
)

if TYPE_CHECKING:
    from tui_mlp.worker.looking import Looking

_MOST_TELLING = 3


def list_worst(session: TrainingSession, run_number: int, count: int) -> WorstListed:
    """The samples of largest loss in the part that is shown, the worst first."""
    dataset = session.samples.dataset
    order = by_loss(session)
    fields = () if dataset.image_shape else input_fields(dataset)
    samples = tuple(
        WorstSample(
            replace(view_sample(session, place), origin=f"worst {rank} of {len(order)}"),
            _telling(session, place, fields),
        )
        for rank, place in enumerate(order[:count].tolist(), 1)
    )
    return WorstListed(run_number, session.step_count, samples)


def _telling(
    session: TrainingSession, place: int, fields: tuple[InputField, ...]
) -> tuple[InputField, ...]:
    """The fields in which a sample is furthest from the samples like it, the furthest first."""
    if not fields:
        return ()
    distance = distance_from_class(session, place)
    furthest = [distance[each.column : each.column + each.width].max() for each in fields]
    order = np.argsort(-np.asarray(furthest), kind="stable")[:_MOST_TELLING]
    return tuple(fields[number] for number in order.tolist())


def describe_inputs(
    session: TrainingSession, run_number: int, looking: "Looking"
) -> InputsDescribed:
    """What a sample consists of, and the values of the sample that is shown."""
    dataset = session.samples.dataset
    fields = () if dataset.image_shape else input_fields(dataset)
    features = looking.sample(session).features
    if not dataset.image_shape:
        return InputsDescribed(run_number, fields, features)
    limits = float(np.nanmin(dataset.features)), float(np.nanmax(dataset.features))
    return InputsDescribed(run_number, fields, features, limits)


def predict(session: TrainingSession, run_number: int, features: FloatArray) -> Predicted:
    """The network's yhat for features (D,) in the source's units, without dropout."""
    yhat = _yhat(session, features[np.newaxis])
    return Predicted(run_number, session.step_count, features, yhat[0])


def predict_each(session: TrainingSession, run_number: int, features: FloatArray) -> PredictedEach:
    """The network's yhat for features (N, D) in the source's units, without dropout."""
    return PredictedEach(run_number, session.step_count, _yhat(session, features))


def _yhat(session: TrainingSession, features: FloatArray) -> FloatArray:
    inputs = session.samples.split.standardization.apply(features)
    yhat = session.network.probabilities(inputs)
    return class_probabilities(session.output, yhat, len(session.samples.dataset.class_names))
