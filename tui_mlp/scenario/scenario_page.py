"""A scenario as a page to read, for where there is no screen to run it on."""

from tui_mlp.lecture.pages.page import Page, Sentence
from tui_mlp.scenario.values import Scenario


def scenario_page(scenario: Scenario) -> Page:
    """What is read before, the question with its options, and how to run it."""
    steps = [" ".join(each.text.split()) for each in scenario.steps]
    tasks = [f"By hand: {each.task.ask}" if each.task else "" for each in scenario.steps]
    worked = [text for pair in zip(steps, tasks, strict=True) for text in pair if text]
    before = [" ".join(part.split()) for part in scenario.before.split("\n\n") if part.strip()]
    options = [f"{place}  {text}" for place, text in enumerate(scenario.options, start=1)]
    how = f"`tui-mlp --scenario {scenario.name}` asks the question, and runs it for the answer."
    lines = [*worked, *before, f"Watch: {scenario.look}", scenario.question, *options, how]
    title = f"Scenario: {scenario.title}"
    return Page(0, title, "scenario", None, tuple(map(Sentence, lines)))
