"""Spreads, bands, and intervals that cover what they promise."""

import math
import statistics

import numpy as np
import pytest

from tui_mlp.training.ensemble.statistics import Bands, Difference, Spread, t_quantile


@pytest.mark.parametrize(
    ("degrees", "expected"),
    [(1, 12.7062), (2, 4.3027), (3, 3.1824), (4, 2.7764), (7, 2.3646), (10, 2.2281),
     (31, 2.0395), (120, 1.9799), (1001, 1.9623)],
)  # fmt: skip
def test_quantiles_of_student_s_distribution_are_those_of_the_tables(
    degrees: int, expected: float
) -> None:
    assert t_quantile(degrees) == pytest.approx(expected, abs=5e-5)


def test_other_confidences_are_those_of_the_tables() -> None:
    assert t_quantile(5, 0.99) == pytest.approx(4.0321, abs=5e-5)
    assert t_quantile(6, 0.9) == pytest.approx(1.9432, abs=5e-5)


def test_a_spread_leaves_out_what_failed_and_counts_it() -> None:
    values = [0.9, math.nan, 0.8, 0.7, 1.0, math.inf]
    spread = Spread.of(values)
    kept = [0.9, 0.8, 0.7, 1.0]
    assert (spread.count, spread.failed) == (4, 2)
    assert spread.mean == pytest.approx(0.85)
    assert spread.sd == pytest.approx(statistics.stdev(kept))
    quartiles = statistics.quantiles(kept, n=4, method="inclusive")
    assert [spread.lower_quartile, spread.median, spread.upper_quartile] == pytest.approx(quartiles)
    assert (spread.low, spread.high) == pytest.approx((0.73, 0.97))


def test_one_run_has_no_deviation_and_none_has_no_figure() -> None:
    one, none = Spread.of([0.5]), Spread.of([math.nan, math.nan])
    assert (one.mean, one.median) == (0.5, 0.5)
    assert math.isnan(one.sd)
    assert (none.count, none.failed) == (0, 2)
    assert math.isnan(none.mean)


def test_bands_hold_the_middle_of_the_runs_at_each_epoch() -> None:
    curves = np.arange(11.0) + np.array([[0.0], [100.0], [math.nan]])
    curves[1, 0] = math.nan
    bands = Bands.of(curves)
    np.testing.assert_allclose(bands.low, [1.0, 101.9, math.nan])
    np.testing.assert_allclose(bands.median, [5.0, 105.5, math.nan])
    np.testing.assert_allclose(bands.high, [9.0, 109.1, math.nan])


def test_a_difference_is_paired_over_the_seeds_that_both_finished() -> None:
    first = [0.5, 0.7, math.nan, 0.9]
    second = [0.6, 0.9, 0.3, 1.2]
    difference = Difference.paired(first, second)
    reach = 4.3027 * 0.1 / math.sqrt(3)
    assert difference.count == 3
    assert difference.mean == pytest.approx(0.2)
    assert (difference.low, difference.high) == pytest.approx((0.2 - reach, 0.2 + reach), abs=1e-5)
    assert not difference.told_apart
    assert Difference.paired([0.1, 0.2, 0.3], [0.6, 0.7, 0.85]).told_apart
    assert Difference.paired([0.6, 0.7, 0.85], [0.1, 0.2, 0.3]).told_apart


def test_too_few_seeds_tell_nothing_apart() -> None:
    assert not Difference.paired([0.1], [0.9]).told_apart
    assert not Difference.paired([math.nan], [0.9]).told_apart
    assert not Difference.paired([0.5, 0.6], [0.5, 0.6]).told_apart
    with pytest.raises(ValueError, match="3 and 2 seeds"):
        Difference.paired([1, 2, 3], [1, 2])


@pytest.mark.parametrize("seeds", [8, 32])
def test_of_a_thousand_comparisons_of_equal_settings_a_twentieth_differ(seeds: int) -> None:
    rng = np.random.default_rng(17)
    apart = 0
    for _ in range(1000):
        # accuracies on 120 validation samples, whose difficulty differs by seed as their splits do
        difficulty = rng.beta(40, 4, seeds)
        first, second = rng.binomial(120, difficulty, (2, seeds)) / 120
        apart += Difference.paired(first, second).told_apart
    assert 30 <= apart <= 70
