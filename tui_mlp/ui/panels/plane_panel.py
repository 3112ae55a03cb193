"""What panels that show the plane of 2-D data have in common: the grid they want, and the label."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from tui_mlp.training.snapshot import Snapshot
from tui_mlp.ui.widgets.panel import DrawnPanel

_LEGEND_FROM = 8


class PlanePanel(DrawnPanel):
    """Asks for another grid of points when its size changes, or another label is looked at."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move_label(-1)", "Previous label", show=False,
                tooltip="Of multi-label data, the label before"),
        Binding("right", "move_label(1)", "Next label", show=False,
                tooltip="Of multi-label data, the next label"),
    ]  # fmt: skip
    DEFAULT_CSS = "PlanePanel { padding: 0; }"

    class Wanted(Message):
        """Another grid of points would fit now, or another label is to be shown."""

    def __init__(self) -> None:
        super().__init__()
        self.label = 0
        """The label to show where a sample may have several."""
        self._posted: tuple[int, int] | None = None

    @property
    def grid_size(self) -> tuple[int, int] | None:
        """(columns, rows) of the grid of points that fits; None when the panel is hidden."""
        width, height = self.size
        if not self.is_mounted or not self.is_on_screen or width < 1 or height < 1:
            return None
        return width, 2 * (height - self.legend_rows(height))

    @staticmethod
    def legend_rows(height: int) -> int:
        """How many of the rows are a legend."""
        return int(height >= _LEGEND_FROM)

    def label_count(self, snapshot: Snapshot) -> int:
        """How many labels there are to look at; 0 where a sample has one class."""
        return len(snapshot.run.class_names) if snapshot.run.output.labels else 0

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "move_label":
            return self.snapshot is not None and self.label_count(self.snapshot) > 0
        return super().check_action(action, parameters)

    def action_move_label(self, offset: int) -> None:
        count = 0 if self.snapshot is None else self.label_count(self.snapshot)
        if count:
            self.label = (self.label + offset) % count
            self.post_message(self.Wanted())

    def on_resize(self) -> None:
        self._post_size()

    def on_show(self) -> None:
        self._post_size()

    def on_hide(self) -> None:
        self._post_size()

    def _post_size(self) -> None:
        size = self.grid_size
        if size != self._posted:
            self._posted = size
            self.post_message(self.Wanted())
