"""The gradient of one weight as a sum over all paths from it to the loss."""

import math
from typing import NamedTuple

import numpy as np

from tui_mlp.lecture.derivations.moves import Part, Titles, Weight, move, page_of
from tui_mlp.lecture.derivations.relative import engine_agreement, relative_agreement
from tui_mlp.lecture.derivations.weight_slope import weight_slope
from tui_mlp.lecture.notation import factor, indexed
from tui_mlp.lecture.pages.page import Check, Formula, Matrix, Page, Sentence, Substituted
from tui_mlp.lecture.step.backward import gradient_over_outputs
from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.lecture.walk.blocks import largest_entry, layer_matrix
from tui_mlp.numbers import compact, entry_text, grouped, superscript

_TITLES = Titles("One weight, path by path", "paths")
MOST_SHOWN = 8
"""Of more paths those of the largest effect are shown, and the sum of the rest."""
MOST_ADDED_UP = 200_000
"""Up to so many paths are added up one by one."""


class _Path(NamedTuple):
    """A path from a weight to the loss."""

    units: tuple[int, ...]
    """The units in layers l .. L, counted from 0."""
    effect: float
    """The product along it."""


def paths_page(step: Derivation, weight: Weight | None) -> Page:
    """The derivation of de/dw^l_ij from the products along all paths.

    Args:
        step: the network and its sample.
        weight: the one to take; None for that of the first layer's largest gradient.

    Raises:
        IndexError: the network has no such weight.
    """
    weight = steepest_weight(step) if weight is None else weight
    require_weight(step, weight)
    layer = weight.layer
    count = math.prod(step.network.widths[layer + 1 :])
    shown = _largest_paths(step, weight)
    gradient = float(step.gradients(layer)[0][weight.i - 1, weight.j - 1])
    parts = (
        *_introduction(step, weight, count),
        *_listed(step, weight, shown, count),
        _table(shown, count, gradient),
        move(
            f"∂e/∂{_name(weight)} = Σ over the paths",
            "The chain rule with every sum multiplied out: each path is one way in which the "
            "weight moves the loss, and the ways add up.",
            f"∂e/∂{_name(weight)} = {entry_text(gradient)}",
        ),
        *_checks(step, weight, count, gradient, abs(shown[0].effect)),
    )
    return page_of(6, _TITLES, parts)


def steepest_weight(step: Derivation, layer: int = 1) -> Weight:
    """The weight of a layer with the largest gradient."""
    i, j = largest_entry(step.gradients(layer)[0])
    return Weight(layer, i + 1, j + 1)


def require_weight(step: Derivation, weight: Weight) -> None:
    """Make sure that the network has a weight.

    Raises:
        IndexError: it has not.
    """
    layer, depth = weight.layer, step.network.depth
    if not 1 <= layer <= depth:
        raise IndexError(f"there is no layer {layer}: the network has layers 1 to {depth}")
    units, fan_in = step.network.weights[layer - 1].shape
    if not (1 <= weight.i <= units and 1 <= weight.j <= fan_in):
        raise IndexError(
            f"there is no weight {weight.i},{weight.j} in layer {layer}: "
            f"W{superscript(layer)} is {units} × {fan_in}"
        )


def weight_page(step: Derivation, weight: Weight) -> Page:
    """The matrix that a weight is in, to choose one from, and what the chosen one is.

    Raises:
        IndexError: the network has no such weight.
    """
    require_weight(step, weight)
    layer, i, j = weight
    values = step.network.weights[layer - 1]
    own, slope = float(values[i - 1, j - 1]), float(step.gradients(layer)[0][i - 1, j - 1])
    return Page(
        phase=6,
        title="Which weight?",
        short_title="Weight",
        layer=layer,
        blocks=(
            Formula(f"{_name(weight)} = {entry_text(own)},   ∂e/∂{_name(weight)} = "
                    f"{entry_text(slope)}"),
            Sentence(f"{_leads(step, weight)}."),
            layer_matrix(step, f"W{superscript(layer)}", layer, values),
        ),
    )  # fmt: skip


def _name(weight: Weight) -> str:
    return indexed("w", *weight)


def _introduction(step: Derivation, weight: Weight, count: int) -> tuple[Part, ...]:
    layer, what = weight.layer, f"{_leads(step, weight)}."
    widths = [str(width) for width in step.network.widths[layer + 1 :]]
    product = " · ".join(widths)
    many = "1 path" if count == 1 else f"{grouped(count)} paths"
    if len(widths) > 1:
        many += f" ({product})"
    how = "through one unit of each layer above" if widths else "that unit is an output itself"
    reason = (
        f"{what} From there {many} {'leads' if count == 1 else 'lead'} to the loss: {how}. Along "
        "a path stand the activation that the weight meets, a slope at every unit, a weight at "
        "every connection, and the error of the output where it ends."
    )
    own = superscript(layer)
    factors = f"a{superscript(layer - 1)}ⱼ φ'(z{own}ᵢ)" + (_connections(len(widths)))
    return (move(f"a path:  {factors} · δᴸₘ", reason),)


def _leads(step: Derivation, weight: Weight) -> str:
    """From which unit to which the weight leads."""
    layer, depth = weight.layer, step.network.depth
    start = step.unit_labels(layer - 1)[weight.j - 1]
    end = step.unit_labels(layer)[weight.i - 1]
    above = f"output {end}" if layer == depth else _called(layer, end)
    return f"{_name(weight)} leads from {_called(layer - 1, start)} to {above}"


def _connections(count: int) -> str:
    """The factors of the layers above, in symbols."""
    return (" · w φ'" * count) if count < 3 else " · w φ' · … · w φ'"


def _called(layer: int, label: str) -> str:
    return f"input {label}" if layer == 0 else f"unit {label} of layer {layer}"


def _largest_paths(step: Derivation, weight: Weight) -> list[_Path]:
    """The paths of the largest effects, the largest first; exact, as |product| grows by factors.

    Layer by layer the best paths to each unit are kept: what is not among the `MOST_SHOWN` best
    ways to reach a unit is part of none of the best paths.
    """
    network, passed = step.network, step.forward
    start = passed.activations[weight.layer - 1][weight.j - 1]
    start = float(start * passed.derivatives[weight.layer - 1][weight.i - 1])
    best = {weight.i - 1: [_Path((weight.i - 1,), start)]}
    for layer in range(weight.layer + 1, network.depth + 1):
        weights, slopes = network.weights[layer - 1], passed.derivatives[layer - 1]
        so_far = [path for paths in best.values() for path in paths]
        ends = [path.units[-1] for path in so_far]
        effects = np.array([path.effect for path in so_far])
        best = {}
        for unit in range(len(weights)):
            reached = effects * weights[unit, ends] * slopes[unit]
            kept = np.argsort(-np.abs(reached), kind="stable")[:MOST_SHOWN].tolist()
            best[unit] = [_Path((*so_far[k].units, unit), float(reached[k])) for k in kept]
    error = step.output_error.short_way
    ended = [
        _Path(path.units, path.effect * float(error[path.units[-1]]))
        for paths in best.values()
        for path in paths
    ]
    return sorted(ended, key=lambda path: -abs(path.effect))[:MOST_SHOWN]


def _listed(step: Derivation, weight: Weight, shown: list[_Path], count: int) -> tuple[Part, ...]:
    """Each path with the numbers along it."""
    intro = f"The {len(shown)} of the largest effect:" if count > len(shown) else "All of them:"
    parts: list[Part] = [Sentence(intro)]
    start = step.unit_labels(weight.layer - 1)[weight.j - 1]
    for number, path in enumerate(shown, start=1):
        labels = [
            step.unit_labels(layer)[unit]
            for layer, unit in enumerate(path.units, start=weight.layer)
        ]
        parts += [
            Formula(f"path {number}:  {' → '.join([start, *labels])}"),
            Substituted(f"{_factors(step, weight, path)} = {entry_text(path.effect)}"),
        ]
    return tuple(parts)


def _factors(step: Derivation, weight: Weight, path: _Path) -> str:
    """The numbers along a path: activation, slope, then weight and slope of each layer, error."""
    passed, layer = step.forward, weight.layer
    values = [
        float(passed.activations[layer - 1][weight.j - 1]),
        float(passed.derivatives[layer - 1][path.units[0]]),
    ]
    groups = ["".join(map(factor, values))]
    for place in range(1, len(path.units)):
        below, unit, at = path.units[place - 1], path.units[place], layer + place
        values = [
            float(step.network.weights[at - 1][unit, below]),
            float(passed.derivatives[at - 1][unit]),
        ]
        groups.append("".join(map(factor, values)))
    error = float(step.output_error.short_way[path.units[-1]])
    return " · ".join([*groups, factor(error)])


def _table(shown: list[_Path], count: int, gradient: float) -> Matrix:
    """The products, and what they come to with each further path."""
    effects = [path.effect for path in shown]
    sums = np.cumsum(effects).tolist()
    rows = [f"path {number}" for number in range(1, len(shown) + 1)]
    if count > len(shown):
        effects.append(gradient - sums[-1])
        sums.append(gradient)
        rows.append("all the others")
    return Matrix(
        name="the sum of the paths",
        values=np.column_stack([effects, sums]),
        rows=tuple(rows),
        columns=("product", "sum so far"),
        shape=f"{len(shown)} of {grouped(count)}" if count > len(shown) else "",
    )


def _checks(
    step: Derivation, weight: Weight, count: int, gradient: float, largest: float
) -> tuple[Check | Sentence, ...]:
    """The gradient against the paths one by one, the chain over the outputs, and differences."""
    layer, place = weight.layer, (weight.i - 1, weight.j - 1)
    size = max(abs(gradient), largest)
    checks: list[Check | Sentence] = []
    if count <= MOST_ADDED_UP:
        total = _sum_of_all(step, weight)
        what = f"all {grouped(count)} paths added up one by one, and backpropagation"
        if count == 1:
            what = "the one path, and backpropagation"
        checks.append(relative_agreement(what, total, gradient, size))
    else:
        checks.append(
            Sentence(
                f"More than {grouped(MOST_ADDED_UP)} paths are not added up one by one: what all "
                "the others come to is the gradient less the paths shown."
            )
        )
        error = step.output_error.short_way
        forward = gradient_over_outputs(step.network, step.forward, layer, error)[place]
        checks.append(
            relative_agreement(
                "the sum taken forward, and backpropagation", forward, gradient, size
            )
        )
    checks.append(
        engine_agreement(
            "here and in the engine", gradient, step.engine.weight_gradients[layer - 1][place]
        )
    )
    slope = weight_slope(step, weight)
    if slope.on_kink:
        text = "A joint of φ lies within the central difference, which then says nothing here."
        return *checks, Sentence(text)
    tolerance = 1e-6 * max(abs(gradient) + abs(slope.numeric), 1e-3) + slope.rounding
    what = f"here and (e(w + h) − e(w − h)) / 2h with h = {compact(slope.difference)}"
    return *checks, Check(what, abs(gradient - slope.numeric), tolerance)


def _sum_of_all(step: Derivation, weight: Weight) -> float:
    """The products along all paths, each by itself, added up."""
    network, passed = step.network, step.forward
    effects = np.array([passed.derivatives[weight.layer - 1][weight.i - 1]])
    ends = np.array([weight.i - 1])
    for layer in range(weight.layer + 1, network.depth + 1):
        weights, slopes = network.weights[layer - 1], passed.derivatives[layer - 1]
        units = np.arange(len(weights))
        effects = (effects[:, None] * weights[units[None, :], ends[:, None]] * slopes).ravel()
        ends = np.tile(units, len(ends))
    met = passed.activations[weight.layer - 1][weight.j - 1]
    return float((effects * met * step.output_error.short_way[ends]).sum())
