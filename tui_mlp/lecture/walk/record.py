"""All numbers of a walk by name, as plain lists that any reader of JSON understands."""

from dataclasses import asdict
from typing import Any

from tui_mlp.lecture.pages.page import Check
from tui_mlp.lecture.step.backward import error_transport
from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.lecture.step.softmax import softmax_steps
from tui_mlp.lecture.step.update import Step
from tui_mlp.lecture.walk.walk import Walk


def walk_record(walk: Walk) -> dict[str, Any]:
    """The numbers of a walk in the lecture's orientation, W^l as n_l lists of n_{l-1} numbers.

    `delta` is de/da^l, `V` the matrix that takes it to layer l - 1, `W_after` what the run's own
    step on the whole mini-batch leaves, `step` and `batch_step` are those of plain SGD, along
    `gradient_W` and `mean_gradient_W`, and `checks` are those of the pages.
    """
    derivation = walk.derivation
    subject, network = derivation.subject, derivation.network
    return {
        "widths": list(network.widths),
        "activations": list(network.activations),
        "output": network.output,
        "class_names": list(subject.class_names),
        "feature_names": list(subject.feature_names),
        "learning_rate": subject.learning_rate,
        "x": derivation.x.tolist(),
        "y": derivation.y.tolist(),
        "layers": [_layer(derivation, layer) for layer in range(1, network.depth + 1)],
        **_output(derivation),
        "step": _step(derivation.step),
        "own_step": _step(derivation.taken_step),
        "update_rule": _rule(derivation),
        "batch_step": {"samples": len(subject.inputs), **_step(derivation.batch_step)},
        "checks": _checks(walk),
        "notes": list(subject.notes),
    }


def _layer(derivation: Derivation, layer: int) -> dict[str, Any]:
    """The numbers of one layer; b's are missing from a network without biases."""
    network, passed = derivation.network, derivation.forward
    after = derivation.taken_step.network
    gradients = derivation.gradients(layer)
    numbers = {
        "layer": layer,
        "W": network.weights[layer - 1].tolist(),
        "z": passed.pre_activations[layer - 1].tolist(),
        "a": passed.activations[layer].tolist(),
        "phi_prime": passed.derivatives[layer - 1].tolist(),
        "delta": derivation.deltas[layer - 1].tolist(),
        "gradient_W": gradients[0].tolist(),
        "W_after": after.weights[layer - 1].tolist(),
        "gradient_check": [asdict(entry) for entry in derivation.checked_entries(layer)],
    }
    if derivation.batch_size > 1:
        mean = derivation.taken_step.gradients
        numbers["mean_gradient_W"] = mean.weights[layer - 1].tolist()
        if network.biases:
            numbers["mean_gradient_b"] = mean.biases[layer - 1].tolist()
    if layer > 1:
        numbers["V"] = error_transport(network, passed, layer).tolist()
    if network.biases:
        numbers["b"] = network.biases[layer - 1].tolist()
        numbers["gradient_b"] = gradients[1].tolist()
        numbers["b_after"] = after.biases[layer - 1].tolist()
    return numbers


def _output(derivation: Derivation) -> dict[str, Any]:
    """The answer yhat, the loss and delta^L, with what leads to them."""
    terms, error = derivation.loss_terms, derivation.output_error
    numbers: dict[str, Any] = {}
    if derivation.network.softmax:
        steps = softmax_steps(derivation.forward.logits)
        numbers |= {
            "shift": steps.shift,
            "exponentials": steps.exponentials.tolist(),
            "sum_of_exponentials": steps.total,
        }
    return numbers | {
        "yhat": error.yhat.tolist(),
        "cross_entropy_terms": terms.cross_entropies.tolist(),
        "negative_entropy_terms": terms.negative_entropies.tolist(),
        "kl_terms": terms.divergences.tolist(),
        "loss": derivation.loss,
        "negative_entropy": terms.negative_entropy,
        "kl_divergence": terms.kl_divergence,
        "loss_derivatives": error.loss_derivatives.tolist(),
        "jacobian": error.jacobian.tolist(),
        "delta_long_way": error.long_way.tolist(),
        "delta_short_way": error.short_way.tolist(),
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "loss_before": step.loss_before,
        "squared_gradient_norms": list(step.gradients.squared_norms),
        "promised": step.promised,
        "came": step.came,
        "loss_after": step.loss_after,
    }


def _rule(derivation: Derivation) -> dict[str, Any]:
    """How the run's own step follows from the gradient."""
    rule = derivation.subject.rule
    return {
        "optimizer": rule.optimizer,
        "step": rule.steps + 1,
        **rule.settings,
        "l1": rule.l1,
        "l2": rule.l2,
        "clip": rule.clip,
        "dropout": rule.dropout,
    }


def _checks(walk: Walk) -> list[dict[str, Any]]:
    checks = []
    for index, place in enumerate(walk.places):
        for block in walk.page(index).blocks:
            if isinstance(block, Check):
                found = {"what": block.what, "residual": block.residual}
                found |= {"tolerance": block.tolerance, "holds": block.holds}
                checks.append({"phase": place.phase, "layer": place.layer, **found})
    return checks
