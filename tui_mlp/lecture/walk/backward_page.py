"""Phase 6: backward through a layer, and the gradient of its parameters in three forms."""

import numpy as np

from tui_mlp.arrays import Float64Array
from tui_mlp.lecture.notation import factor, indexed, sum_line
from tui_mlp.lecture.pages.page import Block, Check, Formula, Matrix, Page, Sentence, Substituted
from tui_mlp.lecture.step.agreement import agreement
from tui_mlp.lecture.step.backward import (
    error_transport,
    gradient_from_product,
    gradient_over_outputs,
    logit_jacobian,
)
from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.lecture.walk.blocks import largest_entry, layer_matrix, layer_row, shape_text
from tui_mlp.numbers import entry_text, subscript, superscript

_MOST_OUTPUTS = 3
"""So many derivatives of an output by a weight are named in a line."""


def backward_page(derivation: Derivation, layer: int) -> Page:
    """The page of phase 6 for layer l, 1 .. L."""
    passed, above, below = derivation.forward, superscript(layer), superscript(layer - 1)
    gradients = derivation.gradients(layer)
    slopes = passed.derivatives[layer - 1]
    blocks: list[Block] = [
        *_arrival(derivation, layer),
        layer_row(derivation, f"δ{above}", layer, derivation.deltas[layer - 1], asked=True),
        Formula(f"∂e/∂W{above} = Diag(φ{above}') δ{above} (a{below})ᵀ   (1)"),
        Formula(f"       = Diag(φ{above}') {_product(derivation, layer)}δᴸ (a{below})ᵀ   (2)"),
        Formula(f"       = Σₘ δᴸₘ ∂aᴸₘ/∂W{above}   (3)"),
        layer_row(derivation, f"φ{above}'", layer, slopes),
        layer_row(derivation, f"a{below}", layer - 1, passed.activations[layer - 1]),
        Substituted(_largest(derivation, layer, gradients[0])),
        *_over_outputs(derivation, layer, gradients[0]),
        layer_matrix(derivation, f"∂e/∂W{above}", layer, gradients[0], asked=True),
    ]
    if derivation.network.biases:
        blocks += [
            Formula(f"∂e/∂b{above} = Diag(φ{above}') δ{above}"),
            layer_row(derivation, f"∂e/∂b{above}", layer, gradients[1], asked=True),
        ]
    blocks += [*_checks(derivation, layer, gradients), Sentence(_sentence(derivation, layer))]
    title = f"Backward through layer {layer} of {derivation.network.depth}"
    return Page(6, title, "backward", layer, tuple(blocks))


def _arrival(derivation: Derivation, layer: int) -> list[Block]:
    """How delta^l comes from the layer above, or from the output."""
    if layer == derivation.network.depth:
        own = " of phase 5" if derivation.network.other_loss else " = ŷ − y"
        return [Formula(f"δ{superscript(layer)} = δᴸ{own}")]
    own, above = superscript(layer), superscript(layer + 1)
    transport = error_transport(derivation.network, derivation.forward, layer + 1)
    deltas = derivation.deltas[layer]
    products = zip(transport[0].tolist(), deltas.tolist(), strict=True)
    terms = [factor(entry) + factor(delta) for entry, delta in products]
    result = entry_text(float(derivation.deltas[layer - 1][0]))
    return [
        Formula(f"δ{own} = V{above} δ{above},   V{above} = (W{above})ᵀ Diag(φ{above}')"),
        Substituted(sum_line(indexed("δ", layer, 1), terms, result)),
        Matrix(
            name=f"V{above}",
            values=transport,
            rows=derivation.unit_labels(layer),
            columns=derivation.unit_labels(layer + 1),
            shape=shape_text(transport, layer, layer + 1),
            asked=True,
        ),
        layer_row(derivation, f"δ{above}", layer + 1, deltas),
    ]


def _product(derivation: Derivation, layer: int) -> str:
    """The product V^{l+1} ... V^L in symbols, with a space behind; empty for l = L."""
    factors = [
        f"V{superscript(above)} " for above in range(layer + 1, derivation.network.depth + 1)
    ]
    return "".join(factors if len(factors) < 4 else [factors[0], "⋯ ", factors[-1]])


def _largest(derivation: Derivation, layer: int, gradient: Float64Array) -> str:
    """The line of the largest entry of the gradient with numbers."""
    i, j = largest_entry(gradient)
    slope = float(derivation.forward.derivatives[layer - 1][i])
    delta = float(derivation.deltas[layer - 1][i])
    below = float(derivation.forward.activations[layer - 1][j])
    entry = indexed("w", layer, i + 1, j + 1)
    numbers = factor(slope) + factor(delta) + factor(below)
    return f"the largest:  ∂e/∂{entry} = {numbers} = {entry_text(float(gradient[i, j]))}"


def _over_outputs(derivation: Derivation, layer: int, gradient: Float64Array) -> list[Substituted]:
    """Form 3 of the largest entry with numbers: what each output feels of the weight."""
    i, j = largest_entry(gradient)
    below = float(derivation.forward.activations[layer - 1][j])
    felt = logit_jacobian(derivation.network, derivation.forward, layer)[:, i] * below
    errors = derivation.output_error.short_way
    entry = indexed("w", layer, i + 1, j + 1)
    terms = [factor(e) + factor(d) for e, d in zip(errors.tolist(), felt.tolist(), strict=True)]
    line = sum_line(f"form (3):  ∂e/∂{entry}", terms, entry_text(float(gradient[i, j])))
    named = [
        f"∂aᴸ{subscript(m)}/∂{entry} = {entry_text(value)}"
        for m, value in enumerate(felt.tolist()[:_MOST_OUTPUTS], start=1)
    ]
    return [Substituted(line), Substituted(",  ".join(named))]


def _checks(derivation: Derivation, layer: int, gradients: tuple[Float64Array, ...]) -> list[Check]:
    """The three forms against each other, and the first against the engine."""
    network, passed = derivation.network, derivation.forward
    error = derivation.output_error.short_way
    second = gradient_from_product(network, passed, layer, error)
    third = gradient_over_outputs(network, passed, layer, error)
    above, engine = superscript(layer), derivation.engine
    checks = [
        agreement("forms (1) and (2)", gradients[0], second),
        agreement("forms (1) and (3)", gradients[0], third),
        agreement(
            f"∂e/∂W{above} here and in the engine",
            gradients[0],
            engine.weight_gradients[layer - 1],
        ),
    ]
    if network.biases:
        what = f"∂e/∂b{above} here and in the engine"
        checks.append(agreement(what, gradients[1], engine.bias_gradients[layer - 1]))
    return checks


def _sentence(derivation: Derivation, layer: int) -> str:
    slopes = derivation.forward.derivatives[layer - 1]
    above = superscript(layer)
    closed = int((slopes == 0).sum())
    texts = []
    if layer < derivation.network.depth:
        own, before = (float(np.linalg.norm(derivation.deltas[at])) for at in (layer - 1, layer))
        texts.append(
            f"On its way from δ{superscript(layer + 1)} to δ{above} the error's length goes from "
            f"{entry_text(before, signed=False)} to {entry_text(own, signed=False)}"
            + (f", a factor of {entry_text(own / before, signed=False)}." if before > 0 else ".")
        )
    texts.append(
        "Every entry of the gradient is the error of the unit it leads to, times the slope there, "
        "times the activation it comes from."
    )
    if closed:
        texts.append(f"{closed} of {len(slopes)} units have φ' = 0: their weights learn nothing.")
    return " ".join(texts)
