"""A panel of rows whose values are edited where they stand."""

from abc import abstractmethod
from dataclasses import replace
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from tui_mlp.settings.config_error import ConfigError
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.snapshot import Snapshot
from tui_mlp.ui.editing.cell_editors import CellInput
from tui_mlp.ui.editing.edited_config import EditedConfig
from tui_mlp.ui.editing.row_list import Row, RowList
from tui_mlp.ui.widgets.panel import PLACEHOLDER, Panel


class RowsPanel(Panel):
    """Shows the present configuration in rows, and edits it.

    A subclass lays out the rows, says what typing into one means, and posts what was edited.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move_cursor(-1)", "Up", show=False, tooltip="To the row above"),
        Binding("down", "move_cursor(1)", "Down", show=False, tooltip="To the row below"),
        Binding("home", "move_cursor_to_end(-1)", "First", show=False,
                tooltip="To the first row"),
        Binding("end", "move_cursor_to_end(1)", "Last", show=False, tooltip="To the last row"),
    ]  # fmt: skip
    DEFAULT_CSS = """
    RowsPanel {
        layers: rows over;
        &:focus-within { border: round $accent; border-title-color: $foreground; }
    }
    RowsPanel > RowList { layer: rows; }
    """

    class Edited(Message):
        """Settings are to change; some need a new run, from the same seed.

        Attributes:
            panel: where they were edited; whoever asks for them tells it the command's number.
            settings: the new values by their names, those that were edited and no others.
        """

        def __init__(self, panel: "RowsPanel", settings: dict[str, Any]) -> None:
            super().__init__()
            self.panel, self.settings = panel, settings

    class CompareWanted(Message):
        """Values of a setting are to be compared.

        Args:
            setting: its name.
        """

        def __init__(self, setting: str) -> None:
            super().__init__()
            self.setting = setting

    def __init__(self) -> None:
        super().__init__()
        self._edited = EditedConfig()
        self.rows = RowList()
        """The rows on the screen."""
        self.rows.show([Row(((PLACEHOLDER, "label"),))])
        self.cell_input = CellInput()
        """The field over the cell that is edited."""

    def compose(self) -> ComposeResult:
        yield self.rows
        yield self.cell_input

    @property
    def config(self) -> TrainingConfig | None:
        """The configuration with all edits, whether the worker knows of them yet or not."""
        return self._edited.config

    @property
    def editing(self) -> bool:
        """Whether something is open over a cell."""
        return self.cell_input.display

    @property
    def row_name(self) -> str:
        """The name of the cursor's row; empty when there is none."""
        row = self.rows.current
        return row.name if row else ""

    @abstractmethod
    def show_rows(self, config: TrainingConfig, snapshot: Snapshot) -> None:
        """Lay the rows out for a configuration and pass them to `rows`."""

    @abstractmethod
    def edited_text(self) -> tuple[str, str] | None:
        """The text of the cursor's cell and what may be typed there; None for a fixed one."""

    @abstractmethod
    def with_text(self, text: str) -> TrainingConfig:
        """The configuration with this text in the cursor's cell.

        Raises:
            ConfigError: the text is no value, or one out of range.
        """

    @abstractmethod
    def press(self, cell: str) -> None:
        """Do what a click on this cell of the cursor's row means."""

    def table(self) -> str:
        """The rows: each label and value, with a tab between."""
        return "\n".join(self.rows.texts)

    def watch_snapshot(self, snapshot: Snapshot | None) -> None:
        """Show the configuration of a snapshot, unless edits are still on their way."""
        if snapshot is not None:
            self._edited.receive(snapshot.config, snapshot.answered)
            self.update_rows()

    def update_rows(self) -> None:
        """Show the configuration as it is now, if the user can see it."""
        if self.snapshot is not None and self.config is not None and self.is_on_screen:
            self.show_rows(self.config, self.snapshot)

    def on_show(self) -> None:
        self.update_rows()

    def change(self, **settings: Any) -> bool:
        """Edit settings; False, and a word of why, if they cannot be so."""
        if self.config is None:
            return False
        try:
            self.use(replace(self.config, **settings))
        except ConfigError as error:
            self.refuse(error.problem)
            return False
        return True

    def use(self, config: TrainingConfig) -> None:
        """Show an edited configuration, and ask for it."""
        before = self.config
        if before is None or config == before:
            return
        changed = {name: getattr(config, name) for name in config.differences(before)}
        self.post_message(self.Edited(self, changed))
        self.rows.refusal = ""
        self._edited.edit(config)
        self.update_rows()

    def sent(self, command: int) -> None:
        """Take note that the edit posted last, and not sent before, is asked for by a command."""
        self._edited.sent(command)

    def refuse(self, reason: str) -> None:
        """Say why a key did nothing."""
        self.rows.refusal = reason

    def open_input(self) -> None:
        """Edit the cursor's cell."""
        edited = self.edited_text()
        if edited is None:
            return
        self.rows.refusal = ""
        self.rows.prompt = "⏎ take  esc leave"
        text, allowed = edited
        self.cell_input.cover(self.rows.cell_region())
        self.cell_input.open(text, allowed)

    def close_input(self) -> None:
        """Show the rows again."""
        self.rows.problem = self.rows.prompt = ""
        if self.cell_input.has_focus:
            self.focus(scroll_visible=False)
        self.cell_input.display = False
        self._mark_activity()

    def _problem(self) -> str:
        try:
            self.with_text(self.cell_input.value)
        except ConfigError as error:
            return error.problem
        return ""

    def _accept(self) -> bool:
        """Use what was typed; False if it cannot be used."""
        if self._problem():
            return False
        config = self.with_text(self.cell_input.value)
        self.close_input()
        self.use(config)
        return True

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.editing:
            self.rows.problem = self._problem()
            self.cell_input.set_class(bool(self.rows.problem), "-wrong")
            self.rows.refresh()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._accept()

    def leave_cell(self) -> None:
        """Close what is open over a cell: a good value is taken, a bad one dropped."""
        if self.cell_input.display and not self._accept():
            self.close_input()

    def on_input_blurred(self, event: Input.Blurred) -> None:
        """Go on elsewhere in the program; when the whole program is left, the field waits."""
        event.stop()
        if self.app.app_focus:
            self.leave_cell()

    def on_row_list_clicked(self, event: RowList.Clicked) -> None:
        """Select a row; in the cursor's row, use the cell."""
        event.stop()
        self.leave_cell()
        if event.name != self.row_name:
            self.rows.select(event.name)
        elif event.cell:
            self.press(event.cell)

    def on_cell_input_cancelled(self, event: CellInput.Cancelled) -> None:
        event.stop()
        self.close_input()

    def on_row_list_resized(self) -> None:
        self.update_rows()
        self.cell_input.cover(self.rows.cell_region())

    def on_row_list_scrolled(self) -> None:
        self.cell_input.cover(self.rows.cell_region())

    def watch_has_focus(self, has_focus: bool) -> None:
        """Mark the cursor while keys arrive here, and mute it when they go elsewhere."""
        super().watch_has_focus(has_focus)
        self._mark_activity()

    def _mark_activity(self) -> None:
        self.rows.active = self.has_focus or self.editing

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return not self.editing or action == "move_cursor"

    def action_move_cursor(self, step: int) -> None:
        """Go to another row; what is being typed is taken first, or holds the cursor here."""
        if not self.editing or self._accept():
            self.rows.move_cursor(step)

    def action_move_cursor_to_end(self, step: int) -> None:
        self.rows.move_cursor_to_end(step)
