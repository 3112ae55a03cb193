"""What outputs mean, and how targets reach them."""

import numpy as np
import pytest

from tui_mlp.settings.config_error import ConfigError
from tui_mlp.training.config import config_from_mapping
from tui_mlp.training.outputs import Output, class_probabilities, network_targets, smoothed
from tui_mlp.training.picked_samples import by_loss
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.views import describe_run, view_sample

MOONS = {"dataset": "moons", "hidden": (6,), "epochs": 2}


def session_of(**settings: object) -> TrainingSession:
    return TrainingSession(config_from_mapping(settings))


@pytest.mark.parametrize(
    ("dataset", "expected", "units"),
    [("iris", Output.SOFTMAX, 3), ("discs", Output.SIGMOID, 3), ("moons", Output.SOFTMAX, 2)],
)
def test_the_data_decide_by_default(dataset: str, expected: Output, units: int) -> None:
    session = session_of(dataset=dataset, hidden=[4])
    assert session.output is expected
    assert session.network.architecture.outputs == units


@pytest.mark.parametrize(
    ("dataset", "output", "words"),
    [
        ("discs", "softmax", "several labels a sample, which needs sigmoid"),
        ("discs", "one_neuron", "several labels"),
        ("iris", "sigmoid", "one class a sample"),
        ("iris", "one_neuron", "two classes apart; iris has 3"),
    ],
)
def test_an_output_that_does_not_fit_the_data_is_refused(
    dataset: str, output: str, words: str
) -> None:
    with pytest.raises(ConfigError, match=words) as caught:
        session_of(dataset=dataset, output=output)
    assert caught.value.setting == "output"


def test_one_neuron_learns_two_classes() -> None:
    session = session_of(**{**MOONS, "output": "one_neuron", "epochs": 30}, learning_rate=0.2)
    assert session.network.weights[-1].shape == (6, 1)
    while session.epoch < 30:
        session.train_epoch()
    assert session.validation_metrics is not None
    assert session.validation_metrics.accuracy > 0.95
    sample = view_sample(session, 3)
    assert sample.probabilities.shape == sample.target.shape == (2,)
    np.testing.assert_allclose(sample.probabilities.sum(), 1, rtol=1e-6)
    assert sample.loss == pytest.approx(
        -np.log(sample.probabilities[sample.target.argmax()]), rel=1e-4
    )
    assert describe_run(session, 1).layers[-1].activation == "sigmoid"


def test_targets_and_answers_of_one_neuron_are_of_the_second_class() -> None:
    y = np.array([[1, 0], [0, 1]], np.float32)
    np.testing.assert_array_equal(network_targets(Output.ONE_NEURON, y), [[0], [1]])
    yhat = np.array([[0.2], [0.9]], np.float32)
    expected = [[0.8, 0.2], [0.1, 0.9]]
    np.testing.assert_allclose(class_probabilities(Output.ONE_NEURON, yhat, 2), expected, rtol=1e-6)


def test_smoothing_moves_a_part_of_y_to_all_outcomes() -> None:
    y = np.array([[0, 1, 0, 0]], np.float32)
    np.testing.assert_allclose(
        smoothed(Output.SOFTMAX, y, 0.2), [[0.05, 0.85, 0.05, 0.05]], rtol=1e-6
    )
    labels = np.array([[0, 1, 1, 0]], np.float32)
    np.testing.assert_allclose(
        smoothed(Output.SIGMOID, labels, 0.2), [[0.1, 0.9, 0.9, 0.1]], rtol=1e-6
    )


def test_smoothed_targets_have_an_entropy_that_the_loss_cannot_get_below() -> None:
    session = session_of(dataset="iris", hidden=[8], label_smoothing=0.3, learning_rate=0.1)
    while session.epoch < 60:
        session.train_epoch()
    y = np.array([0.8, 0.1, 0.1])
    floor = -(y * np.log(y)).sum()
    assert floor < session.train_metrics.loss < floor + 0.1
    assert session.train_metrics.accuracy > 0.95
    np.testing.assert_allclose(session.samples.split.train.targets.max(axis=1), 0.8, rtol=1e-6)
    assert (session.samples.dataset.targets.max(axis=1) == 1).all()


def test_soft_targets_train_down_to_their_entropy() -> None:
    session = session_of(dataset="posteriors", hidden=[16], learning_rate=0.1)
    y = session.samples.split.train.targets.astype(np.float64)
    entropy = float(-(y * np.log(np.maximum(y, 1e-30))).sum(axis=1).mean())
    assert entropy > 0.1
    while session.epoch < 60:
        session.train_epoch()
    loss = session.measure(session.samples.split.train).loss
    assert entropy < loss < entropy + 0.02


def test_the_worst_labels_are_found() -> None:
    session = session_of(dataset="discs", hidden=[8])
    worst = view_sample(session, by_loss(session)[0])
    count = worst.count
    assert worst.loss == pytest.approx(max(view_sample(session, i).loss for i in range(count)))


def test_without_biases_nothing_but_weights_is_learned() -> None:
    session = session_of(**MOONS, biases=False, output_activation="tanh")
    session.train_epoch()
    assert len(session.network.parameters) == 2 * 6 + 6 * 2
    assert [layer.parameters for layer in describe_run(session, 1).layers] == [0, 12, 12]
    assert np.abs(session.network.all_logits(session.samples.split.train.features)).max() <= 1
