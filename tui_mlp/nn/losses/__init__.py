"""All losses: a file for each thing that gives yhat."""

from collections.abc import Mapping
from types import MappingProxyType

from tui_mlp.nn.losses.for_teaching import (
    NaiveSoftmaxCrossEntropy,
    SoftmaxOfLabels,
    SquaredErrorOfSoftmax,
)
from tui_mlp.nn.losses.loss import Loss
from tui_mlp.nn.losses.sigmoid_cross_entropy import SigmoidCrossEntropy
from tui_mlp.nn.losses.softmax_cross_entropy import SoftmaxCrossEntropy

LOSSES: Mapping[str, Loss] = MappingProxyType(
    {
        "softmax": SoftmaxCrossEntropy(),
        "sigmoid": SigmoidCrossEntropy(),
        "squared_error": SquaredErrorOfSoftmax(),
        "softmax_labels": SoftmaxOfLabels(),
        "naive_softmax": NaiveSoftmaxCrossEntropy(),
    }
)
"""All losses by name; the last three are for teaching."""
