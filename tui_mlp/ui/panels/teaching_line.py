"""What goes wrong in a network for teaching, on one sample, in the sample's own numbers."""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from tui_mlp.numbers import compact, percent, setting_text
from tui_mlp.training.snapshot import RunDescription, SampleView

Words = Callable[[SampleView, RunDescription, np.ndarray], str]
_FLOAT32_LIMIT = 88.7
"""Where exp leaves float32, in which networks train."""


def teaching_line(sample: SampleView, run: RunDescription, delta: np.ndarray) -> str:
    """The numbers in a few words; delta is delta^L of the network's own loss."""
    return _LINES[run.config.teaching](sample, run, delta)


def _in_a_row(sample: SampleView, run: RunDescription, _delta: np.ndarray) -> str:
    steps = len(run.class_names) - 1
    place = float(sample.probabilities @ np.arange(steps + 1))
    if math.isnan(place):
        return "no number"
    low = min(int(place), steps - 1)
    names = run.class_names
    return f"{percent(place - low)} from {names[low]} to {names[low + 1]}"


def _sum(sample: SampleView, _run: RunDescription, _delta: np.ndarray) -> str:
    total = compact(float(sample.probabilities.sum()))
    return "Σŷ ≈ 1, not held there" if total == "1" else f"Σŷ = {total}, and not 1"


def _shared(sample: SampleView, _run: RunDescription, _delta: np.ndarray) -> str:
    count = float(sample.target.sum())
    return f"Σy = {setting_text(count, 3)}, but Σŷ = 1"


def _flat(sample: SampleView, _run: RunDescription, delta: np.ndarray) -> str:
    wrong = float(np.linalg.norm(sample.probabilities - sample.target))
    left = float(np.linalg.norm(delta))
    return f"‖δᴸ‖ {compact(left, 2)}, ‖ŷ−y‖ {compact(wrong, 2)}"


def _range(sample: SampleView, _run: RunDescription, _delta: np.ndarray) -> str:
    return f"aᴸ ≤ {compact(sample.largest_logit)}, ∞ at {_FLOAT32_LIMIT}"


_LINES: Mapping[str, Words] = MappingProxyType(
    {
        "one_neuron": _in_a_row,
        "sigmoids": _sum,
        "softmax_labels": _shared,
        "squared_error": _flat,
        "naive_softmax": _range,
    }
)
