"""How well classes or labels are told apart."""

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from tui_mlp.export.figures.figure_theme import FigureTheme
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.views import confusion_matrix, shown_part

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LETTERS_ABREAST = 30
_MOST_NUMBERS = 20
"""Of more classes the shades alone are drawn."""


def draw_confusion(axes: "Axes", session: TrainingSession, theme: FigureTheme) -> None:
    """Counts of each true class, a row, by the predicted one; of labels precision, recall, F1."""
    part = "validation" if len(session.samples.split.validation.rows) else "training"
    if session.output.labels:
        _draw_scores(axes, session, theme)
        axes.set_title(f"Labels, {part} part")
        return
    counts = confusion_matrix(session)
    names, shares = (
        session.samples.dataset.class_names,
        counts / np.maximum(counts.sum(axis=1, keepdims=True), 1),
    )
    shades = LinearSegmentedColormap.from_list("counts", [theme.low, theme.high])
    axes.imshow(shares, cmap=shades, vmin=0, vmax=1)
    if len(names) <= _MOST_NUMBERS:
        for (row, column), count in np.ndenumerate(counts):
            if count:
                bright = theme.background if shares[row, column] > 0.6 else theme.text
                axes.text(
                    column, row, str(count), ha="center", va="center", color=bright,
                    fontweight="bold" if row == column else "normal",
                )  # fmt: skip
    places = np.arange(len(names))
    if sum(map(len, names)) < _LETTERS_ABREAST:
        axes.set_xticks(places, names)
    else:  # each ends at its own tick
        axes.set_xticks(places, names, rotation=45, ha="right", rotation_mode="anchor")
    axes.set_yticks(places, names)
    axes.set_xlabel("predicted")
    axes.set_ylabel("true")
    right = int(np.trace(counts))
    axes.set_title(f"Confusions, {part} part: {right} of {int(counts.sum())} right")


def _draw_scores(axes: "Axes", session: TrainingSession, theme: FigureTheme) -> None:
    scores = session.measure(shown_part(session.samples.split)).labels
    if scores is None:
        return
    names = session.samples.dataset.class_names
    places = np.arange(len(names))
    kinds = (
        ("precision", scores.precision, "", theme.low),
        ("recall", scores.recall, "///", theme.low),
        ("F1", scores.f1, "", theme.high),
    )
    for number, (kind, values, hatch, colour) in enumerate(kinds):
        axes.barh(
            places + (number - 1) * 0.27, values, 0.25, label=kind, hatch=hatch, color=colour,
            edgecolor=theme.text, linewidth=0.6,
        )  # fmt: skip
    for place, value in zip(places, scores.f1, strict=True):
        axes.annotate(
            f"{value:.3f}", (value, place + 0.27), xytext=(-3, 0), textcoords="offset points",
            ha="right", va="center", fontsize="small", color=theme.background,
        )  # fmt: skip
    axes.set_yticks(places, names)
    axes.invert_yaxis()
    axes.set_xlim(0, 1)
    axes.legend(
        loc="upper center", bbox_to_anchor=(0.5, -0.1), ncols=3, frameon=False,
        labelcolor=theme.text, fontsize="small",
    )  # fmt: skip
