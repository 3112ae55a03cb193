"""What holds for every loss, however many rows it takes at once."""

import numpy as np
import pytest

from tui_mlp.nn.losses import LOSSES


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("shape", [(1, 3), (4, 1), (4, 3)])
def test_logits_are_left_as_they_are(name: str, shape: tuple[int, int]) -> None:
    logits = np.random.default_rng(0).normal(size=shape)
    targets = np.eye(shape[1])[np.zeros(shape[0], int)]
    before, loss = logits.copy(), LOSSES[name]
    loss.values(logits, targets)
    loss.probabilities(logits)
    loss.write_delta(logits, targets, np.empty_like(logits), np.empty((shape[0], 1)))
    np.testing.assert_array_equal(logits, before)


@pytest.mark.parametrize("classes", [2, 9, 16, 40])
def test_a_sample_s_softmax_is_the_same_to_the_bit_among_any_number(classes: int) -> None:
    rng, loss = np.random.default_rng(0), LOSSES["softmax"]
    logits = rng.normal(size=(1000, classes)).astype(np.float32)
    targets = np.eye(classes, dtype=np.float32)[rng.integers(classes, size=1000)]
    yhat, losses = loss.probabilities(logits), loss.values(logits, targets)
    for count in (1, 2, 33, 255, 256):
        np.testing.assert_array_equal(loss.probabilities(logits[:count]), yhat[:count])
        few = loss.values(logits[:count], targets[:count])
        np.testing.assert_array_equal(few, losses[:count])
