"""Subjects for the tests of the walk: networks by hand, and by chance."""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tui_mlp.lecture.step.subject import Subject
from tui_mlp.nn.architecture import Architecture, LayerSpec
from tui_mlp.nn.network import Network

sys.path.insert(0, str(Path(__file__).parent))  # for the modules that several tests share


@pytest.fixture
def by_hand() -> Subject:
    """2-2-2 with relu, whose numbers are worked out in the tests."""
    network = Network(Architecture(2, (LayerSpec(2, "relu"),), 2), np.float64)
    network.weights[0][...] = np.array([[0.5, -0.25], [0.1, 0.3]]).T
    network.weights[1][...] = np.array([[1.0, -1.0], [0.5, 0.25]]).T
    network.biases[0][...] = [0.1, -0.2]
    network.biases[1][...] = [0.0, 0.1]
    inputs, targets = np.array([[1.0, 2.0]]), np.array([[0.0, 1.0]])
    return Subject(network, inputs, targets, 0.1, ("no", "yes"), ("u", "v"))


@pytest.fixture
def make_subject() -> Callable[..., Subject]:
    """Makes a subject with random parameters, biases off 0, and B samples."""

    def make(
        architecture: Architecture, *, seed: int = 0, batch: int = 1, learning_rate: float = 0.01
    ) -> Subject:
        rng = np.random.default_rng(seed)
        network = Network(architecture, np.float64)
        network.initialize("glorot_normal", rng)
        for bias in network.biases:
            bias[...] = rng.normal(scale=0.5, size=bias.shape)
        outputs = architecture.outputs
        if architecture.loss not in ("sigmoid", "softmax_labels"):
            targets = rng.dirichlet(np.ones(outputs), size=batch)
        else:
            targets = rng.integers(2, size=(batch, outputs)).astype(float)
        names = ("no", "yes") if outputs == 1 else tuple(f"c{j}" for j in range(outputs))
        features = tuple(f"x{j}" for j in range(architecture.inputs))
        inputs = rng.normal(size=(batch, architecture.inputs))
        return Subject(network, inputs, targets, learning_rate, names, features)

    return make
