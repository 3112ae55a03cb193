"""McNemar's test against sums over the binomial distribution."""

from math import comb

import numpy as np
import pytest

from tui_mlp.training.comparing.mcnemar import McNemar


def answers(both: int, only_first: int, only_second: int, neither: int) -> McNemar:
    first = [True] * (both + only_first) + [False] * (only_second + neither)
    second = [True] * both + [False] * only_first + [True] * only_second + [False] * neither
    return McNemar.of(np.array(first), np.array(second))


@pytest.mark.parametrize(("b", "c"), [(0, 5), (5, 0), (1, 9), (7, 7), (40, 61)])
def test_p_is_twice_the_smaller_tail_of_the_binomial(b: int, c: int) -> None:
    test = answers(30, b, c, 4)
    assert (test.samples, test.only_first, test.only_second) == (34 + b + c, b, c)
    tail = sum(comb(b + c, k) for k in range(min(b, c) + 1)) / 2 ** (b + c)
    assert test.p == pytest.approx(min(1.0, 2 * tail), rel=1e-12)


def test_the_verdict_turns_between_five_and_six_samples() -> None:
    assert not answers(10, 0, 5, 0).told_apart  # 2 / 2^5 = 0.0625
    assert answers(10, 0, 6, 0).told_apart  # 2 / 2^6 = 0.03125


def test_equal_answers_and_many_samples_have_a_p_too() -> None:
    assert answers(10, 0, 0, 3).p == 1
    assert answers(0, 2500, 2500, 0).p == 1
    # the normal approximation, with its correction for whole numbers
    assert answers(0, 2400, 2600, 0).p == pytest.approx(0.00491, abs=2e-4)


def test_equally_good_models_are_seldom_told_apart() -> None:
    rng = np.random.default_rng(3)
    told = [McNemar.of(*(rng.random((2, 200)) < 0.8)).told_apart for _ in range(1000)]
    assert sum(told) <= 60  # the exact form errs on the careful side of 5 in 100


def test_different_numbers_of_answers_are_refused() -> None:
    with pytest.raises(ValueError, match="3 and 2 answers"):
        McNemar.of(np.ones(3, np.bool_), np.ones(2, np.bool_))
