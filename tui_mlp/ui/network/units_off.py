"""The line that says that some units are switched off in all that is shown."""

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual.strip import Strip

from tui_mlp.numbers import nats
from tui_mlp.training.snapshot import Snapshot
from tui_mlp.training.units.unit_maps import Unit
from tui_mlp.ui.drawing.strips import blank_rows, text_row
from tui_mlp.ui.widgets.panel import DrawnPanel

_MOST_NAMED = 3


class UnitsOff(DrawnPanel, can_focus=False):
    """Hidden while every unit is on; else which are off, and what that does to the loss."""

    BORDER_TITLE = "Units off"
    EXPLANATION: ClassVar[str] = (
        "While units are switched off: which ones, and the validation loss with and without them. "
        "All pictures but the curves and the gradients are of the network without them."
    )
    DEFAULT_CSS = """
    UnitsOff {
        height: 1;
        border: none;
        padding: 0 1;
    }
    """

    def watch_snapshot(self) -> None:
        self.display = self.snapshot is not None and self.snapshot.ablated is not None
        super().watch_snapshot()

    def shown(self, snapshot: Snapshot) -> object:
        """All that the line says."""
        return snapshot.run.number, snapshot.ablated

    def draw(self, snapshot: Snapshot, width: int, height: int) -> list[Strip]:
        """As much as fits of what is off, what it does, and that training does not know of it."""
        off = snapshot.ablated
        if off is None:
            return blank_rows(height, width, self.palette.text)
        count = len(off.units)
        shown = f"{count} unit{'s' * (count > 1)} off in these pictures"
        named = shown.replace(" off", f" ({_names(sorted(off.units), snapshot)}) off")
        part = "validation" if snapshot.validation is not None else "training"
        loss = f"{part} loss {nats(off.before.loss).strip()} → {nats(off.after.loss).strip()}"
        kept = f"training keeps {'them' if count > 1 else 'it'}"
        here = shown.replace("in these pictures", "here")
        for parts in ((named, loss, kept), (shown, loss, kept), (here, loss, kept), (here, kept)):
            words = " · ".join(parts)
            if cell_len(words) <= width:
                break
        rows = [text_row(words, width, self.palette.validation)]
        return [*rows, *blank_rows(height - 1, width, self.palette.text)]


def _names(units: Sequence[Unit], snapshot: Snapshot) -> str:
    """Where the first units are: "layer 1: 3", or the names of features."""
    words = [
        snapshot.run.feature_names[number] if layer == 0 else f"layer {layer} unit {number + 1}"
        for layer, number in units[:_MOST_NAMED]
    ]
    return ", ".join([*words, "…"] if len(units) > _MOST_NAMED else words)
