"""One colour language for everything that is drawn cell by cell, read from `colours.tcss`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.style import Style
from textual.color import Color
from textual.content import Content
from textual.style import Style as ContentStyle
from textual.widget import Widget

COLOURS_PATH = Path(__file__).with_name("colours.tcss")
"""The style sheet an app loads for these colours."""

CLASS_GLYPHS = ("●", "▲", "■", "◆", "★", "▼", "◀", "▶", "✚", "✖")
"""Shapes that tell classes apart without colour."""

HEAT_LEVELS = 16

READABLE = 4.5
"""The least contrast of words with their ground (WCAG 2, level AA)."""

DEPTH_CLASSES = {"256": "-colours-256", "standard": "-colours-16"}
"""By the console's colour system: the class of an app whose colours `colours.tcss` has too."""

_CLASS_COLOURS = 10
_HEAT_ANCHORS = 6
_CURVE_COLOURS = 6
_SIGNS = ("positive", "positive-some", "negative", "negative-some")
_FULL = "█"
_INKED = (("░", 0.25), ("▒", 0.5), ("▓", 0.75), (_FULL, 1.0))
"""Glyphs, and how much of a cell their colour covers."""
_SIGN_GROUNDS, _STRONGEST_GROUND = 8, 0.5
"""Where all colours can be had: shades from none on, and the share of the colour in the last."""
_ROLES = (
    "text",
    "strong",
    "muted",
    "faint",
    "accent",
    "good",
    "bad",
    "train",
    "validation",
    "trace",
)
_LEAST_SHARE, _LEAST_SHARES = 0.12, {"256": 0.48}
"""Of a class's colour in a ground: with all colours, and where a weaker mixture would be a grey."""
_WORDS = ("muted", "accent", "good", "bad")
"""Roles that words have, and that a theme or a share of its text colours."""

COLOUR_CLASSES: frozenset[str] = frozenset(
    [f"colour--{role}" for role in _ROLES]
    + [f"colour--{sign}" for sign in _SIGNS]
    + [f"colour--curve-{number}" for number in range(_CURVE_COLOURS)]
    + [f"colour--class-{number}" for number in range(_CLASS_COLOURS)]
    + [f"colour--heat-{number}" for number in range(_HEAT_ANCHORS)]
)
"""The component classes that an app declares, for its widgets to use `palette_of`.

The app does it for all: Textual works out the styles of component classes anew whenever it does
those of the node that has them, which is at every change of focus for a panel.
"""


@dataclass(frozen=True, eq=False)
class Palette:
    """The colours of a theme as styles that can be written into cells; all have a background."""

    background: Color
    foreground: Color
    text: Style
    strong: Style
    muted: Style
    faint: Style
    accent: Style
    good: Style
    bad: Style
    train: Style
    validation: Style
    trace: Style
    positive: Color
    """The sign of numbers above 0, and `negative` of those below."""
    negative: Color
    positive_grounds: tuple[Style, ...]
    """Text for numbers above 0, from the least in size to the largest; `negative_grounds` for those
    below."""
    negative_grounds: tuple[Style, ...]
    class_colours: tuple[Color, ...]
    least_share: float
    """Of a class's colour in a ground, so that its hue is still seen."""
    curves: tuple[Style, ...]
    """Of curves that are several of a kind: layers, or kept runs."""
    heat: tuple[Style, ...]
    """`HEAT_LEVELS` styles, from one near the background to one in full contrast with it."""
    heat_glyphs: tuple[str, ...]
    """The glyph that each of `heat` fills a cell with."""

    def class_colour(self, number: int) -> Color:
        """The colour of a class; colours repeat after ten classes."""
        return self.class_colours[number % len(self.class_colours)]

    def class_style(self, number: int) -> Style:
        """The colour of a class as text on the background."""
        return Style(color=self.class_colour(number).rich_color, bgcolor=self.background.rich_color)


def coloured(text: str, style: Style) -> Content:
    """A text in the colour of a cell style, for titles and borders; never parsed as markup."""
    colour = None if style.color is None else colour_of(style)
    return Content.styled(text, ContentStyle(foreground=colour, bold=style.bold))


def colour_of(style: Style) -> Color:
    """The colour of a style's text, white where it has none."""
    return Color(255, 255, 255) if style.color is None else Color.from_rich_color(style.color)


def class_glyph(number: int) -> str:
    """The shape of a class: with its colour, it is unique among the first hundred classes."""
    return CLASS_GLYPHS[(number + number // _CLASS_COLOURS) % len(CLASS_GLYPHS)]


def palette_of(widget: Widget) -> Palette:
    """The colours of the present theme on a widget's background.

    Args:
        widget: a mounted widget of an app with `COLOUR_CLASSES` among its component classes.
    """
    _, background = widget.background_colors
    depth = _depth(widget)

    def colour(name: str) -> Color:
        return background + widget.app.get_component_styles(f"colour--{name}").color

    def style(name: str) -> Style:
        partial = widget.app.get_component_styles(f"colour--{name}").text_style
        shade = colour(name)
        if name in _WORDS and depth != "standard":  # whose colours are chosen for it
            shade = readable(shade, (background,), colour("text"))
        return partial + Style(color=shade.rich_color, bgcolor=background.rich_color)

    def text_style(of: Color) -> Style:
        return Style(color=of.rich_color, bgcolor=background.rich_color)

    def grounds(sign: str) -> tuple[Style, ...]:
        steps = colour(f"{sign}-some"), colour(sign)
        return _sign_grounds(steps, background, colour("text"), depth)

    anchors = [colour(f"heat-{number}") for number in range(_HEAT_ANCHORS)]
    shades = _inked(anchors, background) if depth == "standard" else _between(anchors)
    return Palette(
        background=background,
        foreground=colour("text"),
        positive=colour("positive"),
        negative=colour("negative"),
        class_colours=tuple(colour(f"class-{number}") for number in range(_CLASS_COLOURS)),
        least_share=_LEAST_SHARES.get(depth, _LEAST_SHARE),
        curves=tuple(style(f"curve-{number}") for number in range(_CURVE_COLOURS)),
        positive_grounds=grounds("positive"),
        negative_grounds=grounds("negative"),
        heat=tuple(text_style(shade) for shade, _ in shades),
        heat_glyphs=tuple(glyph for _, glyph in shades),
        **{role: style(role) for role in _ROLES},
    )


def _depth(widget: Widget) -> str:
    """The console's colour system where it has colours of its own here; else empty."""
    found = (system for system, name in DEPTH_CLASSES.items() if widget.app.has_class(name))
    return next(found, "")


def luminance(colour: Color) -> float:
    """The relative luminance of WCAG 2, 0 to 1: 0.2126 R + 0.7152 G + 0.0722 B, made linear."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in colour.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """The contrast of two colours by WCAG 2: (L + 0.05) / (l + 0.05), 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def readable(colour: Color, grounds: Sequence[Color], text: Color) -> Color:
    """The colour, mixed with as little of the text's as words need to be read on these grounds."""
    steps = (colour.blend(text, part / 20) for part in range(21))
    return next(
        (each for each in steps if all(contrast(each, g) >= READABLE for g in grounds)), text
    )


def readable_variables(theme: Mapping[str, str], *, has_16_colours: bool) -> dict[str, str]:
    """A theme's accent, primary and error colours in shades that are read on its grounds.

    Args:
        theme: the CSS variables of a theme; with colours of the terminal's own they stay.
        has_16_colours: the accent is that of text, bold: the nearest one may mean something else.

    Returns:
        accent, readable-primary and readable-error.
    """
    grounds = [Color.parse(theme[name]) for name in ("background", "surface", "panel")]
    text = Color.parse(theme["foreground"])
    found = {}
    names = {"accent": "accent", "primary": "readable-primary", "error": "readable-error"}
    for name, shade in names.items():
        colour = Color.parse(theme[name])
        if all(each.ansi is None for each in (colour, text, *grounds)):
            colour = readable(colour, grounds, text)
        found[shade] = colour.css if colour.ansi is None else theme[name]
    return found | {"accent": theme["foreground"]} if has_16_colours else found


def _sign_grounds(
    steps: Sequence[Color], background: Color, text: Color, depth: str
) -> tuple[Style, ...]:
    """Text on shades of a sign's colour, or on the two steps that few colours have."""
    if not depth:
        shades = range(_SIGN_GROUNDS + 1)
        strength = _STRONGEST_GROUND / _SIGN_GROUNDS
        grounds = [background.blend(steps[-1], strength * shade) for shade in shades]
        return tuple(Style(color=text.rich_color, bgcolor=ground.rich_color) for ground in grounds)
    pairs = [(text, background)]
    for step in steps:
        ink = max(text, background, key=lambda each: contrast(each, step))
        pairs.append((ink, step))
    if depth == "standard":  # it has no second shade of a colour
        pairs[1] = steps[0], background
    return tuple(Style(color=ink.rich_color, bgcolor=ground.rich_color) for ink, ground in pairs)


def _between(anchors: Sequence[Color]) -> list[tuple[Color, str]]:
    """`HEAT_LEVELS` colours at equal distances along the anchors, each for whole cells."""
    colours = []
    for step in range(HEAT_LEVELS):
        place = step / (HEAT_LEVELS - 1) * (len(anchors) - 1)
        first = min(int(place), len(anchors) - 2)
        colours.append((anchors[first].blend(anchors[first + 1], place - first), _FULL))
    return colours


def _inked(anchors: Sequence[Color], background: Color) -> list[tuple[Color, str]]:
    """`HEAT_LEVELS` times a colour and a glyph, which move away from the background on the whole.

    Few colours have few greys: glyphs that cover a part of the cell stand between them.
    """
    ground = luminance(background)
    shades: list[tuple[Color, str]] = []
    last = 0.0
    for ink in dict.fromkeys(anchors):
        for glyph, part in _INKED:
            distance = abs(part * (luminance(ink) - ground))
            if distance > last:
                shades.append((ink, glyph))
                last = distance
    top = len(shades) - 1
    return [shades[round(step / (HEAT_LEVELS - 1) * top)] for step in range(HEAT_LEVELS)]
