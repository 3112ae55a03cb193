"""The confusion matrix of the samples that are looked at."""

from typing import ClassVar

from textual.content import Content
from textual.strip import Strip

from tui_mlp.training.snapshot import Snapshot
from tui_mlp.ui.drawing.confusion import confusion_matrix
from tui_mlp.ui.drawing.strips import blank_rows, text_row
from tui_mlp.ui.terminal.clipboard import tab_separated
from tui_mlp.ui.widgets.panel import DrawnPanel


class ConfusionPanel(DrawnPanel):
    """How often each true class was taken for each other one."""

    EXPLANATION: ClassVar[str] = (
        "How often each true class (row) was taken for each class (column) in the validation part."
    )

    BORDER_TITLE = "Confusion matrix"

    def shown(self, snapshot: Snapshot) -> object:
        """The counts, and the names of the classes."""
        counts = snapshot.confusion
        return (snapshot.run.class_names, None if counts is None else counts.tobytes())

    def draw(self, snapshot: Snapshot, width: int, height: int) -> list[Strip]:
        """The matrix."""
        if snapshot.confusion is None:
            first = text_row("counting …", width, self.palette.muted)
            return [first, *blank_rows(height - 1, width, self.palette.text)]
        self.say(Content("true ↓ · predicted →"))
        names = snapshot.run.class_names
        return confusion_matrix(snapshot.confusion, names, width, height, self.palette)

    def table(self) -> str:
        """The counts: a row for each true class, a column for each predicted one."""
        snapshot = self.snapshot
        if snapshot is None or snapshot.confusion is None:
            return super().table()
        names = snapshot.run.class_names
        rows = zip(names, snapshot.confusion.tolist(), strict=True)
        return tab_separated(("true", *names), ((name, *row) for name, row in rows))
