"""The settings of data and training, changed in place."""

from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Offset
from textual.message import Message

from tui_mlp.settings.choice_kinds import Choice, DatasetChoice
from tui_mlp.settings.config_error import ConfigError
from tui_mlp.settings.number_kinds import Number
from tui_mlp.settings.setting import Setting
from tui_mlp.settings.training_config import SETTINGS, TrainingConfig
from tui_mlp.training.snapshot import Snapshot
from tui_mlp.ui.editing.cell_editors import ChoiceList
from tui_mlp.ui.editing.rows_panel import RowsPanel
from tui_mlp.ui.editing.setting_rows import Present, present_of, setting_rows
from tui_mlp.ui.widgets.footer import Hint

_A_FILE = "a file …"
_VALUE = Hint("Value", rank=9, merges_at=0)


class SettingsPanel(RowsPanel):
    """Lists the settings, changes them, and posts the configuration that results."""

    EXPLANATION: ClassVar[str] = (
        "What the run depends on beside the network. A change marked ↻ starts a new run from the "
        "same seed; the others apply at once, and the run goes on."
    )
    focus_help = ()  # each row has its own

    BINDINGS: ClassVar[list[BindingType]] = [
        *RowsPanel.BINDINGS,
        Binding("enter", "edit", "Edit", show=False,
                tooltip="Choose from a list, or type a number"),
        Binding("left", "step(-1)", "Less", group=_VALUE, tooltip="The value before"),
        Binding("right", "step(1)", "More", group=_VALUE, tooltip="The next value"),
        Binding("c", "compare", "Compare",
                tooltip="Compare values of this setting, each with many seeds"),
    ]  # fmt: skip

    class FileWanted(Message):
        """A file is to be chosen in the place of a data set."""

    def __init__(self) -> None:
        super().__init__()
        self._wanted = ""
        self.choice_list = ChoiceList()
        """The names to choose from in the cursor's row."""

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield self.choice_list

    def on_mount(self) -> None:
        self.border_title = "Training"

    @property
    def editing(self) -> bool:
        """Whether a field or a list is open over a row."""
        return super().editing or self.choice_list.display

    @property
    def setting(self) -> Setting | None:
        """The setting in the cursor's row."""
        return SETTINGS.get(self.row_name)

    @property
    def present(self) -> Present | None:
        """What the rows are read from; None before the first snapshot."""
        if self.config is None or self.snapshot is None:
            return None
        return present_of(self.config, self.snapshot.run)

    def show_rows(self, config: TrainingConfig, snapshot: Snapshot) -> None:
        """One row for each setting that means something now."""
        present, rows = present_of(config, snapshot.run), self.rows
        rows.show(setting_rows(present, snapshot.run, rows.row_width, rows.size.height))
        if self._wanted:
            rows.select(self._wanted)
            self._wanted = ""
            self.call_after_refresh(self.action_edit)

    def edit_row(self, name: str) -> None:
        """Edit the setting of this name, as soon as the panel is seen."""
        self._wanted = name
        self.update_rows()

    def edited_text(self) -> tuple[str, str] | None:
        """The number in the cursor's row."""
        setting = self.setting
        present = self.present
        if not isinstance(setting, Number) or present is None:
            return None
        return setting.edited_text(present.config, present.facts), setting.allowed

    def with_text(self, text: str) -> TrainingConfig:
        """The configuration with this number in the cursor's row."""
        setting, present = self.setting, self.present
        if not isinstance(setting, Number) or present is None:
            raise ConfigError(self.row_name, "takes no number")
        config = replace(present.config, **{setting.name: setting.parsed(text)})
        setting.check_for(getattr(config, setting.name), present.facts)
        return config

    def action_edit(self) -> None:
        setting = self.setting
        if isinstance(setting, Choice):
            self._open_list(setting)
        elif setting is not None:
            self.open_input()

    def _open_list(self, choice: Choice) -> None:
        if self.present is None:
            return
        below = self.rows.cell_region().bottom_left
        place = choice.place(self.present.config) or 0
        words = choice.words() + (_A_FILE,) * isinstance(choice, DatasetChoice)
        self.choice_list.open(words, place, below - Offset(2, 0))

    def _close_list(self) -> None:
        if self.choice_list.has_focus:
            self.focus(scroll_visible=False)
        self.choice_list.display = False
        self._mark_activity()

    def leave_cell(self) -> None:
        """Close what is open over a cell; a list that is left changes nothing."""
        super().leave_cell()
        if self.choice_list.display:
            self._close_list()

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        event.stop()
        self._close_list()
        setting = self.setting
        if isinstance(setting, DatasetChoice) and event.place == len(setting.words()):
            self.post_message(self.FileWanted())
        elif isinstance(setting, Choice):
            self.change(**setting.chosen(event.place))

    def on_choice_list_cancelled(self, event: ChoiceList.Cancelled) -> None:
        event.stop()
        self._close_list()

    def action_compare(self) -> None:
        if self.setting is not None:
            self.post_message(self.CompareWanted(self.setting.name))

    def action_step(self, step: int) -> None:
        setting, present = self.setting, self.present
        if setting is None or present is None:
            return
        changes = setting.stepped(present.config, present.facts, step)
        if changes is None:
            self.refuse("no step beyond; ⏎ to type")
        else:
            self.change(**changes)

    def press(self, cell: str) -> None:
        """Edit the value."""
        self.action_edit()
