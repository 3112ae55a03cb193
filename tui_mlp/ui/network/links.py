"""The weights of a network's picture: lines of braille dots between units.

Their cells depend on the layout alone and are kept; from frame to frame, only what is strongest in
a cell and the colours change.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from tui_mlp.arrays import BoolArray, IntArray
from tui_mlp.training.units.unit_maps import FULL, QuantisedArray, Unit, UnitMaps
from tui_mlp.ui.drawing.braille import DOTS_ACROSS, Dots, Line, rasterised
from tui_mlp.ui.network.inks import STRENGTHS
from tui_mlp.ui.network.picture_layout import Column, NetworkLayout
from tui_mlp.ui.network.unit_places import PlacedUnits

WEAKEST = 0.08
"""Weights below this part of the largest one between two columns are not drawn."""
_WEAKEST_GLYPH = 0.25
"""The same where brightness cannot tell weak ones from strong ones."""
_MOST_LINES, _MOST_GLYPH_LINES = 110, 48
"""So many of the strongest are drawn between two columns: more would be a blot."""
_THICKNESSES = (1, 1, 1, 2, 3)
"""Parallel dots by strength."""
_PORTS = 0.6
"""The part of a unit's edge over which the ends of its lines are spread."""
_EASE = 0.35
_DOTS_A_PIXEL = 2


@dataclass(frozen=True, eq=False)
class LinkCells:
    """The cells that show a link: E of them."""

    cells: IntArray
    """(E,) row * width + column."""
    bits: npt.NDArray[np.uint8]
    """(E,) braille dots."""
    signs: IntArray
    """(E,) -1 or 1, and 0 where a link has none."""
    strengths: IntArray
    """(E,) 1 to `STRENGTHS`."""


def strengths_of(values: QuantisedArray, *, dotted: bool = False) -> IntArray:
    """Steps of strength of weights: 0 for what is not drawn, at most `STRENGTHS`.

    Args:
        values: of any shape, 127 for the largest magnitude.
        dotted: fewer are drawn where dots, and not colours, tell the sign.
    """
    sizes = np.abs(values.astype(np.intp))
    least = FULL * (_WEAKEST_GLYPH if dotted else WEAKEST)
    most = _MOST_GLYPH_LINES if dotted else _MOST_LINES
    if sizes.size > most:
        least = max(least, float(np.partition(sizes, sizes.size - most, axis=None)[-most]) - 0.5)
    steps = np.ceil((sizes / FULL - WEAKEST) / (1 - WEAKEST) * STRENGTHS)
    strengths: IntArray = np.clip(steps, 1, STRENGTHS).astype(np.intp) * (sizes > least)
    return strengths


def link_cells(
    maps: UnitMaps, placed: PlacedUnits, place: int, focus: Unit | None, *, dotted: bool
) -> LinkCells:
    """The cells of the links between two columns; the strongest link of a cell has it.

    Args:
        maps: the weights.
        placed: the units.
        place: of the column that the links come from.
        focus: a unit whose links stand out from all others.
        dotted: draw negative weights as dotted lines, and none faintly.
    """
    layer = placed.layout.columns[place].layer
    link = maps.links[layer]
    values = link.values[np.ix_(placed.slots[place], placed.slots[place + 1])]
    strengths = strengths_of(values, dotted=dotted).ravel()
    sizes = np.abs(values.astype(np.intp)).ravel()
    signs = np.sign(values).astype(np.intp).ravel() * link.signed
    weak, strong = _standing(maps, placed, place, focus)
    strengths[weak] = np.minimum(strengths[weak], 0 if dotted else 1)
    sizes[strong] += FULL
    thicknesses = np.array((0, *_THICKNESSES))[strengths]
    parts = []
    for thickness in sorted(set(_THICKNESSES)):
        for negative in (False, True) if dotted else (False,):
            drawn = thicknesses == thickness
            if dotted:
                drawn &= (signs < 0) == negative
            if drawn.any():
                dots = link_dots(placed.layout, place, thickness, dotted=negative)
                chosen = drawn[dots.lines]
                parts.append([each[chosen] for each in dots])
    if not parts:
        none = np.empty(0, np.intp)
        return LinkCells(none, none.astype(np.uint8), none, none)
    lines, cells, bits = (np.concatenate(each) for each in zip(*parts, strict=True))
    # Of equal places, the last assignment stays.
    order = np.argsort(sizes[lines], kind="stable")
    winner = np.empty(placed.layout.width * placed.layout.height, np.intp)
    winner[cells[order]] = lines[order]
    won = winner[cells] == lines
    lines = lines[won]
    return LinkCells(cells[won], bits[won], signs[lines], strengths[lines])


def _standing(
    maps: UnitMaps, placed: PlacedUnits, place: int, focus: Unit | None
) -> tuple[BoolArray, BoolArray]:
    """Which links between two columns are faint at most, and which lie over all others."""
    ends = [
        [Unit(placed.layout.columns[each].layer, number) for number in placed.numbers[each]]
        for each in (place, place + 1)
    ]
    off = [np.array([unit in maps.off for unit in units], np.bool_) for units in ends]
    weak = off[0][:, None] | off[1][None, :]
    marked = [np.array([unit == focus for unit in units], np.bool_) for units in ends]
    strong = (marked[0][:, None] | marked[1][None, :]) & ~weak
    if strong.any():
        weak |= ~strong
    return weak.ravel(), strong.ravel()


@lru_cache(maxsize=128)
def link_dots(layout: NetworkLayout, place: int, thickness: int, *, dotted: bool) -> Dots:
    """All lines from one column to the next, of one kind: line i J + j from unit i to unit j."""
    left, right = layout.columns[place], layout.columns[place + 1]
    leaving = [_ports(left, slot, len(right.tops)) for slot in range(len(left.tops))]
    arriving = [_ports(right, slot, len(left.tops)) for slot in range(len(right.tops))]
    lines = [
        Line(
            DOTS_ACROSS * (left.x + left.width),
            leaving[source][target],
            DOTS_ACROSS * right.x - 1,
            arriving[target][source],
        )
        for source in range(len(left.tops))
        for target in range(len(right.tops))
    ]
    return rasterised(
        lines, layout.width, layout.height, thickness=thickness, dotted=dotted, ease=_EASE
    )


def _ports(column: Column, slot: int, count: int) -> list[int]:
    """The dots down of `count` lines along the edge of a unit, from the top."""
    top, size = _DOTS_A_PIXEL * column.tops[slot], _DOTS_A_PIXEL * column.size
    shares = (np.arange(count) + 0.5) / count - 0.5
    dots: list[int] = np.floor(top + size * (0.5 + _PORTS * shares)).astype(np.intp).tolist()
    return dots
