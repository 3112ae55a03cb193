"""The network's picture on the screen: live, with a unit in focus."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.style import Style

from tui_mlp.training.snapshot import Snapshot
from tui_mlp.training.units.unit_maps import Unit, UnitMaps
from tui_mlp.ui.drawing.strips import blank_rows, text_row
from tui_mlp.ui.network.network_picture import network_picture
from tui_mlp.ui.network.unit_figures import unit_figures
from tui_mlp.ui.network.unit_places import MapRequest, PlacedUnits, map_request, place_units
from tui_mlp.ui.widgets.footer import BACK
from tui_mlp.ui.widgets.panel import DrawnPanel

_IN_BORDER = 4
"""Cells of a border that no text takes."""


class PicturePanel(DrawnPanel):
    """Draws each unit as what it answers to and each weight as a line, and lets units be chosen."""

    EXPLANATION: ClassVar[str] = (
        "Each unit is a map: of 2-D data, of its activation over the plane; of images, of the "
        "weights from the pixels to it; else bars of its activation, of the shown sample above and "
        "in the mean below. Each weight is a line: its colour is the sign, its brightness and its "
        "width the size. Of layers too wide to draw, the units of largest effect are shown."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1, 0)", "Layer before", show=False,
                tooltip="To a unit of the layer before"),
        Binding("right", "move(1, 0)", "Next layer", show=False,
                tooltip="To a unit of the next layer"),
        Binding("up", "move(0, -1)", "Unit above", show=False, tooltip="To the unit above"),
        Binding("down", "move(0, 1)", "Unit below", show=False, tooltip="To the unit below"),
        Binding("0,delete,backspace", "switch", "Unit off/on", show=False, key_display="0 delete",
                tooltip="Switch the unit off in all that is shown, or on again; training keeps it"),
        Binding("escape", "leave", "Back", key_display="esc", group=BACK,
                tooltip="No unit in focus"),
    ]  # fmt: skip

    DEFAULT_CSS = "PicturePanel { padding: 0; }"
    BORDER_TITLE = "Network, live"

    focus_unit: reactive[Unit | None] = reactive(None)
    """The unit that is told all about."""

    class Wanted(Message):
        """The panel shows other units now, or another size of their maps."""

    class UnitChosen(Message):
        """Another unit is in focus, or none."""

        def __init__(self, unit: Unit | None) -> None:
            super().__init__()
            self.unit = unit

    class Switched(Message):
        """A unit is to be switched off, or on again."""

        def __init__(self, unit: Unit, run: int) -> None:
            super().__init__()
            self.unit = unit
            self.run = run

    def __init__(self) -> None:
        super().__init__()
        self._wanted: MapRequest | None = None
        self._run = 0

    @property
    def request(self) -> MapRequest | None:
        """The maps that the picture shows at its size; None while it is hidden."""
        width, height = self.size
        if self.snapshot is None or not self.is_mounted or not self.is_on_screen:
            return None
        if width < 1 or height < 1:
            return None
        return map_request(self.snapshot.run, width, height, whole_rows=self.few_colours)

    def shown(self, snapshot: Snapshot) -> object:
        """The maps, and the unit that is marked."""
        return snapshot.run.number, self.focus_unit, snapshot.units and snapshot.units.fingerprint

    def draw(self, snapshot: Snapshot, width: int, height: int) -> list[Strip]:
        """The units and the weights between them."""
        maps = snapshot.units
        if maps is None:
            first = text_row("computing …", width, self.palette.muted)
            return [first, *blank_rows(height - 1, width, self.palette.text)]
        self.say(self._hint(maps, width))
        return network_picture(
            maps, width, height, self.palette, self.focus_unit, glyphs=self.few_colours
        )

    def _hint(self, maps: UnitMaps, width: int) -> Content:
        """What the lines mean, or what can be done with the unit in focus."""
        if self.focus_unit is not None:
            word = "on" if self.focus_unit in maps.off else "off"
            hints = [
                Content(f"↑ ↓ ← → move · 0 switches it {word} · esc leaves it"),
                Content(f"↑ ↓ ← → · 0 {word} · esc"),
            ]
        else:
            signs = Content("solid +, dotted −")
            if not self.few_colours:
                signs = Content.assemble(
                    ("━", Style(foreground=self.palette.positive)),
                    " positive ",
                    ("━", Style(foreground=self.palette.negative)),
                    " negative",
                )
            weights = Content("weights ") + signs
            hints = [weights + Content(" · click or ↑ ↓ ← → a unit"), weights, signs]
        fitting = (hint for hint in hints if hint.cell_length <= width - _IN_BORDER)
        return next(fitting, hints[-1])

    def table(self) -> str:
        """Each unit that is drawn with its effect, then each weight between two of them."""
        maps = None if self.snapshot is None else self.snapshot.units
        return super().table() if maps is None else unit_figures(maps)

    def watch_snapshot(self) -> None:
        super().watch_snapshot()
        if self.snapshot is not None and self.snapshot.run.number != self._run:
            self._run = self.snapshot.run.number
            self._keep_a_unit_there_is()
        self._post_request()

    def _keep_a_unit_there_is(self) -> None:
        """Leave the unit in focus, unless the new network has it too."""
        if self.focus_unit is None or self.snapshot is None:
            return
        layers = self.snapshot.run.layers
        layer, number = self.focus_unit
        if layer >= len(layers) or number >= layers[layer].units:
            self.focus_unit = None

    def watch_focus_unit(self, unit: Unit | None) -> None:
        self.update_picture()
        if self.is_mounted:
            self.refresh_bindings()
            self.post_message(self.UnitChosen(unit))

    def on_resize(self) -> None:
        self._post_request()

    def on_show(self) -> None:
        self._post_request()

    def on_hide(self) -> None:
        self._post_request()

    def _post_request(self) -> None:
        request = self.request
        if request != self._wanted:
            self._wanted = request
            self.post_message(self.Wanted())

    def action_move(self, dx: int, dy: int) -> None:
        placed = self._placed()
        if placed is not None:
            self.focus_unit = placed.neighbour(self.focus_unit, dx, dy)

    def action_leave(self) -> None:
        self.focus_unit = None

    def action_switch(self) -> None:
        if self.focus_unit is not None and self.snapshot is not None:
            self.post_message(self.Switched(self.focus_unit, self.snapshot.run.number))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("leave", "switch"):
            return self.focus_unit is not None
        return True

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        placed = self._placed()
        if offset is not None and placed is not None:
            self.focus_unit = placed.unit_at(offset.x, offset.y)

    def _placed(self) -> PlacedUnits | None:
        width, height = self.size
        if self.snapshot is None or self.snapshot.units is None or width < 1 or height < 1:
            return None
        return place_units(self.snapshot.units, width, height, whole_rows=self.few_colours)
