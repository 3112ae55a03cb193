"""What nn's fast passes compute for the same sample, as columns: what each page is checked by."""

from dataclasses import dataclass

import numpy as np

from tui_mlp.arrays import Float64Array
from tui_mlp.lecture.step.lecture_network import columns
from tui_mlp.lecture.step.subject import Subject, float64_network
from tui_mlp.lecture.step.update_rule import PLAIN_SGD, UpdateRule
from tui_mlp.nn.optimizers import create
from tui_mlp.nn.regularization import add_penalty_gradient, clip_by_global_norm


@dataclass(frozen=True, eq=False)
class EnginePass:
    """nn's numbers for one sample, copied."""

    pre_activations: tuple[Float64Array, ...]
    """`pre_activations[l-1]` is z^l, (n_l,)."""
    yhat: Float64Array
    """(n_L,)."""
    loss: float
    output_error: Float64Array
    """delta^L, (n_L,)."""
    weight_gradients: tuple[Float64Array, ...]
    """Of the loss by W^l, (n_l, n_{l-1})."""
    bias_gradients: tuple[Float64Array, ...]
    """Of the loss by b^l, (n_l,); empty without biases."""


def engine_pass(subject: Subject, sample: int) -> EnginePass:
    """Let nn do its forward and its backward pass for one sample."""
    network = subject.network
    x, y = subject.inputs[[sample]], subject.targets[[sample]]
    logits = network.forward(x).copy()
    pre_activations = tuple(z[0].copy() for z in network.workspace(1).pre_activations)
    delta = np.empty_like(logits)
    network.loss.write_delta(logits, y, delta, np.empty((1, 1)))
    network.compute_gradient(x, y)
    return EnginePass(
        pre_activations=pre_activations,
        yhat=network.probabilities(x)[0],
        loss=float(network.sample_losses(x, y)[0]),
        output_error=delta[0],
        weight_gradients=tuple(columns(gradient) for gradient in network.weight_gradients),
        bias_gradients=tuple(columns(gradient) for gradient in network.bias_gradients),
    )


@dataclass(frozen=True, eq=False)
class EngineStep:
    """nn's parameters after one step, and the mean loss that they give."""

    weights: tuple[Float64Array, ...]
    """W^l, (n_l, n_{l-1})."""
    biases: tuple[Float64Array, ...]
    """b^l, (n_l,); empty without biases."""
    loss: float


def engine_step(subject: Subject, samples: slice, rule: UpdateRule = PLAIN_SGD) -> EngineStep:
    """Let nn take a step on some of the subject's samples, as a run with this rule does."""
    network = float64_network(subject.network.architecture, subject.network.parameters)
    x, y = subject.inputs[samples], subject.targets[samples]
    network.compute_gradient(x, y)
    if rule.dropped_gradient is not None:
        network.gradient[:] = rule.dropped_gradient
    if rule.l1 or rule.penalty:
        add_penalty_gradient(network, rule.l1, rule.penalty)
    if rule.clip:
        clip_by_global_norm(network.gradient, rule.clip)
    optimizer = create(rule.optimizer, network, rule.settings)
    carried = {name: np.array(vector, float) for name, vector in rule.carried.items()}
    optimizer.load_state({"step": rule.steps, **carried})
    optimizer.update(subject.learning_rate, rule.l2)
    return EngineStep(
        weights=tuple(columns(weights) for weights in network.weights),
        biases=tuple(columns(biases) for biases in network.biases),
        loss=network.mean_loss(x, y),
    )
