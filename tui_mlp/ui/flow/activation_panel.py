"""The activations of the hidden layers over time: where units saturate, or fall silent."""

from typing import ClassVar

from textual.content import Content
from textual.strip import Strip

from tui_mlp.numbers import compact, grouped
from tui_mlp.training.units.activation_history import SAMPLES, ActivationSpread
from tui_mlp.ui.drawing.colours import Palette, palette_of
from tui_mlp.ui.drawing.strips import blank_rows, text_row
from tui_mlp.ui.flow.activation_plot import MOST_LAYERS, activation_plot, shown_layers
from tui_mlp.ui.terminal.clipboard import tab_separated
from tui_mlp.ui.widgets.panel import Panel

_MEASURING = "measuring …"


class ActivationPanel(Panel):
    """Mean and standard deviation of each hidden layer's activations, epoch by epoch."""

    focus_help = ("The mean and deviation of each hidden layer's activations, epoch by epoch.",)
    BORDER_TITLE = "Activations aˡ: mean ± deviation"
    EXPLANATION: ClassVar[str] = (
        f"The activations of each hidden layer on {SAMPLES} training samples, without dropout: a"
        " line for their mean and upright bars for one standard deviation up and down, both with"
        " the layer's number in them; the bars of an epoch stand side by side, layer 1 first. A"
        " sigmoid whose bar shrinks towards 0 or 1 saturates, a relu at 0 is dead. After Glorot and"
        " Bengio 2010, figure 2."
        f" Of more than {MOST_LAYERS} hidden layers some are left out."
    )

    def __init__(self) -> None:
        super().__init__()
        self._spread: ActivationSpread | None = None
        self._palette: Palette | None = None
        self._rows: list[Strip] | None = None

    def show(self, spread: ActivationSpread | None) -> None:
        """Show what was measured."""
        self._spread, self._rows = spread, None
        if spread is not None and spread.mean.size:
            self.border_subtitle = Content(_about(spread))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One row of the plot."""
        width, height = self.size
        self._palette = palette = self._palette or palette_of(self)
        if self._spread is None:
            return text_row(_MEASURING if y == 0 else "", width, palette.muted)
        if self._rows is None:
            self._rows = activation_plot(self._spread, width, height, palette)
        return self._rows[y] if y < len(self._rows) else blank_rows(1, width, palette.text)[0]

    def on_resize(self) -> None:
        self._rows = None
        self.refresh()

    def notify_style_update(self) -> None:
        """Take the colours of the theme that is chosen now."""
        super().notify_style_update()
        self._palette = self._rows = None

    def table(self) -> str:
        """Each epoch that was measured, with the mean and the deviation of every hidden layer."""
        spread = self._spread
        if spread is None:
            return super().table()
        layers = range(1, spread.mean.shape[1] + 1)
        names = [f"{word} a{layer}" for layer in layers for word in ("mean", "deviation")]
        rows = (
            (at, *(float(of[place, layer - 1]) for layer in layers for of in
                   (spread.mean, spread.deviation)))
            for place, at in enumerate(spread.epochs.tolist())
        )  # fmt: skip
        return tab_separated(("epoch", *names), rows)


def _about(spread: ActivationSpread) -> str:
    """What the figures are of, and how far they reach."""
    count = spread.mean.shape[1]
    left_out = count - len(shown_layers(count))
    more = f" · {left_out} of {count} layers left out" if left_out else ""
    start, end = float(spread.epochs[0]), float(spread.epochs[-1])
    return f"{grouped(spread.samples)} samples · epochs {compact(start)} → {compact(end)}{more}"
