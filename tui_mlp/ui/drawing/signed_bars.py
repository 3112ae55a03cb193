"""Bars to both sides of a zero line."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style

from tui_mlp.ui.drawing.colours import Palette
from tui_mlp.ui.drawing.strips import bar

_LEAST_WIDTH = 7
_LEAST_FULL = 0.1


@dataclass(frozen=True)
class SignedAxis:
    """A zero line with room for bars on both sides: a third to the left, where terms are small."""

    full: float
    """What a bar to the right end stands for: 1, 2 or 5 times a power of ten."""
    left: int
    """Cells left of the zero line."""
    right: int
    """Cells right of it."""

    @classmethod
    def around(cls, values: Sequence[float], width: int) -> "SignedAxis":
        """An axis of at most `width` cells for values that may be infinite; none if too narrow."""
        if width < _LEAST_WIDTH:
            return cls(1.0, 0, 0)
        left = width // 3
        right = width - left - 1
        finite = [value for value in values if math.isfinite(value)]
        needed = max([_LEAST_FULL, *(v if v > 0 else -v * right / left for v in finite)])
        power = 10.0 ** math.floor(math.log10(needed))
        full = next(step * power for step in (1, 2, 5, 10) if step * power >= needed * (1 - 1e-9))
        return cls(full, left, right)

    @property
    def width(self) -> int:
        """All cells: the two sides and the zero line, or 0 for no axis."""
        return self.left + 1 + self.right if self.right else 0

    def bar(self, value: float, style: Style, palette: Palette) -> list[Segment]:
        """A value to the left or the right of the zero line; infinity ends in an arrow."""
        if not self.width:
            return []
        cells = min(abs(value) / self.full, 1.0) * self.right
        left = self._leftwards(cells) if value < 0 else ""
        right = _rightwards(cells) if value > 0 else ""
        if math.isinf(value):
            right = "█" * (self.right - 1) + "▶"
        return [
            Segment(left.rjust(self.left), style),
            Segment("│", palette.muted),
            Segment(right.ljust(self.right), style),
        ]

    def _leftwards(self, cells: float) -> str:
        """A bar that ends at the zero line, in halves of a cell; nothing negative is invisible."""
        halves = max(round(cells * 2), 1)
        return ("▐" * (halves % 2) + "█" * (halves // 2))[-self.left :]


def _rightwards(cells: float) -> str:
    """A bar that begins at the zero line, in eighths of a cell; nothing positive is invisible."""
    return bar(max(round(cells * 8), 1))
