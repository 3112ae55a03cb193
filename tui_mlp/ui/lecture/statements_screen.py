"""The lecture's statements in its order, with the reason of the chosen one below."""

import textwrap
from collections.abc import Callable, Set
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui_mlp.lecture.statements.document import list_document
from tui_mlp.lecture.statements.table import STATEMENTS
from tui_mlp.ui.drawing.strips import clip
from tui_mlp.ui.help_screen import HelpScreen
from tui_mlp.ui.lecture.why_panel import WhyPanel
from tui_mlp.ui.saving.page_screen import PageScreen, SavedPage
from tui_mlp.ui.widgets.footer import BACK, HELP, KeyFooter
from tui_mlp.ui.widgets.option_lines import OptionLines
from tui_mlp.worker.commands import Command

_MARK_WIDTH = 6
_LINE_WIDTH = max(len(statement.line) for statement in STATEMENTS)
_LEAST_REASON = 30
"""Cells in which the beginning of a reason says something."""


class StatementList(OptionLines):
    """A line for each statement."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Open its page", key_display="⏎",
                tooltip="See the statement with the present network's own numbers"),
    ]  # fmt: skip


class StatementsScreen(PageScreen):
    """Lists the statements, and marks those that were opened.

    A digit chooses statement 1 to 9, and a second one opens the statement of both: each page is
    reached in two keys from here.

    Args:
        send: passes a command to the worker.
        visited: the numbers of the statements that were opened; followed as it grows.
        open_page: opens the page of a statement over this screen.
        chosen: the number of the statement that is chosen at first.
    """

    AUTO_FOCUS = "StatementList"
    DEFAULT_CSS = """
    StatementsScreen {
        #title { height: 1; padding: 0 1; background: $panel; color: $accent; text-style: bold; }
        StatementList { height: 1fr; border: none; background: transparent; padding: 0; }
        StatementList:focus { border: none; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,down", "none", "Choose", key_display="↑ ↓", tooltip="Choose a statement"),
        Binding("enter", "choose", "Open its page", key_display="⏎",
                tooltip="See the statement with the present network's own numbers"),
        # one line for all digits; on_key takes the others
        Binding("1", "type_digit(1)", "Number", key_display="0-9",
                tooltip="Choose a statement by its number; the second digit opens its page"),
        Binding("question_mark", "help", "Help", key_display="?", group=HELP, id="help",
                tooltip="Every key of this view"),
        Binding("escape,q", "dismiss", "Back", key_display="esc", group=BACK,
                tooltip="Back to the trainer"),
    ]  # fmt: skip

    def __init__(
        self,
        send: Callable[[Command], int],
        visited: Set[int],
        open_page: Callable[[int], None],
        chosen: int = 1,
    ) -> None:
        self._typed = 0
        super().__init__(send)
        self._visited, self._open_page, self._chosen = visited, open_page, chosen
        self._width = 80

    def compose(self) -> ComposeResult:
        yield Static(self._title(), id="title")
        yield StatementList(
            *(Option(self._line(number)) for number in range(1, len(STATEMENTS) + 1))
        )
        yield WhyPanel()
        yield KeyFooter()

    def on_mount(self) -> None:
        self.query_one(OptionList).highlighted = self._chosen - 1

    def _title(self) -> Content:
        seen = f"{len(self._visited)} of {len(STATEMENTS)} opened"
        score = self.trainer_app.by_hand.words if self.is_attached else ""
        parts = ["The lecture, statement by statement", seen, score and f"by hand {score}"]
        return Content(" · ".join(filter(None, parts)))

    def _line(self, number: int) -> Content:
        """A statement, and its reason beside it where there is room, cut with a mark."""
        mark = "✓" if number in self._visited else " "
        statement = STATEMENTS[number - 1]
        head = Content.styled(f"{mark} {number:2}  ", "$text-muted")
        reason = self._width - _MARK_WIDTH - _LINE_WIDTH - 2
        if reason >= _LEAST_REASON:
            line = Content.styled(f"{statement.line:{_LINE_WIDTH}}  ", "bold")
            return head + line + Content(clip(statement.why, reason))
        lines = textwrap.wrap(statement.line, max(self._width - _MARK_WIDTH, 10))
        return head + Content(("\n" + " " * _MARK_WIDTH).join(lines))

    def on_resize(self) -> None:
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        """Lay the lines out for the present width."""
        lines = self.query_one(OptionList)
        width = lines.scrollable_content_region.width
        if width == self._width:
            return
        self._width = width
        for index in range(len(STATEMENTS)):
            lines.replace_option_prompt_at_index(index, self._line(index + 1))

    def on_screen_resume(self) -> None:
        """Mark what was opened meanwhile."""
        if not self.is_mounted:
            return
        self.query_one("#title", Static).update(self._title())
        lines = self.query_one(OptionList)
        for number in self._visited:
            lines.replace_option_prompt_at_index(number - 1, self._line(number))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        number = event.option_index + 1
        if number != self._typed:
            self._typed = 0
        self.query_one(WhyPanel).show(number)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self._typed = 0
        self._open_page(event.option_index + 1)

    def on_key(self, event: events.Key) -> None:
        if event.character and event.character in "023456789":
            event.stop()
            self.action_type_digit(int(event.character))

    def action_type_digit(self, digit: int) -> None:
        two_digits = 10 * self._typed + digit
        if self._typed and two_digits <= len(STATEMENTS):
            self._typed = 0
            self.query_one(OptionList).highlighted = two_digits - 1
            self._open_page(two_digits)
        elif digit:
            self._typed = digit
            self.query_one(OptionList).highlighted = digit - 1

    def action_choose(self) -> None:
        self.query_one(OptionList).action_select()

    def saved_page(self) -> SavedPage:
        """The list, as `tui-mlp lecture --markdown` prints it."""
        return SavedPage("lecture", list_document())

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(self))
