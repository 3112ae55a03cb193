"""What is told by colours stays told on terminals with few of them."""

from itertools import pairwise

import pytest
from rich._palettes import EIGHT_BIT_PALETTE, STANDARD_PALETTE
from rich.color import ColorSystem
from textual.widgets import Static

from tui_mlp.ui.app import TrainerApp
from tui_mlp.ui.drawing.colours import CLASS_GLYPHS, DEPTH_CLASSES, class_glyph, palette_of
from tui_mlp.ui.terminal.downgrade import downgraded
from tui_mlp.ui.widgets.footer import KeyFooter


class Still:
    """A worker with one snapshot."""

    def __init__(self, snapshot):
        self.snapshot = snapshot

    def start(self, listener):
        listener(self.snapshot)

    def send(self, command):
        """Nothing changes by it."""

    def take_next(self):
        """There is no next one."""

    def close(self):
        """There is nothing to end."""


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


def contrast(ink, ground, system):
    """The WCAG contrast of two colours, as a terminal shows them."""
    low, high = sorted(luminance(shown(each, system)) for each in (ink, ground))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("system", SYSTEMS)
async def test_words_in_colour_are_read_on_the_background(palette_in, system, theme):
    palette = await palette_in(system, theme)
    for style in (palette.accent, palette.good):
        assert contrast(style.color, style.bgcolor, system) > 2.5, style


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("system", SYSTEMS)
async def test_keys_are_read_on_the_bars_of_a_screen(fixed_snapshots, system, theme):
    app = TrainerApp(Still(fixed_snapshots.spirals()))
    app.theme = theme
    if system in DEPTH_CLASSES:
        app.add_class(DEPTH_CLASSES[system])
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        key = app.screen.get_visual_style("help--key")
        frame = app.screen.query_one("#help").background_colors[1]
        assert contrast(key.foreground.rich_color, frame.rich_color, system) > 2.5
        footer = app.trainer.query_one(KeyFooter)
        key = footer.get_visual_style("key-footer--key")
        ground = footer.background_colors[1]
        assert contrast(key.foreground.rich_color, ground.rich_color, system) > 2.5
