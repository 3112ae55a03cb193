"""A mark on a picture of the plane, and the sample that is nearest to a cell of it."""

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
    if not plane or not np.isfinite(point).all():
        return plane
    width, height = plane[0].cell_length, len(plane)
    across, down = _cells(point[np.newaxis], extent, (width, height))
    column, row = round(float(across[0])), round(float(down[0]))
    if not (0 <= column < width and 0 <= row < height):
        return plane
    column = min(column, max(width - len(mark), 0))
    style = Style(
        color=palette.background.rich_color, bgcolor=palette.foreground.rich_color, bold=True
    )
    before, _, behind = plane[row].divide([column, column + len(mark), width])
    marked = Strip([*before, Segment(mark, style), *behind], width)
    return [*plane[:row], marked, *plane[row + 1 :]]


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
