"""The forward pass as one nested formula, with the size of every layer."""

import numpy as np

from tui_mlp.arrays import Float64Array
from tui_mlp.lecture.derivations.moves import Part, Titles, move, page_of
from tui_mlp.lecture.notation import factor, indexed
from tui_mlp.lecture.pages.page import Matrix, Page
from tui_mlp.lecture.step.agreement import agreement
from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.lecture.step.lecture_network import LectureNetwork
from tui_mlp.lecture.step.phi import phi
from tui_mlp.lecture.step.softmax import yhat_of
from tui_mlp.lecture.walk.blocks import layer_row, row
from tui_mlp.numbers import counted, entry_text, grouped, superscript

_TITLES = Titles("The network as one nested formula", "nested")
_BIASES = " The lecture writes the same without the biases."


def nested_page(step: Derivation) -> Page:
    """The formula yhat = softmax(phi(W^L ... phi(W^1 x))), opened from the inside out."""
    network, depth = step.network, step.network.depth
    yhat, names = step.output_error.yhat, step.unit_labels(depth)
    softmax = network.softmax
    parts: list[Part] = [
        move(
            f"ŷ = {_outer(network)}({_nested(network, depth)})",
            "What a layer gives is what the next one is given: x is innermost, the first layer "
            f"around it, the last outermost. {_activations(network)}"
            f"{_BIASES if network.biases else ''}",
            f"n = {' → '.join(map(str, network.widths))},   L = {depth}",
        ),
        _sizes(network),
        move(
            "a⁰ = x",
            f"The innermost: {counted(network.widths[0], 'feature')} as a column.",
        ),
        layer_row(step, "x", 0, step.x),
    ]
    for layer in range(1, depth + 1):
        parts += _layer(step, layer)
    parts += [
        move(
            f"ŷ = {_outer(network)}(a{superscript(depth)})",
            "The outermost: softmax makes a distribution of the C numbers."
            if softmax
            else "The outermost: the sigmoid makes a probability of each number by itself.",
        ),
        row("ŷ", yhat, names, signed=False),
        agreement("ŷ of the whole nested formula and of the layers", _whole(step), yhat),
        agreement("ŷ here and in the engine", yhat, step.engine.yhat),
    ]
    return page_of(2, _TITLES, parts)


def _outer(network: LectureNetwork) -> str:
    return "softmax" if network.softmax else "σ"


def _nested(network: LectureNetwork, layer: int) -> str:
    """a^l in symbols."""
    if layer == 0:
        return "x"
    above = superscript(layer)
    bias = f" + b{above}" if network.biases else ""
    return f"φ{above}(W{above} {_nested(network, layer - 1)}{bias})"


def _activations(network: LectureNetwork) -> str:
    """Which phi each layer has, those that are alike together."""
    names = network.activations
    hidden, last = names[:-1], f"φ{superscript(len(names))} is {names[-1]}"
    if not hidden:
        return f"{last}."
    if len(set(hidden)) == 1:
        which = "φ¹" if len(hidden) == 1 else f"φ¹ to φ{superscript(len(hidden))}"
        return f"{which} {'is' if len(hidden) == 1 else 'are'} {hidden[0]}, {last}."
    each = [f"φ{superscript(layer)} is {name}" for layer, name in enumerate(names, start=1)]
    return f"{', '.join(each)}."


def _sizes(network: LectureNetwork) -> Matrix:
    """n_l, n_{l-1} and the parameters of each layer."""
    values = []
    for weights in network.weights:
        biases = len(weights) if network.biases else 0
        values.append([*weights.shape, weights.size, biases, weights.size + biases])
    return Matrix(
        name="sizes",
        values=np.array(values, float),
        rows=tuple(f"l = {layer}" for layer in range(1, network.depth + 1)),
        columns=("nˡ", "nˡ⁻¹", "in Wˡ", "in bˡ", "all"),
        shape=f"{grouped(int(sum(counts[-1] for counts in values)))} parameters",
        signed=False,
    )


def _layer(step: Derivation, layer: int) -> tuple[Part, ...]:
    """One opening of the formula: a^l from a^{l-1}."""
    network, passed = step.network, step.forward
    own, below, name = superscript(layer), superscript(layer - 1), network.activations[layer - 1]
    units, fan_in = network.weights[layer - 1].shape
    bias = f" + b{own}" if network.biases else ""
    z, a = passed.pre_activations[layer - 1], passed.activations[layer]
    first = f"{indexed('a', layer, 1)} = {name}{factor(float(z[0]))} = {entry_text(float(a[0]))}"
    return (
        move(
            f"a{own} = φ{own}(W{own} a{below}{bias})",
            f"W{own} is {units} × {fan_in} and a{below} has {fan_in} entries, so the product has "
            f"{units}; φ{own} takes each by itself.",
            f"({units} × {fan_in})({fan_in} × 1) = {units} × 1;   {first}",
        ),
        layer_row(step, f"z{own}", layer, z),
        layer_row(step, f"a{own}", layer, a),
    )


def _whole(step: Derivation) -> Float64Array:
    """The answer by the formula as it stands, from the outside in, b^l as a column of W^l."""
    network = step.network

    def nested(layer: int) -> Float64Array:
        if layer == 0:
            return step.x
        weights, below = network.weights[layer - 1], nested(layer - 1)
        if network.biases:
            weights = np.column_stack([weights, network.biases[layer - 1]])
            below = np.append(below, 1.0)
        return phi(network.activations[layer - 1], np.einsum("ij,j->i", weights, below))

    return yhat_of(network.output, nested(network.depth))
