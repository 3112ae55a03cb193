"""What keeps a network from learning its samples by heart."""

from dataclasses import dataclass

from tui_mlp.settings.number_kinds import Number
from tui_mlp.settings.setting import Group, setting
from tui_mlp.settings.steps import PENALTIES, TENTHS


@dataclass(frozen=True, kw_only=True, init=False, repr=False, eq=False)
class RegularizationSettings:
    """What keeps a network from learning its samples by heart."""

    l1: float = setting(
        0.0,
        Number(
            group=Group.REGULARIZATION,
            label="L1",
            sentence="Penalty λ on the sum of |w|: its gradient, λ sign w, is added.",
            help="Penalty on the sum of |w|: l1 sign(w) is added to the gradient.",
            least=0.0,
            most=1e3,
            steps=PENALTIES,
            adjustable=True,
        ),
    )
    l2: float = setting(
        0.0,
        Number(
            group=Group.REGULARIZATION,
            label="L2",
            sentence="Penalty λ on half the sum of w²: λw is added to the gradient; "
            "adamw decays w by γλ instead.",
            help="Penalty on half the sum of w^2: l2 w is added to the gradient; "
            "adamw decays w by gamma l2 instead.",
            least=0.0,
            most=1e3,
            steps=PENALTIES,
            adjustable=True,
        ),
    )
    dropout: float = setting(
        0.0,
        Number(
            group=Group.REGULARIZATION,
            label="dropout",
            sentence="The fraction of the hidden units that each step leaves out.",
            least=0.0,
            most=0.95,
            steps=TENTHS,
            adjustable=True,
        ),
    )
    label_smoothing: float = setting(
        0.0,
        Number(
            group=Group.REGULARIZATION,
            label="smoothing",
            sentence="s: the targets become (1 − s) y + s/C, with sigmoids (1 − s) y + s/2.",
            help="s: the targets become (1-s) y + s/C, with sigmoids (1-s) y + s/2.",
            least=0.0,
            most=0.9,
            steps=(0.0, 0.05, 0.1, 0.2, 0.3, 0.5),
            data=True,
        ),
    )
    clip: float = setting(
        0.0,
        Number(
            group=Group.REGULARIZATION,
            label="clip",
            sentence="A gradient of a larger norm, penalties included, is scaled down to this.",
            help="A gradient of a larger norm, penalties included, is scaled down to this; "
            "0 for no clipping.",
            least=0.0,
            most=1e9,
            zero="off",
            steps=(0.0, 0.1, 0.5, 1.0, 5.0),
            adjustable=True,
        ),
    )
