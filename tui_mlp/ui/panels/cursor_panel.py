"""What the panels against epochs have in common: a cursor that reads a place."""

import math
from abc import abstractmethod
from typing import ClassVar

import numpy as np
from textual import events
from textual.binding import Binding, BindingType
from textual.reactive import reactive

from tui_mlp.arrays import FloatArray
from tui_mlp.training.snapshot import Snapshot
from tui_mlp.ui.widgets.panel import DrawnPanel


class CursorPanel(DrawnPanel):
    """A picture with epochs across, and a cursor for a key or the mouse to move.

    At the right end the cursor follows the latest epoch. It goes with the focus, or the mouse.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move_cursor(-1)", "Cursor", key_display="← →",
                tooltip="The cursor to the left: the border reads what is there"),
        Binding("right", "move_cursor(1)", "Cursor right", show=False,
                tooltip="The cursor to the right"),
        Binding("pageup", "move_cursor(-10)", "Cursor ten cells left", show=False,
                tooltip="The cursor ten cells to the left"),
        Binding("pagedown", "move_cursor(10)", "Cursor ten cells right", show=False,
                tooltip="The cursor ten cells to the right"),
        Binding("home", "end_cursor(-1)", "Cursor to the first epoch", show=False,
                tooltip="The cursor to the first epoch"),
        Binding("end", "end_cursor(1)", "Cursor to the last epoch", show=False,
                tooltip="The cursor to the last epoch, which it follows"),
    ]  # fmt: skip

    cursor: reactive[float | None] = reactive(None, repaint=False, init=False)
    """The epoch that is read; infinite for the latest, None for no cursor."""

    @abstractmethod
    def epochs(self, snapshot: Snapshot) -> FloatArray:
        """(P,) the epochs that the cursor can stand at, rising."""

    @abstractmethod
    def epochs_across(self, snapshot: Snapshot) -> tuple[int, int, float, float]:
        """Where epochs lie: the first cell, the number of cells, the first and the last epoch."""

    def place(self, snapshot: Snapshot) -> int | None:
        """The place among the epochs that the cursor stands at; None where there is none."""
        epochs = self.epochs(snapshot)
        if self.cursor is None or not len(epochs):
            return None
        return _nearest(epochs, self.cursor)

    def watch_cursor(self) -> None:
        self.update_picture()

    def on_blur(self) -> None:
        self.cursor = None

    def on_leave(self) -> None:
        if not self.has_focus:
            self.cursor = None

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self.point_at(event)

    def on_click(self, event: events.Click) -> None:
        self.point_at(event)

    def point_at(self, event: events.MouseEvent) -> None:
        """Put the cursor where the mouse is."""
        offset, snapshot = event.get_content_offset(self), self.snapshot
        if offset is None or snapshot is None:
            return
        first, count, low, high = self.epochs_across(snapshot)
        fraction = min(max((offset.x - first + 0.5) / max(count, 1), 0.0), 1.0)
        self._stand_at(snapshot, low + fraction * (high - low))

    def action_move_cursor(self, cells: int) -> None:
        """Move by cells, but by one place at least; the first time from the latest epoch."""
        snapshot = self.snapshot
        if snapshot is None or not len(self.epochs(snapshot)):
            return
        epochs = self.epochs(snapshot)
        place = self.place(snapshot)
        if place is None:
            place = len(epochs) - 1
        _, count, low, high = self.epochs_across(snapshot)
        wanted = float(epochs[place]) + cells * (high - low) / max(count, 1)
        found = _nearest(epochs, wanted)
        if found == place:
            found = min(max(place + (1 if cells > 0 else -1), 0), len(epochs) - 1)
        self._stand_at(snapshot, float(epochs[found]))

    def action_end_cursor(self, side: int) -> None:
        self.cursor = math.inf if side > 0 else -math.inf

    def _stand_at(self, snapshot: Snapshot, epoch: float) -> None:
        epochs = self.epochs(snapshot)
        if len(epochs):
            place = _nearest(epochs, epoch)
            last = place == len(epochs) - 1
            self.cursor = math.inf if last else float(epochs[place])


def _nearest(epochs: FloatArray, epoch: float) -> int:
    """The place of the epoch nearest to one."""
    if math.isinf(epoch):
        return len(epochs) - 1 if epoch > 0 else 0
    return int(np.argmin(np.abs(epochs - epoch)))
