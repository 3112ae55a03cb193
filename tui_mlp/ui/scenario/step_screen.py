"""A step before a scenario's question: a text to read, and perhaps a number to work out."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui_mlp.scenario.by_hand import HandVerdict, judge_number
from tui_mlp.scenario.values import Scenario
from tui_mlp.ui.help_screen import HelpScreen
from tui_mlp.ui.scenario.scenario_screens import PAGE_CSS
from tui_mlp.ui.scenario.scenario_text import markdown
from tui_mlp.ui.widgets.answer_line import AnswerLine
from tui_mlp.ui.widgets.closes_once import ClosesOnce
from tui_mlp.ui.widgets.footer import BACK, HELP, KeyFooter

NEXT, BEFORE = 1, -1
Answered = Callable[[int, str, bool], None]


class StepScreen(ClosesOnce[int | None]):
    """Shows one step, and asks for its number; gives where to go from it, or None to leave.

    Args:
        scenario: has the step.
        number: the step's place, from 0 on.
        answered: is called with the place, what was typed last, and whether it was right.
    """

    AUTO_FOCUS = ""
    DEFAULT_CSS = f"""
    StepScreen {{
        {PAGE_CSS}
        #said {{ padding: 0 2; margin: 1 0; height: auto; }}
    }}
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,right", "go_on", "Next", key_display="⏎",
                tooltip="To the next step, or the question; of a number, once it is answered"),
        Binding("left", "go_back", "Step before", key_display="←", tooltip="To the step before"),
        Binding("up", "scroll(-1)", "Scroll", key_display="↑ ↓", tooltip="Scroll the text"),
        Binding("down", "scroll(1)", "Scroll", show=False, tooltip="Scroll the text down"),
        Binding("question_mark", "help", "Help", key_display="?", group=HELP, id="help",
                tooltip="Every key of this view"),
        Binding("escape,q", "dismiss(None)", "Leave", key_display="esc", group=BACK,
                tooltip="Leave the scenario"),
    ]  # fmt: skip

    def __init__(self, scenario: Scenario, number: int, answered: Answered) -> None:
        super().__init__()
        self._scenario, self._number, self._answered = scenario, number, answered
        self._asked = scenario.steps[number].task
        self._tried = False
        self._settled = self._asked is None

    def compose(self) -> ComposeResult:
        scenario, task = self._scenario, self._asked
        place = f"step {self._number + 1} of {len(scenario.steps)}"
        yield Static(Content(f"{scenario.title} · {place}"), id="title")
        with VerticalScroll(can_focus=False):
            yield markdown(scenario.steps[self._number].text)
            if task is not None:
                yield Static(Content(f"By hand: {task.ask} = ?"), classes="question")
            yield Static(Content(""), id="said")
        yield AnswerLine()
        yield KeyFooter()

    def on_mount(self) -> None:
        self._ask()

    def _ask(self) -> None:
        if self._asked is not None and not self._settled:
            again = " (once more)" if self._tried else ""
            self.query_one(AnswerLine).ask(f"{self._asked.ask}{again} =")

    def on_answer_line_answered(self, event: AnswerLine.Answered) -> None:
        event.stop()
        task = self._asked
        if task is None or self._settled:
            return
        try:
            verdict = judge_number(task, event.text, second=self._tried)
        except ValueError:
            self._say("✗", "a number is needed, such as −0.25", "$warning")
            return
        self._take(verdict, event.text)

    def _take(self, verdict: HandVerdict, typed: str) -> None:
        mark, colour = ("✓", "$success") if verdict.right else ("✗", "$warning")
        self._say(mark, verdict.words, colour)
        self._tried, self._settled = True, verdict.settled
        if not verdict.settled:
            self._ask()
            return
        self.query_one(AnswerLine).close()
        self.set_focus(None)
        self._answered(self._number, typed, verdict.right)

    def _say(self, mark: str, words: str, colour: str) -> None:
        said = Content.styled(mark, colour) + Content(f" {words}")
        self.query_one("#said", Static).update(said)

    def on_answer_line_cancelled(self, event: AnswerLine.Cancelled) -> None:
        """Leave the number; once it is left, another key leaves the scenario."""
        event.stop()
        self.set_focus(None)

    def action_go_on(self) -> None:
        if self._settled:
            self.dismiss(NEXT)
        else:
            self._ask()

    def action_go_back(self) -> None:
        if self._number:
            self.dismiss(BEFORE)

    def action_scroll(self, rows: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=rows, animate=False)

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(self))
