"""The gradient norms of every layer over time: where gradients vanish or explode."""

from collections.abc import Iterator
from typing import ClassVar

import numpy as np
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.reactive import reactive
from textual.strip import Strip

from tui_mlp.arrays import FloatArray
from tui_mlp.numbers import compact, epoch, superscript
from tui_mlp.training.snapshot import GradientNorms, Snapshot
from tui_mlp.ui.drawing.colours import Palette
from tui_mlp.ui.drawing.heatmap import HeatCursor, columns_of, heatmap, layer_at, time_axis
from tui_mlp.ui.drawing.line_plot import Line, Role, gutter_of, line_plot
from tui_mlp.ui.drawing.strips import text_row
from tui_mlp.ui.panels.cursor_panel import CursorPanel
from tui_mlp.ui.terminal.clipboard import tab_separated

_CURVES_FROM = 24
"""From this height on the norms are drawn as curves as well."""
_PLOT_FROM = 40
_MOST_CURVES = 6


class GradientPanel(CursorPanel):
    """A band of colour for each weight matrix, the output layer's on top; if tall, curves too."""

    EXPLANATION: ClassVar[str] = (
        "The norm of each weight matrix's gradient over time, before clipping, on a fixed "
        "logarithmic scale: a row that fades towards W1 is a vanishing gradient."
        " In full size the same norms are curves too, each with its layer's number."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *CursorPanel.BINDINGS,
        Binding("up", "move_layer(1)", "Layer", key_display="↑ ↓",
                tooltip="The cursor to the layer above"),
        Binding("down", "move_layer(-1)", "Layer below", show=False,
                tooltip="The cursor to the layer below"),
    ]  # fmt: skip

    BORDER_TITLE = "Gradient norm ‖∇W‖ by layer"

    cursor_layer: reactive[int] = reactive(1, repaint=False, init=False)
    """The layer that the cursor reads, counted from 1."""

    def shown(self, snapshot: Snapshot) -> object:
        """The norms, and what is read."""
        norms = snapshot.gradient_norms
        arrays = (norms.epochs, norms.norms, norms.present)
        looks = (self.cursor, self.cursor_layer, norms.norms.shape)
        return (*looks, *(array.tobytes() for array in arrays))

    def draw(self, snapshot: Snapshot, width: int, height: int) -> list[Strip]:
        """The heatmap, and curves below it; what is read goes into the border."""
        norms = snapshot.gradient_norms
        cursor = self._cursor_at(snapshot)
        self.say(self._legend(snapshot, width - 2))
        map_height, label_width = self._map_size(height)
        rows = heatmap(
            norms, width, map_height, self.palette, cursor=cursor, label_width=label_width
        )
        if map_height == height:
            return rows
        title = "The same as curves, each with its layer's number" + _left_out(norms)
        rows.append(text_row(title, width, self.palette.muted))
        return rows + line_plot(
            list(_curves(norms, self.palette)),
            label_width + columns_of(len(norms.present), width, label_width)[1],
            height - len(rows),
            self.palette,
            logarithmic=True,
            cursor=None if cursor is None else cursor.epoch,
        )

    @staticmethod
    def _map_size(height: int) -> tuple[int, int]:
        """The rows of the heatmap, and the least width of its labels: the plot's below it."""
        if height < _CURVES_FROM:
            return height, 0
        map_height = (height - 1) // 2
        return map_height, gutter_of(_PLOT_FROM, height)

    def epochs(self, snapshot: Snapshot) -> FloatArray:
        """Those at which a bucket ends."""
        return snapshot.gradient_norms.epochs

    def epochs_across(self, snapshot: Snapshot) -> tuple[int, int, float, float]:
        """Where the heatmap has them."""
        norms = snapshot.gradient_norms
        width, height = self.size
        first, count = columns_of(len(norms.present), width, self._map_size(height)[1])
        return first, count, 0.0, time_axis(norms.epochs).high

    def watch_cursor_layer(self) -> None:
        self.update_picture()

    def action_move_layer(self, offset: int) -> None:
        if self.snapshot is not None:
            layers = len(self.snapshot.gradient_norms.present)
            self.cursor_layer = min(max(self._layer_of(layers) + offset, 1), layers)
            if self.cursor is None:
                self.action_end_cursor(1)

    def point_at(self, event: events.MouseEvent) -> None:
        """Read the layer and the epoch where the mouse is."""
        offset, snapshot = event.get_content_offset(self), self.snapshot
        if offset is not None and snapshot is not None:
            map_height, _ = self._map_size(self.size.height)
            layers = len(snapshot.gradient_norms.present)
            layer = layer_at(offset.y, layers, self.size.width, map_height)
            if layer is not None:
                self.cursor_layer = layer
        super().point_at(event)

    def table(self) -> str:
        """Each point of the heatmap: an epoch, and the norm of each layer."""
        if self.snapshot is None:
            return super().table()
        norms = self.snapshot.gradient_norms
        layers = [f"W{layer}" for layer in range(1, norms.norms.shape[1] + 1)]
        rows = zip(norms.epochs, norms.norms, strict=True)
        return tab_separated(("epoch", *layers), ((epoch, *row) for epoch, row in rows))

    def _layer_of(self, layers: int) -> int:
        """The layer that is read, in a network of so many."""
        return min(self.cursor_layer, layers)

    def _cursor_at(self, snapshot: Snapshot) -> HeatCursor | None:
        place, norms = self.place(snapshot), snapshot.gradient_norms
        if place is None:
            return None
        return HeatCursor(self._layer_of(len(norms.present)), float(norms.epochs[place]))

    def _legend(self, snapshot: Snapshot, width: int) -> Content:
        """The epochs covered, or the norm at the cursor."""
        norms = snapshot.gradient_norms
        place = self.place(snapshot)
        if place is None:
            text = f"epochs 0 → {compact(time_axis(norms.epochs).high, 6)}"
        else:
            layer = self._layer_of(len(norms.present))
            value = compact(float(norms.norms[place, layer - 1]))
            where = epoch(round(float(norms.epochs[place]), 2))
            choices = (f"‖∇W{superscript(layer)}‖ = {value} at epoch {where}", f"{value} @ {where}")
            text = choices[0] if len(choices[0]) <= width else choices[1]
        return Content(text if len(text) <= width else "")


def _chosen(layers: int) -> list[int]:
    """The layers whose curves are drawn: all, or a few from the first to the last."""
    places = np.linspace(1, layers, min(layers, _MOST_CURVES))
    return sorted({round(place) for place in places.tolist()})


def _left_out(norms: GradientNorms) -> str:
    layers = len(norms.present)
    count = layers - len(_chosen(layers))
    return f" ({count} of {layers} layers left out)" if count else ""


def _curves(norms: GradientNorms, palette: Palette) -> Iterator[Line]:
    """The curves of the layers; a norm of 0 has no place on a logarithmic axis."""
    for number, layer in enumerate(_chosen(len(norms.present))):
        column = norms.norms[:, layer - 1]
        values = np.where(column > 0, column, np.nan)
        pairs = np.stack([values, values], axis=-1)
        glyph = str(layer)[-1] if layer < 10 else superscript(layer)[-1]
        yield Line(
            Role.OTHER, norms.epochs, pairs, palette.curves[number % len(palette.curves)], glyph
        )
