"""A copy of a run's network, with samples to look at it by."""

import numpy as np

from tui_mlp.training.outputs import network_targets
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.views import shown_part
from tui_mlp.worker.answers.run_position_answer import run_position
from tui_mlp.worker.answers.update_rule_answer import update_rule
from tui_mlp.worker.replies import NetworkCopied


def copy_network(session: TrainingSession, run_number: int, sample: int | None) -> NetworkCopied:
    """The present network with one sample, or with those of the next mini-batch.

    Args:
        session: the run.
        run_number: its number.
        sample: a place in the part that is shown; None for the mini-batch.
    """
    dataset, split = session.samples.dataset, session.samples.split
    if sample is None:
        part, places = split.train, session.coming_batch()
    else:
        part, places = shown_part(split), np.array([sample])
    return NetworkCopied(
        run_number=run_number,
        dataset=dataset.name,
        class_names=dataset.class_names,
        feature_names=dataset.shown_feature_names,
        output=session.output,
        architecture=session.network.architecture,
        parameters=session.network.parameters.copy(),
        step=session.step_count,
        learning_rate=session.learning_rate,
        rule=update_rule(session, of_step=sample is None),
        part="train" if part is split.train else "validation",
        part_size=len(part.rows),
        places=places,
        inputs=part.features[places],
        targets=network_targets(session.output, part.targets[places]),
        position=run_position(session),
        of_step=sample is None,
    )
