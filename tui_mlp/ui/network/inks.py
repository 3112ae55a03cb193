"""The colours of a network's picture, numbered, with the style of every pair of them."""

from functools import lru_cache

import numpy as np
from rich.style import Style
from textual.color import Color

from tui_mlp.arrays import FloatArray, IntArray
from tui_mlp.ui.drawing.colours import Palette
from tui_mlp.ui.drawing.pixels import HalfBlocks

LEVELS = 6
"""Steps from 0 to the largest magnitude; few, so that little changes from frame to frame."""
STRENGTHS = 5
"""Steps of a link's strength, from 1; 0 is not drawn."""
_UNIT_GROUND = 0.09
"""How far the ground of a unit, which is a value of 0, lies from the background."""
_FAINTEST_LINK = 0.30

BACKGROUND, TEXT, MUTED, FAINT = range(4)
_SIGNED = 4
_LINKS = _SIGNED + 2 * LEVELS + 1
_CLASSES = _LINKS + 3 * STRENGTHS


class Inks:
    """Numbers for the colours: `styles[front * count + back]` is the style of a cell."""

    def __init__(self, palette: Palette) -> None:
        ground = palette.background.blend(palette.foreground, _UNIT_GROUND)
        neutral = palette.background.blend(palette.foreground, 0.6)

        def steps(colour: Color) -> list[Color]:
            return [ground.blend(colour, level / LEVELS) for level in range(LEVELS + 1)]

        negative, positive = steps(palette.negative), steps(palette.positive)
        links = [
            palette.background.blend(
                colour, _FAINTEST_LINK + (1 - _FAINTEST_LINK) * step / (STRENGTHS - 1)
            )
            for colour in (palette.negative, neutral, palette.positive)
            for step in range(STRENGTHS)
        ]
        classes = [each for colour in palette.class_colours for each in steps(colour)]
        self._class_count = len(palette.class_colours)
        self.styles = HalfBlocks(
            [
                palette.background,
                palette.foreground,
                *(_colour(style, palette) for style in (palette.muted, palette.faint)),
                *negative[:0:-1],
                *positive,
                *links,
                *classes,
            ]
        )
        self.count = len(self.styles.colours)

    def pair(self, front: int, back: int = BACKGROUND) -> int:
        """The key of a style."""
        return front * self.count + back

    @staticmethod
    def signed(values: FloatArray) -> IntArray:
        """The colours of values from -1 to 1."""
        levels: IntArray = np.rint(values * LEVELS).astype(np.intp)
        return levels + (_SIGNED + LEVELS)

    def of_class(self, values: FloatArray, number: int) -> IntArray:
        """The colours of probabilities of a class."""
        levels: IntArray = np.rint(np.clip(values, 0, 1) * LEVELS).astype(np.intp)
        return levels + (_CLASSES + number % self._class_count * (LEVELS + 1))

    @staticmethod
    def links(signs: IntArray, strengths: IntArray) -> IntArray:
        """The colours of links by sign (0 for none) and strength from 1 to `STRENGTHS`."""
        return _LINKS + (np.sign(signs) + 1) * STRENGTHS + strengths - 1


def _colour(style: Style, palette: Palette) -> Color:
    return palette.foreground if style.color is None else Color.from_rich_color(style.color)


@lru_cache(maxsize=8)
def inks(palette: Palette) -> Inks:
    """The colours of a palette; the last ones are kept."""
    return Inks(palette)
