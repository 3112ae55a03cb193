"""What is wrong with a run's gradient, why, in its own numbers, and what to try against it."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from tui_mlp.lecture.flow import unit_slopes
from tui_mlp.lecture.flow.gradient_flow import (
    GradientFlow,
    LayerFlow,
)
from tui_mlp.lecture.flow.learning import LearningFigures, Standing
from tui_mlp.lecture.flow.remedies import Remedy, RunSettings, offered
from tui_mlp.lecture.flow.trouble import Finding, Trouble
from tui_mlp.lecture.flow.unit_slopes import SATURATED_SHARE, saturates
from tui_mlp.nn.activations import ACTIVATIONS, Family
from tui_mlp.numbers import compact, grouped, percent, superscript

MUCH = 100.0
"""delta vanishes or explodes where it changes by more than this factor over all layers."""
LARGE_UPDATE, USUAL_UPDATE, SMALL_UPDATE = 0.1, 1e-3, 1e-6
"""||Delta W|| / ||W|| of a step; 10^-3 is a usual one (Karpathy, CS231n, "Babysitting")."""
NOISY_COSINE = 0.2
"""Under this cosine to the full gradient, most of a mini-batch's gradient is noise."""
_STILL_WRONG = 0.05
"""Under this error of a sample, small updates and noise are what one expects at the end."""


_AGAINST_CHANCE = ("hidden layer", "learning_rate x 10", "init", "relu")


@dataclass(frozen=True)
class Diagnosis:
    """The worst trouble of a flow; the first that is found in the order of `Trouble`."""

    trouble: Trouble
    cause: str
    """Sentences with the flow's numbers."""
    remedies: tuple[Remedy, ...]
    """At most four; each changes something of the run."""
    learning: str = ""
    """Sentences about what was learned; empty where that is not known."""
    at_chance: bool = False
    """Whether nothing was learned, after epochs enough to begin."""


def diagnose(
    flow: GradientFlow, settings: RunSettings, learning: LearningFigures | None = None
) -> Diagnosis:
    """Name the worst trouble of a flow, its cause, and what may help in such a run.

    What has learned has no fault, whatever its gradient: at the end it is small, noisy, and passes
    few units.

    Args:
        flow: what was measured.
        settings: the run's.
        learning: how far it has come; None where that is not known.
    """
    finding = _finding(flow)
    standing = Standing.UNKNOWN if learning is None else learning.standing
    at_chance = standing is Standing.AT_CHANCE
    if finding is not None and finding[0] is Trouble.NOT_FINITE:
        at_chance = False
    elif standing is Standing.LEARNED:
        finding = _learned(finding, flow)
    elif at_chance:
        finding = _not_learned(finding, flow)
    trouble, cause, names = finding or (Trouble.NONE, _well(flow), ())
    sentence = "" if learning is None else learning.sentence()
    return Diagnosis(trouble, cause, offered(names, settings), sentence, at_chance)


def _finding(flow: GradientFlow) -> Finding | None:
    looks: tuple[Callable[[GradientFlow], Finding | None], ...] = (
        _not_finite,
        _symmetric,
        unit_slopes.blocked,
        unit_slopes.weak,
        _vanishing,
        _exploding,
        unit_slopes.saturated,
        unit_slopes.dead,
        unit_slopes.flat,
        _updates,
        _noisy,
    )
    found = (look(flow) for look in looks)
    return next((each for each in found if each is not None), None)


def _learned(finding: Finding | None, flow: GradientFlow) -> Finding:
    """What is left to say of the gradient of a network that has learned."""
    if finding is None:
        return Trouble.LEARNED, _well(flow), ()
    return Trouble.LEARNED, f"No fault, since it has learned: {finding[1]}", ()


def _not_learned(finding: Finding | None, flow: GradientFlow) -> Finding:
    """The flow's own trouble, which is the likely reason; else that nothing was learned."""
    if finding is None:
        cause = f"In the gradient there is no fault. {_well(flow)}"
        return Trouble.NOT_LEARNED, cause, _AGAINST_CHANCE
    if finding[0] is Trouble.NOISE:
        return Trouble.NOT_LEARNED, finding[1], ("hidden layer", *finding[2], *_AGAINST_CHANCE[1:])
    return finding


def _not_finite(flow: GradientFlow) -> Finding | None:
    for layer in reversed(flow.layers):
        for name, value in (("W", layer.weight_norm), ("δ", layer.delta_norm)):
            if not math.isfinite(value):
                upper = superscript(layer.layer)
                cause = (
                    f"‖{name}{upper}‖ is {compact(value)}: the numbers have left the"
                    " range that can be computed with. Steps that are too large throw the weights"
                    " further out every time."
                )
                return Trouble.NOT_FINITE, cause, ("learning_rate / 10", "clip", "init")
    return None


def _symmetric(flow: GradientFlow) -> Finding | None:
    for layer in flow.layers[:-1]:
        if layer.alike:
            same = "all 0" if layer.weight_norm == 0 else "the same"
            cause = (
                f"The weights of all {layer.units} units of layer {layer.layer} are {same}. They"
                " compute the same, get the same gradient, and stay alike unless dropout tells"
                " them apart: a layer that can do no more than a single unit."
            )
            return Trouble.SYMMETRIC, cause, ("init",)
    return None


def _vanishing(flow: GradientFlow) -> Finding | None:
    first, last = flow.layers[0], flow.layers[-1]
    if first.delta_norm * MUCH >= last.delta_norm:
        return None
    times = last.delta_norm / first.delta_norm if first.delta_norm else math.inf
    slopes, weights = _mean_factors(flow)
    comparison = (
        f"‖δ¹‖ is {compact(times)} times smaller than ‖δ{superscript(last.layer)}‖"
        if first.delta_norm
        else "‖δ¹‖ is 0: nothing of the error arrives"
    )
    cause = f"{comparison}. {_steps(flow)} {_slope_limit(flow)}".rstrip()
    if slopes < weights:
        return Trouble.VANISHING, cause, ("relu", "tanh", "init", "fewer layers")
    return Trouble.VANISHING, cause, ("init", "fewer layers", "relu")


def _exploding(flow: GradientFlow) -> Finding | None:
    largest = max(flow.layers, key=lambda layer: layer.delta_norm)
    last = flow.layers[-1]
    if largest.delta_norm <= MUCH * last.delta_norm or last.delta_norm == 0:
        return None
    times = compact(largest.delta_norm / last.delta_norm)
    place, top = superscript(largest.layer), superscript(last.layer)
    cause = f"‖δ{place}‖ is {times} times larger than ‖δ{top}‖. {_steps(flow)}"
    return Trouble.EXPLODING, cause, ("init", "clip", "learning_rate / 10", "fewer layers")


def _updates(flow: GradientFlow) -> Finding | None:
    ratios = [layer.update_ratio for layer in flow.layers]
    if any(math.isnan(ratio) for ratio in ratios):
        return None
    largest = max(flow.layers, key=lambda layer: layer.update_ratio)
    number, ratio = superscript(largest.layer), largest.update_ratio
    share = f"‖ΔW{number}‖ / ‖W{number}‖ = {compact(ratio)}; about {compact(USUAL_UPDATE)} is usual"
    if ratio > LARGE_UPDATE:
        cause = f"The last step changed W{number} by a large part of what it was: {share}."
        return Trouble.LARGE_UPDATES, cause, ("learning_rate / 10", "batch_size x 4")
    error = _error_of_a_sample(flow)
    if ratio < SMALL_UPDATE and error > _STILL_WRONG:
        cause = (
            f"The last step changed nothing that one could see: at most {share}. Yet ŷ is still"
            f" wrong: ‖δ{superscript(len(ratios))}‖ is {compact(error)} a sample."
        )
        return Trouble.SMALL_UPDATES, cause, ("learning_rate x 10", "init")
    return None


def _error_of_a_sample(flow: GradientFlow) -> float:
    """The root mean square of ||delta^L|| over the samples: at 0 all is learned."""
    return flow.layers[-1].delta_norm / math.sqrt(flow.samples)


def _noisy(flow: GradientFlow) -> Finding | None:
    if not flow.cosine < NOISY_COSINE or _error_of_a_sample(flow) <= _STILL_WRONG:
        return None
    cause = (
        f"A mini-batch of {grouped(flow.cosine_batch_size)} says little about all samples: its"
        f" gradient has a cosine of {compact(flow.cosine)} to the full gradient (mean of"
        f" {flow.cosine_batches}). Most of a step is noise; near a minimum that is usual, and a"
        " smaller learning rate averages it out."
    )
    return Trouble.NOISE, cause, ("batch_size x 4", "learning_rate / 10")


def _well(flow: GradientFlow) -> str:
    if len(flow.layers) == 1:
        return "There is one layer: the error has no way to go, and W¹ feels all of it."
    norms = [layer.delta_norm for layer in flow.layers]
    if max(norms) == 0:
        return "δ is 0 in every layer: on these samples there is no error left."
    times = max(norms) / min(norms) if min(norms) else math.inf
    return (
        f"From δ{superscript(len(norms))} to δ¹ the norms differ by no more than a factor of"
        f" {compact(times)}. {_steps(flow)}"
    )


def _steps(flow: GradientFlow) -> str:
    """What one step back does on average, and how many steps go through a slope that is not 1."""
    slopes, weights = _mean_factors(flow)
    count = len(flow.layers) - 1
    curved = [layer.activation for layer in flow.layers[1:] if not _is_linear(layer)]
    if count == 1:
        here = f"here {compact(weights)}, and by φ′, here {compact(slopes)}"
        return f"The step multiplies it by W, {here}."
    each = f"Each of the {count} steps back multiplies it by W, on average {compact(weights)}"
    if not curved:
        return f"{each}; φ′ is 1 in linear layers."
    names = set(curved)
    layers = f"{curved[0]} layers" if len(names) == 1 else "layers that are not linear"
    slope = f"by φ′, on average {compact(slopes)} in {layers}"
    if len(curved) == count:
        return f"{each}, and {slope}."
    return f"{each}, and {len(curved)} of them also {slope}."


def _is_linear(layer: LayerFlow) -> bool:
    return ACTIVATIONS[layer.activation].family is Family.LINEAR


def _slope_limit(flow: GradientFlow) -> str:
    """Why the slopes are small."""
    above = flow.layers[1:]
    least = min(
        (ACTIVATIONS[layer.activation] for layer in above), key=lambda each: each.largest_slope
    )
    if least.largest_slope < 1:
        return f"φ′ of {least.name} is never more than {compact(least.largest_slope)}."
    flattest = max(above, key=lambda layer: layer.flat)
    if saturates(flattest) and flattest.flat >= SATURATED_SHARE:
        return f"{percent(flattest.flat)} of layer {flattest.layer} is saturated."
    return ""


def _mean_factors(flow: GradientFlow) -> tuple[float, float]:
    """Geometric means of what slopes (linear layers left out) and weights multiply by in a step."""
    steps = flow.layers[:-1]
    curved = [
        step.derivative_factor
        for step, above in zip(steps, flow.layers[1:], strict=True)
        if not _is_linear(above)
    ]
    return _geometric_mean(curved or [1.0]), _geometric_mean([s.weight_factor for s in steps])


def _geometric_mean(values: Sequence[float]) -> float:
    known = [value for value in values if not math.isnan(value)]
    with np.errstate(divide="ignore"):
        return float(np.exp(np.mean(np.log(known)))) if known else math.nan
