"""The layout of a surface on a page: shades for its height, glyphs for the ways over it."""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tui_mlp.arrays import Float64Array
from tui_mlp.lecture.pages.page import Surface, Trail
from tui_mlp.lecture.pages.spans import Line, Role, Span
from tui_mlp.lecture.wrapping import Measure, clipped
from tui_mlp.numbers import compact

SHADES = " .:=+#"
"""From the lowest level to the highest: what stands in a cell where colours do not tell."""
NOT_FINITE = "?"
_GUTTER, _TICK_WIDTH = 9, 8
_WIDEST, _LEAST_WIDTH = 110, 12
_LOWEST, _TALLEST = 7, 24
_ROWS_PER_COLUMN = 0.2

Levels = npt.NDArray[np.intp]


def surface_lines(surface: Surface, width: int, measure: Measure) -> list[Line]:
    """The name and the legend of the levels, the plane, its axes, and the names of the ways."""
    columns = min(max(width - _GUTTER, _LEAST_WIDTH), _WIDEST)
    rows = min(max(round(columns * _ROWS_PER_COLUMN), _LOWEST), _TALLEST)
    bounds = level_bounds(surface.values)
    cells = _cells(surface, bounds, rows, columns)
    lines: list[Line] = [_scale(surface, bounds, width, measure)]
    ticks = {0: surface.y[-1], rows - 1: surface.y[0]}
    for number, line in enumerate(cells):
        tick = compact(float(ticks[number])) if number in ticks else ""
        lines.append((Span(f"{tick:>{_TICK_WIDTH}} ", Role.LABEL), *_joined(line)))
    low, high = (compact(float(end)) for end in surface.x[[0, -1]])
    between = " " * max(columns - len(low) - len(high), 1)
    lines.append((Span(" " * _GUTTER + low + between + high, Role.LABEL),))
    for arrow, name in (("→", surface.x_name), ("↑", surface.y_name)):
        lines.append((Span(clipped(f"{arrow} {name}", width, measure), Role.LABEL),))
    lines += _legend((*surface.trails, *surface.marks), width, measure)
    return lines


def level_bounds(values: Float64Array) -> Float64Array:
    """(len(SHADES) + 1,) the values between which the levels lie, rising; NaN without a number.

    Quantiles, so that each level has as much of the plane as the others: a steep edge would take
    all levels for itself.
    """
    finite = values[np.isfinite(values)]
    if not len(finite):
        return np.full(len(SHADES) + 1, np.nan)
    return np.quantile(finite, np.linspace(0, 1, len(SHADES) + 1))


def _cells(surface: Surface, bounds: Float64Array, rows: int, columns: int) -> list[list[Span]]:
    """A span for each cell, the top row first."""
    levels = _levels(_resampled(surface.values, rows, columns), bounds)[::-1]
    share = 1 / (len(SHADES) - 1)
    cells = [
        [
            Span(SHADES[level], Role.GROUND, None, level * share)
            if level >= 0
            else Span(NOT_FINITE, Role.GROUND, None, math.nan)
            for level in line
        ]
        for line in levels.tolist()
    ]
    for number, trail in enumerate((*surface.trails, *surface.marks)):
        for column, row in _places(surface, trail.places, rows, columns):
            cells[rows - 1 - row][column] = Span(trail.glyph, Role.TRAIL, None, float(number))
    return cells


def _levels(values: Float64Array, bounds: Float64Array) -> Levels:
    """The level of each value, 0 and up; -1 where it is not finite."""
    finite = np.isfinite(values)
    levels = np.searchsorted(bounds[1:-1], np.where(finite, values, 0.0), side="right")
    return np.where(finite, levels, -1)


def _resampled(values: Float64Array, rows: int, columns: int) -> Float64Array:
    """The values at the middles of (rows, columns) cells over the whole grid, bilinear."""
    for axis, count in ((0, rows), (1, columns)):
        last = values.shape[axis] - 1
        at = (np.arange(count) + 0.5) / count * last
        below = np.minimum(at.astype(np.intp), max(last - 1, 0))
        part = (at - below)[:, None] if axis == 0 else at - below
        with np.errstate(invalid="ignore"):
            values = values.take(below, axis) * (1 - part) + part * values.take(
                np.minimum(below + 1, last), axis
            )
    return values


def _places(
    surface: Surface, places: Float64Array, rows: int, columns: int
) -> list[tuple[int, int]]:
    """The column and the row, from below, of each place that is on the plane."""
    ends = np.array([[axis[0], axis[-1]] for axis in (surface.x, surface.y)])
    shares = (places - ends[:, 0]) / (ends[:, 1] - ends[:, 0])
    inside = np.isfinite(shares).all(axis=1) & (shares >= 0).all(axis=1) & (shares <= 1).all(axis=1)
    size = np.array([columns, rows])
    found = np.minimum((shares[inside] * size).astype(np.intp), size - 1)
    return [(column, row) for column, row in found.tolist()]


def _joined(cells: Sequence[Span]) -> list[Span]:
    """Neighbours that look alike as one span."""
    joined: list[Span] = []
    for cell in cells:
        last = joined[-1] if joined else None
        if last is not None and last[1:] == cell[1:]:
            joined[-1] = last._replace(text=last.text + cell.text)
        else:
            joined.append(cell)
    return joined


def _scale(surface: Surface, bounds: Float64Array, width: int, measure: Measure) -> Line:
    """The function's name, and each shade between the values that bound it."""
    share = 1 / (len(SHADES) - 1)
    spans = [Span(f"{surface.name}  ", Role.NAME)]
    for level, shade in enumerate(SHADES):
        spans.append(Span(f"{compact(float(bounds[level]))} ", Role.SHAPE))
        spans += [Span(shade * 2, Role.GROUND, None, level * share), Span(" ", Role.SHAPE)]
    spans.append(Span(compact(float(bounds[-1])), Role.SHAPE))
    if sum(measure(span.text) for span in spans) <= width:
        return tuple(spans)
    ramp = [Span(s, Role.GROUND, None, level * share) for level, s in enumerate(SHADES)]
    ends = (f"{compact(float(bound))}" for bound in bounds[[0, -1]])
    low, high = (Span(f" {end} ", Role.SHAPE) for end in ends)
    return (spans[0], low, *ramp, high)


def _legend(trails: Sequence[Trail], width: int, measure: Measure) -> list[Line]:
    """The glyph and the name of each way and mark, in as few lines as they need."""
    lines: list[list[Span]] = [[]]
    used = 0
    for number, trail in enumerate(trails):
        name = clipped(f" {trail.name}", max(width - 4, 1), measure) + "   "
        if lines[-1] and used + 1 + measure(name) > width:
            lines.append([])
            used = 0
        lines[-1] += [Span(trail.glyph, Role.TRAIL, None, float(number)), Span(name, Role.LABEL)]
        used += 1 + measure(name)
    return [tuple(line) for line in lines]
