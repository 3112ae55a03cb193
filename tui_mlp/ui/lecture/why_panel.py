"""Why a statement of the lecture is true, or why it is made."""

from typing import ClassVar

from textual.content import Content

from tui_mlp.lecture.statements.table import STATEMENTS
from tui_mlp.ui.lecture.place_words import place_words
from tui_mlp.ui.widgets.panel import Panel


class WhyPanel(Panel, can_focus=False):
    """The reason of the chosen statement, and where it is shown."""

    EXPLANATION: ClassVar[str] = (
        "The lecture's statements in its order, a line each, and below the reason for the chosen "
        "one. ⏎ opens the page that shows it with the present network's numbers; ✓ marks those "
        "that were opened."
    )
    DEFAULT_CSS = "WhyPanel { height: 8; }"

    def __init__(self) -> None:
        super().__init__()
        self._number = 1

    def show(self, number: int) -> None:
        """Show the reason of statement n."""
        self._number = number
        self.border_title = Content(f"{number} · why")
        self.border_subtitle = Content(f"⏎ {place_words(STATEMENTS[number - 1].shown)}")
        self.refresh()

    def render(self) -> Content:
        """The reason."""
        return Content(STATEMENTS[self._number - 1].why)

    def table(self) -> str:
        """The statement, its reason and its place."""
        statement = STATEMENTS[self._number - 1]
        return "\t".join(
            (str(self._number), statement.line, statement.why, place_words(statement.shown))
        )
