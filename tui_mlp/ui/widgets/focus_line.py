"""The line over the footer: what the panel in focus shows, in a sentence."""

from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.content import Content
from textual.strip import Strip
from textual.widget import Widget

from tui_mlp.ui.drawing.strips import clip, row
from tui_mlp.ui.widgets.panel import Panel

_LEAST_ROWS = 20
"""On a lower screen each row is needed for numbers."""


class FocusLine(Widget, can_focus=False):
    """Hidden while no panel is in focus, or while the one that is explains itself."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"focus-line--text"}
    DEFAULT_CSS = """
    FocusLine {
        height: 1;
        padding: 0 1;
        display: none;
        & > .focus-line--text { color: $text-muted; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._panel: Panel | None = None

    @property
    def text(self) -> str:
        """What it says, as long as there is room; empty for nothing."""
        texts = () if self._panel is None else self._panel.focus_help
        fitting = (each for each in texts if cell_len(each) <= self.size.width)
        return next(fitting, texts[-1] if texts else "")

    def on_mount(self) -> None:
        self.watch(self.screen, "focused", self._follow)

    def _follow(self, focused: Widget | None) -> None:
        within = [] if focused is None else focused.ancestors_with_self
        self._panel = next((each for each in within if isinstance(each, Panel)), None)
        self.display = bool(self.text) and self.screen.size.height >= _LEAST_ROWS
        self.tooltip = Content(self.text) if self.text else None
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """The sentence, or the beginning of it with a mark."""
        width, style = self.size.width, self.get_visual_style("focus-line--text").rich_style
        words = clip(self.text, min(cell_len(self.text), width))
        return row([Segment(words, style)], width, style)
