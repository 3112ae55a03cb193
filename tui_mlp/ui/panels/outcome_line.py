"""The line that says what a run that is finished came to."""

from typing import ClassVar

from rich.cells import cell_len
from textual.strip import Strip

from tui_mlp.training.snapshot import RunState, Snapshot
from tui_mlp.ui.drawing.strips import blank_rows, clip, text_row
from tui_mlp.ui.panels.end_of_run import outcome_lines
from tui_mlp.ui.widgets.panel import DrawnPanel


class OutcomeLine(DrawnPanel, can_focus=False):
    """Hidden until the run is finished; it covers nothing, and stays until something changes."""

    BORDER_TITLE = "Outcome"
    EXPLANATION: ClassVar[str] = (
        "Of a run that is finished: the best epoch by its validation loss, what the test part "
        "gives, which is looked at only now, and under which name both the best and the last "
        "state are kept."
    )
    DEFAULT_CSS = """
    OutcomeLine {
        height: 1;
        border: none;
        padding: 0 1;
        display: none;
    }
    """

    def watch_snapshot(self) -> None:
        snapshot = self.snapshot
        finished = snapshot is not None and snapshot.state is RunState.FINISHED
        self.display = finished and snapshot is not None and snapshot.scenario is None
        super().watch_snapshot()

    def shown(self, snapshot: Snapshot) -> object:
        """All that the line says."""
        return snapshot.run.number, snapshot.state, outcome_lines(snapshot)

    def draw(self, snapshot: Snapshot, width: int, height: int) -> list[Strip]:
        """The longest of the lines that fits, else what fits of the shortest."""
        lines = outcome_lines(snapshot)
        words = next((each for each in lines if cell_len(each) <= width), lines[-1])
        rows = [text_row(clip(words, min(cell_len(words), width)), width, self.palette.good)]
        return [*rows, *blank_rows(height - 1, width, self.palette.text)]
