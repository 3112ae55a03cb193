"""What is told by colours stays told on terminals with few of them."""

from itertools import pairwise

import pytest
from rich._palettes import EIGHT_BIT_PALETTE, STANDARD_PALETTE
from rich.color import ColorSystem
from textual.widgets import Static

from tui_mlp.ui.drawing.colours import CLASS_GLYPHS, DEPTH_CLASSES, class_glyph, palette_of
from tui_mlp.ui.terminal.downgrade import downgraded

SYSTEMS = {
    "truecolor": ColorSystem.TRUECOLOR,
    "256": ColorSystem.EIGHT_BIT,
    "standard": ColorSystem.STANDARD,
}
THEMES = ("textual-dark", "textual-light")
GROUND = 0.66
"""The share of a class's colour where the network is certain."""


def shown(color, system):
    """The RGB that a terminal shows for a colour."""
    seen = downgraded(color, SYSTEMS[system])
    if system == "truecolor":
        return tuple(seen.triplet)
    return tuple({"256": EIGHT_BIT_PALETTE, "standard": STANDARD_PALETTE}[system][seen.number])


def luminance(rgb):
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in
              (channel / 255 for channel in rgb)]  # fmt: skip
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.fixture
def palette_in(panel_app):
    """The palette of a theme at a depth of colours."""

    class Plain(Static):
        def data_bind(self, *_):
            return self

    async def make(system, theme):
        app = panel_app(Plain())
        app.theme = theme
        if system in DEPTH_CLASSES:
            app.add_class(DEPTH_CLASSES[system])
        async with app.run_test(notifications=True) as pilot:
            await pilot.pause()
            return palette_of(app.widget)

    return make


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("system", SYSTEMS)
async def test_the_heat_ramp_moves_away_from_the_background(palette_in, system, theme):
    palette = await palette_in(system, theme)
    ramp = [luminance(shown(style.color, system)) for style in palette.heat]
    if theme == "textual-light":
        ramp.reverse()
    assert all(low <= high for low, high in pairwise(ramp)), ramp
    assert len(set(ramp)) >= (5 if system == "standard" else 14)
    contrast = (ramp[-1] + 0.05) / (ramp[0] + 0.05)
    assert contrast > 10


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("system", SYSTEMS)
async def test_ten_classes_are_told_apart_by_colour_and_by_glyph(palette_in, system, theme):
    palette = await palette_in(system, theme)
    rich = [colour.rich_color for colour in palette.class_colours]
    assert len({shown(colour, system) for colour in rich}) == 10
    assert len({class_glyph(number) for number in range(10)}) == len(CLASS_GLYPHS) == 10
    if system != "standard":  # there the ground has textures
        grounds = [
            shown(palette.background.blend(colour, GROUND).rich_color, system)
            for colour in palette.class_colours
        ]
        assert len(set(grounds)) == 10


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("system", SYSTEMS)
async def test_the_signs_of_numbers_are_no_colours_of_classes(palette_in, system, theme):
    palette = await palette_in(system, theme)
    signs = {shown(each.rich_color, system) for each in (palette.positive, palette.negative)}
    assert len(signs) == 2
    assert not signs & {shown(each.rich_color, system) for each in palette.class_colours}
    for sign in signs:
        for colour in palette.class_colours[:2]:
            distance = sum((a - b) ** 2 for a, b in zip(sign, colour.rgb, strict=True)) ** 0.5
            assert distance > 75, (sign, colour.rgb)
