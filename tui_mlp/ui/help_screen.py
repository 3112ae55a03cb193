"""The help screen: every key, and what each panel shows."""

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.style import Style
from textual.widgets import Static

from tui_mlp.ui.terminal.terminal_app import TerminalApp
from tui_mlp.ui.widgets.closes_once import ClosesOnce
from tui_mlp.ui.widgets.panel import Panel

_KEY_WIDTH = 14


class HelpScreen(ModalScreen[None], ClosesOnce[None]):
    """Lists the keys of the trainer and of each panel, from their own bindings.

    Args:
        trainer: the screen whose keys and panels are explained.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q", "dismiss", "Close", tooltip="Back to the trainer"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"help--title", "help--key", "help--text"}

    def __init__(self, trainer: Screen[None]) -> None:
        super().__init__()
        self._trainer = trainer

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help") as page:
            page.border_title = "Help"
            page.border_subtitle = "↑ ↓ scroll · esc back"
            yield Static(Content("\n").join(self._sections()))

    def _sections(self) -> Iterable[Content]:
        yield self._section("Everywhere", "", self._trainer.BINDINGS)
        for panel in self._trainer.query(Panel):
            title = str(panel.border_title or "Status line")
            yield self._section(title, panel.EXPLANATION, panel.BINDINGS)
        moves: list[BindingType] = [
            Binding("tab", "", tooltip="To the next panel; shift+tab to the one before"),
            Binding("ctrl+p", "", tooltip="Command palette: everything by name, and themes"),
            *TerminalApp.BINDINGS,
        ]
        yield self._section("Moving about", "The mouse works too.", moves)

    def _section(self, title: str, explanation: str, bindings: Iterable[BindingType]) -> Content:
        lines = [Content.styled(title, self._style("help--title"))]
        if explanation:
            lines.append(Content.styled(explanation, self._style("help--text")))
        for binding in bindings:
            if isinstance(binding, Binding):
                keys = self._key_names(binding)
                key = Content.styled(f"  {keys:{_KEY_WIDTH}}", self._style("help--key"))
                lines.append(key + Content(binding.tooltip or binding.description))
        return Content("\n").join([*lines, Content("")])

    def _style(self, component: str) -> Style:
        style = self.get_visual_style(component)
        return Style(foreground=style.foreground, bold=style.bold)

    def _key_names(self, binding: Binding) -> str:
        if binding.key_display:
            return binding.key_display
        keys = [Binding(key.strip(), "", "") for key in binding.key.split(",")]
        return " ".join(self.app.get_key_display(key) for key in keys)
