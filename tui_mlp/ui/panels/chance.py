"""The line of a loss plot where a network is that gives every class the same probability."""

import math

from tui_mlp.numbers import compact
from tui_mlp.training.outputs import Output
from tui_mlp.ui.drawing.line_plot import Level

_WORD = "chance"
_LABEL_WIDTH = 6


def chance_level(classes: int, output: Output, teaching: str) -> Level | None:
    """The loss of a guess: that each class, or each label, is as probable as another.

    Args:
        classes: of the data; of labels, their number.
        output: what the network's outputs mean.
        teaching: the failure that is trained, by its name, or "off".
    """
    if teaching == "softmax_labels":
        return None
    if teaching == "squared_error":
        guess = (1 - 1 / classes) / 2
        return Level(guess, compact(guess), _WORD)
    if output is Output.SIGMOID:
        return Level(classes * math.log(2), _fitting(f"{classes}·ln2", "C·ln2"), _WORD)
    classes = 2 if output is Output.ONE_NEURON else classes
    return Level(math.log(classes), _fitting(f"ln {classes}", "ln C"), _WORD)


def _fitting(label: str, short: str) -> str:
    return label if len(label) <= _LABEL_WIDTH else short
