"""How a run turns the gradient of its coming step into a step."""

import numpy as np

from tui_mlp.lecture.step.update_rule import UpdateRule
from tui_mlp.nn.optimizers import OPTIMIZERS
from tui_mlp.training.session import TrainingSession


def update_rule(session: TrainingSession, *, of_step: bool) -> UpdateRule:
    """The session's optimizer with all that it carries, its penalties and its clipping.

    Args:
        session: the run.
        of_step: whether it is for the mini-batch of the coming step, whose dropout can be known.
    """
    config, state = session.config, session.optimizer_state
    optimizer = OPTIMIZERS[config.optimizer]
    known = of_step and config.dropout > 0
    return UpdateRule(
        optimizer=config.optimizer,
        settings={name: float(vars(config)[name]) for name in optimizer.hyper_parameters()},
        steps=int(state["step"]),
        carried={name: np.asarray(state[name], float) for name in optimizer.state_names},
        l1=config.l1,
        l2=config.l2,
        clip=config.clip,
        dropout=config.dropout,
        dropped_gradient=session.coming_gradient().astype(float) if known else None,
    )
