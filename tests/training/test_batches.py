import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_mlp.training.batches import BatchOrder, class_probabilities_of

counts = st.integers(1, 50)
sizes = st.integers(1, 60) | st.just("full")


def order_of(count: int, size: int | str, sampling: str = "shuffle", seed: int = 0) -> BatchOrder:
    return BatchOrder(count, size, sampling, np.random.default_rng(seed))  # type: ignore[arg-type]


@given(counts, sizes, st.integers(0, 5))
def test_without_replacement_an_epoch_holds_every_sample_once(
    count: int, size: int | str, seed: int
) -> None:
    order = order_of(count, size, seed=seed)
    for epoch in range(3):
        batches = [order.next_batch().copy() for _ in range(order.steps_per_epoch)]
        assert sorted(np.concatenate(batches)) == list(range(count))
        assert order.epochs_done == epoch + 1
        assert order.at_epoch_start


@given(counts, sizes)
def test_with_replacement_an_epoch_draws_as_many_samples(count: int, size: int | str) -> None:
    order = order_of(count, size, "replacement")
    drawn = np.concatenate([order.next_batch() for _ in range(order.steps_per_epoch)])
    assert len(drawn) == count
    assert set(drawn) <= set(range(count))


def test_with_replacement_some_samples_come_twice() -> None:
    order = order_of(50, "full", "replacement")
    assert len(set(order.next_batch())) < 50


def test_balanced_classes_are_drawn_alike_however_rare() -> None:
    labels = np.repeat([0, 1, 2], [900, 90, 10])
    p = class_probabilities_of(labels)
    assert p.sum() == pytest.approx(1)
    assert [p[labels == c].sum() for c in range(3)] == pytest.approx([1 / 3] * 3)
    order = BatchOrder(1000, "full", "balanced", np.random.default_rng(0), p)
    drawn = np.concatenate([order.next_batch() for _ in range(30)])
    shares = np.bincount(labels[drawn]) / len(drawn)
    assert shares == pytest.approx([1 / 3] * 3, abs=0.01)  # 30,000 draws: sd 0.003


def test_the_gradient_expected_of_balanced_classes_is_that_of_a_weighted_loss() -> None:
    labels = np.array([0, 0, 0, 1])
    gradients = np.array([1.0, 2.0, 3.0, 10.0])
    weights = 1 / (2 * np.bincount(labels)[labels])
    assert class_probabilities_of(labels) @ gradients == pytest.approx((weights * gradients).sum())
    assert (weights * gradients).sum() == pytest.approx((2.0 + 10.0) / 2)


def test_the_last_smaller_batch_is_used_and_stays_in_its_epoch() -> None:
    order = order_of(10, 4)
    assert [len(order.next_batch()) for _ in range(6)] == [4, 4, 2, 4, 4, 2]
    assert order.epoch == 2.0


def test_a_batch_stays_as_it_is_when_the_next_epoch_is_drawn() -> None:
    order = order_of(6, 3)
    first, last = order.next_batch().copy(), order.next_batch()
    assert sorted([*first, *last]) == list(range(6))


def test_epochs_are_shuffled_anew() -> None:
    order = order_of(30, "full")
    assert not np.array_equal(order.next_batch(), order.next_batch())


@given(st.lists(st.integers(1, 12), min_size=1, max_size=8))
def test_a_changed_batch_size_leaves_the_epoch_whole(sizes: list[int]) -> None:
    order = order_of(20, 5)
    seen: list[int] = []
    for size in [*sizes, 20]:
        order.batch_size = size
        left = order.steps_left_in_epoch
        seen.extend(order.next_batch())
        assert left >= 1
        if order.at_epoch_start:
            break
    assert sorted(seen) == list(range(20))


def test_the_epoch_counts_samples_not_steps() -> None:
    order = order_of(10, 4)
    order.next_batch()
    assert order.epoch == pytest.approx(0.4)
