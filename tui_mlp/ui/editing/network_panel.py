"""The network as a table of layers that is edited in place."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual.binding import Binding, BindingType

from tui_mlp.settings import choices
from tui_mlp.settings.config_error import ConfigError
from tui_mlp.settings.layer_settings import MAX_UNITS
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.snapshot import Snapshot
from tui_mlp.ui.editing.layer_rows import layer_number, layer_table, row_name
from tui_mlp.ui.editing.rows_panel import RowsPanel
from tui_mlp.ui.widgets.footer import Hint

_UNITS = Hint("Units", rank=9, merges_at=0)
_MOVES = Hint("Move", rank=16, merges_at=0)
_FIRST_WIDTH = 8
"""Units of a hidden layer that is added where there is none."""
_MOST_DIGITS = 9
"""More are not read: Python refuses to make a number of thousands."""


class NetworkPanel(RowsPanel):
    """Lists the layers, changes the hidden ones, and posts the network that results."""

    EXPLANATION: ClassVar[str] = (
        "The layers, the weights and biases that lead into each (params), and their number. "
        "Every change starts a new run from the same seed; the old curves stay as a trace."
    )
    focus_help = (
        "The layers, the weights and biases that lead into each (params), and their number.",
        "The layers, and the weights and biases that lead into each (params).",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *RowsPanel.BINDINGS,
        Binding("enter", "edit", "Edit", show=False,
                tooltip="Type the layer's number of units"),
        Binding("left", "widen(-1)", "Narrower", group=_UNITS, tooltip="One unit fewer"),
        Binding("right", "widen(1)", "Wider", group=_UNITS, tooltip="One unit more"),
        Binding("shift+left", "halve", "Halve", show=False, tooltip="Half the units"),
        Binding("shift+right", "double", "Double", show=False, tooltip="Twice the units"),
        Binding("t", "shift_activation(1)", "Activation", show=False,
                tooltip="The next activation function"),
        Binding("T", "shift_activation(-1)", "Activation back", group=Hint(rank=16),
                tooltip="The activation function before"),
        Binding("a", "add_layer", "Add", show=False,
                tooltip="Add a hidden layer like this one after it"),
        Binding("d,delete", "delete_layer", "Delete", show=False,
                tooltip="Delete the hidden layer"),
        Binding("c", "compare", "Compare", group=Hint(rank=16),
                tooltip="Compare networks of other widths and depths, each with many seeds"),
        Binding("ctrl+up,K", "move_layer(-1)", "Layer up", group=_MOVES, key_display="K",
                tooltip="Move the layer towards the input"),
        Binding("ctrl+down,J", "move_layer(1)", "Layer down", group=_MOVES, key_display="J",
                tooltip="Move the layer towards the output"),
    ]  # fmt: skip

    def on_mount(self) -> None:
        self.border_title = "Network"

    def show_rows(self, config: TrainingConfig, snapshot: Snapshot) -> None:
        """One row for each layer, and the number of parameters."""
        layers = snapshot.run.layers
        size = self.rows.size
        header, rows = layer_table(
            config,
            (layers[0].units, layers[-1].units),
            layers[-1].activation,
            self.rows.row_width,
            size.height,
        )
        first_time = not self.row_name
        self.rows.show(rows, header)
        if first_time:
            self.rows.select(row_name(1))

    def edited_text(self) -> tuple[str, str] | None:
        """The units of the cursor's hidden layer."""
        place = self._hidden_place()
        if place is None or self.config is None:
            return None
        return str(self.config.hidden[place]), r"[0-9]*"

    def with_text(self, text: str) -> TrainingConfig:
        """The configuration with this many units in the cursor's layer."""
        place, config = self._hidden_place(), self.config
        if place is None or config is None:
            raise ConfigError("hidden", "no hidden layer")
        if not text.isdecimal() or len(text) > _MOST_DIGITS:
            raise ConfigError("hidden", f"a number, 1 to {MAX_UNITS}")
        hidden = list(config.hidden)
        hidden[place] = int(text)
        return replace(config, hidden=tuple(hidden))

    def _hidden_place(self) -> int | None:
        """The place of the cursor's layer among the hidden ones; None on a fixed row."""
        place = layer_number(self.row_name) - 1
        inside = self.config is not None and 0 <= place < len(self.config.hidden)
        return place if inside else None

    def _hidden_place_or_refuse(self) -> int | None:
        place = self._hidden_place()
        if place is None and self.config is not None:
            self.refuse("fixed by the data")
        return place

    def _change_layers(self, layers: Sequence[tuple[int, str]]) -> bool:
        """Ask for these hidden layers, each with its units and its activation."""
        hidden = tuple(units for units, _ in layers)
        names = tuple(name for _, name in layers)
        if self.config is not None and len(set(names)) <= 1:
            names = names[:1] or self.config.activation[:1]
        return self.change(hidden=hidden, activation=names)

    def _layers(self) -> list[tuple[int, str]]:
        if self.config is None:
            return []
        return list(zip(self.config.hidden, self.config.activations, strict=True))

    def _set_units(self, units: int) -> None:
        place, layers = self._hidden_place(), self._layers()
        if place is None:
            return
        before, activation = layers[place]
        layers[place] = (units, activation)
        if units == before:
            self.refuse(f"a layer has 1 to {MAX_UNITS} units")
        else:
            self._change_layers(layers)

    def action_edit(self) -> None:
        if self._hidden_place_or_refuse() is not None:
            self.open_input()

    def action_compare(self) -> None:
        self.post_message(self.CompareWanted("hidden"))

    def action_widen(self, units: int) -> None:
        place = self._hidden_place_or_refuse()
        if place is not None:
            present = self._layers()[place][0]
            self._set_units(min(MAX_UNITS, max(1, present + units)))

    def action_halve(self) -> None:
        place = self._hidden_place_or_refuse()
        if place is not None:
            self._set_units(max(1, self._layers()[place][0] // 2))

    def action_double(self) -> None:
        place = self._hidden_place_or_refuse()
        if place is not None:
            self._set_units(min(MAX_UNITS, self._layers()[place][0] * 2))

    def action_shift_activation(self, offset: int) -> None:
        place = self._hidden_place_or_refuse()
        if place is not None:
            layers, names = self._layers(), choices.activations()
            units, activation = layers[place]
            layers[place] = (units, names[(names.index(activation) + offset) % len(names)])
            self._change_layers(layers)

    def action_add_layer(self) -> None:
        """Add a layer like the cursor's after it; beside a fixed row, one like its neighbour."""
        config, layers = self.config, self._layers()
        if config is None:
            return
        number = layer_number(self.row_name)
        place = min(number, len(layers))
        model = layers[max(0, place - 1)] if layers else (_FIRST_WIDTH, config.activation[0])
        if self._change_layers([*layers[:place], model, *layers[place:]]):
            self.rows.select(row_name(place + 1))

    def action_delete_layer(self) -> None:
        place, layers = self._hidden_place_or_refuse(), self._layers()
        if place is not None:
            self._change_layers(layers[:place] + layers[place + 1 :])
            self.rows.select(row_name(max(1, min(place + 1, len(layers) - 1))))

    def action_move_layer(self, step: int) -> None:
        place, layers = self._hidden_place_or_refuse(), self._layers()
        if place is None:
            return
        other = place + step
        if not 0 <= other < len(layers):
            self.refuse("no hidden layer beyond")
            return
        layers[place], layers[other] = layers[other], layers[place]
        self._change_layers(layers)
        self.rows.select(row_name(other + 1))

    def press(self, cell: str) -> None:
        """Edit the units, or take the next activation."""
        if cell == "units":
            self.action_edit()
        else:
            self.action_shift_activation(1)
