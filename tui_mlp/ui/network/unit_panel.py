"""The unit in focus of the network's picture: its map large, its weights and its numbers."""

import textwrap
from typing import ClassVar

from textual.content import Content
from textual.message import Message
from textual.strip import Strip

from tui_mlp.training.snapshot import Snapshot
from tui_mlp.ui.drawing.strips import blank_rows, text_row
from tui_mlp.ui.network.unit_detail import detail_map_size, unit_detail
from tui_mlp.ui.network.unit_ranking import unit_ranking
from tui_mlp.ui.widgets.panel import DrawnPanel

_HOW = "A unit of the picture, chosen by a click or by the arrows, is shown here in full."


class UnitPanel(DrawnPanel, can_focus=False):
    """Shows all about one unit; which one is chosen in the picture."""

    EXPLANATION: ClassVar[str] = (
        "The unit in focus of the network's picture: its activation a for the shown sample, its "
        "bias b, its map, and the weights to it and from it, the largest ones where not all fit. "
        "Without one: the units of each layer with the largest effect on the next one."
    )
    BORDER_TITLE = "Unit"

    class Resized(Message):
        """The panel has room for a map of another size."""

    @property
    def map_size(self) -> tuple[int, int]:
        """Columns and rows of the unit's map that fit."""
        return detail_map_size(*self.size)

    def on_resize(self) -> None:
        self.post_message(self.Resized())

    def shown(self, snapshot: Snapshot) -> object:
        """All about the unit."""
        detail = None if snapshot.units is None else snapshot.units.detail
        if snapshot.units is None:
            return None
        if detail is None:
            layers = snapshot.units.layers
            ranked = tuple((each.shown.tobytes(), each.effects.tobytes()) for each in layers)
            return (snapshot.run.number, ranked)
        return (
            snapshot.run.number,
            detail.unit,
            detail.unit in snapshot.units.off,
            detail.activation,
            detail.bias,
            detail.incoming.tobytes(),
            detail.outgoing.tobytes(),
            detail.values.shape,
            detail.values.tobytes(),
        )

    def draw(self, snapshot: Snapshot, width: int, height: int) -> list[Strip]:
        """The unit, or how to choose one."""
        maps = snapshot.units
        if maps is None or maps.detail is None:
            self.say(Content(""))
            rows = [
                text_row(line, width, self.palette.muted) for line in textwrap.wrap(_HOW, width)
            ]
            rows += blank_rows(1, width, self.palette.text)
            room = max(height - len(rows), 0)
            if maps is None:
                return (rows + blank_rows(room, width, self.palette.text))[:height]
            return (rows + unit_ranking(maps, width, room, self.palette))[:height]
        self.say(Content("switched off" if maps.detail.unit in maps.off else ""))
        return unit_detail(maps, width, height, self.palette, glyphs=self.few_colours)
