"""Phase 8: the update of a layer, and what the whole step did to the loss."""

import math

import numpy as np

from tui_mlp.lecture.notation import chosen, factor, indexed, sum_line
from tui_mlp.lecture.pages.page import Block, Check, Formula, Matrix, Page, Sentence, Substituted
from tui_mlp.lecture.step.agreement import agreement
from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.lecture.step.run_step import RunStep
from tui_mlp.lecture.step.update import Step
from tui_mlp.lecture.walk.blocks import largest_entry, layer_matrix, layer_row
from tui_mlp.lecture.walk.run_update_page import (
    MEAN_LOSS,
    array_blocks,
    change_blocks,
    loss_sign,
    rule_blocks,
)
from tui_mlp.numbers import entry_text, percent, superscript

_CLOSE = 0.1
"""A change counts as expected within this part of it."""


def update_page(derivation: Derivation, layer: int) -> Page:
    """The page of phase 8 for layer l, 1 .. L: the step on the sample, or on its mini-batch."""
    own = derivation.run_step
    blocks = _plain(derivation, layer) if own is None else _own(derivation, own, layer)
    blocks += [
        *_checks(derivation, layer),
        Sentence(_sentence(derivation)),
    ]
    title = f"The update of layer {layer} of {derivation.network.depth}"
    return Page(8, title, "update", layer, tuple(blocks))


def _own(derivation: Derivation, step: RunStep, layer: int) -> list[Block]:
    """The run's own rule, where it is not plain SGD."""
    return [
        *_mean_gradient(derivation, layer),
        *rule_blocks(derivation, step, layer),
        *change_blocks(derivation, step),
        _outcome(derivation),
        *array_blocks(derivation, step, layer),
    ]


def _plain(derivation: Derivation, layer: int) -> list[Block]:
    """W <- W - gamma dE/dW."""
    before, step, above = derivation.network, derivation.taken_step, superscript(layer)
    mean = "" if derivation.batch_size == 1 else MEAN_LOSS.format(count=derivation.batch_size)
    e = loss_sign(derivation)
    blocks: list[Block] = [
        Formula(f"W{above} ← W{above} − γ ∂{e}/∂W{above}{mean}"),
        *_mean_gradient(derivation, layer),
        Substituted(_largest(derivation, layer)),
        *_promise(derivation),
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
    return blocks


def _mean_gradient(derivation: Derivation, layer: int) -> list[Block]:
    """Of a mini-batch the mean gradient with numbers."""
    above, count = superscript(layer), derivation.batch_size
    if count == 1:
        return []
    gradient = derivation.taken_step.gradients.weights[layer - 1]
    i, j = largest_entry(gradient)
    each = derivation.entry_by_sample(layer, (i, j))
    entry = indexed("w", layer, i + 1, j + 1)
    total, mean = entry_text(float(each.sum())), entry_text(float(gradient[i, j]))
    return [
        Formula(f"∂ē/∂W{above} = (1/B) Σᵢ ∂eⁱ/∂W{above}"),
        Substituted(
            sum_line(f"Σᵢ ∂eⁱ/∂{entry}", [factor(value) for value in each.tolist()], total)
        ),
        Substituted(f"∂ē/∂{entry} = (1/{count}) ({total}) = {mean}"),
        layer_matrix(derivation, f"∂ē/∂W{above}", layer, gradient),
    ]


def _largest(derivation: Derivation, layer: int) -> str:
    """The line of the weight that moves most, with numbers."""
    gradient = derivation.taken_step.gradients.weights[layer - 1]
    i, j = largest_entry(gradient)
    before = float(derivation.network.weights[layer - 1][i, j])
    after = float(derivation.taken_step.network.weights[layer - 1][i, j])
    entry = indexed("w", layer, i + 1, j + 1)
    rate = chosen(derivation.subject.learning_rate)
    move = f"{entry_text(before)} − {rate} {factor(float(gradient[i, j]))}"
    return f"the largest move:  {entry} ← {move} = {entry_text(after)}"


def _promise(derivation: Derivation) -> tuple[Formula, Substituted, Substituted]:
    """The expected change from the sum over the layers, with numbers."""
    step, e = derivation.taken_step, loss_sign(derivation)
    squares = [entry_text(square, signed=False) for square in step.gradients.squared_norms]
    total = entry_text(sum(step.gradients.squared_norms), signed=False)
    rate = chosen(step.learning_rate)
    return (
        Formula(f"{e} changes by Δ{e} ≈ −γ ‖∇{e}‖²,   ‖∇{e}‖² = Σₗ ‖∇ˡ{e}‖² over all layers"),
        Substituted(sum_line(f"‖∇{e}‖²", squares, total)),
        Substituted(f"−γ ‖∇{e}‖² = −{rate} ({total}) = {entry_text(step.promised)}"),
    )


def _outcome(derivation: Derivation) -> Matrix:
    """Expected and actual change; beside a mini-batch's, those of a step on the sample alone."""
    steps = {"this sample alone": derivation.step}
    count = derivation.batch_size
    if derivation.run_step is not None:
        own = f"this run: {derivation.run_step.rule.optimizer}"
        steps = {own: derivation.run_step, "plain SGD": derivation.plain_step}
    elif count > 1:
        steps = {f"mini-batch of {count}": derivation.batch_step, **steps}
    return Matrix(
        name="the step and its outcome",
        values=np.array(
            [[s.loss_before, s.promised, s.came, s.loss_after] for s in steps.values()]
        ),
        rows=tuple(steps),
        columns=("e before", "Δe expected", "Δe actual", "e after"),
    )


def _checks(derivation: Derivation, layer: int) -> list[Check]:
    step, engine = derivation.taken_step, derivation.engine_taken_step
    above = superscript(layer)
    return [
        agreement(
            f"W{above} after, here and in the engine",
            step.network.weights[layer - 1],
            engine.weights[layer - 1],
        ),
        agreement(
            f"{loss_sign(derivation)} after, here and in the engine", step.loss_after, engine.loss
        ),
    ]


def _sentence(derivation: Derivation) -> str:
    """What the step did, and what the run has that is not derived here."""
    texts = [_outcome_sentence(derivation.taken_step), *derivation.subject.notes]
    rule = derivation.subject.rule
    if derivation.run_step is not None and rule.dropped_gradient is not None:
        texts.insert(
            0,
            "G is the gradient of the network without the units that dropout leaves out in this "
            "step, so it is not that of the phases before.",
        )
    return " ".join(texts)


def _outcome_sentence(step: Step) -> str:
    promised, came = step.promised, step.came
    if not (math.isfinite(promised) and math.isfinite(came)):
        return "The loss is no finite number any more: the step, or the network, has diverged."
    if promised == 0:
        return "Neither a step nor a change: γ or the gradient is 0."
    if promised > 0:
        return (
            "The step goes up the slope of this loss: what the rule has beside the gradient, such "
            "as the steps before, points elsewhere."
        )
    if came > 0:
        return (
            "The loss rose: the step was too long for the slope it followed, which holds only "
            "close by. A smaller γ would have lowered it."
        )
    kept = came / promised
    if abs(kept - 1) < _CLOSE:
        return (
            "The loss changed as expected, to within a tenth: the step was so short that the loss "
            "is all but straight along it."
        )
    return (
        f"{percent(kept, 2)} of the expected change: the loss is curved along the step, and the "
        "slope at its start holds only close by."
    )
