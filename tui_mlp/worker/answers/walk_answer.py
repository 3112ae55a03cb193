"""The walk through a step of a run on one of its samples."""

from typing import Any

import numpy as np

from tui_mlp.lecture.step.subject import Subject, float64_network
from tui_mlp.lecture.walk.walk import Walk
from tui_mlp.training.outputs import network_targets
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.views import shown_part
from tui_mlp.worker.answers.update_rule_answer import update_rule


class NoSuchSampleError(ValueError):
    """A number that no sample has: one line that says which numbers there are."""


def walk_of_sample(
    session: TrainingSession, number: int, *, batch: bool
) -> tuple[Walk, dict[str, Any]]:
    """The walk for a sample, and where the sample comes from.

    Args:
        session: the run.
        number: which sample, counted from 1.
        batch: whether it is one of the coming mini-batch, on all of which the step is taken; else
            one of the validation part, or of the training part where there is none.

    Raises:
        NoSuchSampleError: there is none.
    """
    dataset, split = session.samples.dataset, session.samples.split
    part = split.train if batch else shown_part(split)
    name = "train" if part is split.train else "validation"
    count = len(session.coming_batch()) if batch else len(part.rows)
    if not 1 <= number <= count:
        where = "the mini-batch" if batch else f"the {name} part"
        raise NoSuchSampleError(f"{number}: {where} has samples 1 to {count}")
    places = session.coming_batch() if batch else np.array([number - 1])
    place = number - 1 if batch else 0
    subject = Subject(
        network=float64_network(session.network.architecture, session.network.parameters),
        inputs=part.features[places].astype(np.float64),
        targets=network_targets(session.output, part.targets[places]).astype(np.float64),
        learning_rate=session.learning_rate,
        class_names=dataset.class_names,
        feature_names=dataset.shown_feature_names,
        rule=update_rule(session, of_step=batch),
    )
    origin = {
        "part": name,
        "sample": number,
        "of": count,
        "row": int(part.rows[places[place]]),
        "batch": batch,
    }
    return Walk(subject, place), origin
