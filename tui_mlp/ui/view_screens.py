"""The views that open over the trainer, each imported when it is opened for the first time.

All of them together would double the time until the trainer is there.
"""

import pkgutil
from collections.abc import Callable
from importlib import import_module

import tui_mlp.ui
from tui_mlp.ui.run_screen import RunScreen
from tui_mlp.worker.commands import Command

Send = Callable[[Command], int]
"""Passes a command to the worker; gives its number."""


def view(name: str, send: Send) -> RunScreen:
    """A view by the name that the keys of the trainer give it."""
    return _VIEWS[name](send)


def import_views() -> None:
    """Import every view, so that the first key opens one as quickly as the second."""
    for module in pkgutil.walk_packages(tui_mlp.ui.__path__, f"{tui_mlp.ui.__name__}."):
        import_module(module.name)


def _divergence(send: Send) -> RunScreen:
    from tui_mlp.ui.kl.kl_screen import DivergenceScreen

    return DivergenceScreen(send)


def _evaluation(send: Send) -> RunScreen:
    from tui_mlp.ui.evaluation.evaluation_screen import EvaluationScreen

    return EvaluationScreen(send)


def _ensemble(send: Send) -> RunScreen:
    from tui_mlp.ui.ensemble.ensemble_screen import EnsembleScreen

    return EnsembleScreen(send)


def _explain(send: Send) -> RunScreen:
    from tui_mlp.ui.explain.explain_screen import ExplainScreen

    return ExplainScreen(send)


def _gallery(send: Send) -> RunScreen:
    from tui_mlp.ui.samples.gallery_screen import GalleryScreen

    return GalleryScreen(send)


def _gradient_flow(send: Send) -> RunScreen:
    from tui_mlp.ui.flow.flow_screen import GradientFlowScreen

    return GradientFlowScreen(send)


def _typed_sample(send: Send) -> RunScreen:
    from tui_mlp.ui.samples.typed_screen import TypedSampleScreen

    return TypedSampleScreen(send)


def _points(send: Send) -> RunScreen:
    from tui_mlp.ui.points.points_screen import PointsScreen

    return PointsScreen(send)


_VIEWS: dict[str, Callable[[Send], RunScreen]] = {
    "divergence": _divergence,
    "evaluation": _evaluation,
    "ensemble": _ensemble,
    "explain": _explain,
    "gallery": _gallery,
    "gradient_flow": _gradient_flow,
    "typed_sample": _typed_sample,
    "points": _points,
}
