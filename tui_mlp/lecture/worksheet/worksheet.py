"""What stands on a worksheet: the numbers given, the exercises, and their results."""

from dataclasses import dataclass

import numpy as np

from tui_mlp.arrays import Float64Array
from tui_mlp.lecture.pages.page import Matrix
from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.lecture.step.softmax import softmax_steps
from tui_mlp.lecture.walk.blocks import layer_matrix, layer_row, row
from tui_mlp.nn.activations import ACTIVATIONS
from tui_mlp.numbers import compact, entry_text, superscript


@dataclass(frozen=True, eq=False)
class Exercise:
    """One question: formulas, and the arrays to be filled in."""

    title: str
    formulas: tuple[str, ...]
    """In the lecture's symbols."""
    results: tuple[Matrix, ...]
    """Blank on the sheet, filled in the key."""


@dataclass(frozen=True, eq=False)
class Worksheet:
    """A sheet and its key."""

    title: str
    facts: tuple[str, ...]
    """What the numbers are of, a line each."""
    given: tuple[Matrix, ...]
    """x, y, and every W^l and b^l."""
    exercises: tuple[Exercise, ...]
    closing: tuple[str, ...]
    """What the key says at its end: how far the loss fell."""


def worksheet_of(derivation: Derivation, origin: str) -> Worksheet:
    """The sheet of one step of SGD on a derivation's sample.

    Args:
        derivation: of a subject with short numbers; see `paper_numbers`.
        origin: which sample of which data it is.
    """
    network = derivation.network
    upwards = range(1, network.depth + 1)
    exercises = [
        *(_forward(derivation, layer) for layer in upwards),
        _output(derivation),
        _loss(derivation),
        _output_error(derivation),
        *(_backward(derivation, layer) for layer in reversed(upwards)),
        *(_update(derivation, layer) for layer in upwards),
    ]
    return Worksheet(
        title="One step of SGD by hand",
        facts=_facts(derivation, origin),
        given=_given(derivation),
        exercises=tuple(exercises),
        closing=_closing(derivation),
    )


def _facts(derivation: Derivation, origin: str) -> tuple[str, ...]:
    network = derivation.network
    widths = " – ".join(map(str, network.widths))
    facts = [origin, f"The network has the layers {widths}: L = {network.depth}."]
    for name in dict.fromkeys(network.activations):
        layers = ", ".join(
            str(layer) for layer, own in enumerate(network.activations, 1) if own == name
        )
        known = ACTIVATIONS[name]
        facts.append(
            f"Layer {layers}: φ(z) = {known.formula}, φ′(z) = {known.derivative_formula}  ({name})."
        )
    facts.append(f"The learning rate is γ = {compact(derivation.subject.learning_rate, 2)}.")
    facts.append(
        "All results follow from the numbers given here. Keep 4 digits on the way; then the last "
        "one may differ from the key."
    )
    return tuple(facts)


def _given(derivation: Derivation) -> tuple[Matrix, ...]:
    network = derivation.network
    given = [layer_row(derivation, "x", 0, derivation.x), _y(derivation)]
    for layer in range(1, network.depth + 1):
        given += _parameters(derivation, layer, network.weights, network.biases)
    return tuple(given)


def _y(derivation: Derivation) -> Matrix:
    names = derivation.unit_labels(derivation.network.depth)
    return row("y", derivation.y, names, shape=f"nᴸ = {len(names)}", signed=False)


def _parameters(
    derivation: Derivation,
    layer: int,
    weights: tuple[Float64Array, ...],
    biases: tuple[Float64Array, ...],
    after: str = "",
) -> list[Matrix]:
    """W^l and b^l, with something written after the letter."""
    above = superscript(layer)
    own = [layer_matrix(derivation, f"W{above}{after}", layer, weights[layer - 1])]
    if biases:
        own.append(layer_row(derivation, f"b{above}{after}", layer, biases[layer - 1]))
    return own


def _forward(derivation: Derivation, layer: int) -> Exercise:
    above, below = superscript(layer), superscript(layer - 1)
    passed = derivation.forward
    bias = f" + b{above}" if derivation.network.biases else ""
    input_name = "x" if layer == 1 else f"a{below}"
    return Exercise(
        f"Forward through layer {layer}",
        (f"z{above} = W{above} {input_name}{bias}", f"a{above} = φ(z{above})"),
        (
            layer_row(derivation, f"z{above}", layer, passed.pre_activations[layer - 1]),
            layer_row(derivation, f"a{above}", layer, passed.activations[layer]),
        ),
    )


def _output(derivation: Derivation) -> Exercise:
    names = derivation.unit_labels(derivation.network.depth)
    last = superscript(derivation.network.depth)
    yhat = row("ŷ", derivation.output_error.yhat, names, signed=False)
    if derivation.network.output == "sigmoid":
        return Exercise("The answer: a sigmoid", (f"ŷⱼ = 1 / (1 + exp(−a{last}ⱼ))",), (yhat,))
    steps = softmax_steps(derivation.forward.logits)
    shift = f" − {entry_text(steps.shift)}" if steps.shift else ""
    exponential = f"exp(a{last}ⱼ{shift})"
    return Exercise(
        "The answer: softmax",
        (f"ŷⱼ = {exponential} / Σₘ exp(a{last}ₘ{shift})",),
        (
            row(exponential, steps.exponentials, names, signed=False),
            row("Σₘ", np.array([steps.total]), ("",), signed=False),
            yhat,
        ),
    )


def _loss(derivation: Derivation) -> Exercise:
    softmax = derivation.network.output == "softmax"
    formula = "e = CE(y, ŷ) = −Σⱼ yⱼ log ŷⱼ"
    if not softmax:
        formula = "e = −Σⱼ (yⱼ log ŷⱼ + (1 − yⱼ) log(1 − ŷⱼ))"
    loss = np.array([derivation.loss_terms.cross_entropy])
    return Exercise(
        "The loss",
        (formula, "log is the natural logarithm"),
        (row("e", loss, ("",), signed=False),),
    )


def _output_error(derivation: Derivation) -> Exercise:
    names = derivation.unit_labels(derivation.network.depth)
    last = superscript(derivation.network.depth)
    return Exercise(
        "The error at the output",
        (f"δ{last} = ∂e/∂a{last} = ŷ − y",),
        (row(f"δ{last}", derivation.output_error.short_way, names),),
    )


def _backward(derivation: Derivation, layer: int) -> Exercise:
    """phi', the gradients of W^l and b^l, and delta^{l-1} where there is a layer below."""
    above, below = superscript(layer), superscript(layer - 1)
    passed, network = derivation.forward, derivation.network
    input_name = "x" if layer == 1 else f"a{below}"
    formulas = [f"∂e/∂W{above} = Diag(φ′(z{above})) δ{above} ({input_name})ᵀ"]
    gradients = derivation.gradients(layer)
    results = [
        layer_row(derivation, f"φ′(z{above})", layer, passed.derivatives[layer - 1]),
        layer_matrix(derivation, f"∂e/∂W{above}", layer, gradients[0]),
    ]
    if network.biases:
        formulas.append(f"∂e/∂b{above} = Diag(φ′(z{above})) δ{above}")
        results.append(layer_row(derivation, f"∂e/∂b{above}", layer, gradients[1]))
    if layer > 1:
        formulas.append(f"δ{below} = V{above} δ{above} = (W{above})ᵀ Diag(φ′(z{above})) δ{above}")
        results.append(layer_row(derivation, f"δ{below}", layer - 1, derivation.deltas[layer - 2]))
    return Exercise(f"Backward through layer {layer}", tuple(formulas), tuple(results))


def _update(derivation: Derivation, layer: int) -> Exercise:
    above = superscript(layer)
    formulas = [f"W{above} ← W{above} − γ ∂e/∂W{above}"]
    if derivation.network.biases:
        formulas.append(f"b{above} ← b{above} − γ ∂e/∂b{above}")
    after = derivation.step.network
    results = _parameters(derivation, layer, after.weights, after.biases, after=" after")
    return Exercise(f"The step of layer {layer}", tuple(formulas), tuple(results))


def _closing(derivation: Derivation) -> tuple[str, ...]:
    step = derivation.step
    before, after = (entry_text(loss, signed=False) for loss in (step.loss_before, step.loss_after))
    return (
        f"With the new weights the loss of this sample is e = {after}; it was {before}.",
        f"−γ |∂e/∂W, ∂e/∂b|² = {entry_text(step.promised)} is the change that the gradient "
        f"promises, {entry_text(step.came)} the one that came.",
    )
