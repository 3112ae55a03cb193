"""Phase 2: forward through a layer."""

from tui_mlp.lecture.notation import factor, indexed, sum_line
from tui_mlp.lecture.pages.page import Block, Formula, Page, Sentence, Substituted
from tui_mlp.lecture.step.agreement import agreement
from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.lecture.walk.blocks import layer_matrix, layer_row
from tui_mlp.nn.activations import ACTIVATIONS, Family
from tui_mlp.numbers import entry_text, superscript

_SATURATED = 0.01


def forward_page(derivation: Derivation, layer: int) -> Page:
    """The page of phase 2 for layer l, 1 .. L."""
    network, passed = derivation.network, derivation.forward
    above, below = superscript(layer), superscript(layer - 1)
    activation = network.activations[layer - 1]
    z, a = passed.pre_activations[layer - 1], passed.activations[layer]
    bias = f" + b{above}" if network.biases else ""
    blocks: list[Block] = [
        Formula(f"z{above} = W{above} a{below}{bias},   a{above} = φ(z{above})"),
        Formula(f"φ(z) = {ACTIVATIONS[activation].formula}   ({activation})"),
        Substituted(_first_pre_activation(derivation, layer)),
        Substituted(
            f"{indexed('a', layer, 1)} = φ{factor(float(z[0]))} = {entry_text(float(a[0]))}"
        ),
        layer_row(
            derivation,
            f"a{below}",
            layer - 1,
            passed.activations[layer - 1],
            edits="x" if layer == 1 else "",
        ),
        layer_matrix(derivation, f"W{above}", layer, network.weights[layer - 1], edits=f"W{layer}"),
    ]
    if network.biases:
        biases = network.biases[layer - 1]
        blocks.append(layer_row(derivation, f"b{above}", layer, biases, edits=f"b{layer}"))
    blocks += [
        layer_row(derivation, f"z{above}", layer, z, asked=True),
        layer_row(derivation, f"a{above}", layer, a),
        agreement(
            f"z{above} here and in the engine", z, derivation.engine.pre_activations[layer - 1]
        ),
        Sentence(_sentence(derivation, layer)),
    ]
    title = f"Forward through layer {layer} of {network.depth}"
    return Page(2, title, "forward", layer, tuple(blocks))


def _first_pre_activation(derivation: Derivation, layer: int) -> str:
    """The line of z^l_1 with numbers."""
    network, passed = derivation.network, derivation.forward
    products = zip(
        network.weights[layer - 1][0].tolist(),
        passed.activations[layer - 1].tolist(),
        strict=True,
    )
    terms = [factor(weight) + factor(value) for weight, value in products]
    if network.biases:
        terms.append(factor(float(network.biases[layer - 1][0])))
    z = float(passed.pre_activations[layer - 1][0])
    return sum_line(indexed("z", layer, 1), terms, entry_text(z))


def _sentence(derivation: Derivation, layer: int) -> str:
    activation = derivation.network.activations[layer - 1]
    slopes = derivation.forward.derivatives[layer - 1]
    count = len(slopes)
    rows = (
        f"Each row of W{superscript(layer)} belongs to one unit: its scalar product with "
        f"a{superscript(layer - 1)} says how much of the unit's pattern is there."
    )
    if ACTIVATIONS[activation].kinks:
        off = int((derivation.forward.pre_activations[layer - 1] <= 0).sum())
        return f"{rows} {off} of {count} units have z ≤ 0, where φ is flat or nearly so."
    if ACTIVATIONS[activation].family is Family.SATURATING:
        flat = int((slopes < _SATURATED).sum())
        return f"{rows} {flat} of {count} units are saturated: φ' < .01 there."
    if activation == "identity":
        return f"{rows} φ is the identity, so that a{superscript(layer)} = z{superscript(layer)}."
    return rows
