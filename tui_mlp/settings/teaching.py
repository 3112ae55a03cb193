"""What can be trained though it fails, for teaching: each failure declared once."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Teaching:
    """A combination of output and loss that is refused unless it is asked for by name."""

    output: str
    """A name of `tui_mlp.training.outputs.Output`."""
    loss: str
    """A name of `tui_mlp.nn.losses.LOSSES`."""
    mark: str
    """What it is, in at most 30 cells."""
    wrong: str
    """What goes wrong, a sentence or two."""
    several_labels: bool = False
    """Whether it is for data with several labels a sample, or for data with one class."""


NOT_TEACHING = "off"
TEACHING: Mapping[str, Teaching] = MappingProxyType(
    {
        "one_neuron": Teaching(
            "one_neuron",
            "sigmoid",
            "one neuron for C classes",
            "One number puts the classes in a row: whoever goes from the first to the last class "
            "passes all between, and the loss of those is never near 0.",
        ),
        "sigmoids": Teaching(
            "sigmoid",
            "sigmoid",
            "C sigmoids for one class",
            "Each sigmoid answers for itself: their sum need not be 1, and a sample may be given "
            "no class, or two.",
        ),
        "softmax_labels": Teaching(
            "softmax_labels",
            "softmax_labels",
            "softmax for several labels",
            "Softmax shares a sum of 1 among the labels: two that are both true get a half each at "
            "best, and a sample without any teaches nothing.",
            several_labels=True,
        ),
        "squared_error": Teaching(
            "softmax",
            "squared_error",
            "squared error behind softmax",
            "The gradient passes the Jacobian of softmax, which is all but 0 where the answer is "
            "certain: a network that is sure and wrong learns nothing.",
        ),
        "naive_softmax": Teaching(
            "softmax",
            "naive_softmax",
            "softmax, maximum left in",
            "exp of a logit beyond 88.7 is infinite in float32, and ∞/∞ is no number: the run ends "
            "there.",
        ),
    }
)
"""The failures by name."""


def note_on(name: str) -> str:
    """What is said of such a network wherever it is used; empty of one that is to learn."""
    if name == NOT_TEACHING:
        return ""
    return f"for teaching, {TEACHING[name].mark}: {TEACHING[name].wrong}"


def why_not(name: str, *, multilabel: bool, classes: int) -> str:
    """Why a failure of `TEACHING` cannot be seen on data of this kind; empty where it can."""
    if TEACHING[name].several_labels != multilabel:
        kind = "one class" if multilabel else "several labels"
        return f"{name} is for data with {kind} a sample"
    if name == "one_neuron" and classes < 3:
        return "one neuron is right for two classes, and fails for three: use output one_neuron"
    return ""


def names_for(*, multilabel: bool, classes: int) -> tuple[str, ...]:
    """The failures that data of this kind have."""
    return tuple(n for n in TEACHING if not why_not(n, multilabel=multilabel, classes=classes))
