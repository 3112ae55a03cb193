"""The plane, a cursor in it, and the points that were put there."""

from typing import ClassVar

import numpy as np
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click, Key
from textual.message import Message
from textual.strip import Strip

from tui_mlp.arrays import FloatArray
from tui_mlp.data.added_points import MOST_POINTS, AddedPoint
from tui_mlp.numbers import fixed, setting_text
from tui_mlp.training.snapshot import RunDescription, Snapshot
from tui_mlp.ui.drawing.colours import class_glyph
from tui_mlp.ui.panels.boundary_panel import BoundaryPanel
from tui_mlp.ui.samples.plane_mark import point_at
from tui_mlp.ui.widgets.footer import Hint

_CLASSES = Hint("Class", rank=8, merges_at=0)
_CURSOR = "┼"
_DIGITS = 4
"""Significant digits of a coordinate: a cell is wider than what is cut off."""


class PlacingPanel(BoundaryPanel):
    """Puts points of a chosen class where the cursor is, or the mouse clicks."""

    EXPLANATION: ClassVar[str] = (
        "Arrows move the cursor, shift and arrow by five cells; p, space or a click puts a point of"
        " the chosen class there; a digit or , and . choose the class; backspace takes the last"
        " point away, c all of them; ⏎ starts a run that is trained on them too, beside the set's"
        " own samples, and u in the trainer brings the old one back."
    )
    focus_help = ("Put points of your own into the plane; a run is trained on them too (⏎).",)
    BORDER_TITLE = "Points of your own"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(0,-1)", "Move", key_display="← → ↑ ↓", tooltip="Move the cursor up"),
        Binding("down", "move(0,1)", "Down", show=False, tooltip="Move the cursor down"),
        Binding("left", "move(-1,0)", "Left", show=False, tooltip="Move the cursor left"),
        Binding("right", "move(1,0)", "Right", show=False, tooltip="Move the cursor right"),
        Binding("shift+up", "move(0,-5)", "Up 5", show=False, tooltip="Five cells up"),
        Binding("shift+down", "move(0,5)", "Down 5", show=False, tooltip="Five cells down"),
        Binding("shift+left", "move(-5,0)", "Left 5", show=False, tooltip="Five cells left"),
        Binding("shift+right", "move(5,0)", "Right 5", show=False, tooltip="Five cells right"),
        Binding("p,space", "put", "Put", tooltip="Put a point of the chosen class here"),
        Binding("backspace,delete", "take", "Take away", group=Hint(rank=9),
                tooltip="Take the last point away"),
        Binding("c", "clear", "Clear", group=Hint(rank=10), tooltip="Take all points away"),
        Binding("comma", "class_after(-1)", "Class before", key_display=",", group=_CLASSES,
                tooltip="The class before"),
        Binding("full_stop", "class_after(1)", "Next class", key_display=".", group=_CLASSES,
                tooltip="The next class"),
    ]  # fmt: skip

    class Changed(Message):
        """There are other points, or the cursor has moved."""

    def __init__(self) -> None:
        super().__init__()
        self.points: tuple[AddedPoint, ...] = ()
        """Those that were put, the last one last."""
        self.chosen_class = 0
        self.cursor: tuple[int, int] | None = None
        """(column, row) of the plane; None before it is drawn."""

    @property
    def plane_size(self) -> tuple[int, int]:
        """(columns, rows) of the plane in cells."""
        width, height = self.size
        return width, height - self.legend_rows(height)

    def draw(self, snapshot: Snapshot, width: int, height: int) -> list[Strip]:
        """The plane with the points, each as the glyph of its class, and the cursor."""
        columns, rows = self.plane_size
        column, row = self.cursor or (columns // 2, rows // 2)
        self.cursor = min(column, columns - 1), min(row, rows - 1)
        names = snapshot.run.class_names
        marks = [
            (class_glyph(names.index(point.class_name)), _coordinates(point))
            for point in self.points
            if point.class_name in names
        ]
        here = self._here
        if here is not None:
            marks.append((_CURSOR, here))
        self.marks = tuple(marks)
        return super().draw(snapshot, width, height)

    def shown(self, snapshot: Snapshot) -> object:
        """The plane, the points and the cursor."""
        return super().shown(snapshot), self.points, self.cursor, self.chosen_class

    def _axes(self, run: RunDescription, width: int, meaning: str) -> Content:
        """The chosen class, and where the cursor is, in the place of the axes' names."""
        del run, width, meaning
        return Content(self.words)

    @property
    def words(self) -> str:
        """What the next point would be, and how many there are."""
        snapshot, here = self.snapshot, self._here
        if snapshot is None or here is None:
            return ""
        name = snapshot.run.class_names[self.chosen_class]
        count = f"{len(self.points)} put" if self.points else "none put"
        place = ", ".join(fixed(value, 6).strip() for value in here.tolist())
        glyph = class_glyph(self.chosen_class)
        return f"{glyph} {name} at {place} · {count}"

    @property
    def _here(self) -> FloatArray | None:
        snapshot = self.snapshot
        if snapshot is None or snapshot.run.extent is None or self.cursor is None:
            return None
        return point_at(self.cursor, snapshot.run.extent, self.plane_size)

    def _changed(self) -> None:
        self.update_picture()
        self.post_message(self.Changed())

    def action_move(self, right: int, down: int) -> None:
        if self.cursor is not None:
            columns, rows = self.plane_size
            column, row = self.cursor
            self.cursor = (
                min(max(column + right, 0), columns - 1),
                min(max(row + down, 0), rows - 1),
            )
            self._changed()

    def action_put(self) -> None:
        here, snapshot = self._here, self.snapshot
        if here is None or snapshot is None or len(self.points) >= MOST_POINTS:
            return
        x1, x2 = (float(setting_text(value, _DIGITS)) for value in here.tolist())
        name = snapshot.run.class_names[self.chosen_class]
        self.points = (*self.points, AddedPoint(x1, x2, name))
        self._changed()

    def action_take(self) -> None:
        self.points = self.points[:-1]
        self._changed()

    def action_clear(self) -> None:
        self.points = ()
        self._changed()

    def action_class_after(self, offset: int) -> None:
        if self.snapshot is not None:
            count = len(self.snapshot.run.class_names)
            self.chosen_class = (self.chosen_class + offset) % count
            self._changed()

    def on_key(self, event: Key) -> None:
        count = 0 if self.snapshot is None else len(self.snapshot.run.class_names)
        if event.key.isdecimal() and 1 <= int(event.key) <= count:
            event.stop()
            event.prevent_default()
            self.chosen_class = int(event.key) - 1
            self._changed()

    def on_click(self, event: Click) -> None:
        event.prevent_default()
        place = event.get_content_offset(self)
        columns, rows = self.plane_size
        if place is not None and place.x < columns and place.y < rows:
            self.cursor = place.x, place.y
            self.action_put()


def _coordinates(point: AddedPoint) -> FloatArray:
    return np.array([point.x1, point.x2], np.float32)
