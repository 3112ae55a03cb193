import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui_mlp.ui.drawing.axis import LABEL_WIDTH, epoch_axis, linear_axis, logarithmic_axis


def labels(axis):
    return [tick.label for tick in axis.ticks]


def test_linear_labels_are_round_and_of_one_precision():
    assert labels(linear_axis(0.42, 1.0, 5)) == ["0.4", "0.6", "0.8", "1.0"]


def test_labels_of_neighbours_differ():
    for low, high in [(0.9941, 0.9983), (0.0011, 0.0029), (1.0, 1.0000001), (12345.0, 12399.0)]:
        names = labels(linear_axis(low, high, 18))
        assert len(set(names)) == len(names) >= 1


def test_linear_axis_stays_while_values_move_a_little():
    assert linear_axis(0.42, 1.0, 5) == linear_axis(0.44, 0.99, 5)


def test_logarithmic_labels_are_powers_of_ten():
    assert labels(logarithmic_axis(0.0035, 1.02, 4)) == ["0.01", "0.1", "1"]
    assert labels(logarithmic_axis(1e-7, 1.0, 4)) == ["10⁻⁷", "10⁻⁵", "0.001", "0.1"]


def test_a_short_logarithmic_range_has_labels_too():
    assert labels(logarithmic_axis(0.21, 0.6, 8)) == ["0.2", "0.3", "0.4", "0.5", "0.6"]


def test_a_long_logarithmic_range_has_1_2_and_5_where_there_is_room():
    axis = logarithmic_axis(0.01, 1.0, 30)
    assert labels(axis) == ["0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "1"]


def test_zero_lies_at_the_foot_of_a_logarithmic_axis():
    axis = logarithmic_axis(0.0, 1.0, 4)
    assert axis.places([0.0, 1.0]).tolist() == [0.0, 1.0]


def test_what_is_not_finite_has_no_place():
    for axis in (linear_axis(0.0, 1.0, 4), logarithmic_axis(0.1, 1.0, 4)):
        assert np.isnan(axis.places([np.nan, np.inf, -np.inf])).all()


@pytest.mark.parametrize(
    ("latest", "end"), [(142.0, 150.0), (150.0, 150.0), (151.0, 200.0), (0.3, 0.3), (0.0, 1.0)]
)
def test_epoch_axis_ends_at_a_round_number(latest, end):
    axis = epoch_axis(latest, 4)
    assert axis.high == pytest.approx(end)
    assert labels(axis)[0] == "0"


@given(
    st.just(0.0) | st.floats(1e-38, 1e38),
    st.just(0.0) | st.floats(1e-38, 1e38),
    st.integers(0, 30),
    st.booleans(),
)
def test_any_range_gets_an_axis_around_it(first, second, tick_count, logarithmic):
    low, high = sorted((first, second))
    axis = (logarithmic_axis if logarithmic else linear_axis)(low, high, tick_count)
    places = axis.places([low, high])
    assert (places >= 0).all()
    assert (places <= 1).all()
    assert places[0] <= places[1]
    assert all(0 <= tick.place <= 1 for tick in axis.ticks)
    assert all(len(tick.label) <= LABEL_WIDTH for tick in axis.ticks)


@given(st.floats(1e-6, 1e6), st.floats(1.0, 1e6), st.integers(1, 30), st.booleans())
@example(966667.0, 1.125, 3, False)
@example(1e6, 1.003, 3, False)
@example(1e6, 1.03, 9, False)
@example(0.001953125, 1.0625, 1, False)
def test_every_axis_of_values_has_three_labels_that_differ(low, factor, tick_count, logarithmic):
    axis = (logarithmic_axis if logarithmic else linear_axis)(low, low * factor, tick_count)
    assert len(set(labels(axis))) == len(axis.ticks) >= 3


@given(st.floats(0.01, 1e6), st.floats(1e-3, 1.0), st.integers(1, 12))
def test_every_axis_of_epochs_has_three_labels_that_differ(latest, part, tick_count):
    stretch = (latest * (1 - part), latest)
    for axis in (epoch_axis(latest, tick_count), epoch_axis(latest, tick_count, stretch)):
        assert len(set(labels(axis))) == len(axis.ticks) >= 3


def test_a_stretch_of_epochs_has_its_own_axis():
    axis = epoch_axis(200.0, 4, (37.5, 57.5))
    assert (axis.low, axis.high) == (37.5, 57.5)
    assert labels(axis) == ["40", "45", "50", "55"]
    assert axis.places(47.5) == pytest.approx(0.5)
