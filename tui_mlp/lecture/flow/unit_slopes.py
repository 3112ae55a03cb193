"""Findings on the slopes of hidden units: layers and units that let little of the error through."""

import numpy as np

from tui_mlp.lecture.flow.gradient_flow import FLAT_SHARE, GradientFlow, LayerFlow
from tui_mlp.lecture.flow.trouble import Finding, Trouble
from tui_mlp.nn.activations import ACTIVATIONS, Family
from tui_mlp.numbers import compact, percent, superscript

DEAD_SHARE = 0.25
"""So many units of a layer must be dead, or flat on every sample, to be worth a word."""
SATURATED_SHARE = 0.5
"""So many (unit, sample) pairs of a layer must be saturated."""
_AGAINST_DEAD_UNITS = ("leaky_relu", "learning_rate / 10", "init")


def blocked(flow: GradientFlow) -> Finding | None:
    """A hidden layer with no slope at all: the one that is met first from below."""
    for layer in flow.layers[:-1]:
        if layer.dead == layer.units:
            cause = f"Nothing passes layer {layer.layer}. {_dead_cause(layer, flow.unit_samples)}"
            return Trouble.BLOCKED, cause, _AGAINST_DEAD_UNITS
    return None


def weak(flow: GradientFlow) -> Finding | None:
    """A hidden layer of which every unit is flat on every sample, though not saturated."""
    for layer in flow.layers[:-1]:
        if layer.flat_units == layer.units and not saturates(layer):
            cause = (
                f"Little passes layer {layer.layer}. {_flat_cause(layer, flow.unit_samples)} On"
                f" average φ′ is {compact(layer.mean_derivative)} there."
            )
            return Trouble.WEAK, cause, _AGAINST_DEAD_UNITS
    return None


def saturates(layer: LayerFlow) -> bool:
    """Whether the layer's activation does, for large z of either sign."""
    return ACTIVATIONS[layer.activation].family is Family.SATURATING


def saturated(flow: GradientFlow) -> Finding | None:
    """The hidden layer with the most saturated (unit, sample) pairs, if they are many."""
    hidden = filter(saturates, flow.layers[:-1])
    worst = max(hidden, key=lambda layer: layer.flat, default=None)
    if worst is None or worst.flat < SATURATED_SHARE:
        return None
    largest = ACTIVATIONS[worst.activation].largest_slope
    cause = (
        f"{percent(worst.flat)} of all (unit, sample) pairs of layer {worst.layer} are saturated:"
        f" there |z| is so large that {worst.activation} is flat. φ′ is"
        f" {compact(worst.mean_derivative)} on average, of at most {compact(largest)}, and the"
        f" gradient of W{superscript(worst.layer)} has it as a factor."
    )
    return Trouble.SATURATION, cause, ("init", "learning_rate / 10", "relu")


def dead(flow: GradientFlow) -> Finding | None:
    """The hidden layer with the most dead units, if they are many."""
    worst = max(flow.layers[:-1], key=lambda layer: layer.dead / layer.units, default=None)
    if worst is None or worst.dead < DEAD_SHARE * worst.units:
        return None
    return Trouble.DEAD_UNITS, _dead_cause(worst, flow.unit_samples), _AGAINST_DEAD_UNITS


def flat(flow: GradientFlow) -> Finding | None:
    """The hidden layer with the most units that are flat on every sample, if they are many."""
    hidden = [layer for layer in flow.layers[:-1] if not saturates(layer)]
    worst = max(hidden, key=lambda layer: layer.flat_units / layer.units, default=None)
    if worst is None or worst.flat_units < DEAD_SHARE * worst.units:
        return None
    return Trouble.FLAT_UNITS, _flat_cause(worst, flow.unit_samples), _AGAINST_DEAD_UNITS


def _dead_cause(layer: LayerFlow, samples: int) -> str:
    number, name = layer.layer, layer.activation
    zero = (
        f"z{superscript(number)} ≤ 0 on every one of {samples} samples, so {name}'s φ′ is 0"
        if _is_zero_up_to_zero(name)
        else f"φ′ of {name} is 0 on every one of {samples} samples"
    )
    return (
        f"{layer.dead} of {layer.units} units of layer {number} are dead. {zero}, and no gradient"
        " reaches the weights that lead into them."
    )


def _is_zero_up_to_zero(activation: str) -> bool:
    """Whether phi' is 0 for z <= 0 and nowhere else, as relu's is."""
    z = np.linspace(-10, 10, 201)
    slopes = ACTIVATIONS[activation].reference_derivative(z)
    return np.array_equal(slopes == 0, z <= 0)


def _flat_cause(layer: LayerFlow, samples: int) -> str:
    return (
        f"On every one of {samples} samples {layer.activation}'s |φ′| is under"
        f" {percent(FLAT_SHARE)} of its largest value for {layer.flat_units} of {layer.units}"
        f" units of layer {layer.layer}, and little gradient reaches the weights that lead"
        " into them."
    )
