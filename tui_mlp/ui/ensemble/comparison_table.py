"""A row for each setting that is compared: its figures, and its seeds as dots."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from tui_mlp.numbers import fixed, signed
from tui_mlp.training.ensemble.ensemble_view import EnsembleView, SettingView
from tui_mlp.training.ensemble.statistics import Spread
from tui_mlp.ui.drawing.axis import Axis
from tui_mlp.ui.drawing.colours import Palette
from tui_mlp.ui.drawing.line_plot import tick_labels
from tui_mlp.ui.drawing.strips import clip, right_aligned, row
from tui_mlp.ui.ensemble.dot_strip import dot_strip
from tui_mlp.ui.ensemble.points_panel import axis_of
from tui_mlp.ui.ensemble.setting_looks import setting_glyph, setting_style

APART, ALIKE = "≠", "≈"
"""Before a difference that so many seeds show, and one that they do not."""
_GAP = " " * 2
_NAME = (6, 16)
"""The least and the most cells of a name."""
_MARKS = 4
"""Cells before it."""
_LEAST_STRIP = 16
_DECIMALS = 4
"""Of differences: an end of an interval that is not 0 seldom reads 0."""

Column = tuple[str, list[str]]
"""A heading, and a cell for each setting; all are of one width."""


def comparison_table(view: EnsembleView, score: str, width: int, palette: Palette) -> list[Strip]:
    """A heading, and a row for each setting: as many columns as there is room for.

    Args:
        view: several settings.
        score: what their scores are called.
        width: cells.
        palette: the colours.
    """
    settings = view.settings
    longest = max(cell_len(each.name) for each in settings)
    name_width = min(max(longest, _NAME[0]), _NAME[1])
    columns = [_filled(column) for column in _columns(view, score)]
    while columns and _MARKS + name_width + _width(columns) > width:
        columns.pop()
    left = width - _MARKS - name_width - _width(columns) - len(_GAP)
    axis = axis_of(list(settings), left) if left >= _LEAST_STRIP else None
    heading = " " * (_MARKS + name_width) + "".join(f"{_GAP}{title}" for title, _ in columns)
    if axis is not None:
        heading += _GAP + tick_labels(axis.ticks, left)
    rows = [row([Segment(heading, palette.muted)], width, palette.text)]
    for number, setting in enumerate(settings):
        segments = [
            Segment("▸ " if number == view.setting else "  ", palette.accent),
            Segment(f"{setting_glyph(number)} ", setting_style(number, palette)),
            Segment(clip(setting.name, name_width), palette.strong),
            *(Segment(f"{_GAP}{cells[number]}", palette.text) for _, cells in columns),
        ]
        if axis is not None:
            segments += _dots(setting, number, axis, left, palette)
        rows.append(row(segments, width, palette.text))
    return rows


def _dots(
    setting: SettingView, number: int, axis: Axis, width: int, palette: Palette
) -> list[Segment]:
    dots = dot_strip(setting.score, axis, width, 1).rows[0]
    return [Segment(_GAP, palette.text), Segment(dots, setting_style(number, palette))]


def _filled(column: Column) -> Column:
    """The column with spaces up to its widest cell."""
    title, cells = column
    width = max(map(cell_len, (title, *cells)))
    return clip(title, width), [clip(cell, width) for cell in cells]


def _columns(view: EnsembleView, score: str) -> list[Column]:
    """The figures, those first that are shown in the least room."""
    settings = view.settings
    failed = [f"{each.failed}/{view.seed_count}" for each in settings]
    widest = max(map(len, failed))
    return [
        (f"{score} ± sd", [_mean_and_deviation(each.score_spread) for each in settings]),
        ("difference (95 % interval)", [_difference(each) for each in settings]),
        ("failed", [right_aligned(text, widest) for text in failed]),
        ("loss ± sd", [_mean_and_deviation(each.loss_spread) for each in settings]),
    ]


def _mean_and_deviation(spread: Spread) -> str:
    if not spread.count:
        return "–"
    return f"{fixed(spread.mean)} ± {fixed(spread.sd)}"


def _difference(setting: SettingView) -> str:
    difference = setting.score_difference
    if difference is None:
        return "–"
    mark = APART if difference.told_apart else ALIKE
    mean, low, high = (
        signed(value, _DECIMALS) for value in (difference.mean, difference.low, difference.high)
    )
    return f"{mark} {mean} ({low} to {high})"


def _width(columns: Sequence[Column]) -> int:
    return sum(len(_GAP) + cell_len(title) for title, _ in columns)
