"""The pages that a statement is shown on, with the numbers of a network."""

from collections.abc import Callable
from typing import assert_never

import numpy as np

from tui_mlp.lecture.derivations import RunPosition, Weight, derivation
from tui_mlp.lecture.flow.flow_page import flow_page
from tui_mlp.lecture.flow.gradient_flow import GradientFlow
from tui_mlp.lecture.kl.workbench import NotDistributionError, lecture_example, of_sample
from tui_mlp.lecture.kl.workbench_page import OF_EXAMPLE, OF_SAMPLE, workbench_page
from tui_mlp.lecture.pages.page import Page
from tui_mlp.lecture.statements.statement import (
    DerivationPage,
    FlowPage,
    ScenarioPage,
    Shown,
    SurfacePage,
    WalkPage,
    WorkbenchPage,
)
from tui_mlp.lecture.surface.loss_surface import LossSurface
from tui_mlp.lecture.surface.surface_page import surface_page
from tui_mlp.lecture.walk.walk import Walk


def statement_pages(
    shown: Shown,
    walk: Walk,
    flow: Callable[[], GradientFlow],
    *,
    run: RunPosition | None = None,
    weight: Weight | None = None,
    surface: Callable[[], LossSurface | None] = lambda: None,
) -> tuple[Page, ...]:
    """The pages, of a phase with layers each layer's; none for a scenario, which is a run.

    Args:
        shown: where the statement is shown.
        walk: the network, and its sample.
        flow: measures the flow through the network.
        run: where the run is, for the pages about the algorithm.
        surface: computes the loss around the run's start; None for a network that is too large.
        weight: the one whose paths to the loss are followed; None for that of the largest gradient.

    Raises:
        IndexError: the network has no such weight.
    """
    match shown:
        case WalkPage():
            phase = [index for index, at in enumerate(walk.places) if at.phase == shown.phase]
            last_alone = phase[-1:] if shown.nth < 0 else phase
            return tuple(walk.page(index) for index in last_alone)
        case WorkbenchPage():
            # a network that diverged has inf and NaN in it, and the page shows them
            with np.errstate(all="ignore"):
                return (_workbench(walk) if shown.of_sample else _example(),)
        case FlowPage():
            return (flow_page(flow()),)
        case SurfacePage():
            return (surface_page(surface()),)
        case DerivationPage():
            return (derivation(shown.name, walk.derivation, run=run, weight=weight),)
        case ScenarioPage():
            return ()
        case _:
            assert_never(shown)


def _example(why: str = "") -> Page:
    return workbench_page(lecture_example(), f"{why}{OF_EXAMPLE}")


def _workbench(walk: Walk) -> Page:
    """Label and answer of the sample where they are distributions, else the lecture's example."""
    step = walk.derivation
    if not step.network.softmax:
        return _example(
            "The answer of sigmoids is a probability for each output on its own, and no "
            "distribution over classes. "
        )
    try:
        bench = of_sample(step.subject.class_names, step.y, step.output_error.yhat)
    except NotDistributionError as error:
        return _example(f"The sample does not go here: {error}. ")
    return workbench_page(bench, OF_SAMPLE)
