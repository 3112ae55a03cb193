import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tui_mlp.training.decimation import DecimatedSeries


@given(
    st.lists(st.floats(-1e6, 1e6, width=32), min_size=1, max_size=300),
    st.sampled_from([2, 4, 16]),
    st.integers(1, 50),
)
def test_buckets_are_few_and_hold_the_extremes(
    values: list[float], capacity: int, chunk: int
) -> None:
    series = DecimatedSeries(1, capacity=capacity)
    rows = np.array(values, np.float32)[:, None]
    x = np.arange(len(values), dtype=np.float32)
    for start in range(0, len(values), chunk):
        series.extend(x[start : start + chunk], rows[start : start + chunk])
    assert 1 <= len(series) <= capacity
    assert series.low.min() == min(values)
    assert series.high.max() == max(values)
    assert series.x[-1] == len(values) - 1
    assert (np.diff(series.x) > 0).all()


def test_how_it_was_cut_into_chunks_makes_no_difference() -> None:
    values = np.random.default_rng(0).normal(size=(100, 2)).astype(np.float32)
    x = np.arange(100, dtype=np.float32)
    whole, single = DecimatedSeries(2, capacity=8), DecimatedSeries(2, capacity=8)
    whole.extend(x, values)
    for place, row in zip(x, values, strict=True):
        single.append(float(place), row)
    np.testing.assert_array_equal(whole.low, single.low)
    np.testing.assert_array_equal(whole.high, single.high)
    np.testing.assert_array_equal(whole.x, single.x)


def test_a_spike_survives_a_long_run() -> None:
    series = DecimatedSeries(1, capacity=8)
    for step in range(10_000):
        series.append(step, [100.0 if step == 1234 else 0.0])
    assert series.high.max() == 100.0


def test_a_nan_hides_no_number_unless_it_is_kept() -> None:
    rows = np.array([[1.0], [np.nan], [3.0], [2.0]], np.float32)
    for keep, expected in ((False, 3.0), (True, np.nan)):
        series = DecimatedSeries(1, capacity=2, keep_nan=keep)
        series.extend(np.arange(4, dtype=np.float32), rows)
        np.testing.assert_array_equal(series.high, [[expected]])
