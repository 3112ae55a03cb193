"""A model as a PyTorch module, with its weights beside it as safetensors."""

from pathlib import Path
from string import Template

import numpy as np
from safetensors.numpy import save

from tui_mlp.export.activation_code import ACTIVATION_CODE
from tui_mlp.export.exported_network import ExportedNetwork
from tui_mlp.export.safetensors_file import described
from tui_mlp.export.text_file import write_content, write_text
from tui_mlp.training.model_file import Model

_FILE = Template('''\
"""$sentence, trained with tui-mlp. Needs torch and safetensors; the weights are in $weights.

    from $module import load
    net = load()
    net.predict_proba(samples)          # in the data's own units
    net(samples)                        # the logits, for cross_entropy and the like
"""

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional

CLASS_NAMES = $class_names
FEATURE_NAMES = $feature_names
OUTPUT = $output
THRESHOLD = $threshold
"""A label counts as predicted from this probability on."""


class Net(nn.Module):
    """The network; it standardises its samples itself."""

    def __init__(self):
        super().__init__()
        self.register_buffer("mean", torch.zeros($inputs))
        self.register_buffer("scale", torch.ones($inputs))
$layers
    def forward(self, x):
        """The logits (N, C) of samples (N, D); a missing value is NaN, and counts as the mean."""
        z = torch.nan_to_num((x - self.mean) / self.scale)
$forward        return z

    def predict_proba(self, x):
        """The probability of each class or label, (N, C)."""
        with torch.no_grad():
            logits = self(torch.as_tensor(x, dtype=torch.float32))
        if OUTPUT == "softmax":
            return torch.softmax(logits, dim=1)
        yhat = torch.sigmoid(logits)
        return torch.cat([1 - yhat, yhat], dim=1) if OUTPUT == "one_neuron" else yhat


def load(path=Path(__file__).with_name("$weights")):
    """The network with the weights that were trained."""
    net = Net()
    net.load_state_dict(load_file(path))
    return net
''')


def write_pytorch(model: Model, path: Path) -> tuple[Path, ...]:
    """Write the module, and its weights beside it; gives both files.

    Raises:
        OSError: one cannot be written.
    """
    network = ExportedNetwork.of(model)
    weights = path.with_suffix(".safetensors")
    tensors = {"mean": network.mean, "scale": network.scale}
    for number, (w, b) in enumerate(zip(network.weights, network.biases, strict=True), start=1):
        tensors |= {f"layer{number}.weight": np.ascontiguousarray(w.T), f"layer{number}.bias": b}
    write_content(weights, save(tensors, described(network)))
    write_text(path, _source(network, path.stem, weights.name))
    return path, weights


def _source(network: ExportedNetwork, module: str, weights: str) -> str:
    shapes = [w.shape for w in network.weights]
    layers = "".join(
        f"        self.layer{number} = nn.Linear({fan_in}, {fan_out})\n"
        for number, (fan_in, fan_out) in enumerate(shapes, start=1)
    )
    forward = ""
    for number, activation in enumerate(network.activations, start=1):
        forward += f"        z = self.layer{number}(z)\n"
        if activation != "identity":
            forward += f"        z = {ACTIVATION_CODE[activation].torch}\n"
    return _FILE.substitute(
        sentence=network.sentence,
        module=module,
        weights=weights,
        class_names=repr(network.class_names),
        feature_names=repr(network.feature_names),
        output=repr(str(network.output)),
        threshold=repr(network.threshold),
        inputs=len(network.mean),
        layers=layers,
        forward=forward,
    )
