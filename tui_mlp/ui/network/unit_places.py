"""Which units of a network are drawn at a size, and which unit stands where."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from rich.cells import cell_len

from tui_mlp.arrays import IntArray
from tui_mlp.training.snapshot import RunDescription
from tui_mlp.training.units.unit_maps import (
    LARGEST_IMAGE,
    LayerMaps,
    MapKind,
    Unit,
    UnitMaps,
    map_kind,
)
from tui_mlp.ui.network.picture_layout import LayerShape, NetworkLayout, network_layout

_LONGEST_NAME = 12


@dataclass(frozen=True, eq=False)
class PlacedUnits:
    """Which unit stands where in a picture."""

    layout: NetworkLayout
    slots: tuple[IntArray, ...]
    """For each column, the places in `LayerMaps.shown` that are drawn, rising."""
    numbers: tuple[tuple[int, ...], ...]
    """For each column, the numbers of these units."""

    def unit_at(self, x: int, y: int) -> Unit | None:
        """The unit drawn in a cell."""
        for column, numbers in zip(self.layout.columns, self.numbers, strict=True):
            if column.x <= x < column.x + column.width:
                for slot, number in enumerate(numbers):
                    if y in column.rows(slot):
                        return Unit(column.layer, number)
        return None

    def neighbour(self, focus: Unit | None, dx: int, dy: int) -> Unit | None:
        """The next unit so many columns to the right, or so many places down; stays at an edge.

        Without a focus it is the uppermost unit of the second column, or of the only one.
        """
        places = {
            Unit(column.layer, number): (place, slot)
            for place, (column, numbers) in enumerate(
                zip(self.layout.columns, self.numbers, strict=True)
            )
            for slot, number in enumerate(numbers)
        }
        if focus not in places:
            return self._unit(min(1, len(self.numbers) - 1), 0) if places else None
        place, slot = places[focus]
        target = min(max(place + dx, 0), len(self.numbers) - 1)
        if target == place:
            return self._unit(place, min(max(slot + dy, 0), len(self.numbers[place]) - 1))
        middles = np.array(self.layout.columns[target].tops) * 2 + self.layout.columns[target].size
        column = self.layout.columns[place]
        middle = column.tops[slot] * 2 + column.size
        return self._unit(target, int(np.abs(middles - middle).argmin()))

    def _unit(self, place: int, slot: int) -> Unit:
        return Unit(self.layout.columns[place].layer, self.numbers[place][slot])


def place_units(
    maps: UnitMaps, width: int, height: int, *, whole_rows: bool = False
) -> PlacedUnits:
    """Find a place for as many units as fit, those of largest effect first.

    Args:
        maps: the units.
        width: cells.
        height: rows.
        whole_rows: no unit begins in the middle of a cell.
    """
    names = _names_width(maps.layers[0].names, width), _names_width(maps.layers[-1].names, width)
    shapes = tuple(_shape(layer, layer.units) for layer in maps.layers)
    layout = network_layout(shapes, width, height, names, whole_rows=whole_rows)
    if any(len(each.tops) > len(maps.layers[each.layer].shown) for each in layout.columns):
        shapes = tuple(_shape(layer, len(layer.shown)) for layer in maps.layers)
        layout = network_layout(shapes, width, height, names, foot=True, whole_rows=whole_rows)
    slots = tuple(
        _strongest(maps.layers[column.layer], len(column.tops)) for column in layout.columns
    )
    numbers = tuple(
        tuple(maps.layers[column.layer].shown[places].tolist())
        for column, places in zip(layout.columns, slots, strict=True)
    )
    return PlacedUnits(layout, slots, numbers)


class MapRequest(NamedTuple):
    """What to ask of a network for a picture of some size."""

    columns: int
    """Values across of each map over the plane."""
    rows: int
    most_units: int
    """Units of a layer that may be drawn."""


def map_request(
    run: RunDescription, width: int, height: int, *, whole_rows: bool = False
) -> MapRequest:
    """What a picture of a run's network shows at a size; see `place_units`."""
    images = run.image_shape is not None
    image_rows = min(run.image_shape[0], LARGEST_IMAGE) if run.image_shape else 0
    shapes: list[LayerShape] = []
    for number, layer in enumerate(run.layers):
        kind = map_kind(number, len(run.layers), run.layers[0].units, images=images)
        if kind is MapKind.IMAGE:
            shapes.append((1 if number == 0 else layer.units, kind, image_rows))
        else:
            shapes.append((layer.units, kind, 0))
    features = () if images else run.feature_names
    names = _names_width(features, width), _names_width(run.class_names, width)
    layout = network_layout(tuple(shapes), width, height, names, whole_rows=whole_rows)
    most = max((len(column.tops) for column in layout.columns), default=1)
    return MapRequest(*layout.map_size, most)


def _shape(layer: LayerMaps, count: int) -> LayerShape:
    image_rows = layer.values.shape[1] if layer.kind is MapKind.IMAGE else 0
    return 1 if layer.is_whole_image else count, layer.kind, image_rows


def _names_width(names: Sequence[str], width: int) -> int:
    """Cells for names, cut to a part of the width."""
    longest = max(map(cell_len, names), default=0)
    return min(longest, _LONGEST_NAME, max(width // 8, 0))


def _strongest(layer: LayerMaps, count: int) -> IntArray:
    order = np.argsort(-layer.effects, kind="stable")[:count]
    places: IntArray = np.sort(order)
    return places
