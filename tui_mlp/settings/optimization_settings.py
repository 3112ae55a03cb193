"""How a gradient becomes a step: optimizer, learning rate, mini-batch."""

from dataclasses import dataclass
from typing import Literal

from tui_mlp.settings import choices
from tui_mlp.settings.choice_kinds import Choice
from tui_mlp.settings.number_kinds import BatchSize, HyperParameter, Number, ScheduleNumber
from tui_mlp.settings.setting import Group, setting
from tui_mlp.settings.steps import DECAYS, EPOCHS, RATES


@dataclass(frozen=True, kw_only=True, init=False, repr=False, eq=False)
class OptimizationSettings:
    """How a gradient becomes a step: optimizer, learning rate, mini-batch."""

    optimizer: str = setting(
        "momentum",
        Choice(
            group=Group.OPTIMIZATION,
            label="optimizer",
            names=choices.optimizers,
            sentence="How a gradient becomes an update of the weights.",
        ),
    )
    momentum: float = setting(
        0.9,
        HyperParameter(
            group=Group.OPTIMIZATION,
            label="momentum β",
            sentence="How much of the last update goes into the next one.",
            help="beta: how much of the last update goes into the next one.",
            least=0.0,
            most=0.9999,
            steps=DECAYS,
        ),
    )
    rho: float = setting(
        0.9,
        HyperParameter(
            group=Group.OPTIMIZATION,
            label="decay ρ",
            sentence="RMSprop: how much of the running mean of g² each step keeps.",
            help="RMSprop: how much of the running mean of g^2 each step keeps.",
            least=0.0,
            most=0.9999,
            steps=DECAYS,
        ),
    )
    beta1: float = setting(
        0.9,
        HyperParameter(
            group=Group.OPTIMIZATION,
            label="decay β1",
            sentence="Adam: how much of the running mean of g each step keeps.",
            least=0.0,
            most=0.9999,
            steps=DECAYS,
        ),
    )
    beta2: float = setting(
        0.999,
        HyperParameter(
            group=Group.OPTIMIZATION,
            label="decay β2",
            sentence="Adam: how much of the running mean of g² each step keeps.",
            help="Adam: how much of the running mean of g^2 each step keeps.",
            least=0.0,
            most=0.99999,
            steps=(*DECAYS, 0.9999),
        ),
    )
    eps: float = setting(
        1e-8,
        HyperParameter(
            group=Group.OPTIMIZATION,
            label="ε",
            sentence="Is added to the root of the running mean of g², which may be near 0.",
            help="Is added to the root of the running mean of g^2, which may be near 0.",
            least=1e-12,
            most=1.0,
            steps=tuple(float(f"1e{power}") for power in range(-12, 1)),
        ),
    )
    learning_rate: float = setting(
        0.05,
        Number(
            group=Group.OPTIMIZATION,
            label="rate γ",
            sentence="The learning rate: how far a step goes along −∇.",
            help="gamma, the learning rate: how far a step goes against the gradient.",
            least=0.0,
            most=1e6,
            steps=RATES,
            adjustable=True,
        ),
    )
    schedule: str = setting(
        "constant",
        Choice(
            group=Group.OPTIMIZATION,
            label="schedule",
            names=choices.schedules,
            sentence="How the learning rate changes with the samples seen, in epochs.",
            help="How gamma changes with the epochs t = samples seen / training samples.",
            adjustable=True,
        ),
    )
    schedule_factor: float = setting(
        0.5,
        ScheduleNumber(
            group=Group.OPTIMIZATION,
            label="  factor",
            sentence="What the learning rate is multiplied by in each period.",
            help="step, exponential: what gamma is multiplied by in each period.",
            least=1e-6,
            most=1.0,
            steps=(0.1, 0.2, 0.5, 0.8, 0.9, 0.95, 0.99, 1.0),
            adjustable=True,
        ),
    )
    schedule_epochs: float = setting(
        10.0,
        ScheduleNumber(
            group=Group.OPTIMIZATION,
            label="  epochs",
            sentence="The schedule's period in epochs; warmup begins at γ/100.",
            help="Epochs of a period of inverse, step, exponential; warmup takes so many from "
            "gamma/100 to gamma.",
            least=1e-3,
            most=1e9,
            steps=tuple(map(float, EPOCHS[:12])),
            adjustable=True,
        ),
    )
    batch_size: int | Literal["full"] = setting(
        32,
        BatchSize(
            group=Group.OPTIMIZATION,
            label="batch",
            sentence="Samples in a mini-batch: 1 is SGD, full is gradient descent.",
            help="Samples in a mini-batch: 1 for SGD by the book, full for all of them.",
            metavar="SIZE",
            least=1,
            most=1_000_000,
            integer=True,
            steps=tuple(2**power for power in range(20)),
            adjustable=True,
        ),
    )
    sampling: str = setting(
        "shuffle",
        Choice(
            group=Group.OPTIMIZATION,
            label="sampling",
            names=choices.sampling_rules,
            sentence="Mini-batches: each sample once an epoch, or drawn anew, or by class.",
            help="How mini-batches are drawn: shuffle (each sample once an epoch), replacement, or "
            "balanced (with replacement, each class as often as any other, in the place of class "
            "weights: the gradient expected is that of a loss weighted by 1 / class size).",
            tell_names=False,
        ),
    )
