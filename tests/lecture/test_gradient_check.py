"""The lecture's gradient check: right gradients pass, wrong ones are found, kinks are named."""

from collections.abc import Callable

import numpy as np
import pytest

from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.lecture.step.gradient_check import MOST_ENTRIES, TOLERANCE, CheckedEntry, check_layer
from tui_mlp.lecture.step.subject import Subject
from tui_mlp.lecture.step.update import mean_loss
from tui_mlp.nn.activations import ACTIVATIONS
from tui_mlp.nn.architecture import Architecture, LayerSpec
from tui_mlp.nn.network import Network

MakeSubject = Callable[..., Subject]


def checked(subject: Subject, layer: int, *gradients: np.ndarray) -> list[CheckedEntry]:
    return check_layer(
        Derivation(subject, 0).network,
        subject.inputs.T,
        subject.targets.T,
        layer=layer,
        gradients=gradients,
        rng=np.random.default_rng(0),
    )


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("loss", ["softmax", "sigmoid"])
def test_every_activation_passes(make_subject: MakeSubject, name: str, loss: str) -> None:
    architecture = Architecture(3, (LayerSpec(4, name), LayerSpec(3, name)), 2, name, loss)
    subject = make_subject(architecture, seed=5, batch=3)
    gradients = Derivation(subject, 0).batch_step.gradients
    for layer in (1, 2, 3):
        pair = gradients.weights[layer - 1], gradients.biases[layer - 1]
        for entry in checked(subject, layer, *pair):
            assert entry.checked > 0
            assert entry.relative_error < TOLERANCE, entry


def test_the_difference_is_that_of_the_loss_with_one_weight_changed(
    make_subject: MakeSubject,
) -> None:
    subject = make_subject(Architecture(2, (LayerSpec(3, "tanh"),), 2), batch=4)
    derivation = Derivation(subject, 0)
    gradients = derivation.batch_step.gradients
    entry = checked(subject, 1, gradients.weights[0])[0]
    losses = []
    for sign in (1, -1):
        network = Derivation(subject, 0).network
        network.weights[0][entry.index] += sign * entry.difference
        losses.append(mean_loss(network, subject.inputs.T, subject.targets.T))
    assert (entry.loss_above, entry.loss_below) == pytest.approx(losses, abs=1e-13)
    assert entry.numeric == pytest.approx((losses[0] - losses[1]) / (2 * entry.difference))


@pytest.mark.parametrize("letter", ["W", "b"])
def test_a_wrong_entry_is_found(make_subject: MakeSubject, letter: str) -> None:
    subject = make_subject(Architecture(4, (LayerSpec(5, "tanh"),), 3))
    weights, biases = (array.copy() for array in Derivation(subject, 0).gradients(1))
    wrong, index = (weights, (3, 2)) if letter == "W" else (biases, (3,))
    wrong[index] += 1e-3
    worst = next(e for e in checked(subject, 1, weights, biases) if e.name == f"{letter}1")
    assert worst.index == index
    assert worst.relative_error > 100 * TOLERANCE


def test_of_a_large_layer_some_entries_are_drawn(make_subject: MakeSubject) -> None:
    subject = make_subject(Architecture(30, (LayerSpec(20, "tanh"),), 2))
    weights, biases = checked(subject, 1, *Derivation(subject, 0).gradients(1))
    assert (weights.checked, weights.entries) == (MOST_ENTRIES, 600)
    assert (biases.checked, biases.entries) == (20, 20)


def test_entries_on_a_kink_are_passed_over() -> None:
    network = Network(Architecture(2, (LayerSpec(2, "relu"),), 2), np.float64)
    network.weights[0][...] = [[0.0, 1.0], [0.0, 0.0]]  # z of the first unit is 0 for all samples
    network.weights[1][...] = [[1.0, 0.0], [0.5, -1.0]]
    subject = Subject(network, np.ones((1, 2)), np.eye(2)[:1], 0.1, ("a", "b"), ("u", "v"))
    weights, biases = checked(subject, 1, *Derivation(subject, 0).gradients(1))
    assert (weights.checked, weights.on_kinks) == (2, 2)
    assert (biases.checked, biases.on_kinks) == (1, 1)
    assert max(weights.relative_error, biases.relative_error) < TOLERANCE


def test_large_inputs_get_a_smaller_difference(make_subject: MakeSubject) -> None:
    subject = make_subject(Architecture(2, (LayerSpec(3, "tanh"),), 2))
    subject = subject.with_value("x", (0, 1), 1000.0, 0)
    network = subject.network
    network.weights[0][1] = 1e-3
    entry = checked(subject, 1, Derivation(subject, 0).gradients(1)[0])[0]
    assert entry.relative_error < TOLERANCE


def test_a_network_that_diverged_does_not_pass(make_subject: MakeSubject) -> None:
    subject = make_subject(Architecture(2, (LayerSpec(3, "tanh"),), 2))
    subject.network.parameters[:] = np.nan
    with np.errstate(all="ignore"):
        entries = checked(subject, 1, *Derivation(subject, 0).gradients(1))
    assert not any(entry.relative_error <= TOLERANCE for entry in entries)
