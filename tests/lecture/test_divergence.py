"""Divergences against sums written out by hand, and the edits that keep distributions."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tui_mlp.lecture.kl.divergence import (
    cross_entropy,
    impossible_classes,
    kl_divergence,
    kl_terms,
    negative_entropy,
)
from tui_mlp.lecture.kl.triangle import triangle, violating_r
from tui_mlp.lecture.kl.workbench import (
    NotDistributionError,
    P,
    Q,
    R,
    Workbench,
    lecture_example,
    next_multiple,
    of_sample,
)


def distributions(classes: int, least: float = 0.0) -> st.SearchStrategy[list[float]]:
    weights = st.lists(st.floats(least, 1.0), min_size=classes, max_size=classes)
    return weights.filter(lambda w: sum(w) > 1e-3).map(lambda w: [x / sum(w) for x in w])


def several(count: int, least: float = 0.0) -> st.SearchStrategy[list[list[float]]]:
    return st.integers(2, 8).flatmap(
        lambda classes: st.tuples(*[distributions(classes, least)] * count).map(list)
    )


def kl_written_out(p: list[float], q: list[float]) -> float:
    """The sum as it is in the lecture, by Python's own floats."""
    return math.fsum(a * math.log(a / b) for a, b in zip(p, q, strict=True) if a > 0)


def test_the_lectures_example() -> None:
    p, q = [1 / 4, 3 / 4], [1 / 2, 1 / 2]
    assert kl_divergence(p, q) == pytest.approx(3 / 4 * math.log(3) - math.log(2), abs=1e-15)
    assert round(kl_divergence(p, q), 4) == 0.1308
    assert kl_divergence(q, p) == pytest.approx(math.log(2) - math.log(3) / 2, abs=1e-15)
    assert round(kl_divergence(q, p), 4) == 0.1438
    assert cross_entropy(p, q) == pytest.approx(math.log(2))
    assert negative_entropy(p) == pytest.approx(0.75 * math.log(3) - math.log(4))


@given(several(2, least=1e-6))
def test_kl_is_the_sum_written_out(pair: list[list[float]]) -> None:
    assert kl_divergence(*pair) == pytest.approx(kl_written_out(*pair), abs=1e-13)


@given(several(2))
def test_kl_is_never_negative_and_zero_for_equals(pair: list[list[float]]) -> None:
    p, q = pair
    assert kl_divergence(p, q) >= 0
    assert kl_divergence(p, p) == 0
    if max(abs(a - b) for a, b in zip(p, q, strict=True)) > 1e-6:
        assert kl_divergence(p, q) > 0


@given(several(2))
def test_kl_is_negative_entropy_plus_cross_entropy(pair: list[list[float]]) -> None:
    p, q = pair
    total = negative_entropy(p) + cross_entropy(p, q)
    assert kl_divergence(p, q) == pytest.approx(total, abs=1e-12)
    assert kl_divergence(p, q) == pytest.approx(float(kl_terms(p, q).sum()), abs=1e-12)


@given(several(1))
def test_entropy_lies_between_one_hot_and_uniform(one: list[list[float]]) -> None:
    assert -math.log(len(one[0])) - 1e-12 <= negative_entropy(one[0]) <= 0


def test_a_class_without_a_chance_makes_kl_infinite() -> None:
    p, q = [0.5, 0.25, 0.25, 0.0], [1.0, 0.0, 0.0, 0.0]
    assert kl_divergence(p, q) == math.inf == cross_entropy(p, q)
    assert kl_terms(p, q).tolist() == [0.5 * math.log(0.5), math.inf, math.inf, 0.0]
    assert impossible_classes(p, q) == (1, 2)
    assert impossible_classes(q, p) == ()
    assert kl_divergence(q, p) == pytest.approx(math.log(2))


def test_zero_log_zero_is_zero() -> None:
    assert kl_terms([0.0, 1.0], [0.0, 1.0]).tolist() == [0.0, 0.0]
    assert kl_terms([0.0, 1.0], [0.5, 0.5]).tolist() == [0.0, math.log(2)]
    assert negative_entropy([0.0, 1.0]) == 0.0
    assert str(cross_entropy([0.0, 1.0], [0.0, 1.0])) == "0.0"


def test_numbers_next_to_zero_do_not_overflow() -> None:
    assert kl_divergence([1e-320, 1.0], [1.0, 1e-320]) == pytest.approx(-math.log(1e-320))


@given(several(2, least=1e-3))
def test_wherever_p_and_q_differ_an_r_violates_the_triangle(pair: list[list[float]]) -> None:
    p, q = np.array(pair)
    assume(np.abs(p - q).max() > 1e-3)
    r = violating_r(p, q)
    assert r is not None
    assert r.min() >= 0
    assert r.sum() == pytest.approx(1)
    assert triangle(p, q, r).violated
    excess = kl_written_out(p, r) - kl_written_out(p, q) - kl_written_out(q, r)
    t = math.log(3) / (np.max(p - q) - np.min(p - q))
    assert excess == pytest.approx(t * np.sum((p - q) ** 2), rel=1e-6)


def test_the_examples_violation_has_round_numbers() -> None:
    r = violating_r([1 / 4, 3 / 4], [1 / 2, 1 / 2])
    assert r == pytest.approx([3 / 4, 1 / 4])
    sides = triangle([1 / 4, 3 / 4], [1 / 2, 1 / 2], [3 / 4, 1 / 4])
    assert sides.direct == pytest.approx(math.log(3) / 2)
    assert sides.detour == pytest.approx(math.log(3) / 4)


@pytest.mark.parametrize(
    ("p", "q"),
    [([0.3, 0.7], [0.3, 0.7]), ([0.5, 0.5], [1.0, 0.0]), ([1.0, 0.0], [0.0, 1.0])],
    ids=["equal", "infinite", "disjoint"],
)
def test_no_r_violates_where_none_can(p: list[float], q: list[float]) -> None:
    assert violating_r(p, q) is None
    for r in ([0.5, 0.5], [1.0, 0.0], [0.01, 0.99]):
        assert not triangle(p, q, r).violated


def test_an_r_keeps_to_the_classes_of_q() -> None:
    r = violating_r([0.2, 0.8, 0.0], [0.6, 0.4, 0.0])
    assert r is not None
    assert r[2] == 0
    assert triangle([0.2, 0.8, 0.0], [0.6, 0.4, 0.0], r).violated


EDITS = st.lists(
    st.one_of(
        st.tuples(
            st.just("step"),
            st.integers(0, 2),
            st.integers(0, 7),
            st.sampled_from([-0.05, -0.01, 0.01, 0.05]),
        ),
        st.tuples(
            st.just("set"), st.integers(0, 2), st.integers(0, 7), st.sampled_from([0.0, 1.0])
        ),
        st.tuples(st.just("add"), st.just(0), st.just(0), st.just(0.0)),
        st.tuples(st.just("remove"), st.just(0), st.integers(0, 7), st.just(0.0)),
    ),
    max_size=60,
)


@given(EDITS)
def test_edits_keep_distributions(edits: list[tuple[str, int, int, float]]) -> None:
    bench = lecture_example()
    for what, which, place, value in edits:
        classes = len(bench.class_names)
        j = place % classes
        if what == "step":
            bench = bench.stepped(which, j, value)
        elif what == "set":
            bench = bench.with_probability(which, j, value)
            assert bench.distributions[which, j] == value
        elif what == "add" and classes < 8:
            bench = bench.with_class()
        elif what == "remove" and classes > 2:
            bench = bench.without_class(j)
        assert bench.distributions.shape == (3, len(bench.class_names))
        assert len(set(bench.class_names)) == len(bench.class_names)
        assert bench.distributions.min() >= 0
        assert np.abs(bench.distributions.sum(axis=1) - 1).max() < 1e-12


def test_the_other_classes_lose_in_proportion() -> None:
    bench = Workbench(("a", "b", "c"), np.array([[0.2, 0.6, 0.2]] * 3))
    assert bench.with_probability(P, 0, 0.6).p == pytest.approx([0.6, 0.3, 0.1])
    assert bench.with_probability(Q, 0, 0.6).p is not bench.p
    assert bench.with_probability(Q, 0, 0.6).p == pytest.approx([0.2, 0.6, 0.2])


def test_what_a_one_hot_class_gives_up_is_shared() -> None:
    bench = Workbench(("a", "b", "c"), np.array([[0.0, 1.0, 0.0]] * 3))
    assert bench.stepped(R, 1, -0.05).r == pytest.approx([0.025, 0.95, 0.025])


@pytest.mark.parametrize(
    ("value", "step", "expected"),
    [
        (0.25, 0.01, 0.26),
        (0.25, -0.01, 0.24),
        (1 / 3, 0.01, 0.34),
        (1 / 3, -0.05, 0.30),
        (0.30000000000000004, 0.05, 0.35),
        (0.007, -0.01, 0.0),
        (0.0, -0.01, 0.0),
        (1e-14, -0.01, 0.0),
        (0.99, 0.01, 1.0),
        (1.0, 0.05, 1.0),
        (0.98, 0.05, 1.0),
    ],
)
def test_steps_end_at_multiples(value: float, step: float, expected: float) -> None:
    assert next_multiple(value, step) == expected


def test_a_new_class_changes_no_divergence() -> None:
    before = lecture_example()
    after = before.with_class()
    assert after.class_names == ("c0", "c1", "c2")
    assert after.p.tolist() == [0.25, 0.75, 0.0]
    assert kl_divergence(after.p, after.q) == kl_divergence(before.p, before.q)


def test_a_new_class_has_a_name_of_its_own() -> None:
    bench = of_sample(["c1", "c0"], [1, 0], [0.5, 0.5]).with_class()
    assert bench.class_names == ("c1", "c0", "c2")


def test_without_the_only_possible_class_the_rest_is_equal() -> None:
    bench = Workbench(
        ("a", "b", "c"), np.array([[0.0, 1.0, 0.0], [0.1, 0.6, 0.3], [0.0, 0.5, 0.5]])
    )
    left = bench.without_class(1)
    assert left.class_names == ("a", "c")
    assert left.p.tolist() == [0.5, 0.5]
    assert left.q == pytest.approx([0.25, 0.75])
    assert left.r.tolist() == [0.0, 1.0]


def test_a_sample_in_float32_becomes_exact() -> None:
    yhat = np.array([0.1, 0.2, 0.7], np.float32)
    bench = of_sample(("a", "b", "c"), np.array([0, 0, 1], np.float32), yhat)
    assert bench.p.tolist() == [0, 0, 1]
    assert bench.q.sum() == pytest.approx(1, abs=1e-15)
    assert kl_divergence(bench.p, bench.q) == pytest.approx(-math.log(0.7), abs=1e-6)
    assert bench.r == pytest.approx([1 / 3] * 3)


@pytest.mark.parametrize(
    ("classes", "yhat", "reason"),
    [
        (10, [0.1] * 10, "10 classes"),
        (1, [1.0], "1 classes"),
        (2, [math.nan, 0.5], "NaN"),
        (2, [0.7, 0.7], "sum to 1.4"),
        (2, [-0.5, 1.5], "negative"),
    ],
)
def test_what_is_no_distribution_is_refused(classes: int, yhat: list[float], reason: str) -> None:
    names = [f"c{j}" for j in range(classes)]
    with pytest.raises(NotDistributionError, match=reason):
        of_sample(names, np.eye(classes)[0], yhat)
