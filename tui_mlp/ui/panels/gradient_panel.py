"""The gradient norms of every layer over time: where gradients vanish or explode."""

from typing import ClassVar

from textual.content import Content
from textual.strip import Strip

from tui_mlp.numbers import compact
from tui_mlp.training.snapshot import Snapshot
from tui_mlp.ui.drawing.heatmap import heatmap, time_axis
from tui_mlp.ui.terminal.clipboard import tab_separated
from tui_mlp.ui.widgets.panel import DrawnPanel


class GradientPanel(DrawnPanel):
    """A band of colour for each weight matrix, the output layer's on top."""

    EXPLANATION: ClassVar[str] = (
        "The norm of each weight matrix's gradient over time, before clipping, on a fixed "
        "logarithmic scale: a row that fades towards W1 is a vanishing gradient."
    )

    BORDER_TITLE = "Gradient norm ‖∇W‖ by layer"

    def shown(self, snapshot: Snapshot) -> object:
        """The norms."""
        norms = snapshot.gradient_norms
        arrays = (norms.epochs, norms.norms, norms.present)
        return (norms.norms.shape, *(array.tobytes() for array in arrays))

    def draw(self, snapshot: Snapshot, width: int, height: int) -> list[Strip]:
        """The heatmap; the epochs it covers go into the border."""
        norms = snapshot.gradient_norms
        self.say(Content(f"epochs 0 → {compact(time_axis(norms.epochs).high, 6)}"))
        return heatmap(norms, width, height, self.palette)

    def table(self) -> str:
        """Each point of the heatmap: an epoch, and the norm of each layer."""
        if self.snapshot is None:
            return super().table()
        norms = self.snapshot.gradient_norms
        layers = [f"W{layer}" for layer in range(1, norms.norms.shape[1] + 1)]
        rows = zip(norms.epochs, norms.norms, strict=True)
        return tab_separated(("epoch", *layers), ((epoch, *row) for epoch, row in rows))
