"""The loss of the run under the cursor, before it is opened."""

from typing import ClassVar

from textual.reactive import reactive
from textual.strip import Strip

from tui_mlp.training.snapshot import Curves, Snapshot
from tui_mlp.ui.drawing.line_plot import Line, Role, line_plot
from tui_mlp.ui.drawing.strips import blank_rows
from tui_mlp.ui.terminal.clipboard import tab_separated
from tui_mlp.ui.widgets.panel import DrawnPanel


class RunCurvesPanel(DrawnPanel, can_focus=False):
    """Training loss solid, validation loss dashed, on a logarithmic axis."""

    EXPLANATION: ClassVar[str] = "The loss of the run under the cursor against its epochs."
    DEFAULT_CSS = "RunCurvesPanel { display: none; height: 1fr; }"

    curves: reactive[Curves | None] = reactive(None, repaint=False, init=False)
    """Of that run; None while they are read, and where they cannot be."""

    def watch_curves(self) -> None:
        self.update_picture()

    def shown(self, snapshot: Snapshot) -> object:
        """The curves, which do not change once they are read."""
        return self.curves

    def table(self) -> str:
        """Each epoch with the highest loss of its points."""
        curves = self.curves
        if curves is None:
            return ""
        losses = curves.train_loss[1], curves.validation_loss[1]
        rows = zip(curves.epochs, *losses, strict=True)
        return tab_separated(("epoch", "training loss", "validation loss"), rows)

    def draw(self, snapshot: Snapshot, width: int, height: int) -> list[Strip]:
        """The plot, or nothing before there are curves."""
        curves = self.curves
        if curves is None:
            return blank_rows(height, width, self.palette.text)
        lines = [
            Line(Role.VALIDATION, curves.epochs, curves.validation_loss),
            Line(Role.TRAIN, curves.epochs, curves.train_loss),
        ]
        return line_plot(lines, width, height, self.palette, logarithmic=True)
