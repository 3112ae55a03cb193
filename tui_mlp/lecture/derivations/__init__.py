"""The lecture's derivations move by move, each with the numbers of a network and a sample."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from tui_mlp.lecture.derivations.algorithm_page import algorithm_page
from tui_mlp.lecture.derivations.chain_page import chain_page
from tui_mlp.lecture.derivations.gibbs_page import gibbs_page
from tui_mlp.lecture.derivations.jacobian_page import jacobian_page
from tui_mlp.lecture.derivations.moves import Weight, move_count, up_to_move
from tui_mlp.lecture.derivations.nested_page import nested_page
from tui_mlp.lecture.derivations.paths_page import paths_page, steepest_weight, weight_page
from tui_mlp.lecture.derivations.pitfalls.overflow_page import overflow_page
from tui_mlp.lecture.derivations.pitfalls.squared_page import squared_page
from tui_mlp.lecture.derivations.run_position import AlgorithmLine, RunPosition
from tui_mlp.lecture.derivations.schedule_page import schedule_page
from tui_mlp.lecture.derivations.sigmoid_page import sigmoid_page
from tui_mlp.lecture.derivations.softmax_page import softmax_page
from tui_mlp.lecture.derivations.substitution_page import substitution_page
from tui_mlp.lecture.derivations.total_error_page import total_error_page
from tui_mlp.lecture.pages.page import Page
from tui_mlp.lecture.step.derivation import Derivation

__all__ = [
    "OF_STEP",
    "AlgorithmLine",
    "RunPosition",
    "Weight",
    "derivation",
    "derivation_names",
    "move_count",
    "steepest_weight",
    "up_to_move",
    "weight_page",
]

_PAGES: Mapping[str, Callable[[Derivation, RunPosition | None, Weight | None], Page]] = (
    MappingProxyType(
        {
            "nested": lambda step, _run, _weight: nested_page(step),
            "softmax": lambda step, _run, _weight: softmax_page(step),
            "overflow": lambda step, _run, _weight: overflow_page(step),
            "squared": lambda step, _run, _weight: squared_page(step),
            "gibbs": lambda step, _run, _weight: gibbs_page(step),
            "jacobian": lambda step, _run, _weight: jacobian_page(step),
            "substitution": lambda step, _run, _weight: substitution_page(step),
            "sigmoid": lambda step, _run, _weight: sigmoid_page(step),
            "chain": lambda step, _run, _weight: chain_page(step),
            "paths": lambda step, _run, weight: paths_page(step, weight),
            "algorithm": lambda step, run, _weight: algorithm_page(step, run),
            "total_error": lambda step, run, _weight: total_error_page(step, run),
            "schedule": lambda step, run, _weight: schedule_page(step, run),
        }
    )
)


OF_STEP = frozenset({"algorithm", "total_error"})
"""Those about all samples of the coming step, and not about one that is shown."""


def derivation_names() -> tuple[str, ...]:
    """The names of all derivations, in the lecture's order."""
    return tuple(_PAGES)


def derivation(
    name: str, step: Derivation, *, run: RunPosition | None = None, weight: Weight | None = None
) -> Page:
    """The page of a derivation; one sentence says so where the network has nothing of its kind.

    Args:
        name: one of `derivation_names()`.
        step: the network and its sample, as `Walk.derivation` has them.
        run: where the run is, for "algorithm" and "schedule"; None where there is no run.
        weight: the weight that "paths" is about; None for that of the largest gradient.

    Raises:
        KeyError: there is no derivation of that name.
        IndexError: the network has no such weight.
    """
    make = _PAGES[name]
    # a network that diverged has inf and NaN in it, and the page shows them
    with np.errstate(all="ignore"):
        return make(step, run, weight)
