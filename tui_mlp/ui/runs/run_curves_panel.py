"""The loss of the run under the cursor, before it is opened."""

from typing import ClassVar

from textual.content import Content
from textual.reactive import reactive
from textual.strip import Strip

from tui_mlp.training.snapshot import Curves, Snapshot
from tui_mlp.ui.drawing.colours import coloured
from tui_mlp.ui.drawing.line_plot import Level, Line, Role, line_plot
from tui_mlp.ui.drawing.strips import blank_rows, text_row
from tui_mlp.ui.terminal.clipboard import tab_separated
from tui_mlp.ui.widgets.panel import DrawnPanel


class RunCurvesPanel(DrawnPanel, can_focus=False):
    """Training loss solid, validation loss dashed, on a logarithmic axis."""

    EXPLANATION: ClassVar[str] = (
        "The loss of the run under the cursor against its epochs; the line is the loss of a guess."
    )
    DEFAULT_CSS = "RunCurvesPanel { display: none; height: 1fr; }"

    curves: reactive[Curves | None] = reactive(None, repaint=False, init=False)
    """Of that run; None while they are read, and where they cannot be."""
    live: reactive[bool] = reactive(False, repaint=False, init=False)
    """Whether that run is the present one, whose curves go on."""
    chance: reactive[Level | None] = reactive(None, repaint=False, init=False)
    """Where its loss is that of a guess, if that is known."""
    missing: reactive[str] = reactive("", repaint=False, init=False)
    """Why there are none."""

    def watch_curves(self) -> None:
        self.update_picture()

    def watch_live(self) -> None:
        self.update_picture()

    def watch_missing(self) -> None:
        self.update_picture()

    def shown(self, snapshot: Snapshot) -> object:
        """The curves, which do not change once they are read, or how far the present ones are."""
        if self.live:
            return snapshot.run.number, snapshot.curves.epochs.tobytes()
        return self.curves if self.curves is not None else self.missing

    def table(self) -> str:
        """Each epoch with the highest loss of its points."""
        curves = self.curves
        if self.live and self.snapshot is not None:
            curves = self.snapshot.curves
        if curves is None:
            return ""
        losses = curves.train_loss[:, 1], curves.validation_loss[:, 1]
        rows = zip(curves.epochs, *losses, strict=True)
        return tab_separated(("epoch", "training loss", "validation loss"), rows)

    def draw(self, snapshot: Snapshot, width: int, height: int) -> list[Strip]:
        """The plot, or why there is none."""
        curves = snapshot.curves if self.live else self.curves
        if curves is None:
            words = text_row(self.missing, width, self.palette.muted)
            self.say(Content(""))
            return [words, *blank_rows(height - 1, width, self.palette.text)]
        train, validation = self.palette.train, self.palette.validation
        names = coloured("━ train", train), coloured("┅ validation", validation)
        self.say(Content("  ").join(names))
        lines = [
            Line(Role.VALIDATION, curves.epochs, curves.validation_loss),
            Line(Role.TRAIN, curves.epochs, curves.train_loss),
        ]
        return line_plot(lines, width, height, self.palette, logarithmic=True, level=self.chance)
