import numpy as np
import pytest

from tui_mlp.training.config import config_from_mapping
from tui_mlp.training.picked_samples import by_loss, confused
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.snapshot import NO_ANSWER
from tui_mlp.training.views import (
    BoundaryGrid,
    confusion_matrix,
    describe_run,
    view_sample,
)


def trained(**settings: object) -> TrainingSession:
    session = TrainingSession(config_from_mapping(settings))
    session.train_epoch()
    return session


def test_the_description_counts_layers_parameters_and_parts() -> None:
    run = describe_run(trained(dataset="iris", hidden=[7, 5], activation=["relu", "tanh"]), 3)
    assert [layer.units for layer in run.layers] == [4, 7, 5, 3]
    assert [layer.activation for layer in run.layers] == ["input", "relu", "tanh", "softmax"]
    assert [layer.parameters for layer in run.layers] == [0, 35, 40, 18]
    assert (run.train_count, run.validation_count, run.test_count) == (105, 30, 15)
    assert run.points is None


def test_a_sample_is_shown_with_its_own_probabilities() -> None:
    session = trained(dataset="iris")
    view = view_sample(session, 4)
    row = session.samples.split.validation.rows[4]
    np.testing.assert_array_equal(view.features, session.samples.dataset.features[row])
    np.testing.assert_array_equal(view.target, session.samples.dataset.targets[row])
    assert view.probabilities.sum() == np.float32(1.0) or np.isclose(view.probabilities.sum(), 1)
    np.testing.assert_allclose(view.loss, -np.log(view.probabilities @ view.target), rtol=1e-4)


def test_the_worst_sample_has_the_largest_loss() -> None:
    session = trained(dataset="iris")
    losses = [view_sample(session, i).loss for i in range(30)]
    assert by_loss(session).tolist() == np.argsort(-np.array(losses), kind="stable").tolist()


def test_the_confusions_count_every_validation_sample_once() -> None:
    session = trained(dataset="iris")
    matrix = confusion_matrix(session)
    validation = session.samples.split.validation
    np.testing.assert_array_equal(matrix.sum(axis=1), validation.targets.sum(axis=0))
    for true, predicted in np.ndindex(3, 3):
        places = confused(session, true, predicted)
        assert len(places) == matrix[true, predicted]
        views = [view_sample(session, place) for place in places.tolist()]
        assert {(v.target.argmax(), v.probabilities.argmax()) for v in views} <= {(true, predicted)}
    accuracy = np.trace(matrix) / matrix.sum()
    np.testing.assert_allclose(accuracy, session.measure(validation).accuracy)


@pytest.mark.parametrize(
    ("dataset", "output"), [("moons", "softmax"), ("moons", "one_neuron"), ("discs", "sigmoid")]
)
def test_the_boundary_of_a_network_of_nan_has_no_answers(dataset: str, output: str) -> None:
    session = trained(dataset=dataset, output=output)
    session.network.parameters[:] = np.nan
    view = BoundaryGrid(session, columns=4, rows=3).view(session)
    assert (view.winner == NO_ANSWER).all()
    assert (view.confidence == 0).all()


def test_the_boundary_agrees_with_the_network_at_its_corners() -> None:
    session = trained(dataset="moons")
    x_min, x_max, y_min, y_max = describe_run(session, 1).extent or (0, 0, 0, 0)
    view = BoundaryGrid(session, columns=9, rows=6).view(session)
    corners = np.array([[x_min, y_max], [x_max, y_min]], np.float32)
    inputs = session.samples.split.standardization.apply(corners)
    probabilities = session.network.probabilities(inputs)
    assert view.winner.shape == view.confidence.shape == (6, 9)
    assert [view.winner[0, 0], view.winner[-1, -1]] == list(probabilities.argmax(axis=1))
    np.testing.assert_allclose(view.confidence[0, 0], probabilities[0].max() * 255, atol=1.01)
