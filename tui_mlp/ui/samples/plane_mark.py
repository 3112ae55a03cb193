"""A mark on a picture of the plane, and the sample that is nearest to a cell of it."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui_mlp.arrays import Float64Array, FloatArray
from tui_mlp.ui.drawing.colours import Palette

RING = "◎"
"""Where the sample lies that is shown."""

Extent = tuple[float, float, float, float]
"""(x_min, x_max, y_min, y_max) of the picture."""


def nearest_point(
    points: FloatArray, extent: Extent, size: tuple[int, int], place: tuple[int, int]
) -> int:
    """Which of the points (P, 2), P >= 1, is the nearest on the screen to a cell.

    Args:
        points: in the units of the extent.
        extent: of the picture.
        size: (columns, rows) of the picture in cells, twice as high as wide.
        place: (column, row) of the cell.
    """
    across, down = _cells(points, extent, size)
    column, row = place
    return int(np.argmin((across - column) ** 2 + 4 * (down - row) ** 2))


def point_at(place: tuple[int, int], extent: Extent, size: tuple[int, int]) -> FloatArray:
    """(2,) the point of the plane in the middle of a cell.

    Args:
        place: (column, row) of the cell.
        extent: of the picture.
        size: (columns, rows) of the picture in cells.
    """
    x_min, x_max, y_min, y_max = extent
    (column, row), (columns, rows) = place, size
    x = x_min + (x_max - x_min) * column / max(columns - 1, 1)
    y = y_max - (y_max - y_min) * row / max(rows - 1, 1)
    return np.array([x, y], np.float32)


def with_mark(
    plane: list[Strip], point: FloatArray, extent: Extent, palette: Palette, mark: str = RING
) -> list[Strip]:
    """The picture with a ring, or a short text of narrow characters, at a point (2,) in it."""
    if not plane:
        return plane
    width = plane[0].cell_length
    place = _place_of(mark, point, extent, (width, len(plane)))
    if place is None:
        return plane
    column, row = place
    style = Style(
        color=palette.background.rich_color, bgcolor=palette.foreground.rich_color, bold=True
    )
    before, _, behind = plane[row].divide([column, column + len(mark), width])
    marked = Strip([*before, Segment(mark, style), *behind], width)
    return [*plane[:row], marked, *plane[row + 1 :]]


def numbers_apart(
    marks: Sequence[tuple[str, FloatArray]], extent: Extent, size: tuple[int, int]
) -> list[tuple[str, FloatArray]]:
    """The marks without the numbers that would read as one with a later one beside them."""
    kept: list[tuple[str, FloatArray]] = []
    taken: set[tuple[int, int]] = set()
    for mark, point in reversed(marks):
        place = _place_of(mark, point, extent, size)
        if place is not None and mark[-1].isdigit():
            column, row = place
            cells = {(each, row) for each in range(column - 1, column + len(mark) + 1)}
            if cells & taken:
                continue
            taken |= {(each, row) for each in range(column, column + len(mark))}
        kept.append((mark, point))
    return kept[::-1]


def _place_of(
    mark: str, point: FloatArray, extent: Extent, size: tuple[int, int]
) -> tuple[int, int] | None:
    """The (column, row) where the mark of a point begins; None where it is not in the picture."""
    if not np.isfinite(point).all():
        return None
    width, height = size
    across, down = _cells(point[np.newaxis], extent, size)
    column, row = round(float(across[0])), round(float(down[0]))
    if not (0 <= column < width and 0 <= row < height):
        return None
    return min(column, max(width - len(mark), 0)), row


def _cells(
    points: FloatArray, extent: Extent, size: tuple[int, int]
) -> tuple[Float64Array, Float64Array]:
    """(P,) columns and (P,) rows of the points, in cells; fractions lie between two."""
    x_min, x_max, y_min, y_max = extent
    columns, rows = size
    places: npt.NDArray[np.float64] = points.astype(np.float64)
    across = (places[:, 0] - x_min) / ((x_max - x_min) or 1.0) * (columns - 1)
    down = (y_max - places[:, 1]) / ((y_max - y_min) or 1.0)
    return across, (down * (2 * rows - 1) - 0.5) / 2
