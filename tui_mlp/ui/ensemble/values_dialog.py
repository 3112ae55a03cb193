"""Which values of a setting are compared."""

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui_mlp.settings.config_error import ConfigError
from tui_mlp.settings.number_kinds import Number, Widths
from tui_mlp.settings.setting import Setting
from tui_mlp.ui.editing.setting_rows import Present
from tui_mlp.ui.ensemble.candidates import (
    LEAST_VALUES,
    MOST_VALUES,
    candidates,
    name_of,
    parsed,
    ticked_first,
)
from tui_mlp.ui.widgets.closes_once import ClosesOnce
from tui_mlp.ui.widgets.footer import BACK, KeyFooter
from tui_mlp.ui.widgets.option_lines import OptionLines

Values = tuple[Any, ...]


class TickList(OptionLines):
    """Ticks by space or a click; enter is left to the dialog."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "select", "Tick", tooltip="Tick the value, or take the tick away"),
        Binding("enter", "screen.compare", "Compare", key_display="⏎",
                tooltip="Compare what is ticked"),
    ]  # fmt: skip


class ValuesDialog(ModalScreen[Values | None], ClosesOnce[Values | None]):
    """Lets two to six values be ticked; gives them, the present one first if it is among them.

    Args:
        setting: what is compared.
        present: has the present value.
    """

    AUTO_FOCUS = "TickList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Back", key_display="esc", group=BACK,
                tooltip="Back, and compare nothing"),
    ]  # fmt: skip
    DEFAULT_CSS = """
    ValuesDialog {
        align: center middle;
        #values {
            width: 56;
            max-width: 100%;
            height: auto;
            max-height: 100%;
            padding: 0 1;
            border: round $primary;
            background: $surface;
        }
        TickList { height: auto; max-height: 14; border: none; padding: 0; }
        TickList:focus { border: none; }
        #told { height: auto; color: $text-muted; }
        #told.-wrong { color: $text-error; }
    }
    """

    def __init__(self, setting: Setting, present: Present) -> None:
        super().__init__()
        self._setting, self._present = setting, present
        self._values = candidates(setting, present)
        self._ticked = ticked_first(setting, present, self._values)

    def compose(self) -> ComposeResult:
        with Vertical(id="values") as frame:
            frame.border_title = f"Compare {self._setting.name.replace('_', ' ')}"
            frame.border_subtitle = "space tick · ⏎ compare · esc back"
            yield TickList(*(Option(self._row(place)) for place in range(len(self._values))))
            if isinstance(self._setting, Number | Widths):
                yield Input(placeholder="tab: another value", compact=True)
            yield Static(id="told")
        yield KeyFooter()

    def _row(self, place: int) -> Content:
        value = self._values[place]
        mark = "✓" if value in self._ticked else " "
        now = "  (now)" if place == 0 else ""
        return Content(f"{mark} {name_of(self._setting, value)}{now}")

    def on_mount(self) -> None:
        self._tell()

    @property
    def chosen(self) -> Values:
        """What is ticked, in the order of the list."""
        return tuple(value for value in self._values if value in self._ticked)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        value = self._values[event.option_index]
        if value in self._ticked:
            self._ticked.remove(value)
        else:
            self._ticked.append(value)
        event.option_list.replace_option_prompt_at_index(
            event.option_index, self._row(event.option_index)
        )
        self._tell()

    def _tell(self, problem: str = "") -> None:
        count = len(self.chosen)
        good = LEAST_VALUES <= count <= MOST_VALUES
        told = self.query_one("#told", Static)
        told.set_class(bool(problem) or not good, "-wrong")
        first = f", each against {name_of(self._setting, self.chosen[0])}" if count else ""
        allowed = f"{LEAST_VALUES} to {MOST_VALUES} values can be compared"
        told.update(Content(problem or (f"{count} values{first}" if good else allowed)))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if not event.value.strip():
            self.action_compare()
            return
        try:
            values = parsed(self._setting, event.value, self._present)
        except ConfigError as error:
            self._tell(f"{error.problem[:1].upper()}{error.problem[1:]}.")
            return
        event.input.value = ""
        self._add(values)

    def _add(self, values: list[Any]) -> None:
        """Tick values that were typed, as further lines where they are new."""
        ticks = self.query_one(TickList)
        for value in values:
            if value not in self._ticked:
                self._ticked.append(value)
            if value in self._values:
                place = self._values.index(value)
                ticks.replace_option_prompt_at_index(place, self._row(place))
            else:
                self._values.append(value)
                ticks.add_option(Option(self._row(len(self._values) - 1)))
        self._tell()

    def action_compare(self) -> None:
        if LEAST_VALUES <= len(self.chosen) <= MOST_VALUES:
            self.dismiss(self.chosen)
        else:
            self._tell()
