"""The decision boundaries of a scenario's runs, side by side."""

from typing import ClassVar

from textual.geometry import Size
from textual.strip import Strip

from tui_mlp.numbers import epoch
from tui_mlp.ui.drawing.colours import Palette, palette_of
from tui_mlp.ui.drawing.strips import blank_rows, text_row
from tui_mlp.ui.panels.plane import plane_of
from tui_mlp.ui.widgets.panel import Panel, has_few_colours
from tui_mlp.worker.replies import RunBoundary

_LEAST_WIDTH, _GAP = 32, 2
_ASPECT = 0.28
"""Rows of a plane for each of its columns."""
_LOWEST = 7
_MEANING, _MEANING_OF_GLYPHS = "glyph: wrong", "inverse: wrong"


class RunBoundaries(Panel, can_focus=False):
    """A plane for each run, as its network answered when it was over.

    Args:
        boundaries: one or more.
    """

    EXPLANATION: ClassVar[str] = (
        "What each run's network answers over the plane when it is over: the colour is the class "
        "with the largest probability, the darker the less sure. Dots are validation samples, a "
        "glyph stands for a misclassified one. Of several labels the first is shown."
    )
    DEFAULT_CSS = """
    RunBoundaries { height: auto; margin: 0 1; }
    """
    BORDER_TITLE = "Decision boundaries"

    def __init__(self, boundaries: tuple[RunBoundary, ...]) -> None:
        super().__init__()
        self._boundaries = boundaries
        self._palette: Palette | None = None
        self._rows: list[Strip] = []
        self._drawn_at = (0, 0)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as the pictures take."""
        lines, _, height = self._layout(width)
        return lines * (height + 2) + lines - 1

    def _layout(self, width: int) -> tuple[int, int, int]:
        """How many pictures are one above another, and the size of each plane."""
        beside = min(max((width + _GAP) // (_LEAST_WIDTH + _GAP), 1), len(self._boundaries))
        each = (width + _GAP) // beside - _GAP
        tallest = max(self.app.size.height // 2 - 3, _LOWEST)
        height = min(max(round(each * _ASPECT), _LOWEST), tallest)
        return -(-len(self._boundaries) // beside), each, height

    def render_line(self, y: int) -> Strip:
        """One row of the pictures."""
        width = self.size.width
        self._palette = palette = self._palette or palette_of(self)
        size = width, self.app.size.height
        if size != self._drawn_at:
            self._rows, self._drawn_at = self._draw(width, palette), size
        return self._rows[y] if y < len(self._rows) else blank_rows(1, width, palette.text)[0]

    def _draw(self, width: int, palette: Palette) -> list[Strip]:
        lines, each, height = self._layout(width)
        pictures = [self._picture(run, each, height, palette) for run in self._boundaries]
        gap = blank_rows(1, _GAP, palette.text)[0]
        beside, rows = -(-len(pictures) // lines), []
        for first in range(0, len(pictures), beside):
            if first:
                rows += blank_rows(1, width, palette.text)
            for parts in zip(*pictures[first : first + beside], strict=True):
                spaced = [part for strip in parts for part in (strip, gap)][:-1]
                rows.append(Strip.join(spaced).adjust_cell_length(width, palette.text))
        return rows

    def _picture(self, of: RunBoundary, width: int, height: int, palette: Palette) -> list[Strip]:
        """The run's name, the plane, and the glyphs of its classes."""
        glyphs = has_few_colours(self.app)
        plane = plane_of(of.run, of.boundary, of.threshold, palette)
        meaning = _MEANING_OF_GLYPHS if glyphs else _MEANING
        title = f"{of.variant} · epoch {epoch(of.epochs)}"
        return [
            text_row(title, width, palette.strong),
            *plane.draw(width, height, palette, glyphs=glyphs),
            plane.legend(meaning, width, palette),
        ]

    def notify_style_update(self) -> None:
        """Take the colours of the theme that is chosen now."""
        super().notify_style_update()
        self._palette, self._drawn_at = None, (0, 0)
