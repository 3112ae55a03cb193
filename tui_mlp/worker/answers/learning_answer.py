"""How far a run has come from chance, and whether a change of settings has helped it."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from tui_mlp.arrays import Array, Float64Array, FloatArray
from tui_mlp.lecture.flow.learning import LearningFigures
from tui_mlp.lecture.flow.trial import Trial
from tui_mlp.settings.teaching import NOT_TEACHING
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.snapshot import Curves


def learning_figures(session: TrainingSession) -> LearningFigures:
    """The last measured training loss and accuracy, and those of knowing nothing."""
    targets = session.samples.split.train.targets
    multilabel = session.output.labels
    metrics = session.train_metrics
    return LearningFigures(
        epochs=float(session.curves.curves().epochs[-1]),
        loss=metrics.loss,
        accuracy=metrics.accuracy,
        classes=targets.shape[1],
        multilabel=multilabel,
        frequency_loss=_frequency_loss(targets, multilabel=multilabel)
        if session.config.teaching in _LIKE_OTHERS
        else float("nan"),
        least_loss=_entropy(targets, binary=multilabel),
        largest_share=_largest_share(targets, multilabel=multilabel),
    )


_LIKE_OTHERS = (NOT_TEACHING, "sigmoids", "naive_softmax")
"""What trains with the cross-entropy that chance is measured by; another loss has none."""


def _frequency_loss(targets: FloatArray, *, multilabel: bool) -> float:
    return _entropy(targets.mean(axis=0, dtype=np.float64)[None], binary=multilabel)


def _entropy(rows: Array, *, binary: bool) -> float:
    """The mean entropy in nats of distributions (N, C), or of C coins in each row."""
    each = np.asarray(rows, np.float64)
    shares = np.stack([each, 1 - each]) if binary else each
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(shares > 0, -shares * np.log(shares), 0.0)
    return float(terms.sum()) / len(rows)


def _largest_share(targets: FloatArray, *, multilabel: bool) -> float:
    """The share of the most frequent class, or set of labels."""
    if multilabel:
        counts = np.unique(targets >= 0.5, axis=0, return_counts=True)[1]
    else:
        counts = np.bincount(targets.argmax(axis=1))
    return float(counts.max() / len(targets))


@dataclass(frozen=True, eq=False)
class Forked:
    """What a run is to be judged by that began with some settings of another one changed."""

    change: str
    """What was changed, in words."""
    config: TrainingConfig
    """The new run's."""
    curves: Curves
    """Of the run before."""
    steps_per_epoch: int
    """Of the run before."""

    @classmethod
    def of(cls, before: TrainingSession, config: TrainingConfig, change: str) -> Self | None:
        """None where the run before changed on its way how many steps an epoch has."""
        if before.config.batch_size != before.initial_config.batch_size:
            return None
        return cls(change, config, before.curves.curves(), before.steps_per_epoch)

    def trial(self, session: TrainingSession) -> Trial | None:
        """Both losses at the last step that both have reached; None for another run."""
        if session.initial_config != self.config or session.config != self.config:
            return None
        present = session.curves.curves()
        steps, before_steps = (
            curves.epochs.astype(np.float64) * per_epoch
            for curves, per_epoch in (
                (present, session.steps_per_epoch),
                (self.curves, self.steps_per_epoch),
            )
        )
        step = round(min(steps[-1], before_steps[-1]))
        if step < 1:
            return None
        return Trial(
            change=self.change,
            step=step,
            loss=_loss_at(step, steps, present),
            before=_loss_at(step, before_steps, self.curves),
        )


def _loss_at(step: int, steps: Float64Array, curves: Curves) -> float:
    """The training loss after a step, on the line between the measurements around it."""
    return float(np.interp(step, steps, curves.train_loss.mean(axis=1, dtype=np.float64)))
