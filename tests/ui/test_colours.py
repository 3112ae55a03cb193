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


COVERED = {"░": 0.25, "▒": 0.5, "▓": 0.75, "█": 1.0}
"""How much of a cell a glyph fills."""
FREE_CLASSES = {"truecolor": 10, "256": 10, "standard": 4}
"""The classes that share no colour with anything else."""


def is_grey(rgb):
    return max(rgb) - min(rgb) <= 22


def contrast(ink, ground, system):
    """The WCAG contrast of two colours, as a terminal shows them."""
    low, high = sorted(luminance(shown(each, system)) for each in (ink, ground))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("system", SYSTEMS)
async def test_the_heat_ramp_moves_away_from_the_background_in_luminance_alone(
    palette_in, system, theme
):
    palette = await palette_in(system, theme)
    ground = luminance(shown(palette.background.rich_color, system))
    ramp = [
        COVERED[glyph] * (luminance(shown(style.color, system)) - ground)
        for style, glyph in zip(palette.heat, palette.heat_glyphs, strict=True)
    ]
    if theme == "textual-light":
        ramp = [-step for step in ramp]
    assert ramp[0] > 0
    assert all(low <= high for low, high in pairwise(ramp)), ramp
    assert len(set(ramp)) >= (7 if system == "standard" else 14)
    assert contrast(palette.heat[-1].color, palette.background.rich_color, system) > 10
    assert all(is_grey(shown(style.color, system)) for style in palette.heat)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("system", SYSTEMS)
async def test_ten_classes_are_told_apart_by_colour_and_by_glyph(palette_in, system, theme):
    palette = await palette_in(system, theme)
    rich = [colour.rich_color for colour in palette.class_colours]
    assert len({shown(colour, system) for colour in rich}) == 10
    assert len({class_glyph(number) for number in range(10)}) == len(CLASS_GLYPHS) == 10
    if system != "standard":  # there the ground has textures
        for share in (GROUND, palette.least_share):
            grounds = [
                shown(palette.background.blend(colour, share).rich_color, system)
                for colour in palette.class_colours
            ]
            assert len(set(grounds)) == 10, share


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("system", SYSTEMS)
async def test_no_class_has_the_colour_of_something_else(palette_in, system, theme):
    palette = await palette_in(system, theme)
    others = {
        "positive": palette.positive.rich_color,
        "negative": palette.negative.rich_color,
        **{
            name: getattr(palette, name).color
            for name in ("bad", "train", "validation", "trace", "accent", "text")
        },
    }
    classes = palette.class_colours[: FREE_CLASSES[system]]
    for number, colour in enumerate(classes):
        for name, other in others.items():
            rgb, theirs = shown(colour.rich_color, system), shown(other, system)
            apart = sum((a - b) ** 2 for a, b in zip(rgb, theirs, strict=True)) ** 0.5
            grey = is_grey(rgb) and is_grey(theirs)  # a grey is not mistaken for a text
            assert apart > (0 if grey else 35), (number, name, rgb, theirs)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("system", SYSTEMS)
async def test_what_is_told_by_hue_differs_from_the_other_hues_of_its_view(
    palette_in, system, theme
):
    palette = await palette_in(system, theme)
    signs = [palette.positive.rich_color, palette.negative.rich_color, palette.bad.color]
    assert len({shown(each, system) for each in signs}) == 3
    layers = [style.color for style in palette.curves]
    assert len({shown(each, system) for each in [*layers, palette.accent.color]}) == 7, layers
    curves = [palette.train.color, palette.validation.color, *layers[:4]]
    assert len({shown(each, system) for each in curves}) == 6
    if system != "standard":
        classes = [each.rich_color for each in palette.class_colours]
        assert not {shown(e, system) for e in layers} & {shown(e, system) for e in classes}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("system", SYSTEMS)
async def test_the_ground_of_a_number_tells_its_sign_and_is_no_class(palette_in, system, theme):
    palette = await palette_in(system, theme)
    positive, negative = (
        {shown(style.bgcolor, system) for style in grounds[-1:]}
        for grounds in (palette.positive_grounds, palette.negative_grounds)
    )
    assert not positive & negative
    assert not any(map(is_grey, positive | negative))
    classes = palette.class_colours[: FREE_CLASSES[system]]
    assert not (positive | negative) & {shown(each.rich_color, system) for each in classes}
    for style in (*palette.positive_grounds, *palette.negative_grounds):
        assert contrast(style.color, style.bgcolor, system) > (2.5 if system == "standard" else 4)


@pytest.mark.parametrize("theme", [*THEMES, "catppuccin-latte", "solarized-dark"])
@pytest.mark.parametrize("system", SYSTEMS)
async def test_words_in_colour_are_read_on_the_background(palette_in, system, theme):
    palette = await palette_in(system, theme)
    least = {"truecolor": 4.4, "256": 3.5, "standard": 2.5}[system]
    for name in ("accent", "good", "bad", "muted"):
        style = getattr(palette, name)
        assert contrast(style.color, style.bgcolor, system) > least, (name, style)


@pytest.mark.parametrize(
    ("system", "theme"),
    [
        *((system, theme) for system in SYSTEMS for theme in THEMES),
        ("truecolor", "catppuccin-latte"),
        ("truecolor", "nord"),
    ],
)
async def test_keys_are_read_on_the_bars_of_a_screen(fixed_snapshots, system, theme):
    least = {"truecolor": 4.4, "256": 3.5, "standard": 2.5}[system]
    app = TrainerApp(Still(fixed_snapshots.spirals()))
    app.theme = theme
    if system in DEPTH_CLASSES:
        app.add_class(DEPTH_CLASSES[system])
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        key = app.screen.get_visual_style("help--key")
        frame = app.screen.query_one("#help").background_colors[1]
        assert contrast(key.foreground.rich_color, frame.rich_color, system) > least
        footer = app.trainer.query_one(KeyFooter)
        key = footer.get_visual_style("key-footer--key")
        ground = footer.background_colors[1]
        assert contrast(key.foreground.rich_color, ground.rich_color, system) > least
