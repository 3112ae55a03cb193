"""The lecture's arithmetic against nn's, and its own forms against each other."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_mlp.lecture.step.backward import (
    gradient_from_product,
    gradient_over_outputs,
    product_of_transports,
)
from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.lecture.step.phi import phi, phi_prime
from tui_mlp.lecture.step.subject import Subject
from tui_mlp.nn.activations import ACTIVATIONS
from tui_mlp.nn.architecture import Architecture, LayerSpec
from tui_mlp.nn.losses import LOSSES
from tui_mlp.nn.network import Network

ROUNDING = 1e-10
names = st.sampled_from(sorted(ACTIVATIONS))


@st.composite
def subjects(draw: st.DrawFn) -> Subject:
    layers = draw(st.lists(st.builds(LayerSpec, st.integers(1, 5), names), max_size=4))
    inputs, outputs, batch = (draw(st.integers(1, 4)) for _ in range(3))
    loss = draw(st.sampled_from(sorted(LOSSES)))
    architecture = Architecture(
        inputs, tuple(layers), outputs, draw(names), loss, draw(st.booleans())
    )
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    network = Network(architecture, np.float64)
    network.parameters[:] = rng.normal(size=network.parameters.size)
    if loss not in ("sigmoid", "softmax_labels"):
        soft = rng.dirichlet(np.ones(outputs), size=batch)
        hard = np.eye(outputs)[rng.integers(outputs, size=batch)]
        targets = draw(st.sampled_from([soft, hard]))
    else:
        targets = draw(st.sampled_from([rng.random((batch, outputs)).round(k) for k in (0, 3)]))
    return Subject(
        network,
        rng.normal(size=(batch, inputs)),
        targets,
        learning_rate=0.05,
        class_names=tuple(f"c{j}" for j in range(max(outputs, 2))),
        feature_names=tuple(f"x{j}" for j in range(inputs)),
    )


@settings(max_examples=150, deadline=None)
@given(subjects())
def test_every_number_of_the_engine_comes_out(subject: Subject) -> None:
    derivation = Derivation(subject, len(subject.inputs) - 1)
    engine = derivation.engine
    for own, its in zip(derivation.forward.pre_activations, engine.pre_activations, strict=True):
        np.testing.assert_allclose(own, its, rtol=ROUNDING, atol=ROUNDING)
    np.testing.assert_allclose(derivation.output_error.yhat, engine.yhat, atol=ROUNDING)
    np.testing.assert_allclose(derivation.output_error.short_way, engine.output_error, atol=1e-12)
    assert derivation.loss == pytest.approx(engine.loss, abs=ROUNDING)
    if derivation.network.output != "squared_error":
        assert derivation.loss_terms.cross_entropy == pytest.approx(engine.loss, abs=ROUNDING)
    for layer, weights in enumerate(engine.weight_gradients, start=1):
        gradients = derivation.gradients(layer)
        np.testing.assert_allclose(gradients[0], weights, rtol=ROUNDING, atol=ROUNDING)
        for own, its in zip(gradients[1:], engine.bias_gradients[layer - 1 : layer], strict=True):
            np.testing.assert_allclose(own, its, rtol=ROUNDING, atol=ROUNDING)


@settings(max_examples=150, deadline=None)
@given(subjects())
def test_both_ways_and_all_three_forms_agree(subject: Subject) -> None:
    derivation = Derivation(subject, 0)
    network, passed, error = derivation.network, derivation.forward, derivation.output_error
    np.testing.assert_allclose(error.long_way, error.short_way, atol=ROUNDING)
    for layer in range(1, network.depth + 1):
        first = derivation.gradients(layer)[0]
        second = gradient_from_product(network, passed, layer, error.short_way)
        third = gradient_over_outputs(network, passed, layer, error.short_way)
        size = max(1.0, float(np.abs(first).max()))
        np.testing.assert_allclose(second, first, atol=ROUNDING * size)
        np.testing.assert_allclose(third, first, atol=ROUNDING * size)
        transported = product_of_transports(network, passed, layer) @ error.short_way
        np.testing.assert_allclose(
            transported, derivation.deltas[layer - 1], atol=ROUNDING * size, rtol=ROUNDING
        )


@settings(max_examples=50, deadline=None)
@given(subjects())
def test_a_step_is_the_engine_s_for_a_sample_and_for_a_mini_batch(subject: Subject) -> None:
    derivation = Derivation(subject, 0)
    for step, engine in (
        (derivation.step, derivation.engine_step),
        (derivation.batch_step, derivation.engine_batch_step),
    ):
        for own, its in zip(step.network.weights, engine.weights, strict=True):
            np.testing.assert_allclose(own, its, rtol=ROUNDING, atol=ROUNDING)
        for own, its in zip(step.network.biases, engine.biases, strict=True):
            np.testing.assert_allclose(own, its, rtol=ROUNDING, atol=ROUNDING)
        assert step.loss_after == pytest.approx(engine.loss, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_phi_is_the_engine_s_and_phi_prime_is_its_slope(name: str) -> None:
    z = np.concatenate([np.linspace(-30, 30, 100), [-3.0, -1e-3, 1e-3, 0.5]])
    np.testing.assert_allclose(phi(name, z), ACTIVATIONS[name](z), rtol=1e-12, atol=1e-13)
    slope = (phi(name, z + 1e-6) - phi(name, z - 1e-6)) / 2e-6
    np.testing.assert_allclose(phi_prime(name, z), slope, atol=1e-6)
    at_zero = np.zeros(1)
    np.testing.assert_allclose(phi_prime(name, at_zero), ACTIVATIONS[name].derivative(at_zero))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_phi_is_finite_however_large_z_is(name: str) -> None:
    z = np.array([-1e4, -800.0, 800.0, 1e4])
    with np.errstate(over="ignore"):
        slopes = phi_prime(name, z)
    assert np.isfinite(phi(name, z)).all()
    np.testing.assert_allclose(slopes, ACTIVATIONS[name].derivative(z), atol=1e-12)
