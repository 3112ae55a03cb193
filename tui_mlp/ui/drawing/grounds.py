"""How the plane of 2-D data and the samples on it look, class by class."""

from dataclasses import dataclass

from textual.color import Color

from tui_mlp.arrays import FloatArray, IntArray
from tui_mlp.ui.drawing.colours import Palette, class_glyph

WITHOUT_LABEL = "○"
"""The glyph of a sample that lacks the label looked at."""
_WITHOUT_LABEL = 0.4


@dataclass(frozen=True)
class Ground:
    """How the plane and the samples of one class look."""

    colour: Color
    glyph: str


def class_grounds(count: int, palette: Palette) -> list[Ground]:
    """The looks of the first classes."""
    return [Ground(palette.class_colour(n), class_glyph(n)) for n in range(count)]


def label_grounds(label: int, palette: Palette) -> list[Ground]:
    """The looks of what lacks a label (0), and of what has it (1)."""
    without = palette.background.blend(palette.foreground, _WITHOUT_LABEL)
    return [Ground(without, WITHOUT_LABEL), Ground(palette.class_colour(label), class_glyph(label))]


@dataclass(frozen=True, eq=False)
class Samples:
    """Points of 2-D data."""

    points: FloatArray
    """(P, 2)."""
    labels: IntArray
    """(P,) true class numbers."""
    extent: tuple[float, float, float, float]
    """(x_min, x_max, y_min, y_max) of the picture."""
