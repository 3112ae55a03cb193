"""The figures of an evaluation, against hand calculations."""

import math

import numpy as np
import pytest

from tui_mlp.data.split import Standardization
from tui_mlp.nn.architecture import Architecture
from tui_mlp.nn.network import Network
from tui_mlp.training.evaluating.evaluation import calibration, evaluate, wilson_interval
from tui_mlp.training.model_file import Model, ModelMetadata
from tui_mlp.training.outputs import Output


def copying_model(output: Output = Output.SOFTMAX) -> Model:
    """A model of three classes whose logits are the features."""
    loss = "softmax" if output is Output.SOFTMAX else "sigmoid"
    network = Network(Architecture(3, (), 3, "identity", loss))
    network.weights[0][...] = np.eye(3)
    names = ("a", "b", "c")
    metadata = ModelMetadata(
        activations=(), class_names=names, feature_names=("u", "v", "w"), output=output
    )
    one = np.ones(3, np.float32)
    return Model(network, Standardization(0 * one, one), metadata)


@pytest.mark.parametrize(("right", "count"), [(9, 10), (10, 10), (0, 10), (81, 263), (1, 2)])
def test_wilsons_interval_ends_where_the_score_is_z(right: int, count: int) -> None:
    interval = wilson_interval(right, count)
    assert interval.value == right / count
    assert 0 <= interval.low <= interval.value <= interval.high <= 1
    for end in (interval.low, interval.high):
        if 1e-9 < end < 1 - 1e-9:
            score = abs(interval.value - end) / math.sqrt(end * (1 - end) / count)
            assert score == pytest.approx(1.959964, abs=1e-6)
    assert interval.high - interval.low > 0.05


def test_wilsons_interval_of_a_known_case() -> None:
    interval = wilson_interval(81, 263)  # Newcombe 1998, table I
    assert (round(interval.low, 4), round(interval.high, 4)) == (0.2553, 0.3662)


def test_the_calibration_error_is_the_weighted_gap_of_the_bins() -> None:
    probabilities = np.array([0.95, 0.95, 0.92, 0.7, 0.62, 1.0])
    right = np.array([True, True, False, False, True, True])
    found = calibration(probabilities, right)
    counts = [each.count for each in found.bins]
    assert counts == [0, 0, 0, 0, 0, 0, 2, 0, 0, 4]
    gap_7, gap_10 = abs(0.5 - 0.66), abs(0.75 - 0.955)
    assert found.error == pytest.approx((2 * gap_7 + 4 * gap_10) / 6)
    assert np.isnan(found.bins[0].accuracy)


def test_figures_of_classes() -> None:
    features = np.log([[8, 1, 1], [1, 8, 1], [1, 8, 1], [1, 1, 8], [98, 1, 1]]).astype(np.float32)
    targets = np.eye(3, dtype=np.float32)[[0, 1, 0, 2, 2]]
    rows = np.array([2, 3, 4, 6, 7])
    found = evaluate(copying_model(), features, targets, rows)
    assert found.samples == 5
    losses = -np.log([0.8, 0.8, 0.1, 0.8, 0.01])
    assert found.loss == pytest.approx(losses.mean(), rel=1e-5)
    assert found.accuracy.value == 0.6
    assert found.baseline == 0.4
    assert found.confusion == ((1, 1, 0), (0, 1, 0), (1, 0, 1))
    precision = {each.name: each.precision for each in found.classes}
    assert precision == {"a": 0.5, "b": 0.5, "c": 1.0}
    assert [each.recall for each in found.classes] == [0.5, 1.0, 0.5]
    assert [each.support for each in found.classes] == [2, 1, 2]
    assert [(each.row, each.true, each.predicted) for each in found.worst] == [
        (7, "c", "a"),
        (4, "a", "b"),
    ]


def test_figures_of_labels() -> None:
    features = np.array([[3, -3, -3], [3, 3, -3], [-3, -3, -3]], np.float32)
    targets = np.array([[1, 0, 0], [1, 0, 0], [0, 0, 0]], np.float32)
    found = evaluate(copying_model(Output.SIGMOID), features, targets, np.arange(1, 4))
    assert found.accuracy.value == pytest.approx(2 / 3)
    assert found.baseline == pytest.approx(2 / 3)
    assert found.confusion is None
    assert [each.support for each in found.classes] == [2, 0, 0]
    assert found.worst[0].predicted == "a;b"
    assert found.worst[0].true == "a"
    probability = 1 / (1 + np.exp(3))
    wrong = 1 - probability - 0
    everything = found.calibration.bins[0].count + found.calibration.bins[9].count
    assert everything == 9
    assert found.calibration.bins[9].accuracy == pytest.approx(2 / 3)
    assert found.calibration.bins[9].confidence == pytest.approx(wrong, rel=1e-5)
