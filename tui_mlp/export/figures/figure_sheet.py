"""A figure with the wanted parts side by side."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from matplotlib.figure import Figure
from matplotlib.text import Text

from tui_mlp.export.figures.boundary_axes import draw_boundary
from tui_mlp.export.figures.confusion_axes import draw_confusion
from tui_mlp.export.figures.curves_axes import draw_loss, draw_score
from tui_mlp.export.figures.figure_subject import FigureSubject
from tui_mlp.export.figures.figure_theme import THEMES, FigureTheme
from tui_mlp.export.figures.network_axes import draw_network
from tui_mlp.numbers import epoch

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_WIDTH, _HEIGHT = 5.2, 4.4
"""Of a part, in inches."""
_MOST_COLUMNS = 3

Drawing = Callable[["Axes"], None]


def figure_of(subject: FigureSubject, theme_name: str, part: str | None = None) -> Figure:
    """The figure of a run or a model.

    Args:
        subject: what it is of.
        theme_name: a key of `THEMES`.
        part: a key of `PARTS`; None for all that there are.

    Raises:
        ExportError: there is no such part of this.
    """
    theme = THEMES[theme_name]
    drawings = [each for name in subject.wanted(part) for each in _drawings(subject, name, theme)]
    columns = min(len(drawings), 2 if len(drawings) == 4 else _MOST_COLUMNS)
    rows = -(-len(drawings) // columns)
    figure = Figure(
        figsize=(_WIDTH * columns, _HEIGHT * rows), layout="constrained", facecolor=theme.background
    )
    if len(drawings) > 1:
        figure.suptitle(_title(subject), color=theme.text, parse_math=False)
    for place, draw in enumerate(drawings, start=1):
        axes = figure.add_subplot(rows, columns, place)
        _dress(axes, theme)
        draw(axes)
        _take_literally(axes)
    return figure


def _take_literally(axes: "Axes") -> None:
    """Let no name of the data be taken for a formula; powers of ten on an axis are formulas."""
    for text in axes.findobj(Text):
        text.set_parse_math(False)
    if axes.get_yscale() == "log":
        for text in axes.yaxis.findobj(Text):
            text.set_parse_math(True)


def _drawings(subject: FigureSubject, part: str, theme: FigureTheme) -> list[Drawing]:
    session = subject.session
    if session is None or part == "network":
        return [partial(draw_network, model=subject.model, theme=theme)]
    if part == "curves":
        return [partial(each, session=session, theme=theme) for each in (draw_loss, draw_score)]
    if part == "confusion":
        return [partial(draw_confusion, session=session, theme=theme)]
    return [
        partial(draw_boundary, session=session, theme=theme, label=label)
        for label in subject.plane_labels
    ]


def _title(subject: FigureSubject) -> str:
    architecture = subject.model.network.architecture
    layers = [architecture.inputs, *(units for _, units in architecture.shapes)]
    where = "" if subject.session is None else f", epoch {epoch(subject.session.epoch)}"
    return f"{subject.name}: {' → '.join(map(str, layers))}{where}"


def _dress(axes: "Axes", theme: FigureTheme) -> None:
    axes.set_facecolor(theme.background)
    axes.tick_params(colors=theme.text, which="both", labelsize="small")
    for text in (axes.title, axes.xaxis.label, axes.yaxis.label):
        text.set_color(theme.text)
    for side, spine in axes.spines.items():
        spine.set_color(theme.faint)
        spine.set_visible(side in ("left", "bottom"))
