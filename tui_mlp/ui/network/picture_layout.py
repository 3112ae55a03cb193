"""Where the units of a network's picture stand: a column for each layer, the features first.

Across, places are counted in cells; down, in pixels, two to a cell.
"""

from dataclasses import dataclass
from functools import lru_cache

from tui_mlp.training.units.unit_maps import MapKind

HEADING_FROM = 8
"""Rows of a picture from which on there is a heading."""
_LEAST_SIZE, _ROOMY_SIZE, _LARGEST_SIZE = 3, 5, 24
"""Pixels down of a unit: where all are drawn, where some are left out anyway, and at most."""
_LEAST_WIDTH, _EASY_WIDTH = 3, 6
_LEAST_GAP = 5
"""Cells between two columns."""
_GAP_SHARE = 1.1
"""Cells between two columns for each cell of a column, where there is room."""
_CLEAR_IMAGE, _LARGEST_IMAGE = 10, 32
"""Pixels down of an image that can be made out, and of a single one at most."""
_LAST_SHARE = 1.5
"""How much larger the units of the ends may be."""
_LEAST_BAR, _BAR_SIZE, _BAR_SHARE = 2, 6, 2.5
_SPREAD = 1.5
_ROOMY_GAP = 9
"""The largest space between units: in sizes of a unit, or in pixels if that is more."""


@dataclass(frozen=True)
class Column:
    """The units of one layer that are drawn."""

    layer: int
    x: int
    width: int
    size: int
    """Pixels down of each unit."""
    tops: tuple[int, ...]
    """The uppermost pixel of each, within the whole picture."""

    def rows(self, slot: int) -> range:
        """The rows of cells in which a unit has pixels."""
        return range(self.tops[slot] // 2, -(-(self.tops[slot] + self.size) // 2))


@dataclass(frozen=True)
class NetworkLayout:
    """The columns that fit; layers in the middle are left out where not all do."""

    width: int
    height: int
    heading: bool
    columns: tuple[Column, ...]
    left: int
    """Cells for the names of the features."""
    right: int
    """Cells for the names of the classes."""

    @property
    def map_size(self) -> tuple[int, int]:
        """Columns and rows of pixels of the largest unit: the grid to ask a network for."""
        return (
            max((2 * column.width for column in self.columns), default=2),
            max((column.size for column in self.columns), default=2),
        )


LayerShape = tuple[int, MapKind, int]
"""Units, kind, and rows of their image if they are images."""


@lru_cache(maxsize=64)
def network_layout(
    layers: tuple[LayerShape, ...],
    width: int,
    height: int,
    names: tuple[int, int] = (0, 0),
    *,
    foot: bool = False,
    whole_rows: bool = False,
) -> NetworkLayout:
    """Divide a space among layers.

    Args:
        layers: what each consists of.
        width: cells.
        height: rows.
        names: cells for the longest name of a feature, and of a class.
        foot: whether a last row says that units are left out; it does where not all fit.
        whole_rows: no unit begins in the middle of a cell.
    """
    left = names[0] + 2
    right = names[1] + 3 if names[1] else 3
    heading = height >= HEADING_FROM
    usable = max(width - left - right, _LEAST_WIDTH)
    shown = _shown_layers(len(layers), (usable + _LEAST_GAP) // (_LEAST_WIDTH + _LEAST_GAP))
    rows = max(2 * (height - heading - foot), 2)
    counts = [layers[layer][0] for layer in shown]
    grain = 2 if whole_rows else 1
    widest = int(usable / (len(shown) + _GAP_SHARE * (len(shown) - 1)))
    widest = max(widest, _LEAST_WIDTH)
    others = [layers[layer][0] for layer in shown if layers[layer][1] is not MapKind.IMAGE]
    size = _size(max(others, default=1), rows, widest, grain)
    shapes = [_unit_shape(layers[layer], size, widest, rows, grain) for layer in shown]
    fitting = [
        min(count, max((rows + grain) // (down + grain), 1))
        for count, (down, _) in zip(counts, shapes, strict=True)
    ]
    if fitting != counts and not foot and heading:
        return network_layout(layers, width, height, names, foot=True, whole_rows=whole_rows)
    gap = 0
    if len(shown) > 1:
        gap = (usable - sum(across for _, across in shapes)) // (len(shown) - 1)
    spare = usable - sum(across for _, across in shapes) - gap * (len(shown) - 1)
    x = left + spare // 2
    columns = []
    for layer, count, (down, across) in zip(shown, fitting, shapes, strict=True):
        tops = (top + 2 * heading for top in _tops(count, down, rows, grain))
        columns.append(Column(layer, x, across, down, tuple(tops)))
        x += across + gap
    return NetworkLayout(width, height, heading, tuple(columns), left, right)


def _shown_layers(count: int, fitting: int) -> list[int]:
    """The layers that are drawn: the first ones and the last ones where not all fit."""
    fitting = max(fitting, 2)
    if count <= fitting:
        return list(range(count))
    first = (fitting + 1) // 2
    return [*range(first), *range(count - (fitting - first), count)]


def _size(most: int, rows: int, widest: int, grain: int) -> int:
    """Pixels down of a unit, so that the longest column fits if it can."""
    size = (rows - (most - 1) * grain) // most
    if size < _LEAST_SIZE:
        size = min(_ROOMY_SIZE, rows)
    size = min(size, max(widest, _LEAST_SIZE), _LARGEST_SIZE)
    return max(size - size % grain, grain)


def _unit_shape(
    layer: LayerShape, size: int, widest: int, rows: int, grain: int
) -> tuple[int, int]:
    """Pixels down and cells across of a layer's units."""
    count, kind, image_rows = layer
    room = (rows - (count - 1) * grain) // count
    if room >= (_LEAST_BAR if kind is MapKind.BAR else _LEAST_SIZE):
        size = min(size, room)
    if kind is MapKind.BAR:
        size = min(size, _BAR_SIZE)
        across = int(min(widest, max(_BAR_SHARE * size, _EASY_WIDTH)))
    elif kind is MapKind.IMAGE:
        wanted = _LARGEST_IMAGE if count == 1 else max(size, min(image_rows, _CLEAR_IMAGE))
        size = min(wanted, widest, rows)
        size -= size % image_rows if size > image_rows else 0
        across = size
    else:
        if count <= 3:
            size = int(min(_LAST_SHARE * size, room, max(widest, size), _LARGEST_SIZE))
        across = min(max(size, _EASY_WIDTH), widest)
    return max(size - size % grain, grain), max(across, _LEAST_WIDTH)


def _tops(count: int, size: int, rows: int, grain: int) -> list[int]:
    """The uppermost pixels of units with equal spaces between, in the middle of all rows."""
    free = rows - count * size
    gap = min(free // count, max(int(_SPREAD * size), _ROOMY_GAP))
    if count > 1 and gap < grain:
        gap = free // (count - 1)
    gap -= gap % grain
    first = (free - (count - 1) * gap) // 2
    first -= first % grain
    return [first + number * (size + gap) for number in range(count)]
