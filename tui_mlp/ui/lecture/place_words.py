"""Where a statement is shown, in words."""

from tui_mlp.lecture.statements.statement import (
    DerivationPage,
    FlowPage,
    ScenarioPage,
    Shown,
    SurfacePage,
    WalkPage,
)
from tui_mlp.scenario.file import find_scenario


def place_words(shown: Shown) -> str:
    """What opens, such as "the walk, phase 3" or "scenario: Overlapping discs"."""
    match shown:
        case WalkPage():
            return f"the walk, phase {shown.phase}"
        case DerivationPage():
            return f"a derivation in steps: {shown.name}"
        case FlowPage():
            return "the gradient flow"
        case SurfacePage():
            return "the loss surface"
        case ScenarioPage():
            return f"scenario: {find_scenario(shown.name).title}"
        case _:
            sample = ", with y and ŷ of the sample" if shown.of_sample else ""
            return f"the KL workbench{sample}"
