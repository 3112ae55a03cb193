"""How the divergences change with the number that is edited."""

from collections.abc import Callable
from typing import ClassVar

import numpy as np
from textual.content import Content
from textual.strip import Strip

from tui_mlp.lecture.kl.divergence import kl_divergence
from tui_mlp.lecture.kl.workbench import NAMES, R, Workbench
from tui_mlp.ui.drawing.colours import Palette, palette_of
from tui_mlp.ui.drawing.line_plot import Line, Role, line_plot
from tui_mlp.ui.drawing.strips import blank_rows
from tui_mlp.ui.kl.kl_drawing import Cursor
from tui_mlp.ui.widgets.panel import Panel

_POINTS = 101
_EDGE = 1e-3
"""So far from 0 and 1, where a divergence may be infinite."""


class DivergenceCurves(Panel, can_focus=False):
    """Two divergences against the probability under the cursor."""

    EXPLANATION: ClassVar[str] = (
        "The two divergences while the probability in brackets goes from 0 to 1 and the others of "
        "its distribution keep their proportions; an upright line is where it is now. With r "
        "chosen: KL(p‖r), and the way over q, KL(p‖q) + KL(q‖r), which is not always the longer."
    )

    def __init__(self) -> None:
        super().__init__()
        self._bench: Workbench | None = None
        self._cursor = Cursor(0, 0)
        self._palette: Palette | None = None
        self._rows: list[Strip] = []

    def show(self, bench: Workbench, cursor: Cursor) -> None:
        """Show the curves of another number, or of other distributions."""
        self._bench, self._cursor, self._rows = bench, cursor, []
        what = ("KL(p‖r)", "KL(p‖q) + KL(q‖r)") if cursor.which == R else ("KL(p‖q)", "KL(q‖p)")
        name = f"{NAMES[cursor.which]} of {bench.class_names[cursor.j]}"
        self.border_title = Content(f"━ {what[0]}  ┅ {what[1]}  as {name} goes from 0 to 1")
        self.refresh()

    def on_resize(self) -> None:
        self._rows = []

    def notify_style_update(self) -> None:
        """Take the colours of the theme that is chosen now."""
        super().notify_style_update()
        self._palette, self._rows = None, []

    def render_line(self, y: int) -> Strip:
        """One row of the plot."""
        self._palette = self._palette or palette_of(self)
        if not self._rows:
            self._rows = self._plot(self._palette)
        return self._rows[y] if y < len(self._rows) else Strip([])

    def _plot(self, palette: Palette) -> list[Strip]:
        width, height = self.size
        bench, cursor = self._bench, self._cursor
        if bench is None:
            return blank_rows(height, width, palette.text)
        shares = np.linspace(_EDGE, 1 - _EDGE, _POINTS)
        moved = [bench.with_probability(cursor.which, cursor.j, float(each)) for each in shares]
        first, second = zip(*map(_pair_of(cursor), moved), strict=True)
        x = shares.astype(np.float32)
        lines = [
            Line(role, x, np.array([values, values], np.float32).T)
            for role, values in ((Role.TRAIN, first), (Role.VALIDATION, second))
        ]
        here = float(bench.distributions[cursor.which, cursor.j])
        return line_plot(lines, width, height, palette, span=(0.0, 1.0), cursor=here)


def _pair_of(cursor: Cursor) -> Callable[[Workbench], tuple[float, float]]:
    """The two numbers that are compared: with r chosen, the two sides of the triangle."""

    def both_ways(bench: Workbench) -> tuple[float, float]:
        return kl_divergence(bench.p, bench.q), kl_divergence(bench.q, bench.p)

    def sides(bench: Workbench) -> tuple[float, float]:
        detour = kl_divergence(bench.p, bench.q) + kl_divergence(bench.q, bench.r)
        return kl_divergence(bench.p, bench.r), detour

    return sides if cursor.which == R else both_ways
