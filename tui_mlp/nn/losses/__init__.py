"""All losses: a file for each thing that gives yhat."""

from collections.abc import Mapping
from types import MappingProxyType

from tui_mlp.nn.losses.loss import Loss
from tui_mlp.nn.losses.sigmoid import SigmoidCrossEntropy
from tui_mlp.nn.losses.softmax import SoftmaxCrossEntropy

LOSSES: Mapping[str, Loss] = MappingProxyType(
    {"softmax": SoftmaxCrossEntropy(), "sigmoid": SigmoidCrossEntropy()}
)
"""All losses by the name of what gives yhat."""
