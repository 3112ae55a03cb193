"""The weights of a network, a matrix at a time, to choose one of them."""

from typing import ClassVar

import numpy as np
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from tui_mlp.lecture.derivations import Weight, weight_page
from tui_mlp.lecture.pages.layout import Cell, PageView
from tui_mlp.lecture.pages.page import Matrix
from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.ui.explain.page_panel import PagePanel
from tui_mlp.ui.help_screen import HelpScreen
from tui_mlp.ui.widgets.closes_once import ClosesOnce
from tui_mlp.ui.widgets.footer import BACK, HELP, Hint, KeyFooter

_LAYERS = Hint("Layer", rank=3, merges_at=0)


class WeightScreen(ClosesOnce[Weight | None]):
    """Shows a matrix with a cursor; gives the weight that is chosen, or None.

    Args:
        step: the network, with its sample.
        weight: where the cursor begins.
    """

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    WeightScreen > #title { height: 1; padding: 0 1; background: $panel; text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1, 0)", "Choose", key_display="↑ ↓ ← →",
                tooltip="The row says which unit the weight leads to, the column where from"),
        Binding("down", "move(1, 0)", "Row below", show=False, tooltip="The row below"),
        Binding("left", "move(0, -1)", "Column before", show=False, tooltip="The column before"),
        Binding("right", "move(0, 1)", "Next column", show=False, tooltip="The next column"),
        Binding("left_square_bracket,pageup", "move_layer(-1)", "Layer below", key_display="[",
                group=_LAYERS, tooltip="The matrix of the layer below"),
        Binding("right_square_bracket,pagedown", "move_layer(1)", "Layer above", key_display="]",
                group=_LAYERS, tooltip="The matrix of the layer above"),
        *(Binding(str(layer), f"go_to_layer({layer})", f"Layer {layer}", show=False,
                  tooltip=f"The matrix of layer {layer}") for layer in range(1, 10)),
        Binding("enter", "take", "Follow its paths", key_display="⏎", group=Hint(rank=1),
                tooltip="See the paths from this weight to the loss"),
        Binding("question_mark", "help", "Help", key_display="?", group=HELP, id="help",
                tooltip="Every key of this view"),
        Binding("escape,q", "dismiss(None)", "Back", key_display="esc", group=BACK,
                tooltip="Leave the weight as it was"),
    ]  # fmt: skip

    def __init__(self, step: Derivation, weight: Weight) -> None:
        super().__init__()
        self._step, self._weight = step, weight
        self._first_column = 0

    def compose(self) -> ComposeResult:
        yield Static(Content(""), id="title")
        yield PagePanel()
        yield KeyFooter()

    def on_mount(self) -> None:
        self.call_after_refresh(self._show, from_top=True)

    def on_resize(self) -> None:
        self.call_after_refresh(self._show)

    def _show(self, *, from_top: bool = False) -> None:
        with np.errstate(all="ignore"):  # a network that diverged has inf and NaN in it
            page = weight_page(self._step, self._weight)
        place = next(at for at, block in enumerate(page.blocks) if isinstance(block, Matrix))
        cell = Cell(place, self._weight.i - 1, self._weight.j - 1)
        panel = self.query_one(PagePanel)
        # twice, as only a page that is laid out tells how many columns it has room for
        panel.show(page, PageView(self._first_column, cell), from_top=from_top)
        self._first_column = panel.window_with(self._first_column, cell)
        panel.show(page, PageView(self._first_column, cell), from_top=False)
        panel.border_title = ""
        panel.bring_to_view(cell)
        layer, depth = self._weight.layer, self._step.network.depth
        title = f"Which weight?  layer {layer} of {depth} · row {self._weight.i}"
        self.query_one("#title", Static).update(Content(f"{title} · column {self._weight.j}"))

    def _at(self, layer: int, i: int, j: int) -> None:
        """Go to a weight, or to the nearest one that there is."""
        layer = min(max(layer, 1), self._step.network.depth)
        units, fan_in = self._step.network.weights[layer - 1].shape
        self._weight = Weight(layer, min(max(i, 1), units), min(max(j, 1), fan_in))
        self._show()

    def action_move(self, rows: int, columns: int) -> None:
        layer, i, j = self._weight
        self._at(layer, i + rows, j + columns)

    def action_move_layer(self, offset: int) -> None:
        layer, i, j = self._weight
        self._at(layer + offset, i, j)

    def action_go_to_layer(self, layer: int) -> None:
        self._at(layer, self._weight.i, self._weight.j)

    def action_take(self) -> None:
        self.dismiss(self._weight)

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(self))
