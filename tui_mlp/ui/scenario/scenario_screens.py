"""The scenarios to choose from, one scenario's question, and its outcome."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui_mlp.numbers import fixed
from tui_mlp.scenario.figures import MEASURES
from tui_mlp.scenario.outcome import Outcome, RunFigures, deciding_runs
from tui_mlp.scenario.results import Result
from tui_mlp.scenario.values import Scenario
from tui_mlp.ui.drawing.strips import clip
from tui_mlp.ui.help_screen import HelpScreen
from tui_mlp.ui.scenario.run_boundaries import RunBoundaries
from tui_mlp.ui.scenario.scenario_text import ScenarioPreview, markdown
from tui_mlp.ui.widgets.closes_once import ClosesOnce
from tui_mlp.ui.widgets.copies_text import CopiesText
from tui_mlp.ui.widgets.footer import BACK, HELP, KeyFooter
from tui_mlp.ui.widgets.option_lines import OptionLines
from tui_mlp.ui.widgets.type_ahead import TypeAheadList
from tui_mlp.worker.replies import RunBoundary

_TITLE_WIDTH = 38
_NAME_WIDTH = 16
_FIGURE_WIDTH = 8
_LAYERS_IN_LINE = 4

PAGE_CSS = """
    #title { height: auto; max-height: 4; padding: 0 1; background: $panel; }
    #title { color: $accent; text-style: bold; }
    VerticalScroll { padding: 0 1; }
    OptionList { height: auto; max-height: 60%; border: none; background: transparent; }
    OptionList:focus { border: none; }
    .hint { padding: 0 2; color: $text-muted; }
    Markdown { height: auto; margin: 0; padding: 0 1; background: transparent; }
    .question { padding: 0 2; text-style: bold; margin: 1 0 0 0; }
    .figures { padding: 0 2; margin: 0 0 1 0; }
    .verdict { padding: 0 2; margin: 1 0; }
"""
_LIST_CSS = """
    OptionList { max-height: 100%; text-wrap: nowrap; text-overflow: ellipsis; }
    #scenarios { height: 1fr; }
    ScenarioPreview { display: none; height: 1fr; border-top: solid $foreground 22%; }
    &.-tall OptionList { max-height: 65%; }
    &.-tall ScenarioPreview { display: block; }
    &.-wide #scenarios {
        layout: horizontal;
        OptionList { width: 44%; max-width: 84; max-height: 100%; }
        ScenarioPreview { display: block; width: 1fr; height: 100%; border-top: none; }
    }
"""


class ScenarioListScreen(ClosesOnce[Scenario | None], CopiesText[Scenario | None]):
    """Lists the scenarios; gives the chosen one.

    Args:
        scenarios: all there are.
        results: what was answered, the newest last: its scenario is marked ✓ or ✗.
    """

    DEFAULT_CSS = f"ScenarioListScreen {{ {PAGE_CSS} {_LIST_CSS} }}"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (160, "-wide")]  # noqa: RUF012  (Textual declares it so)
    VERTICAL_BREAKPOINTS = [(0, "-short"), (24, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Open", key_display="⏎", tooltip="Open the scenario"),
        Binding("question_mark", "help", "Help", key_display="?", group=HELP, id="help",
                tooltip="Every key of this view"),
        Binding(
            "escape",
            "dismiss(None)",
            "Back",
            key_display="esc",
            group=BACK,
            tooltip="To the trainer",
        ),
    ]  # fmt: skip

    def __init__(self, scenarios: tuple[Scenario, ...], results: Sequence[Result] = ()) -> None:
        super().__init__()
        self._scenarios = scenarios
        self._results = tuple(results)

    def compose(self) -> ComposeResult:
        yield Static(Content(f"Scenarios: predict, then see{self._score}"), id="title")
        with Container(id="scenarios"):
            yield TypeAheadList(
                *(
                    Option(
                        Content(
                            f"{self._mark(each)}{clip(each.title, _TITLE_WIDTH)}  {each.subject}"
                        )
                    )
                    for each in self._scenarios
                )
            )
            yield ScenarioPreview()
        yield KeyFooter()

    async def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        await self.query_one(ScenarioPreview).show(self._scenarios[event.option_index])

    @property
    def _score(self) -> str:
        """How many answers were right; nothing before the first."""
        if not self._results:
            return ""
        right = sum(result.right for result in self._results)
        return f" · {right} of {len(self._results)} right"

    def _mark(self, scenario: Scenario) -> str:
        """Whether the last answer to it was right; no column for it before there is one."""
        if not self._results:
            return ""
        own = [result for result in self._results if result.scenario == scenario.name]
        return "  " if not own else "✓ " if own[-1].right else "✗ "

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._scenarios[event.option_index])

    def action_choose(self) -> None:
        self.query_one(OptionList).action_select()

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(self))


class ScenarioScreen(ClosesOnce[int | None], CopiesText[int | None]):
    """Asks a scenario's question; gives the option that the learner commits to.

    Args:
        scenario: what is asked.
    """

    DEFAULT_CSS = f"ScenarioScreen {{ {PAGE_CSS} }}"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,down", "none", "Choose", key_display="↑ ↓", tooltip="Choose an answer"),
        Binding("enter", "commit", "Commit and run", key_display="⏎",
                tooltip="Commit to the answer under the cursor, and see the run"),
        Binding("escape,q", "dismiss(None)", "Back", key_display="esc", group=BACK,
                tooltip="Leave without an answer"),
        Binding("question_mark", "help", "Help", key_display="?", group=HELP, id="help",
                tooltip="Every key of this view"),
        *(Binding(str(n), f"pick({n})", f"Answer {n}", show=False, tooltip=f"Choose answer {n}")
          for n in range(1, 10)),
    ]  # fmt: skip

    def __init__(self, scenario: Scenario) -> None:
        super().__init__()
        self._scenario = scenario

    def compose(self) -> ComposeResult:
        scenario = self._scenario
        yield Static(Content(scenario.title), id="title")
        with VerticalScroll(can_focus=False):
            yield markdown(scenario.before)
            yield Static(Content(f"Watch: {scenario.look}"), classes="figures")
            yield Static(Content(scenario.question), classes="question")
            yield Static(
                Content("↑ ↓ or a digit choose · ⏎ commit, and see the run"), classes="hint"
            )
            yield OptionLines(
                *(
                    Option(Content(f"{place}  {text}"))
                    for place, text in enumerate(scenario.options, start=1)
                )
            )
        yield KeyFooter()

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_index)

    def action_commit(self) -> None:
        self.query_one(OptionList).action_select()

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(self))

    def action_pick(self, number: int) -> None:
        if number <= len(self._scenario.options):
            self.query_one(OptionList).highlighted = number - 1


class OutcomeScreen(ClosesOnce[bool], CopiesText[bool]):
    """Shows what the run says to what the learner said; gives whether to choose another scenario.

    Args:
        scenario: what was run.
        outcome: what came.
        prediction: the option that the learner committed to.
        boundaries: of the runs on 2-D data.
    """

    DEFAULT_CSS = f"OutcomeScreen {{ {PAGE_CSS} }}"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "help", "Help", key_display="?", group=HELP, id="help",
                tooltip="Every key of this view"),
        Binding("o", "dismiss(True)", "Another scenario", tooltip="Back to the list of scenarios"),
        Binding("escape,q,enter", "dismiss(False)", "Look at the run", key_display="esc",
                tooltip="To the trainer, with the last run and the one before as a trace"),
    ]  # fmt: skip

    def __init__(
        self,
        scenario: Scenario,
        outcome: Outcome,
        prediction: int | None,
        boundaries: tuple[RunBoundary, ...] = (),
    ) -> None:
        super().__init__()
        self._scenario, self._outcome, self._prediction = scenario, outcome, prediction
        self._boundaries = boundaries

    def compose(self) -> ComposeResult:
        yield Static(Content(self._scenario.title), id="title")
        with VerticalScroll(can_focus=True):
            yield Static(Content(self._scenario.question), classes="question")
            yield Static(self._verdict(), classes="verdict")
            yield Static(Content("\n".join(self._figures())), classes="figures")
            if self._boundaries:
                yield RunBoundaries(self._boundaries)
            yield markdown(self._scenario.explanation)
        yield KeyFooter()

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(self))

    def _verdict(self) -> Content:
        options, answer = self._scenario.options, self._outcome.answer
        said = Content("")
        if self._prediction is not None:
            said = Content("You said    ") + Content(options[self._prediction])
            if answer is not None:
                right = self._prediction == answer
                mark = Content.styled("✓" if right else "✗", "$success" if right else "$error")
                said += Content(" ") + mark
            said += Content("\n")
        says = Content("The run says  ") if not said else Content("The run says ")
        if answer is None:
            return said + says + Content.styled("nothing: there is no answer", "$warning bold")
        return said + says + Content.styled(options[answer], "bold")

    def _figures(self) -> list[str]:
        """A line for each run with its figures, the deciding one first; then the reason."""
        scenario, outcome = self._scenario, self._outcome
        layer = scenario.judgement.layer
        deciding, *others = (MEASURES[name] for name in scenario.measures)
        titles = [deciding.title_of(layer), *(each.title_of(None) for each in others)]
        lines = []
        for place, figures in enumerate(outcome.runs):
            values = zip(titles, figures.values, strict=True)
            texts = [f"{title} {fixed(value, _FIGURE_WIDTH).strip()}" for title, value in values]
            name = clip(figures.variant, max(_NAME_WIDTH, len(figures.variant)))
            lines.append(f"{name} {' · '.join(texts)}{_ending(figures)}")
            if figures.layers and place in deciding_runs(scenario):
                lines += _by_layer(figures.layers)
        seeds = f"seed {outcome.seed}"
        if scenario.seeds > 1:
            seeds = f"seeds {outcome.seed} to {outcome.seed + scenario.seeds - 1}"
        return [*lines, "", f"{outcome.reason} ({seeds})"]


def _by_layer(values: tuple[float, ...]) -> list[str]:
    """The figure of each layer, some of them in a line."""
    texts = [f"W{layer} {fixed(value, _FIGURE_WIDTH)}" for layer, value in enumerate(values, 1)]
    rows = (
        "  ".join(texts[start : start + _LAYERS_IN_LINE])
        for start in range(0, len(texts), _LAYERS_IN_LINE)
    )
    names = ("  by layer", *[""] * len(texts))
    return [f"{name:{_NAME_WIDTH}} {text}" for name, text in zip(names, rows, strict=False)]


def _ending(figures: RunFigures) -> str:
    return f" · {figures.divergence}" if figures.divergence else ""
