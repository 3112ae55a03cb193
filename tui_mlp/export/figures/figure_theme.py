"""The colours and marks of figures: on dark, on light, and for print in greys."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

MARKERS = ("o", "^", "s", "D", "v", "P", "X", "*", "<", ">")
"""Of the classes, in turn; with the colour one tells as many classes as both have together."""
_SAFE = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8c6d1f", "#999999")
"""Told apart by the colour-blind: after Okabe and Ito 2008, the yellow left out."""
_SAFE_ON_DARK = (
    "#56b4e9", "#e8833a", "#2fbf95", "#dd99c2", "#e6b422", "#4f8fd0", "#c2a35a", "#b0b0b0",
)  # fmt: skip
_GREYS = ("#f2f2f2", "#bdbdbd", "#8a8a8a", "#d9d9d9", "#a3a3a3", "#707070", "#e5e5e5", "#969696")


@dataclass(frozen=True)
class FigureTheme:
    """What a figure is drawn with."""

    background: str
    text: str
    faint: str
    """Of axes, and of what is beside the point."""
    train: str
    validation: str
    positive: str
    negative: str
    classes: tuple[str, ...]
    """Of the plane, in turn; points have a dark or a light edge on it."""
    low: str
    """Of a matrix's least entry; its largest is in `text`'s direction."""
    high: str

    def class_colour(self, number: int) -> str:
        """The colour of a class."""
        return self.classes[number % len(self.classes)]


THEMES: Mapping[str, FigureTheme] = MappingProxyType(
    {
        "light": FigureTheme(
            "#ffffff", "#222222", "#9a9a9a", "#222222", "#0072b2", "#c2337f", "#0b7f78", _SAFE,
            "#ffffff", "#3b5b7a",
        ),
        "dark": FigureTheme(
            "#15181c", "#e6e6e6", "#70767d", "#e6e6e6", "#e6b422", "#e06aa8", "#35b5ad",
            _SAFE_ON_DARK, "#15181c", "#6f93b8",
        ),
        "print": FigureTheme(
            "#ffffff", "#000000", "#808080", "#000000", "#606060", "#000000", "#9a9a9a", _GREYS,
            "#ffffff", "#606060",
        ),
    }
)  # fmt: skip
"""The themes by name."""
