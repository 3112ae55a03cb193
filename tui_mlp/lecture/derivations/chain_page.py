"""The chain in full: the running product V^{l+1} ... V^L at each layer, with W beside each V."""

from collections.abc import Sequence

import numpy as np

from tui_mlp.arrays import Float64Array
from tui_mlp.lecture.derivations.moves import Part, Titles, move, page_of
from tui_mlp.lecture.derivations.relative import engine_agreement, relative_agreement
from tui_mlp.lecture.flow.spectral import largest_singular_values
from tui_mlp.lecture.notation import factor, indexed
from tui_mlp.lecture.pages.page import Check, Matrix, Page, Sentence
from tui_mlp.lecture.step.backward import error_transport, logit_jacobian
from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.lecture.walk.blocks import largest_entry, layer_matrix, layer_row, shape_text
from tui_mlp.numbers import compact, entry_text, superscript

_TITLES = Titles("The chain V V ⋯ V in full", "chain")
_ONE_LAYER = "This network has one layer: there is no V in its chain, and δ¹ is δᴸ itself."


def chain_page(step: Derivation) -> Page:
    """The products P^l = V^{l+1} ... V^L from l = L down to 1, and what they do to delta^L."""
    depth = step.network.depth
    products = _products(step)
    parts: list[Part] = [
        move(
            f"δˡ = Pˡ δᴸ,   Pˡ = Vˡ⁺¹ Vˡ⁺² ⋯ Vᴸ,   Vˡ = (Wˡ)ᵀ Diag(φˡ'),   L = {depth}",
            "δˡ⁻¹ = Vˡ δˡ, put into itself until only δᴸ is left. ‖·‖ of a matrix is the most by "
            "which it lengthens a vector, of a vector its length.",
        ),
        *([_norms(step, products)] if depth > 1 else [Sentence(_ONE_LAYER)]),
        move(
            f"P{superscript(depth)} = I",
            "At the output nothing is to be passed back: no factor, the identity.",
            f"‖δ{superscript(depth)}‖ = {_number(_length(step.deltas[-1]))}",
        ),
        layer_row(step, f"δ{superscript(depth)}", depth, step.deltas[-1]),
    ]
    for layer in range(depth - 1, 0, -1):
        parts += _layer(step, layer, products)
    return page_of(6, _TITLES, (*parts, *_checks(step, products)))


def _products(step: Derivation) -> list[Float64Array]:
    """P^1 .. P^L, (n_l, n_L) each."""
    network, passed = step.network, step.forward
    products = [np.eye(network.widths[-1])]
    for layer in range(network.depth, 1, -1):
        products.append(error_transport(network, passed, layer) @ products[-1])
    return products[::-1]


def _norms(step: Derivation, products: Sequence[Float64Array]) -> Matrix:
    """A row for each layer below the output, from the top."""
    depth = step.network.depth
    layers = range(depth - 1, 0, -1)
    bound, values = 1.0, []
    for layer in layers:
        own = _norm(error_transport(step.network, step.forward, layer + 1))
        bound *= own
        delta = _length(step.deltas[layer - 1])
        values.append([own, _norm(products[layer - 1]), bound, delta])
    return Matrix(
        name="norms",
        values=np.array(values),
        rows=tuple(f"l = {layer}" for layer in layers),
        columns=("‖Vˡ⁺¹‖", "‖Pˡ‖", "‖Vˡ⁺¹‖⋯‖Vᴸ‖", "‖δˡ‖"),
        signed=False,
    )


def _layer(step: Derivation, layer: int, products: Sequence[Float64Array]) -> tuple[Part, ...]:
    """How P^l comes from P^{l+1}."""
    own, above = superscript(layer), superscript(layer + 1)
    weights, slopes = step.network.weights[layer], step.forward.derivatives[layer]
    transport = error_transport(step.network, step.forward, layer + 1)
    product, before = products[layer - 1], products[layer]
    j, i = largest_entry(transport)
    entry = (
        f"{indexed('V', layer + 1, j + 1, i + 1)} = {indexed('w', layer + 1, i + 1, j + 1)} "
        f"φ'({indexed('z', layer + 1, i + 1)}) = {factor(float(weights[i, j]))}"
        f"{factor(float(slopes[i]))} = {entry_text(float(transport[j, i]))}"
    )
    return (
        move(
            f"P{own} = V{above} P{above}",
            _reason(layer, _norm(before), _norm(product)),
            f"the largest of V{above}:  {entry}",
            f"δ{own} = P{own} δᴸ:  ‖δ{own}‖ = {_number(_length(step.deltas[layer - 1]))}",
        ),
        layer_matrix(step, f"W{above}", layer + 1, weights),
        layer_row(step, f"φ{above}'", layer + 1, slopes),
        _matrix(step, f"V{above}", transport, layer, layer + 1),
        _matrix(step, f"P{own}", product, layer, step.network.depth),
    )


def _reason(layer: int, before: float, after: float) -> str:
    above = superscript(layer + 1)
    text = (
        f"One layer further back, one more factor on the left: column i of V{above} is row i of "
        f"W{above} times φ' of unit i. The norm of the product goes from {compact(before)} to "
        f"{compact(after)}"
    )
    return f"{text}, times {compact(after / before)}." if before > 0 else f"{text}."


def _matrix(step: Derivation, name: str, values: Float64Array, layer: int, other: int) -> Matrix:
    return Matrix(
        name=name,
        values=values,
        rows=step.unit_labels(layer),
        columns=step.unit_labels(other),
        shape=shape_text(values, layer, other),
    )


def _checks(step: Derivation, products: Sequence[Float64Array]) -> tuple[Check, ...]:
    """P^l against the forward chain, P^l delta^L against what is passed back, and the engine."""
    network, passed, error = step.network, step.forward, step.output_error.short_way
    checks = []
    for layer in range(network.depth - 1, 0, -1):
        own = superscript(layer)
        slope = logit_jacobian(network, passed, layer + 1) @ network.weights[layer]
        what = f"P{own} and (∂aᴸ/∂a{own})ᵀ, multiplied forward"
        checks.append(relative_agreement(what, products[layer - 1], slope.T))
        what = f"P{own} δᴸ and δ{own} passed back a layer at a time"
        checks.append(relative_agreement(what, products[layer - 1] @ error, step.deltas[layer - 1]))
    at_z = passed.derivatives[0] * (products[0] @ error)
    gradient = np.outer(at_z, passed.activations[0])
    what = "∂e/∂W¹ from P¹ and in the engine"
    return *checks, engine_agreement(what, gradient, step.engine.weight_gradients[0])


def _norm(matrix: Float64Array) -> float:
    """The spectral norm; not finite where an entry is not."""
    return float(largest_singular_values(matrix[None])[0])


def _length(vector: Float64Array) -> float:
    return float(np.linalg.norm(vector))


def _number(value: float) -> str:
    return entry_text(value, signed=False)
