"""Each trouble from flows made up for it, and remedies that change something."""

import re
from dataclasses import replace

import numpy as np
import pytest

from tui_mlp.lecture.flow.diagnosis import Diagnosis, diagnose
from tui_mlp.lecture.flow.gradient_flow import GradientFlow, LayerFlow, measure_flow
from tui_mlp.lecture.flow.learning import LearningFigures
from tui_mlp.lecture.flow.remedies import REMEDIES, RunSettings
from tui_mlp.lecture.flow.trial import Trial
from tui_mlp.lecture.flow.trouble import Trouble
from tui_mlp.nn.activations import ACTIVATIONS, Family
from tui_mlp.nn.architecture import Architecture, LayerSpec
from tui_mlp.nn.network import Network

NAN, INF = float("nan"), float("inf")
LAYER = LayerFlow(
    layer=1, units=16, activation="tanh", delta_norm=1.0, factor=0.9, derivative_factor=0.9,
    weight_factor=1.0, step_norm=1.2, product_norm=1.1, norm_product=1.2, delta_bound=1.5,
    mean_derivative=0.8, flat=0.02, dead=0, alike=False, weight_norm=4.0, update_ratio=1e-3,
)  # fmt: skip
SETTINGS = RunSettings(
    hidden=(16, 16, 16), activation=("tanh",), init="glorot_normal", learning_rate=0.05,
    batch_size=32, clip=0.0, train_count=720,
)  # fmt: skip


def flow_of(*norms: float, **changes: object) -> GradientFlow:
    """Layers with these norms of delta, the first one's first, and all with the same changes."""
    layers = [
        replace(LAYER, layer=number, delta_norm=norm, **changes)
        for number, norm in enumerate(norms, 1)
    ]
    layers[-1] = replace(
        layers[-1], activation="identity", units=3, factor=NAN, derivative_factor=NAN,
        weight_factor=NAN, dead=0, flat=0.0, alike=False,
    )  # fmt: skip
    return GradientFlow(tuple(layers), 32, 720, 0.8, 8, 32)


def changed(flow: GradientFlow, layer: int, **changes: object) -> GradientFlow:
    layers = list(flow.layers)
    layers[layer - 1] = replace(layers[layer - 1], **changes)
    return replace(flow, layers=tuple(layers))


WELL = flow_of(0.9, 1.0, 1.2, 1.1)


def test_all_is_well() -> None:
    diagnosis = diagnose(WELL, SETTINGS)
    assert diagnosis.trouble is Trouble.NONE
    assert diagnosis.remedies == ()
    assert "a factor of 1.33" in diagnosis.cause
    assert diagnose(flow_of(1.0), SETTINGS).trouble is Trouble.NONE


def test_a_vanishing_gradient_with_its_cause_and_its_remedies() -> None:
    flow = flow_of(1e-4, 1e-3, 1e-2, 0.9, activation="sigmoid", derivative_factor=0.23)
    diagnosis = diagnose(flow, replace(SETTINGS, activation=("sigmoid",)))
    assert diagnosis.trouble is Trouble.VANISHING
    assert "‖δ¹‖ is 9 000 times smaller than ‖δ⁴‖" in diagnosis.cause
    assert (
        "Each of the 3 steps back multiplies it by W, on average 1, and 2 of them also by φ′,"
        " on average 0.23 in sigmoid layers."
    ) in diagnosis.cause
    assert "φ′ of sigmoid is never more than 0.25." in diagnosis.cause
    assert [dict(remedy.settings) for remedy in diagnosis.remedies] == [
        {"activation": ("relu",)}, {"activation": ("tanh",)}, {"hidden": (16,)},
    ]  # fmt: skip
    assert [remedy.key for remedy in diagnosis.remedies] == ["1", "2", "3"]


@pytest.mark.parametrize("output", ["identity", "tanh"])
def test_the_factors_that_are_told_multiply_to_what_is_lost(output: str) -> None:
    layers = (LayerSpec(16, "sigmoid"),) * 8
    network = Network(Architecture(2, layers, 3, output_activation=output), np.float64)
    network.initialize("glorot_normal", np.random.default_rng(0))
    x = np.random.default_rng(1).normal(size=(20, 2))
    cause = diagnose(measure_flow(network, x, np.eye(3)[np.arange(20) % 3]), SETTINGS).cause
    told = re.search(r"‖δ¹‖ is ([\d ]+) times smaller.* by W, on average ([\d.]+), and (?:(\d) of"
                     r" them also )?by φ′, on average ([\d.]+)", cause)  # fmt: skip
    assert told is not None, cause
    times, by_weights = int(told[1].replace(" ", "")), float(told[2])
    curved, by_slope = int(told[3] or 8), float(told[4])
    assert curved == (7 if output == "identity" else 8)
    assert by_weights**8 * by_slope**curved == pytest.approx(1 / times, rel=0.05)


def test_small_weights_are_blamed_first_where_they_are_smaller() -> None:
    flow = flow_of(1e-4, 1e-3, 1e-2, 0.9, weight_factor=0.1)
    diagnosis = diagnose(flow, replace(SETTINGS, init="uniform"))
    assert diagnosis.trouble is Trouble.VANISHING
    assert diagnosis.remedies[0].settings == {"init": "glorot_normal"}
    nothing = diagnose(flow_of(0.0, 0.0, 0.0, 0.9, weight_factor=0.0), SETTINGS)
    assert nothing.trouble is Trouble.VANISHING
    assert "‖δ¹‖ is 0" in nothing.cause


def test_an_exploding_gradient() -> None:
    diagnosis = diagnose(flow_of(9e4, 3e3, 1e2, 0.9, weight_factor=30.0), SETTINGS)
    assert diagnosis.trouble is Trouble.EXPLODING
    assert "‖δ¹‖ is 100 000 times larger than ‖δ⁴‖" in diagnosis.cause
    assert diagnosis.remedies[0].settings == {"clip": 1.0}  # the initialiser is the right one
    rectified = diagnose(
        flow_of(9e4, 3e3, 1e2, 0.9, activation="relu"),
        replace(SETTINGS, activation=("relu",), init="normal", clip=0.5),
    )
    assert rectified.remedies[0].settings == {"init": "he_normal"}
    assert all("clip" not in remedy.settings for remedy in rectified.remedies)


@pytest.mark.parametrize(
    "changes", [{"delta_norm": NAN}, {"delta_norm": INF}, {"weight_norm": NAN}]
)
def test_numbers_out_of_range(changes: dict[str, float]) -> None:
    diagnosis = diagnose(changed(WELL, 2, **changes), SETTINGS)
    assert diagnosis.trouble is Trouble.NOT_FINITE
    assert diagnosis.remedies[0].settings == {"learning_rate": pytest.approx(0.005)}


@pytest.mark.parametrize(("norm", "words"), [(0.0, "all 0"), (3.0, "the same")])
def test_units_that_stay_alike(norm: float, words: str) -> None:
    flow = changed(flow_of(0.0, 0.0, 0.0, 0.9), 2, alike=True, weight_norm=norm)
    diagnosis = diagnose(flow, replace(SETTINGS, init="zeros"))
    assert diagnosis.trouble is Trouble.SYMMETRIC
    assert f"layer 2 are {words}." in diagnosis.cause
    assert [remedy.settings for remedy in diagnosis.remedies] == [{"init": "glorot_normal"}]


def test_dead_units() -> None:
    relu = replace(SETTINGS, activation=("relu",), init="he_normal")
    some = diagnose(changed(flow_of(*[1.0] * 4, activation="relu"), 2, dead=5), relu)
    assert some.trouble is Trouble.DEAD_UNITS
    assert "5 of 16 units of layer 2 are dead. z² ≤ 0 on every one of 720 samples" in some.cause
    assert some.remedies[0].settings == {"activation": ("leaky_relu",)}
    few = diagnose(changed(flow_of(*[1.0] * 4, activation="relu"), 2, dead=3), relu)
    assert few.trouble is Trouble.NONE
    every = changed(flow_of(0.0, 1.0, 1.0, 1.0, activation="relu"), 2, dead=16)
    assert diagnose(every, relu).trouble is Trouble.BLOCKED


def test_units_that_are_flat_and_not_dead() -> None:
    elu = replace(SETTINGS, activation=("elu",), init="he_normal")
    some = diagnose(changed(flow_of(*[1.0] * 4, activation="elu"), 2, dead=1, flat_units=5), elu)
    assert some.trouble is Trouble.FLAT_UNITS
    assert "elu's |φ′| is under 5% of its largest value for 5 of 16 units" in some.cause
    assert "dead" not in some.cause
    assert some.remedies[0].settings == {"activation": ("leaky_relu",)}
    few = diagnose(changed(flow_of(*[1.0] * 4, activation="elu"), 2, flat_units=3), elu)
    assert few.trouble is Trouble.NONE


def diagnosis_with_bias(name: str, bias: float) -> tuple[Diagnosis, np.ndarray]:
    """Of a network whose second layer has z = bias but for little, and phi' of that layer."""
    network = Network(Architecture(2, (LayerSpec(4, name),) * 2, 2), np.float64)
    network.initialize("glorot_normal", np.random.default_rng(0))
    network.biases[1][...] = bias
    x = np.random.default_rng(1).normal(size=(20, 2))
    flow = measure_flow(network, x, np.eye(2)[np.arange(20) % 2])
    network.forward(x)
    z = network.workspace(20).pre_activations[1]
    settings = replace(SETTINGS, hidden=(4, 4), activation=(name,))
    return diagnose(flow, settings), ACTIVATIONS[name].reference_derivative(z)


@pytest.mark.parametrize("bias", [-1e3, -60.0, -10.0, 10.0, 60.0, 1e3])
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_nothing_passes_only_where_every_slope_is_zero(name: str, bias: float) -> None:
    with np.errstate(over="ignore"):
        diagnosis, slopes = diagnosis_with_bias(name, bias)
    blocked = diagnosis.trouble is Trouble.BLOCKED
    assert blocked == (not slopes.any())
    assert ("no gradient" in diagnosis.cause) == blocked
    assert ("z² ≤ 0" in diagnosis.cause) == (blocked and name == "relu")


def test_a_leaky_relu_below_zero_lets_little_through() -> None:
    diagnosis, _ = diagnosis_with_bias("leaky_relu", -50.0)
    assert diagnosis.trouble is Trouble.WEAK == "a layer that lets little through"
    assert diagnosis.cause == (
        "Little passes layer 2. On every one of 20 samples leaky_relu's |φ′| is under 5% of its"
        " largest value for 4 of 4 units of layer 2, and little gradient reaches the weights that"
        " lead into them. On average φ′ is 0.01 there."
    )


def test_where_no_error_is_left_all_is_well() -> None:
    diagnosis = diagnose(flow_of(0.0, 0.0, 0.0, 0.0), SETTINGS)
    assert diagnosis.trouble is Trouble.NONE
    assert "no error left" in diagnosis.cause


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_another_activation_is_offered_for_what_it_has_more_of(name: str) -> None:
    settings = replace(SETTINGS, activation=(name,))
    activation = ACTIVATIONS[name]
    positive = activation.reference_derivative(np.linspace(0.5, 8, 50))
    assert (REMEDIES["relu"](settings) is not None) == bool((positive < 1).all())
    assert (REMEDIES["tanh"](settings) is not None) == (name == "sigmoid")
    offered = name != "leaky_relu" and activation.family is Family.RECTIFYING
    assert (REMEDIES["leaky_relu"](settings) is not None) == offered
    init = REMEDIES["init"](replace(settings, init="normal"))
    assert init is not None
    right = "he_normal" if activation.family is Family.RECTIFYING else "glorot_normal"
    assert init[1] == {"init": right}


def test_saturated_units() -> None:
    flow = changed(WELL, 2, flat=0.64, mean_derivative=0.03)
    diagnosis = diagnose(flow, replace(SETTINGS, init="normal"))
    assert diagnosis.trouble is Trouble.SATURATION
    assert "64% of all (unit, sample) pairs of layer 2" in diagnosis.cause
    assert "0.03 on average" in diagnosis.cause
    # half of relu's units are flat on a sample: that is how it works
    relu = flow_of(*[1.0] * 4, activation="relu", flat=0.6)
    assert diagnose(relu, SETTINGS).trouble is Trouble.NONE


def test_updates_too_large_and_too_small() -> None:
    large = diagnose(changed(WELL, 3, update_ratio=0.4), SETTINGS)
    assert large.trouble is Trouble.LARGE_UPDATES
    assert "‖ΔW³‖ / ‖W³‖ = 0.4" in large.cause
    wrong = flow_of(*[5.0] * 4, update_ratio=1e-8)
    small = diagnose(wrong, SETTINGS)
    assert small.trouble is Trouble.SMALL_UPDATES
    assert small.remedies[0].settings == {"learning_rate": pytest.approx(0.5)}
    learned = flow_of(*[1e-4] * 4, update_ratio=1e-8)
    assert diagnose(learned, SETTINGS).trouble is Trouble.NONE
    unknown = flow_of(*[5.0] * 4, update_ratio=NAN)
    assert diagnose(unknown, SETTINGS).trouble is Trouble.NONE


def test_a_noisy_mini_batch() -> None:
    noisy = replace(WELL, cosine=0.1, cosine_batch_size=4)
    diagnosis = diagnose(noisy, replace(SETTINGS, batch_size=4))
    assert diagnosis.trouble is Trouble.NOISE
    assert diagnosis.remedies[0].settings == {"batch_size": 16}
    learned = replace(flow_of(*[1e-3] * 4), cosine=0.1)
    assert diagnose(learned, SETTINGS).trouble is Trouble.NONE
    all_samples = replace(SETTINGS, batch_size=720)
    assert all("batch_size" not in r.settings for r in diagnose(noisy, all_samples).remedies)
    assert diagnose(replace(WELL, cosine=NAN), SETTINGS).trouble is Trouble.NONE


def test_fewer_layers_keep_their_own_activations() -> None:
    flow = flow_of(1e-6, 1e-4, 1e-2, 1.0, weight_factor=0.01)
    mixed = replace(SETTINGS, hidden=(9, 8, 7, 6), activation=("relu", "tanh", "relu", "tanh"))
    settings = [dict(remedy.settings) for remedy in diagnose(flow, mixed).remedies]
    assert {"hidden": (9, 8), "activation": ("relu", "tanh")} in settings
    shallow = replace(SETTINGS, hidden=(9, 8))
    assert all("hidden" not in remedy.settings for remedy in diagnose(flow, shallow).remedies)


LEARNING = LearningFigures(
    epochs=20, loss=1.0985, accuracy=0.34, classes=3, multilabel=False, frequency_loss=1.0986,
    least_loss=0.0, largest_share=1 / 3,
)  # fmt: skip
LEARNED = replace(LEARNING, loss=0.01, accuracy=1.0)


def test_at_chance_nothing_is_called_well() -> None:
    diagnosis = diagnose(WELL, SETTINGS, LEARNING)
    assert diagnosis.trouble is Trouble.NOT_LEARNED == "has not learned yet"
    assert diagnosis.trouble.is_fault
    assert diagnosis.learning == (
        "Training loss 1.099, accuracy 34% after 20 epochs. Chance: ln 3 = 1.099, and 33% by the"
        " largest class. That is hardly better than chance."
    )
    assert {"learning_rate": pytest.approx(0.5)} in [dict(r.settings) for r in diagnosis.remedies]
    linear = diagnose(WELL, replace(SETTINGS, hidden=()), LEARNING)
    assert linear.remedies[0].settings == {"hidden": (16,)}
    vanishing = diagnose(flow_of(1e-4, 1e-3, 1e-2, 0.9), SETTINGS, LEARNING)
    assert (vanishing.trouble, vanishing.at_chance) == (Trouble.VANISHING, True)
    early = diagnose(WELL, SETTINGS, replace(LEARNING, epochs=1.0))
    assert early.trouble is Trouble.NONE
    assert "too early" in early.learning
    untrained = diagnose(WELL, SETTINGS, replace(LEARNING, epochs=0))
    assert untrained.learning.startswith("Not trained yet: loss 1.099.")


def test_what_has_learned_has_no_fault() -> None:
    flat = flow_of(*[5.0] * 4, update_ratio=1e-8)
    noisy = replace(WELL, cosine=0.1, cosine_batch_size=4)
    dead = changed(flow_of(*[1.0] * 4, activation="relu"), 2, dead=5)
    for flow in (WELL, flat, noisy, dead, flow_of(1e-4, 1e-3, 1e-2, 0.9)):
        diagnosis = diagnose(flow, SETTINGS, LEARNED)
        assert diagnosis.trouble is Trouble.LEARNED
        assert not diagnosis.trouble.is_fault
        assert diagnosis.remedies == ()
    assert "5 of 16 units of layer 2 are dead" in diagnose(dead, SETTINGS, LEARNED).cause
    broken = diagnose(changed(WELL, 2, delta_norm=NAN), SETTINGS, LEARNED)
    assert broken.trouble is Trouble.NOT_FINITE


def test_frequencies_smoothing_and_labels_move_what_chance_is() -> None:
    rare = replace(LEARNING, classes=2, loss=0.32, frequency_loss=0.325, largest_share=0.9)
    assert diagnose(WELL, SETTINGS, rare).trouble is Trouble.NOT_LEARNED
    assert "ln 2 = 0.6931 (0.325 by class frequencies), and 90%" in rare.sentence()
    assert rare.sentence().endswith("hardly better than the frequencies alone.")
    smooth = replace(LEARNING, loss=0.33, accuracy=0.97, least_loss=0.291)
    assert diagnose(WELL, SETTINGS, smooth).trouble is Trouble.LEARNED
    assert "loss 0.33 (least possible 0.291)" in smooth.sentence()
    labels = replace(LEARNING, multilabel=True, loss=1.0, frequency_loss=1.6, accuracy=0.5)
    assert "Chance: 3 ln 2 = 2.079" in labels.sentence()
    assert labels.sentence().endswith("38% of the way down to the least loss is done.")


@pytest.mark.parametrize(
    ("loss", "before", "verdict"),
    [(0.31, 1.02, "better"), (1.02, 0.31, "worse"), (1.0, 1.02, "about the same"),
     (NAN, 1.0, "worse"), (1.0, INF, "better"), (NAN, NAN, "no better")],
)  # fmt: skip
def test_a_remedy_is_judged(loss: float, before: float, verdict: str) -> None:
    trial = Trial("activation tanh → relu", 400, loss, before)
    assert trial.sentence().endswith(f"at the same step: {verdict}.")
    assert trial.sentence().startswith("With activation tanh → relu: loss")
