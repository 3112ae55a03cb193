import numpy as np
import pytest

from tui_mlp.training.config import config_from_mapping
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.units.unit_maps import FULL, MapKind, Unit, quantised
from tui_mlp.training.units.unit_probe import UnitProbe
from tui_mlp.training.views import describe_run, shown_part


def trained(**settings: object) -> TrainingSession:
    session = TrainingSession(config_from_mapping({"seed": 3, **settings}))
    session.train_epoch()
    return session


def points_of(session: TrainingSession, columns: int, rows: int) -> np.ndarray:
    x_min, x_max, y_min, y_max = describe_run(session, 1).extent or (0, 0, 0, 0)
    grid = [
        (x, y) for y in np.linspace(y_max, y_min, rows) for x in np.linspace(x_min, x_max, columns)
    ]
    return session.samples.split.standardization.apply(np.array(grid, np.float32))


@pytest.mark.parametrize(("columns", "rows"), [(7, 5), (40, 13)])
def test_maps_over_the_plane_are_those_of_the_network(columns: int, rows: int) -> None:
    session = trained(dataset="spirals3", hidden=[6, 5], activation=["relu", "tanh"])
    maps = UnitProbe(session, columns, rows).view(session)
    inputs = points_of(session, columns, rows)
    network = session.network
    network.forward(inputs)
    hidden = [a.copy() for a in network.workspace(len(inputs)).activations]
    expected = [inputs, *hidden, network.probabilities(inputs)]
    assert [layer.kind for layer in maps.layers] == [MapKind.PLANE] * 4
    for layer, values in zip(maps.layers, expected, strict=True):
        assert layer.values.shape == (values.shape[1], rows, columns)
        restored = layer.values / FULL * layer.scales[:, None, None]
        wanted = values.T.reshape(-1, rows, columns)
        worst = np.abs(restored - wanted).max(axis=(1, 2))
        assert (worst <= layer.scales / FULL).all()
    np.testing.assert_allclose(maps.layers[1].scales, hidden[0].max(axis=0), rtol=1e-6)
    assert maps.layers[1].values.min() >= 0
    np.testing.assert_array_equal(maps.layers[-1].scales, 1)


def test_links_are_the_weights_between_the_shown_units() -> None:
    session = trained(dataset="moons", hidden=[9, 4], activation=["tanh"])
    maps = UnitProbe(session, 4, 4, most_units=5).view(session)
    first, second = maps.layers[1], maps.layers[2]
    assert (len(first.shown), first.left_out) == (5, 4)
    assert (len(second.shown), second.left_out) == (4, 0)
    block = session.network.weights[1][first.shown]
    link = maps.links[1]
    np.testing.assert_allclose(link.values / FULL * link.scale, block, atol=link.scale / FULL)
    assert link.scale == np.abs(block).max()
    assert link.shape == (9, 4)


def test_the_units_of_largest_effect_are_shown_and_stay() -> None:
    session = trained(dataset="moons", hidden=[6], activation=["tanh"])
    weights = session.network.weights[1]
    weights[...] = 1e-3
    weights[[1, 4]] = 1
    probe = UnitProbe(session, 8, 8, most_units=2)
    assert probe.view(session).layers[1].shown.tolist() == [1, 4]
    effects = UnitProbe(session, 8, 8).view(session).layers[1].effects
    weights[2] *= 1.1 * min(effects[1], effects[4]) / effects[2]
    assert probe.view(session).layers[1].shown.tolist() == [1, 4]
    weights[2] *= 1.3
    assert 2 in probe.view(session).layers[1].shown.tolist()


def test_of_images_the_first_layer_shows_its_weights() -> None:
    session = trained(dataset="digits", hidden=[5], activation=["relu"])
    maps = UnitProbe(session, 4, 4, sample=3).view(session)
    pixels, hidden, output = maps.layers
    assert [layer.kind for layer in maps.layers] == [MapKind.IMAGE, MapKind.IMAGE, MapKind.BAR]
    assert (pixels.units, pixels.left_out, pixels.values.shape) == (64, 0, (1, 8, 8))
    restored = hidden.values / FULL * hidden.scales[:, None, None]
    images = session.network.weights[0].T.reshape(5, 8, 8)
    assert np.abs(restored - images).max() <= hidden.scales.max() / FULL
    norms = np.linalg.norm(session.network.weights[0], axis=0)
    np.testing.assert_allclose(maps.links[0].values[0] / FULL, norms / norms.max(), atol=1 / FULL)
    assert output.names == session.samples.dataset.class_names
    assert not maps.links[0].signed
    assert maps.links[1].signed


def test_of_tables_units_show_mean_deviation_and_the_sample() -> None:
    session = trained(dataset="iris", hidden=[4], activation=["tanh"])
    layer = UnitProbe(session, 4, 4, sample=2).view(session).layers[1]
    features = shown_part(session.samples.split).features
    session.network.forward(features)
    activations = session.network.workspace(len(features)).activations[0]
    wanted = np.stack([activations.mean(0), activations.std(0), activations[2]], axis=1)
    restored = layer.values[:, 0] / FULL * layer.scales[:, None]
    assert layer.kind is MapKind.BAR
    np.testing.assert_allclose(restored, wanted, atol=layer.scales.max() / FULL)


def test_a_unit_in_focus_tells_its_numbers() -> None:
    session = trained(dataset="spirals3", hidden=[6, 5], activation=["tanh"])
    probe = UnitProbe(session, 4, 4, sample=7)
    detail = probe.view(session, Unit(2, 3), detail_size=(12, 10)).detail
    network = session.network
    sample = shown_part(session.samples.split).features[7:8]
    network.forward(sample)
    assert detail is not None
    assert detail.activation == pytest.approx(network.workspace(1).activations[1][0, 3])
    assert detail.bias == pytest.approx(network.biases[1][3])
    np.testing.assert_array_equal(detail.incoming, network.weights[1][:, 3])
    np.testing.assert_array_equal(detail.outgoing, network.weights[2][3])
    assert detail.outgoing_names == session.samples.dataset.class_names
    assert detail.values.shape == (10, 12)
    fine = UnitProbe(session, 12, 10).view(session).layers[2]
    np.testing.assert_array_equal(detail.values, fine.values[3])
    assert probe.view(session, Unit(2, 5)).detail is None
    output = probe.view(session, Unit(3, 0)).detail
    assert output is not None
    assert not len(output.outgoing)
    assert output.name == session.samples.dataset.class_names[0]


@pytest.mark.parametrize("dataset", ["moons", "digits", "iris"])
def test_a_network_that_is_not_finite_is_still_shown(dataset: str) -> None:
    session = trained(dataset=dataset, hidden=[4], activation=["relu"])
    session.network.parameters[::3] = np.nan
    session.network.parameters[1::3] = np.inf
    maps = UnitProbe(session, 4, 4).view(session, Unit(1, 0))
    assert all(np.isfinite(layer.scales).all() for layer in maps.layers)


def test_one_neuron_gives_the_probability_of_the_second_class() -> None:
    session = trained(dataset="moons", hidden=[4], activation=["tanh"], output="one_neuron")
    output = UnitProbe(session, 4, 4).view(session).layers[-1]
    assert output.classes == (1,)
    assert output.names == session.samples.dataset.class_names[1:]


def test_looking_leaves_training_as_it_is() -> None:
    looked, alone = (trained(dataset="digits", hidden=[8], activation=["tanh"]) for _ in range(2))
    probe = UnitProbe(looked, 8, 8)
    for _ in range(5):
        probe.view(looked, Unit(1, 1))
        looked.step()
        alone.step()
    np.testing.assert_array_equal(looked.network.parameters, alone.network.parameters)


def test_quantised_zero_and_not_a_number_are_zero() -> None:
    values = np.array([[0.0, 1.0], [np.nan, -3.0]], np.float32)
    assert quantised(values, 3.0).tolist() == [[0, 42], [0, -127]]
    assert quantised(values, 0.0).tolist() == [[0, 0], [0, 0]]
