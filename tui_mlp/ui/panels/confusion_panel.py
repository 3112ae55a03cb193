"""The confusion matrix of the samples that are looked at."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.strip import Strip

from tui_mlp.numbers import grouped
from tui_mlp.training.snapshot import Snapshot
from tui_mlp.ui.drawing.confusion import (
    cell_at,
    confusion_matrix,
    frequent_confusions,
    listed_alone,
)
from tui_mlp.ui.drawing.strips import blank_rows, text_row
from tui_mlp.ui.terminal.clipboard import tab_separated
from tui_mlp.ui.widgets.panel import DrawnPanel


class ConfusionPanel(DrawnPanel):
    """How often each true class was taken for each other one."""

    EXPLANATION: ClassVar[str] = (
        "How often each true class (row) was taken for each class (column) in the validation part."
        " Arrows choose a cell, and ⏎ or a click shows its samples, one after another."
    )

    BORDER_TITLE = "Confusion matrix"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "pick", "Its next sample", key_display="⏎", show=False,
                tooltip="Show the next sample of the cell under the cursor"),
        Binding("up", "move(-1, 0)", "True class before", show=False, tooltip="A row up"),
        Binding("down", "move(1, 0)", "Next true class", show=False, tooltip="A row down"),
        Binding("left", "move(0, -1)", "Predicted before", show=False, tooltip="A column left"),
        Binding("right", "move(0, 1)", "Next predicted", show=False, tooltip="A column right"),
    ]  # fmt: skip

    class Picked(Message):
        """The next sample of a cell is wanted.

        Args:
            true: the cell's true class.
            predicted: its predicted class.
        """

        def __init__(self, true: int, predicted: int) -> None:
            super().__init__()
            self.true, self.predicted = true, predicted

    def __init__(self) -> None:
        super().__init__()
        self._cursor = (0, 0)
        self._chosen = False

    def shown(self, snapshot: Snapshot) -> object:
        """The counts, the names of the classes, and the cursor while the panel has the focus."""
        counts = snapshot.confusion
        cursor = self._cursor if self.has_focus else None
        return (snapshot.run.class_names, None if counts is None else counts.tobytes(), cursor)

    def draw(self, snapshot: Snapshot, width: int, height: int) -> list[Strip]:
        """The matrix."""
        counts, names = snapshot.confusion, snapshot.run.class_names
        if counts is None:
            first = text_row("counting …", width, self.palette.muted)
            return [first, *blank_rows(height - 1, width, self.palette.text)]
        last = len(names) - 1
        self._cursor = min(self._cursor[0], last), min(self._cursor[1], last)
        cursor = self._cursor if self.has_focus else None
        self.say(Content("true ↓ · predicted →") if cursor is None else self._cell_words(snapshot))
        return confusion_matrix(counts, names, width, height, self.palette, cursor=cursor)

    def table(self) -> str:
        """The counts: a row for each true class, a column for each predicted one."""
        snapshot = self.snapshot
        if snapshot is None or snapshot.confusion is None:
            return super().table()
        names = snapshot.run.class_names
        rows = zip(names, snapshot.confusion.tolist(), strict=True)
        return tab_separated(("true", *names), ((name, *row) for name, row in rows))

    def _cell_words(self, snapshot: Snapshot) -> Content:
        """The cell under the cursor, and what ⏎ does."""
        true, predicted = self._cursor
        names, counts = snapshot.run.class_names, snapshot.confusion
        count = 0 if counts is None else int(counts[true, predicted])
        what = f"{grouped(count)} · ⏎ next" if count else "none"
        return Content(f"{names[true]} → {names[predicted]}: {what}")

    def action_move(self, down: int, right: int) -> None:
        if self.snapshot is None or self.snapshot.confusion is None:
            return
        listed = listed_alone(self.snapshot.confusion, *self.size)
        true, predicted = self._cursor
        if listed:
            place = listed.index(self._cursor) + down + right if self._cursor in listed else 0
            self._cursor = listed[place % len(listed)]
        else:
            count = len(self.snapshot.run.class_names)
            self._cursor = (true + down) % count, (predicted + right) % count
        self.update_picture()

    def action_pick(self) -> None:
        if self.snapshot is not None and self.snapshot.confusion is not None:
            self.post_message(self.Picked(*self._cursor))

    def on_click(self, event: Click) -> None:
        place, snapshot = event.get_content_offset(self), self.snapshot
        if place is None or snapshot is None or snapshot.confusion is None:
            return
        width, height = self.size
        cell = cell_at(snapshot.confusion, snapshot.run.class_names, (width, height), place)
        if cell is not None:
            self._cursor = cell
            self.update_picture()
            self.action_pick()

    def on_focus(self) -> None:
        counts = None if self.snapshot is None else self.snapshot.confusion
        if counts is not None and not self._chosen:
            self._cursor = next(iter(frequent_confusions(counts, 1)), (0, 0))
        self._chosen = True
        self.update_picture()

    def on_blur(self) -> None:
        self.update_picture()
