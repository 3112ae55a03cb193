"""One colour language for everything that is drawn cell by cell, read from `colours.tcss`."""

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

DEPTH_CLASSES = {"256": "-colours-256", "standard": "-colours-16"}
"""By the console's colour system: the class of an app whose colours `colours.tcss` has too."""

_CLASS_COLOURS = 10
_HEAT_ANCHORS = 6
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

COLOUR_CLASSES: frozenset[str] = frozenset(
    [f"colour--{role}" for role in _ROLES]
    + ["colour--positive", "colour--negative"]
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
    """The ground of numbers above 0, and `negative` of those below, where they have one."""
    negative: Color
    class_colours: tuple[Color, ...]
    heat: tuple[Style, ...]
    """`HEAT_LEVELS` styles, from one near the background to one in full contrast with it."""

    def class_colour(self, number: int) -> Color:
        """The colour of a class; colours repeat after ten classes."""
        return self.class_colours[number % len(self.class_colours)]

    def class_style(self, number: int) -> Style:
        """The colour of a class as text on the background."""
        return Style(color=self.class_colour(number).rich_color, bgcolor=self.background.rich_color)


def coloured(text: str, style: Style) -> Content:
    """A text in the colour of a cell style, for titles and borders; never parsed as markup."""
    colour = None if style.color is None else Color.from_rich_color(style.color)
    return Content.styled(text, ContentStyle(foreground=colour, bold=style.bold))


def class_glyph(number: int) -> str:
    """The shape of a class: with its colour, it is unique among the first hundred classes."""
    return CLASS_GLYPHS[(number + number // _CLASS_COLOURS) % len(CLASS_GLYPHS)]


def palette_of(widget: Widget) -> Palette:
    """The colours of the present theme on a widget's background.

    Args:
        widget: a mounted widget of an app with `COLOUR_CLASSES` among its component classes.
    """
    _, background = widget.background_colors

    def colour(name: str) -> Color:
        return background + widget.app.get_component_styles(f"colour--{name}").color

    def style(name: str) -> Style:
        partial = widget.app.get_component_styles(f"colour--{name}").text_style
        return partial + Style(color=colour(name).rich_color, bgcolor=background.rich_color)

    anchors = [colour(f"heat-{number}") for number in range(_HEAT_ANCHORS)]
    return Palette(
        background=background,
        foreground=colour("text"),
        positive=colour("positive"),
        negative=colour("negative"),
        class_colours=tuple(colour(f"class-{number}") for number in range(_CLASS_COLOURS)),
        heat=tuple(
            Style(color=each.rich_color, bgcolor=background.rich_color)
            for each in _between(anchors, HEAT_LEVELS, steps=_has_16_colours(widget))
        ),
        **{role: style(role) for role in _ROLES},
    )


def _has_16_colours(widget: Widget) -> bool:
    return widget.app.has_class(DEPTH_CLASSES["standard"])


def _between(anchors: list[Color], count: int, *, steps: bool) -> list[Color]:
    """`count` colours at equal distances along the anchors, or the anchors themselves in steps."""
    if steps:
        return [anchors[step * len(anchors) // count] for step in range(count)]
    colours = []
    for step in range(count):
        place = step / (count - 1) * (len(anchors) - 1)
        first = min(int(place), len(anchors) - 2)
        colours.append(anchors[first].blend(anchors[first + 1], place - first))
    return colours
