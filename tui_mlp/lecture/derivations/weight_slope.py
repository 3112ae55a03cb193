"""The slope of the loss by one weight, from a central difference."""

from dataclasses import dataclass, replace

from tui_mlp.lecture.derivations.moves import Weight
from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.lecture.step.forward import ForwardPass, forward
from tui_mlp.lecture.step.gradient_check import DIFFERENCE
from tui_mlp.lecture.step.loss import sample_losses
from tui_mlp.nn.activations import ACTIVATIONS

_ROUNDING = 4e-15
"""Of a loss of size 1: some units in its last place."""


@dataclass(frozen=True)
class WeightSlope:
    """A central difference."""

    numeric: float
    """(e(w+h) - e(w-h)) / 2h."""
    difference: float
    """h."""
    rounding: float
    """How far rounding of the two losses may move it."""
    on_kink: bool
    """Whether a joint of an activation, as relu's at 0, lies between w-h and w+h."""


def weight_slope(step: Derivation, weight: Weight) -> WeightSlope:
    """Change one weight both ways; h is less where the weight meets an activation above 10."""
    met = abs(float(step.forward.activations[weight.layer - 1][weight.j - 1]))
    difference = DIFFERENCE / max(1.0, met / 10)
    above, below = (_passed(step, weight, change) for change in (difference, -difference))
    losses = [
        float(sample_losses(step.network.output, passed.logits, step.y))
        for passed in (above, below)
    ]
    return WeightSlope(
        numeric=(losses[0] - losses[1]) / (2 * difference),
        difference=difference,
        rounding=_ROUNDING * max(1.0, *losses) / difference,
        on_kink=_differ_at_a_joint(step, above, below),
    )


def _passed(step: Derivation, weight: Weight, change: float) -> ForwardPass:
    changed = step.network.weights[weight.layer - 1].copy()
    changed[weight.i - 1, weight.j - 1] += change
    weights = list(step.network.weights)
    weights[weight.layer - 1] = changed
    return forward(replace(step.network, weights=tuple(weights)), step.x)


def _differ_at_a_joint(step: Derivation, one: ForwardPass, other: ForwardPass) -> bool:
    pairs = zip(step.network.activations, one.pre_activations, other.pre_activations, strict=True)
    return any(
        bool(((first > joint) != (second > joint)).any())
        for name, first, second in pairs
        for joint in ACTIVATIONS[name].joints
    )
