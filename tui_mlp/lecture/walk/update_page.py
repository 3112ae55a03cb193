"""Phase 8: the update of a layer, and what the whole step did to the loss."""

import math

import numpy as np

from tui_mlp.lecture.notation import factor, indexed, sum_line
from tui_mlp.lecture.pages.page import Block, Check, Formula, Matrix, Page, Sentence, Substituted
from tui_mlp.lecture.step.agreement import agreement
from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.lecture.step.update import Step
from tui_mlp.lecture.walk.blocks import largest_entry, layer_matrix, layer_row
from tui_mlp.numbers import entry_text, percent, setting_text, superscript

_CLOSE = 0.1
"""A promise counts as kept if the change is within this part of it."""


def update_page(derivation: Derivation, layer: int) -> Page:
    """The page of phase 8 for layer l, 1 .. L."""
    before, step, above = derivation.network, derivation.step, superscript(layer)
    blocks: list[Block] = [
        Formula(f"W{above} ← W{above} − γ ∂e/∂W{above}"),
        Substituted(_largest(derivation, layer)),
        Formula("e changes by Δe ≈ −γ ‖∇e‖²,   ‖∇e‖² = Σₗ ‖∇ˡe‖² over all layers"),
        *_promise(step),
        _outcome(derivation),
        layer_matrix(derivation, f"W{above} before", layer, before.weights[layer - 1]),
        layer_matrix(
            derivation, f"W{above} after", layer, step.network.weights[layer - 1], asked=True
        ),
    ]
    if before.biases:
        after = step.network.biases[layer - 1]
        blocks += [
            layer_row(derivation, f"b{above} before", layer, before.biases[layer - 1]),
            layer_row(derivation, f"b{above} after", layer, after, asked=True),
        ]
    blocks += [
        *_checks(derivation, layer),
        Sentence(" ".join((_sentence(step), *derivation.subject.notes))),
    ]
    title = f"The update of layer {layer} of {before.depth}"
    return Page(8, title, "update", layer, tuple(blocks))


def _largest(derivation: Derivation, layer: int) -> str:
    """The line of the weight that moves most, with numbers."""
    gradient = derivation.step.gradients.weights[layer - 1]
    i, j = largest_entry(gradient)
    before = float(derivation.network.weights[layer - 1][i, j])
    after = float(derivation.step.network.weights[layer - 1][i, j])
    entry = indexed("w", layer, i + 1, j + 1)
    rate = _rate(derivation.subject.learning_rate)
    move = f"{entry_text(before)} − {rate} {factor(float(gradient[i, j]))}"
    return f"the largest move:  {entry} ← {move} = {entry_text(after)}"


def _promise(step: Step) -> tuple[Substituted, Substituted]:
    """The promised change from the sum over the layers, with numbers."""
    squares = [entry_text(square, signed=False) for square in step.gradients.squared_norms]
    total = entry_text(sum(step.gradients.squared_norms), signed=False)
    rate = _rate(step.learning_rate)
    return (
        Substituted(sum_line("‖∇e‖²", squares, total)),
        Substituted(f"−γ ‖∇e‖² = −{rate} ({total}) = {entry_text(step.promised)}"),
    )


def _rate(value: float) -> str:
    """A learning rate as it was chosen, without a zero before the point: ".05", "1e-6"."""
    text = setting_text(value)
    return text.removeprefix("0") if text.startswith("0.") else text


def _outcome(derivation: Derivation) -> Matrix:
    """Promised and actual change for the sample, and for the mini-batch if there is one."""
    steps = {"this sample alone": derivation.step}
    count = len(derivation.subject.inputs)
    if count > 1:
        steps[f"mini-batch of {count}"] = derivation.batch_step
    return Matrix(
        name="the step and its outcome",
        values=np.array(
            [[s.loss_before, s.promised, s.came, s.loss_after] for s in steps.values()]
        ),
        rows=tuple(steps),
        columns=("e before", "Δe promised", "Δe came", "e after"),
    )


def _checks(derivation: Derivation, layer: int) -> list[Check]:
    step, engine = derivation.step, derivation.engine_step
    what = f"W{superscript(layer)} after, here and in the engine"
    checks = [
        agreement(what, step.network.weights[layer - 1], engine.weights[layer - 1]),
        agreement("e after, here and in the engine", step.loss_after, engine.loss),
    ]
    if len(derivation.subject.inputs) > 1:
        losses = derivation.batch_step.loss_after, derivation.engine_batch_step.loss
        checks.append(agreement("the mini-batch's, here and in the engine", *losses))
    return checks


def _sentence(step: Step) -> str:
    promised, came = step.promised, step.came
    if not (math.isfinite(promised) and math.isfinite(came)):
        return "The loss is no finite number any more: the step, or the network, has diverged."
    if promised == 0:
        return "Neither a step nor a change: γ or the gradient is 0."
    if came > 0:
        return (
            "The loss rose: the step was too long for the slope it followed, which holds only "
            "close by. A smaller γ would have lowered it."
        )
    kept = came / promised
    if abs(kept - 1) < _CLOSE:
        return (
            "The promise was kept: the step was so short that the loss is all but straight along "
            "it, and each layer gave its part ‖∇ˡe‖²."
        )
    return (
        f"{percent(kept, 2)} of the promise came: the loss is curved along the "
        "step, and the slope at its start holds only close by."
    )
