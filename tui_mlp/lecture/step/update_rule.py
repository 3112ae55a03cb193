"""How a run turns a gradient into a step, formula by formula: its penalties, clipping, optimizer.

G is the gradient of the mean loss, with l2 W + l1 sign(W) added for the weights (no penalty has
biases in it), and scaled by c/|G| where its length is over c. The optimizers are those of
`tui_mlp.nn.optimizers`, written here once more from their sources' formulas.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np

from tui_mlp.arrays import Float64Array

Carried = tuple[Float64Array, ...]
"""What an optimizer carries from step to step, for one array of parameters."""


@dataclass(frozen=True, eq=False)
class UpdateRule:
    """What a run does with the gradient of its coming step."""

    optimizer: str = "sgd"
    settings: Mapping[str, float] = field(default_factory=dict)
    """The optimizer's numbers, by the names of the settings."""
    steps: int = 0
    """That the optimizer has taken."""
    carried: Mapping[str, Float64Array] = field(default_factory=dict)
    """The vectors (P,) that it carries, by name, in the order of nn's parameters."""
    l1: float = 0.0
    l2: float = 0.0
    clip: float = 0.0
    """The largest length of the whole gradient; 0 for any."""
    dropout: float = 0.0
    dropped_gradient: Float64Array | None = None
    """(P,) of the coming step with dropout's units left out; None where that is not known."""

    @property
    def is_plain(self) -> bool:
        """Whether it is W <- W - gamma dE/dW and nothing else."""
        return self.optimizer == "sgd" and not (self.changes_gradient or self.l2)

    @property
    def changes_gradient(self) -> bool:
        """Whether the optimizer is given another gradient than that of the mean loss."""
        return bool(self.l1 or self.penalty or self.clip or self.dropout)

    @property
    def is_known(self) -> bool:
        """Whether the optimizer's formula is written here."""
        return self.optimizer in FORMULAS

    @property
    def decay(self) -> float:
        """Lambda of a decay beside the gradient; 0 where L2 is a part of the gradient."""
        return self.l2 if self.optimizer == "adamw" else 0.0

    @property
    def penalty(self) -> float:
        """Lambda of L2 as a part of the gradient."""
        return self.l2 - self.decay

    def without_dropped_gradient(self) -> "UpdateRule":
        """The rule for a network that was changed, whose gradient with dropout is not known."""
        return replace(self, dropped_gradient=None)


PLAIN_SGD = UpdateRule()
"""W <- W - gamma dE/dW."""


@dataclass(frozen=True)
class OptimizerFormula:
    """An optimizer in symbols and as arithmetic."""

    state: tuple[tuple[str, str, str], ...]
    """What it carries: the name in nn, the letter of it, and the setting by which it is kept."""
    letters: tuple[tuple[str, str], ...]
    """Its settings: the name of each, and its letter."""
    carry: tuple[str, ...]
    """How what it carries is brought up to date; W, G, M and S stand for those of a layer, k for
    the steps with this one, and ⊙ multiplies entry by entry."""
    update: str
    """How W follows."""
    step: Callable[[UpdateRule, float, Float64Array, Carried], tuple[Float64Array, Carried]]
    """From rule, gamma, G and what is carried: what W changes by, and what is carried then."""


def _sgd(
    _rule: UpdateRule, rate: float, g: Float64Array, carried: Carried
) -> tuple[Float64Array, Carried]:
    return -rate * g, carried


def _momentum(
    rule: UpdateRule, rate: float, g: Float64Array, carried: Carried
) -> tuple[Float64Array, Carried]:
    m = rule.settings["momentum"] * carried[0] + g
    return -rate * m, (m,)


def _nesterov(
    rule: UpdateRule, rate: float, g: Float64Array, carried: Carried
) -> tuple[Float64Array, Carried]:
    beta = rule.settings["momentum"]
    m = beta * carried[0] + g
    return -rate * (g + beta * m), (m,)


def _rmsprop(
    rule: UpdateRule, rate: float, g: Float64Array, carried: Carried
) -> tuple[Float64Array, Carried]:
    rho = rule.settings["rho"]
    s = rho * carried[0] + (1 - rho) * g**2
    return -rate * g / (np.sqrt(s) + rule.settings["eps"]), (s,)


def _adam(
    rule: UpdateRule, rate: float, g: Float64Array, carried: Carried
) -> tuple[Float64Array, Carried]:
    beta1, beta2, k = rule.settings["beta1"], rule.settings["beta2"], rule.steps + 1
    m = beta1 * carried[0] + (1 - beta1) * g
    s = beta2 * carried[1] + (1 - beta2) * g**2
    root = np.sqrt(s / (1 - beta2**k))
    return -rate * (m / (1 - beta1**k)) / (root + rule.settings["eps"]), (m, s)


_BETA = ("momentum", "β")
_ADAM = OptimizerFormula(
    (("mean", "M", "beta1"), ("mean_square", "S", "beta2")),
    (("beta1", "β₁"), ("beta2", "β₂"), ("eps", "ε")),
    ("M ← β₁ M + (1−β₁) G", "S ← β₂ S + (1−β₂) G ⊙ G"),
    "W ← W − γ m / (√s + ε),   m = M / (1−β₁ᵏ),   s = S / (1−β₂ᵏ)",
    _adam,
)
FORMULAS: Mapping[str, OptimizerFormula] = MappingProxyType(
    {
        "sgd": OptimizerFormula((), (), (), "W ← W − γ G", _sgd),
        "momentum": OptimizerFormula(
            (("velocity", "M", "momentum"),), (_BETA,), ("M ← β M + G",), "W ← W − γ M", _momentum
        ),
        "nesterov": OptimizerFormula(
            (("velocity", "M", "momentum"),),
            (_BETA,),
            ("M ← β M + G",),
            "W ← W − γ (G + β M)",
            _nesterov,
        ),
        "rmsprop": OptimizerFormula(
            (("mean_square", "S", "rho"),),
            (("rho", "ρ"), ("eps", "ε")),
            ("S ← ρ S + (1−ρ) G ⊙ G",),
            "W ← W − γ G / (√(S) + ε)",
            _rmsprop,
        ),
        "adam": _ADAM,
        "adamw": replace(_ADAM, update=_ADAM.update.replace("W ← W", "W ← (1−γλ) W")),
    }
)
"""By the optimizers' names."""
