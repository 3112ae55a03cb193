from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from tui_mlp.training.config import config_from_mapping
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.units.unit_maps import (
    FULL,
    LayerMaps,
    LinkMaps,
    MapKind,
    Unit,
    UnitDetail,
    UnitMaps,
)
from tui_mlp.training.units.unit_probe import UnitProbe
from tui_mlp.training.views import describe_run
from tui_mlp.ui.drawing.braille import Line, rasterised
from tui_mlp.ui.network.inks import BACKGROUND, inks
from tui_mlp.ui.network.links import link_cells, link_dots, strengths_of
from tui_mlp.ui.network.network_picture import network_picture
from tui_mlp.ui.network.unit_detail import unit_detail
from tui_mlp.ui.network.unit_places import map_request, place_units
from tui_mlp.ui.network.unit_ranking import unit_ranking
from tui_mlp.ui.network.units import unit_cells, unit_pixels

BRAILLE = range(0x2800, 0x2900)


def layer(count, label="tanh", units=None, kind=MapKind.PLANE, seed=0, **settings):
    rng = np.random.default_rng(seed)
    shape = {MapKind.PLANE: (6, 12), MapKind.IMAGE: (8, 8), MapKind.BAR: (1, 3)}[kind]
    return LayerMaps(
        kind=kind,
        label=label,
        units=units or count,
        shown=np.arange(count),
        effects=np.arange(count, dtype=np.float32),
        values=rng.integers(-FULL, FULL + 1, (count, *shape)).astype(np.int8),
        scales=np.ones(count, np.float32),
        **settings,
    )


def network(*counts, kind=MapKind.PLANE, values=None, **settings):
    """Maps of layers with so many units, all weights equal to 127 by default."""
    layers = [layer(count, seed=place, kind=kind) for place, count in enumerate(counts)]
    layers[0] = replace(layers[0], label="input", names=tuple(f"x{n}" for n in range(counts[0])))
    layers[-1] = replace(
        layers[-1],
        label="softmax",
        names=tuple(f"c{n}" for n in range(counts[-1])),
        classes=tuple(range(counts[-1])),
    )
    links = tuple(
        LinkMaps(np.full((a, b), FULL, np.int8), 1.0, (a, b)) for a, b in pairwise(counts)
    )
    if values is not None:
        links = (replace(links[0], values=np.array(values, np.int8)), *links[1:])
    return UnitMaps(tuple(layers), links, **settings)


def texts(strips):
    return ["".join(segment.text for segment in strip) for strip in strips]


def cell(strips, x, y):
    """Character and style of a cell."""
    return [(letter, part.style) for part in strips[y] for letter in part.text][x]


@pytest.mark.parametrize("glyphs", [False, True])
@pytest.mark.parametrize("counts", [(2, 8, 8, 3), (4, 40, 3), (2, 1), (2, *[5] * 30, 2)])
def test_every_cell_has_a_style_at_any_size(palette, counts, glyphs):
    for kind in MapKind:
        maps = network(*counts, kind=kind, off=frozenset([Unit(1, 0)]))
        sizes = [(1, 1), (3, 9), (9, 3), (17, 7), (40, 12), (61, 16), (120, 39), (200, 58)]
        for width, height in sizes:
            strips = network_picture(maps, width, height, palette, Unit(1, 0), glyphs=glyphs)
            assert len(strips) == height
            for strip in strips:
                assert sum(len(part.text) for part in strip) == width
                assert all(part.style and part.style.bgcolor for part in strip)


def test_units_do_not_overlap_and_every_one_has_its_place():
    for width, height in [(40, 12), (80, 24), (120, 39), (200, 58)]:
        placed = place_units(network(2, 8, 8, 3), width, height)
        ends = 0
        for column in placed.layout.columns:
            assert column.x >= ends + 2
            ends = column.x + column.width
            assert column.tops[0] >= 2
            assert column.tops[-1] + column.size <= 2 * height
            assert all(b - a > column.size for a, b in pairwise(column.tops))
        assert ends <= width - 2
    assert [len(numbers) for numbers in placed.numbers] == [2, 8, 8, 3]


def test_every_weight_begins_and_ends_at_its_units():
    placed = place_units(network(2, 8, 3), 120, 39)
    layout = placed.layout
    for place, (left, right) in enumerate(pairwise(layout.columns)):
        for thickness, dotted in [(1, False), (3, False)]:
            dots = link_dots(layout, place, thickness, dotted=dotted)
            for number in range(len(left.tops) * len(right.tops)):
                source, target = divmod(number, len(right.tops))
                cells = dots.cells[dots.lines == number]
                x, y = cells % layout.width, cells // layout.width
                assert x.min() == left.x + left.width
                assert x.max() == right.x - 1
                assert set(y[x == x.min()]) & set(left.rows(source))
                assert set(y[x == x.max()]) & set(right.rows(target))
                assert len(set(x)) == right.x - left.x - left.width


def test_a_straight_line_has_the_dots_between_its_ends():
    dots = rasterised([Line(0, 0, 3, 3)], 2, 1)
    assert drawn(dots) == ["⠑", "⢄"]
    assert dots.cells.tolist() == [0, 1]
    assert drawn(rasterised([Line(0, 1, 3, 1)], 2, 1)) == ["⠒", "⠒"]
    assert drawn(rasterised([Line(0, 1, 3, 1)], 2, 1, thickness=3)) == ["⠿", "⠿"]
    assert drawn(rasterised([Line(0, 0, 11, 0)], 6, 1, dotted=True)) == ["⠉", "⠁", "⠉", "⠁"]


def drawn(dots):
    return [chr(0x2800 + bits) for bits in dots.bits.tolist()]


def test_the_sign_of_a_weight_is_its_colour(palette):
    placed = place_units(network(2, 2), 80, 24)
    values = [[FULL, 0], [0, FULL]]
    plus = network_picture(network(2, 2, values=values), 80, 24, palette)
    values[1][1] = -FULL
    minus = network_picture(network(2, 2, values=values), 80, 24, palette)
    column = placed.layout.columns[0]
    x = column.x + column.width
    differing = set()
    for strips, colour in ((plus, palette.positive), (minus, palette.negative)):
        found = [
            (y, cell(strips, x, y)[1].color)
            for y in placed.layout.columns[0].rows(1)
            if ord(cell(strips, x, y)[0]) in BRAILLE
        ]
        assert found
        assert {each for _, each in found} == {colour.rich_color}
    for y, (one, other) in enumerate(zip(plus, minus, strict=True)):
        if list(one) != list(other):
            differing.add(y)
    assert differing
    middle = (column.tops[0] + column.size + column.tops[1]) // 4
    assert min(differing) > middle - 2, "the other weight's line is as it was"


def test_without_colours_the_sign_of_a_weight_is_its_line(palette):
    pictures = [
        texts(network_picture(network(1, 1, values=[[sign * FULL]]), 60, 12, palette, glyphs=True))
        for sign in (1, -1)
    ]
    dots = [sum(ord(letter) in BRAILLE for line in lines for letter in line) for lines in pictures]
    placed = place_units(network(1, 1), 60, 12, whole_rows=True)
    left, right = placed.layout.columns
    assert dots[0] >= right.x - left.x - left.width
    assert 0 < dots[1] < dots[0]


def test_without_colours_only_the_weights_of_the_focus_are_drawn(palette):
    maps = network(2, 3, 2)
    placed = place_units(maps, 100, 30, whole_rows=True)
    found = link_cells(maps, placed, 0, Unit(1, 2), dotted=True)
    dots = link_dots(placed.layout, 0, 3, dotted=False)
    own = set(dots.cells[dots.lines % 3 == 2].tolist())
    assert set(found.cells.tolist()) == own
    strips = network_picture(maps, 100, 30, palette, glyphs=True)
    colours = {
        part.style.color for strip in strips for part in strip if ord(part.text[0]) in BRAILLE
    }
    assert colours == {palette.positive.rich_color}


def test_stronger_weights_are_brighter_and_thicker_and_the_weakest_are_left_out():
    values = np.array([0, 5, 20, 60, 100, -127], np.int8)
    strengths = strengths_of(values).tolist()
    assert strengths[:2] == [0, 0]
    assert strengths == sorted(strengths)
    assert strengths[-1] > strengths[2]
    placed = place_units(network(1, 1), 80, 24)
    bits = []
    for value in (30, 127):
        found = link_cells(network(1, 1, values=[[value]]), placed, 0, None, dotted=False)
        bits.append(np.bitwise_count(found.bits).sum())
    assert bits[1] > 2 * bits[0]


def test_where_lines_meet_the_stronger_one_is_seen():
    values = [[1, FULL], [-60, 1]]
    maps = network(2, 2, values=values)
    found = link_cells(maps, place_units(maps, 80, 24), 0, None, dotted=False)
    layout = place_units(maps, 80, 24).layout
    dots = link_dots(layout, 0, 3, dotted=False)
    strong = set(dots.cells[dots.lines == 1].tolist())
    signs = dict(zip(found.cells.tolist(), found.signs.tolist(), strict=True))
    assert len(signs) == len(found.cells), "one line a cell"
    assert {signs[each] for each in strong} == {1}
    assert -1 in signs.values()


def test_of_many_weights_the_strongest_are_drawn():
    rng = np.random.default_rng(0)
    values = rng.integers(-FULL, FULL + 1, (32, 32)).astype(np.int8)
    drawn = strengths_of(values) > 0
    assert 90 <= drawn.sum() <= 140
    assert np.abs(values[drawn].astype(int)).min() >= np.abs(values[~drawn].astype(int)).max()


@pytest.mark.parametrize(("width", "height"), [(40, 12), (80, 24), (120, 39)])
def test_units_that_do_not_fit_are_counted(palette, width, height):
    maps = network(2, 50, 3)
    maps = replace(maps, layers=(maps.layers[0], replace(maps.layers[1], units=64), maps.layers[2]))
    placed = place_units(maps, width, height)
    shown = placed.numbers[1]
    assert shown == tuple(range(50 - len(shown), 50)), "those of largest effect"
    foot = texts(network_picture(maps, width, height, palette))[-1]
    assert foot.split() == [f"+{64 - len(shown)}", "more"]
    assert len(placed.numbers[2]) == 3


def test_layers_that_do_not_fit_are_counted(palette):
    lines = texts(network_picture(network(2, *[4] * 20, 3), 80, 24, palette))
    placed = place_units(network(2, *[4] * 20, 3), 80, 24)
    layers = [column.layer for column in placed.layout.columns]
    assert (layers[0], layers[-1]) == (0, 21)
    assert any(f"+{22 - len(layers)}" in line for line in lines)


def test_headings_and_names(palette):
    lines = texts(network_picture(network(2, 8, 8, 3), 120, 39, palette))
    assert " ".join(lines[0].split()) == (
        "input · 2 W¹ 8×2 tanh · 8 W² 8×8 tanh · 8 W³ 3×8 softmax · 3"
    )
    body = "\n".join(lines)
    assert all(name in body for name in ("x0", "x1", "● c0", "▲ c1", "■ c2"))


def test_a_map_is_drawn_with_its_largest_values_in_full_colour(palette):
    maps = network(1, 1)
    values = np.full((1, 6, 12), FULL, np.int8)
    values[:, :, 6:] = -FULL
    first = replace(maps.layers[0], values=values)
    maps = UnitMaps((first, maps.layers[1]), maps.links)
    strips = network_picture(maps, 80, 24, palette)
    column = place_units(maps, 80, 24).layout.columns[0]
    y = column.rows(0)[1]
    assert cell(strips, column.x, y)[1].bgcolor == palette.positive.rich_color
    assert cell(strips, column.x + column.width - 1, y)[1].bgcolor == palette.negative.rich_color


def test_maps_of_another_size_keep_their_means():
    plane = layer(3)
    pixels = unit_pixels(plane, np.arange(3), 9, 10)
    assert pixels.shape == (3, 9, 20)
    means = plane.values.mean(axis=(1, 2)) / FULL
    np.testing.assert_allclose(pixels.mean(axis=(1, 2)), means, atol=1e-5)
    np.testing.assert_array_equal(
        unit_pixels(plane, np.array([2]), 6, 6)[0], plane.values[2].astype(np.float32) / FULL
    )


def test_bars_reach_to_the_mean_and_to_the_sample():
    numbers = np.array([[[64, 0, 127]], [[-64, 0, -127]]], np.int8)
    bars = replace(layer(2, kind=MapKind.BAR), values=numbers)
    pixels = unit_pixels(bars, np.arange(2), 4, 20)
    assert (pixels[0, 0] > 0).sum() == 20
    assert (pixels[0, 3] > 0).sum() == pytest.approx(10, abs=2)
    assert (pixels[1, 0] < 0).sum() == 20
    assert (pixels[1, :, 20:] == 0).all()


def test_a_unit_that_is_off_is_crossed_out_and_its_weights_are_faint(palette):
    maps = network(2, 2, 2)
    off = replace(maps, off=frozenset([Unit(1, 1)]))
    lines = texts(network_picture(off, 100, 30, palette))
    placed = place_units(off, 100, 30)
    column = placed.layout.columns[1]
    rows = list(column.rows(1))[1:-1]
    for y in rows:
        assert set(lines[y][column.x : column.x + column.width]) == {"╳"}
    assert "╳" not in lines[column.rows(0)[1]]
    found = link_cells(off, placed, 1, None, dotted=False)
    dots = link_dots(placed.layout, 1, 1, dotted=False)
    own = set(dots.cells[dots.lines >= 2].tolist()) - set(dots.cells[dots.lines < 2].tolist())
    strengths = dict(zip(found.cells.tolist(), found.strengths.tolist(), strict=True))
    assert {strengths[each] for each in own & set(strengths)} == {1}


def test_the_focus_is_marked_and_its_weights_lie_over_all_others(palette):
    maps = network(2, 3, 2)
    placed = place_units(maps, 100, 30)
    lines = texts(network_picture(maps, 100, 30, palette, Unit(1, 2)))
    column = placed.layout.columns[1]
    marked = [y for y, line in enumerate(lines) if line[column.x - 1] == "▐"]
    assert marked == list(column.rows(2))
    assert all(lines[y][column.x + column.width] == "▌" for y in marked)
    found = link_cells(maps, placed, 0, Unit(1, 2), dotted=False)
    assert set(found.strengths.tolist()) == {1, 5}


def test_a_unit_lies_where_it_is_drawn():
    placed = place_units(network(2, 8, 8, 3), 120, 39)
    for column, numbers in zip(placed.layout.columns, placed.numbers, strict=True):
        for slot, number in enumerate(numbers):
            y = list(column.rows(slot))[1]
            unit = Unit(column.layer, number)
            assert placed.unit_at(column.x, y) == unit
            assert placed.unit_at(column.x + column.width - 1, y) == unit
            assert placed.unit_at(column.x - 1, y) is None
    assert placed.unit_at(60, 0) is None


def test_arrows_lead_to_every_unit_and_stay_inside():
    placed = place_units(network(2, 8, 8, 3), 120, 39)
    assert placed.neighbour(None, 0, 1) == Unit(1, 0)
    assert placed.neighbour(Unit(1, 0), 0, -1) == Unit(1, 0)
    assert placed.neighbour(Unit(1, 3), 0, 1) == Unit(1, 4)
    assert placed.neighbour(Unit(1, 3), 1, 0) == Unit(2, 3)
    assert placed.neighbour(Unit(1, 0), -1, 0) == Unit(0, 0)
    assert placed.neighbour(Unit(1, 7), -1, 0) == Unit(0, 1)
    assert placed.neighbour(Unit(2, 4), 1, 0) == Unit(3, 1)
    assert placed.neighbour(Unit(3, 1), 1, 0) == Unit(3, 1)


@pytest.mark.parametrize(
    ("settings", "size"),
    [
        ({"dataset": "spirals3", "hidden": [8, 8]}, (120, 39)),
        ({"dataset": "spirals3", "hidden": [40, 8]}, (80, 24)),
        ({"dataset": "digits", "hidden": [16, 8]}, (120, 39)),
        ({"dataset": "iris", "hidden": [9]}, (80, 24)),
    ],
)
def test_what_is_asked_for_is_what_is_drawn(settings, size):
    session = TrainingSession(config_from_mapping(settings))
    request = map_request(describe_run(session, 1), *size)
    maps = UnitProbe(session, *request).view(session)
    placed = place_units(maps, *size)
    if maps.layers[0].kind is MapKind.PLANE:
        assert (request.columns, request.rows) == placed.layout.map_size
    every = place_units(UnitProbe(session, 8, 8, most_units=99).view(session), *size)
    shown = [len(numbers) for numbers in placed.numbers]
    assert shown == [len(numbers) for numbers in every.numbers]


@pytest.mark.parametrize("size", [6, 7])
@pytest.mark.parametrize("top", [4, 5])
def test_a_unit_may_begin_and_end_in_the_middle_of_a_cell(palette, size, top):
    pixels = np.ones((size, 8), np.float32)
    pixels[:, ::2] = -1
    cells = unit_cells(pixels, top, inks(palette), None, glyphs=False)
    rows = ["".join(map(chr, line)) for line in cells.characters.tolist()]
    assert len(rows) == -(-(top % 2 + size) // 2)
    assert (rows[0] == "▄▄▄▄") == (top % 2 == 1)
    assert (rows[-1] == "▀▀▀▀") == ((top + size) % 2 == 1)
    assert set(rows[1]) == {"▐"}
    assert (cells.back[0] == BACKGROUND).all() == (top % 2 == 1)
    assert (cells.back[-1] == BACKGROUND).all() == ((top + size) % 2 == 1)


def detail(**settings):
    given = {
        "unit": Unit(1, 2),
        "name": "",
        "activation": 0.5,
        "bias": -0.25,
        "incoming": np.array([1.5, -2.5], np.float32),
        "outgoing": np.array([0.125, 3.0, -4.0], np.float32),
        "incoming_names": ("x0", "x1"),
        "outgoing_names": ("c0", "c1", "c2"),
        "kind": MapKind.PLANE,
        "values": np.zeros((8, 16), np.int8),
        "scale": 1.0,
    }
    return UnitDetail(**{**given, **settings})


@pytest.mark.parametrize("size", [(1, 1), (8, 5), (30, 30), (40, 12), (90, 20), (200, 58)])
def test_a_units_detail_fills_its_size(palette, size):
    maps = replace(network(2, 8, 3), detail=detail())
    for glyphs in (False, True):
        strips = unit_detail(maps, *size, palette, glyphs=glyphs)
        assert len(strips) == size[1]
        for strip in strips:
            assert sum(len(part.text) for part in strip) == size[0]
            assert all(part.style for part in strip)


def test_a_units_detail_tells_all_its_numbers(palette):
    maps = replace(network(2, 8, 3), detail=detail())
    text = "\n".join(texts(unit_detail(maps, 90, 20, palette)))
    assert "unit 3 of 8 · tanh" in text
    assert "a 0.5000 · b −0.250" in text
    for words in ("from input", "to softmax", "x0   1.500", "x1  −2.500", "c2  −4.000"):
        assert words in text


def test_weights_that_do_not_fit_are_counted(palette):
    many = np.arange(1, 101, dtype=np.float32)
    maps = replace(network(2, 8, 3), detail=detail(incoming=many, incoming_names=()))
    lines = texts(unit_detail(maps, 90, 20, palette))
    shown = [line.strip() for line in (line[38:] for line in lines[2:]) if line.strip()]
    weights = shown[1 : shown.index("to softmax")]
    assert shown[0] == f"from input · largest {len(weights)} of 100"
    assert weights[-1].startswith("100 ")


@pytest.mark.parametrize("kind", MapKind)
def test_a_small_detail_shows_a_weight_of_each_kind(palette, kind):
    shape = {MapKind.PLANE: (8, 16), MapKind.IMAGE: (8, 8), MapKind.BAR: (1, 3)}[kind]
    many = np.arange(1, 5, dtype=np.float32)
    for height in range(6, 13):
        chosen = detail(
            incoming=many,
            incoming_names=("sepal_length_cm", "sepal_width_cm", "petal_length_cm", "c"),
            outgoing=many * 10,
            outgoing_names=(),
            kind=kind,
            values=np.zeros(shape, np.int8),
        )
        text = "\n".join(
            texts(unit_detail(replace(network(4, 8, 4), detail=chosen), 26, height, palette))
        )
        assert "4.000" in text
        assert "40.00" in text


def test_without_a_unit_in_focus_those_of_largest_effect_are_listed(palette):
    lines = [line.rstrip() for line in texts(unit_ranking(network(2, 8, 6, 3), 40, 24, palette))]
    assert len(lines) == 24
    first = lines.index("layer 1 · tanh · all 8")
    assert lines[first + 1].startswith("unit 8   7.000 █")
    assert lines[first + 8].split() == ["unit", "1", "0"]
    second = next(line for line in lines if line.startswith("layer 2"))
    assert second == "layer 2 · tanh · all 6"


def test_the_detail_of_a_unit_without_a_map_is_its_activation_in_numbers(palette):
    values = np.array([[FULL, -FULL, 0]], np.int8)
    maps = replace(network(4, 8, 3), detail=detail(kind=MapKind.BAR, values=values, scale=0.5))
    text = "\n".join(texts(unit_detail(maps, 60, 20, palette)))
    for words in ("a here  0.5000", "mean    0.5000", "± sd   −0.5000"):
        assert words in text
