"""The network as units and weights."""

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.collections import LineCollection

from tui_mlp.arrays import Array, IntArray
from tui_mlp.data.dataset import shown_feature_names
from tui_mlp.export.figures.figure_theme import FigureTheme
from tui_mlp.training.model_file import Model

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LONGEST_NAME = 20
_MOST_UNITS = 12
"""So many units of a layer are drawn: those with the largest weights."""
_WIDEST = 2.6
_FAINTEST = 0.12


def draw_network(axes: "Axes", model: Model, theme: FigureTheme) -> None:
    """A circle for each unit, and a line for each weight: solid above 0, dashed below.

    The width and the strength of a line grow with |w| among those of its layer.
    """
    weights = model.network.weights
    shown = _shown_units(weights)
    heights = [_heights(len(units)) for units in shown]
    for layer, matrix in enumerate(weights):
        part = matrix[np.ix_(shown[layer], shown[layer + 1])]
        size = np.abs(part) / max(float(np.abs(part).max(initial=0.0)), 1e-12)
        for sign, colour, dashes in ((1, theme.positive, "-"), (-1, theme.negative, (0, (3, 1.5)))):
            places = np.argwhere(np.sign(part) == sign)
            lines = [
                ((layer, heights[layer][below]), (layer + 1, heights[layer + 1][above]))
                for below, above in places
            ]
            strength = size[tuple(places.T)]
            drawn = LineCollection(
                lines, colors=colour, linestyles=dashes, linewidths=_WIDEST * strength,
                alpha=np.clip(strength, _FAINTEST, 1), zorder=1,
            )  # fmt: skip
            axes.add_collection(drawn)
    _draw_units(axes, model, theme, shown, heights)
    axes.plot([], [], "-", color=theme.positive, label="weight above 0")
    axes.plot([], [], "--", color=theme.negative, label="below 0")
    axes.legend(
        loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=2, frameon=False,
        labelcolor=theme.text, fontsize="small",
    )  # fmt: skip
    axes.set_xlim(-0.6, len(weights) + 0.6)
    axes.set_ylim(-0.75, 0.75)
    axes.set_axis_off()
    count = model.network.architecture.parameter_count
    axes.set_title(f"Network, {count} parameters", color=theme.text)


def _draw_units(
    axes: "Axes",
    model: Model,
    theme: FigureTheme,
    shown: list[IntArray],
    heights: list[Array],
) -> None:
    metadata, architecture = model.metadata, model.network.architecture
    sizes = [architecture.inputs, *(n for _, n in architecture.shapes)]
    output = "softmax" if architecture.loss == "softmax" else "sigmoid"
    kinds = ["input", *metadata.activations, output]
    for layer, (units, height) in enumerate(zip(shown, heights, strict=True)):
        axes.scatter(
            np.full(len(units), layer), height, s=60, color=theme.background,
            edgecolors=theme.text, linewidths=1, zorder=2,
        )  # fmt: skip
        left_out = sizes[layer] - len(units)
        more = f"\n+{left_out} more" if left_out else ""
        axes.text(
            layer, -0.58, f"{sizes[layer]} {kinds[layer]}{more}", ha="center", va="top",
            color=theme.text, fontsize="small",
        )  # fmt: skip
    last = len(sizes) - 1
    inputs = shown_feature_names(metadata.feature_names)
    ends = ((0, inputs, -0.1, "right"), (last, metadata.class_names, 0.1, "left"))
    for layer, names, offset, side in ends:
        if len(names) == sizes[layer]:
            for unit, height in zip(shown[layer], heights[layer], strict=True):
                axes.text(
                    layer + offset, height, _shortened(names[unit]), ha=side, va="center",
                    color=theme.text, fontsize="small",
                )  # fmt: skip


def _shortened(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def _shown_units(weights: tuple[Array, ...]) -> list[IntArray]:
    """The units of each layer that are drawn, in their order."""
    norms = [np.linalg.norm(weights[0], axis=1)]
    norms += [
        np.linalg.norm(below, axis=0) * np.linalg.norm(above, axis=1)
        for below, above in pairwise(weights)
    ]
    norms.append(np.linalg.norm(weights[-1], axis=0))
    return [np.sort(np.argsort(-norm, kind="stable")[:_MOST_UNITS]) for norm in norms]


def _heights(count: int) -> Array:
    """Where units stand, from the top, around 0."""
    return np.linspace(0.5, -0.5, count) if count > 1 else np.zeros(1)
