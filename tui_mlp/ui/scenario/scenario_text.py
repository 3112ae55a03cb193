"""What is shown of a scenario's texts and settings."""

from markdown_it import MarkdownIt
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Markdown, Static

from tui_mlp.numbers import grouped
from tui_mlp.scenario.values import Scenario, Variant
from tui_mlp.worker.words import settings_text

_MOST_WIDTHS = 3
"""Widths of equal layers that are named one by one."""
_MOST_LINES, _MOST_CHARACTERS = 200, 20_000
"""Of a text that a scenario's file brings; each line may be a widget of its own."""


class ScenarioPreview(VerticalScroll, can_focus=False):
    """A scenario before it is opened: its text, its runs, its question."""

    DEFAULT_CSS = """
    ScenarioPreview {
        padding: 0 1;
        .title { text-style: bold; padding: 0 1; }
        .part { padding: 0 1; margin: 0 0 1 0; }
        .muted { padding: 0 1; color: $text-muted; }
    }
    """

    def compose(self) -> ComposeResult:
        yield Static(id="preview-title", classes="title", markup=False)
        yield Static(id="preview-subject", classes="muted", markup=False)
        yield markdown("")
        yield Static(id="preview-runs", classes="part", markup=False)
        yield Static(id="preview-question", classes="title", markup=False)
        yield Static(id="preview-options", classes="part", markup=False)
        yield Static(
            Content("⏎ opens it: commit to an answer, then see its runs decide."), classes="muted"
        )

    async def show(self, scenario: Scenario) -> None:
        """Show another scenario."""
        runs = [_run_line(scenario, variant) for variant in scenario.variants]
        runs.append(f"Watch: {scenario.look}")
        for name, text in (
            ("title", scenario.title),
            ("subject", scenario.subject),
            ("runs", "\n".join(runs)),
            ("question", scenario.question),
            ("options", "\n".join(f"{n}  {each}" for n, each in enumerate(scenario.options, 1))),
        ):
            self.query_one(f"#preview-{name}", Static).update(Content(text))
        await self.query_one(Markdown).update(shown_text(scenario.before))
        self.scroll_home(animate=False)


def _run_line(scenario: Scenario, variant: Variant) -> str:
    """A run's name where there are several, its data, its layers and its settings."""
    config = variant.config
    widths = " → ".join(map(str, config.hidden)) or "none"
    if len(config.hidden) > _MOST_WIDTHS and len(set(config.hidden)) == 1:
        widths = f"{len(config.hidden)} of {config.hidden[0]} units"
    name = f"{variant.name}: " if len(scenario.variants) > 1 else "Its run: "
    return (
        f"{name}{config.dataset}, hidden layers {widths}, {grouped(config.epochs)} epochs, "
        f"{settings_text(config)}"
    )


def markdown(text: str) -> Markdown:
    """A text whose links lead nowhere; tags and numbers of characters stay as they were typed."""
    return Markdown(shown_text(text), parser_factory=_parser, open_links=False)


def shown_text(text: str) -> str:
    """As much of a file's text as a screen shows."""
    lines = text[:_MOST_CHARACTERS].splitlines()
    shown = "\n".join(lines[:_MOST_LINES])
    return shown if len(shown) >= len(text) else f"{shown}\n\n…"


def _parser() -> MarkdownIt:
    # an entity such as &#x202e; would bring back what was cleaned out of the file's text
    return MarkdownIt("gfm-like", {"html": False}).disable("entity")
