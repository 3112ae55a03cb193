"""Scores of labels against their definitions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.metrics import label_scores
from tui_mlp.training.session import TrainingSession

SHAPES = st.shared(st.tuples(st.integers(1, 30), st.integers(1, 6)), key="shape")
LABELS = arrays.arrays(np.bool_, SHAPES)


@given(LABELS, LABELS)
def test_scores_follow_their_definitions(predicted: np.ndarray, true: np.ndarray) -> None:
    scores = label_scores(predicted, true)
    pairs = list(zip(predicted.T.tolist(), true.T.tolist(), strict=True))
    f1 = []
    for label, (p, t) in enumerate(pairs):
        tp = sum(a and b for a, b in zip(p, t, strict=True))
        fp = sum(a and not b for a, b in zip(p, t, strict=True))
        fn = sum(b and not a for a, b in zip(p, t, strict=True))
        assert scores.precision[label] == pytest.approx(tp / (tp + fp) if tp + fp else 0)
        assert scores.recall[label] == pytest.approx(tp / (tp + fn) if tp + fn else 0)
        f1.append(2 * tp / (2 * tp + fp + fn) if tp + fp + fn else 0)
        assert scores.support[label] == tp + fn
    assert scores.f1 == pytest.approx(f1)
    assert scores.macro_f1 == pytest.approx(sum(f1) / len(f1))
    assert scores.hamming_loss == pytest.approx((predicted != true).mean())
    tp, wrong = int((predicted & true).sum()), int((predicted ^ true).sum())
    assert scores.micro_f1 == pytest.approx(2 * tp / (2 * tp + wrong) if tp + wrong else 0)


def test_the_threshold_moves_labels_from_missed_to_wrong() -> None:
    session = TrainingSession(TrainingConfig(dataset="discs", hidden=(16,), learning_rate=0.1))
    for _ in range(20):
        session.train_epoch()
    found = []
    for threshold in (0.05, 0.5, 0.95):
        session.adjust(
            TrainingConfig(dataset="discs", hidden=(16,), learning_rate=0.1, threshold=threshold)
        )
        metrics = session.measure(session.samples.split.validation)
        assert metrics.labels is not None
        assert metrics.score == metrics.labels.micro_f1
        found.append((metrics.labels.recall[0], metrics.labels.precision[0]))
    recalls, precisions = zip(*found, strict=True)
    assert recalls[0] > recalls[1] > recalls[2]
    assert precisions[0] < precisions[2]


def test_subset_accuracy_wants_all_labels_right() -> None:
    session = TrainingSession(TrainingConfig(dataset="discs", hidden=(16,)))
    session.train_epoch()
    part = session.samples.split.validation
    yhat = session.network.probabilities(part.features)
    right = ((yhat >= 0.5) == (part.targets == 1)).all(axis=1)
    metrics = session.measure(part)
    assert metrics.accuracy == pytest.approx(right.mean())
    assert metrics.labels is not None
    assert metrics.labels.support == tuple(part.targets.sum(axis=0).astype(int).tolist())
