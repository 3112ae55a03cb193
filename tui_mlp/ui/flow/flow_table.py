"""The flow of the gradient as a table: a row for each layer, the output on top."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui_mlp.lecture.flow.gradient_flow import GradientFlow, LayerFlow
from tui_mlp.numbers import NOT_FINITE, SCIENTIFIC_WIDTH, fixed, percent, scientific, superscript
from tui_mlp.ui.drawing.colours import HEAT_LEVELS, Palette
from tui_mlp.ui.drawing.heatmap import HIGHEST, LOWEST
from tui_mlp.ui.drawing.strips import bar, clip, row
from tui_mlp.ui.terminal.clipboard import tab_separated

_BOUND_MARK = "│"
_BEYOND = "▶"
_NONE = "–"
_HUGE = "huge"
_DECADES = HIGHEST - LOWEST
_LABEL_WIDTH = 3


@dataclass(frozen=True)
class _Column:
    """A figure of each layer, right-aligned under its name."""

    group: str
    """Stands over all neighbouring columns with the same text."""
    name: str
    width: int
    rank: int
    """Where there is too little room, columns of high rank are left out first."""
    text: Callable[[LayerFlow], str]


def _ratio(width: int, of: Callable[[LayerFlow], float]) -> Callable[[LayerFlow], str]:
    """A number of up to 4 digits; nothing where no step leads to, or where all is zero."""

    def text(layer: LayerFlow) -> str:
        value = of(layer)
        if math.isnan(value) and math.isfinite(layer.delta_norm):
            return _NONE
        shown = fixed(value, width).strip()
        if len(shown) > width:
            return _HUGE if abs(value) > 1 else "tiny"
        return shown

    return text


def _power(of: Callable[[LayerFlow], float]) -> Callable[[LayerFlow], str]:
    return lambda layer: scientific(of(layer)).strip()


def _update(layer: LayerFlow) -> str:
    ratio = layer.update_ratio
    return _NONE if math.isnan(ratio) else scientific(ratio).strip()


_ERROR = "‖δˡ‖, δˡ = ∂e/∂aˡ"
_STEP, _BOUND, _UNITS = "step from l+1 to l", "at most", "φ′ in layer l"
_LAST_STEP = "update"

_COLUMNS = (
    _Column("", "φ", 10, 10, lambda layer: layer.activation),
    _Column("", "units", 5, 11, lambda layer: str(layer.units)),
    _Column(_ERROR, "norm", SCIENTIFIC_WIDTH, 0, _power(lambda layer: layer.delta_norm)),
    _Column(_STEP, "×", 5, 1, _ratio(5, lambda layer: layer.factor)),
    _Column(_STEP, "= φ′", 5, 2, _ratio(5, lambda layer: layer.derivative_factor)),
    _Column(_STEP, "· W", 5, 3, _ratio(5, lambda layer: layer.weight_factor)),
    _Column(_STEP, "‖V‖", 5, 6, _ratio(5, lambda layer: layer.step_norm)),
    _Column(_BOUND, "‖V…V‖", 7, 12, _power(lambda layer: layer.product_norm)),
    _Column(_BOUND, "bound", SCIENTIFIC_WIDTH, 4, _power(lambda layer: layer.delta_bound)),
    _Column(_BOUND, "∏‖V‖", 7, 13, _power(lambda layer: layer.norm_product)),
    _Column(_UNITS, "mean", 5, 7, _ratio(5, lambda layer: layer.mean_derivative)),
    _Column(_UNITS, "flat", 4, 8, lambda layer: percent(layer.flat)),
    _Column(_UNITS, "dead", 4, 9, lambda layer: str(layer.dead)),
    _Column(_LAST_STEP, "ΔW/W", 7, 5, _update),
)


@dataclass(frozen=True, eq=False)
class FlowTable:
    """The table, laid out for a width."""

    header: list[Strip]
    """Two rows of `width` cells."""
    rows: list[Strip]
    """L of them, layer L first."""
    left_out: int
    """The columns for which there was no room."""


def flow_table(flow: GradientFlow, width: int, palette: Palette) -> FlowTable:
    """Draw each layer's norm on a fixed logarithmic scale, and as many figures as fit.

    A bar's length and shade are the norm's power of ten, from 10⁻⁶ to 10²; the mark behind it is
    the upper bound. Fixed, because a scale that follows the data hides a vanishing gradient.

    Args:
        flow: what was measured.
        width: cells, 1 or more.
        palette: the colours.
    """
    least = _LABEL_WIDTH + 1 + _DECADES
    columns: list[_Column] = []
    for column in sorted(_COLUMNS, key=lambda each: each.rank):
        if least + sum(each.width + 1 for each in [*columns, column]) > width:
            break
        columns.append(column)
    shown = [column for column in _COLUMNS if column in columns]
    spare = width - least - sum(column.width + 1 for column in shown)
    bar_width = _DECADES + max(spare, 0)
    layout = _Layout(width, shown, bar_width, palette)
    rows = [layout.layer(layer) for layer in reversed(flow.layers)]
    return FlowTable(layout.header(), rows, len(_COLUMNS) - len(shown))


def flow_figures(flow: GradientFlow) -> str:
    """All figures with tabs between them: the names, then layer L first."""
    names = (f"{column.name} {column.group}".strip() for column in _COLUMNS)
    rows = ((layer.layer, *(column.text(layer) for column in _COLUMNS)) for layer in flow.layers)
    return tab_separated(("l", *names), list(rows)[::-1])


class _Layout:
    """Where the bar and each column stand; what has no group comes before the bar."""

    def __init__(
        self, width: int, columns: list[_Column], bar_width: int, palette: Palette
    ) -> None:
        self.width = width
        self.before = [column for column in columns if not column.group]
        self.behind = [column for column in columns if column.group]
        self.bar_width = bar_width
        self.palette = palette

    def header(self) -> list[Strip]:
        """The groups, and under them the names."""
        indent = _LABEL_WIDTH + sum(column.width + 1 for column in self.before)
        groups, names = " " * indent, "l".ljust(_LABEL_WIDTH)
        names += "".join(f" {column.name:>{column.width}}" for column in self.before)
        scale = f"10{superscript(LOWEST)}{f'10{superscript(HIGHEST)}':>{self.bar_width - 4}}"
        names += f" {scale}"
        cells = {_ERROR: 1 + self.bar_width}
        for column in self.behind:
            cells[column.group] = cells.get(column.group, 0) + column.width + 1
            names += f" {column.name:>{column.width}}"
        groups += "".join(f" {_ruled(name, count - 1)}" for name, count in cells.items())
        muted, blank = self.palette.muted, self.palette.text
        return [row([Segment(text, muted)], self.width, blank) for text in (groups, names)]

    def layer(self, layer: LayerFlow) -> Strip:
        """One layer's row."""
        palette = self.palette
        label = f"δ{superscript(layer.layer)}"
        segments = [Segment(label.ljust(_LABEL_WIDTH), palette.strong)]
        segments += [self._figure(column, layer) for column in self.before]
        segments.append(Segment(" ", palette.text))
        segments += _bar(layer.delta_norm, layer.delta_bound, self.bar_width, palette)
        segments += [self._figure(column, layer) for column in self.behind]
        return row(segments, self.width, palette.text)

    def _figure(self, column: _Column, layer: LayerFlow) -> Segment:
        text = column.text(layer)
        return Segment(f" {text:>{column.width}}", self._style(column, text))

    def _style(self, column: _Column, text: str) -> Style:
        if text in NOT_FINITE or text == _HUGE:
            return self.palette.bad
        if column.group == _BOUND or text == _NONE or not column.group:
            return self.palette.muted
        return self.palette.text


def _ruled(name: str, width: int) -> str:
    """A group's name, with a line to the end of its columns."""
    if len(name) + 2 > width:
        return clip(name, width)
    return f"{name} {'─' * (width - len(name) - 1)}"


def _bar(norm: float, bound: float, width: int, palette: Palette) -> list[Segment]:
    """The norm's power of ten as a bar, and the bound's as a mark behind it."""
    if math.isnan(norm):
        return [Segment("×".ljust(width), palette.bad)]
    if math.isinf(norm):
        return [Segment("∞" * width, palette.bad)]
    place = _place(norm)
    cells = bar(max(round(place * width * 8), int(norm > 0)))
    style = palette.heat[min(int(place * HEAT_LEVELS), HEAT_LEVELS - 1)]
    if norm == 0:
        cells, style = "·", palette.muted
    elif norm > 10.0**HIGHEST:
        cells = cells[:-1] + _BEYOND
    track = [" "] * (width - len(cells))
    at = min(int(_place(bound) * width), width - 1) - len(cells)
    if at >= 0 and math.isfinite(bound):
        track[at] = _BOUND_MARK
    return [Segment(cells, style), Segment("".join(track), palette.muted)]


def _place(norm: float) -> float:
    """Where a norm stands on the scale, 0 to 1."""
    if not norm > 0:
        return 0.0
    if math.isinf(norm):
        return 1.0
    return min(max((math.log10(norm) - LOWEST) / _DECADES, 0.0), 1.0)
