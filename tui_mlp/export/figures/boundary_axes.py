"""The network's answer over the plane of 2-D data, and the samples on it."""

from typing import TYPE_CHECKING

import numpy as np

from tui_mlp.arrays import Float64Array
from tui_mlp.export.figures.figure_theme import MARKERS, FigureTheme
from tui_mlp.training.outputs import class_probabilities
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.views import MAX_POINTS, BoundaryGrid, extent_of, shown_part

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_CELLS = 240
_PALEST = 0.25
"""How much of its colour a class has where it is chosen by a hair."""


def draw_boundary(axes: "Axes", session: TrainingSession, theme: FigureTheme, label: int) -> None:
    """Each class in its colour, the fainter the less sure; misclassified samples are ringed.

    Args:
        axes: where.
        session: a run on samples of two features.
        theme: the colours.
        label: which label is shown, where a sample may have several.
    """
    dataset = session.samples.dataset
    extent = extent_of(dataset)
    several = session.output.labels
    view = BoundaryGrid(session, _CELLS, _CELLS, label).view(session)
    sure = view.confidence[..., None] / 255
    if several:
        on, off = _rgb(theme.class_colour(label)), _rgb(theme.background)
        image = off + (on - off) * sure
    else:
        grounds = np.array([_rgb(theme.class_colour(n)) for n in range(len(dataset.class_names))])
        chance = 1 / len(dataset.class_names)
        share = _PALEST + (1 - _PALEST) * np.clip((sure - chance) / (1 - chance), 0, 1)
        paper = _rgb(theme.background)
        image = paper + (grounds[np.minimum(view.winner, len(grounds) - 1)] - paper) * share
    axes.imshow(image, extent=extent, aspect="auto", interpolation="bilinear")
    answered = view.confidence >= 255 * session.config.threshold if several else view.winner
    x = np.linspace(extent[0], extent[1], _CELLS)
    y = np.linspace(extent[3], extent[2], _CELLS)
    for each in range(int(answered.max())):
        axes.contour(x, y, answered > each, [0.5], colors=theme.text, linewidths=0.6)
    _draw_samples(axes, session, theme, label)
    axes.set_xlim(extent[:2])
    axes.set_ylim(extent[2:])
    first, second = dataset.shown_feature_names
    axes.set_xlabel(first)
    axes.set_ylabel(second)
    part = "validation" if len(session.samples.split.validation.rows) else "training"
    what = f"Label {dataset.class_names[label]}" if several else "Decision boundary"
    axes.set_title(f"{what}, {part} samples")


def _draw_samples(axes: "Axes", session: TrainingSession, theme: FigureTheme, label: int) -> None:
    dataset, part = session.samples.dataset, shown_part(session.samples.split)
    rows = part.rows[:MAX_POINTS]
    points = dataset.features[rows]
    probabilities = _probabilities(session)[: len(rows)]
    if session.output.labels:
        groups = (dataset.targets[rows, label] > 0).astype(np.intp)
        wrong = (probabilities[:, label] >= session.config.threshold) != (groups > 0)
        names: tuple[str, ...] = ("without", "with")
        colours: tuple[str, ...] = (theme.background, theme.class_colour(label))
    else:
        groups = dataset.labels[rows]
        wrong = probabilities.argmax(axis=1) != groups
        names = dataset.class_names
        colours = tuple(theme.class_colour(n) for n in range(len(names)))
    for number, name in enumerate(names):
        own = groups == number
        axes.scatter(
            points[own, 0], points[own, 1], s=16, marker=MARKERS[number % len(MARKERS)],
            c=[_paler(colours[number], theme)], edgecolors=theme.text, linewidths=0.5, label=name,
        )  # fmt: skip
    axes.scatter(
        points[wrong, 0], points[wrong, 1], s=80, marker="o", facecolors="none",
        edgecolors=theme.text, linewidths=1.2,
        label=f"misclassified, {int(wrong.sum())} of {len(rows)}",
    )  # fmt: skip
    axes.legend(
        loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=4, frameon=False,
        labelcolor=theme.text, fontsize="small",
    )  # fmt: skip


def _probabilities(session: TrainingSession) -> Float64Array:
    part = shown_part(session.samples.split)
    yhat = session.network.probabilities(part.features)
    counted = class_probabilities(session.output, yhat, part.targets.shape[1])
    return counted.astype(np.float64)


def _paler(colour: str, theme: FigureTheme) -> Float64Array:
    """A colour half way to the background, which is seen on a ground of that colour."""
    return (_rgb(colour) + _rgb(theme.background)) / 2


def _rgb(colour: str) -> Float64Array:
    """A colour as three numbers from 0 to 1."""
    return np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
