"""Measuring the gradient's flow of a run: what it says, and that the run does not feel it."""

import pickle
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.session import TrainingSession
from tui_mlp.worker import commands
from tui_mlp.worker.answers import gradient_flow_answer
from tui_mlp.worker.answers.gradient_flow_answer import cosine, measure_session
from tui_mlp.worker.controller import TrainingController
from tui_mlp.worker.replies import FlowMeasured
from tui_mlp.worker.throttled import LARGEST_FRACTION

CONFIG = TrainingConfig(dataset="iris", hidden=(5, 4), epochs=1000)


class Clock:
    """A time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def measured(loop: TrainingController) -> FlowMeasured:
    loop.handle(commands.MeasureFlow())
    (answer,) = (reply.answer for reply in loop.take_replies())
    assert isinstance(answer, FlowMeasured)
    return answer


def run_steps(loop: TrainingController, count: int) -> None:
    loop.handle(commands.RunSteps(count))
    while loop.running:
        loop.train()


def ratios(answer: FlowMeasured) -> list[float]:
    return [layer.update_ratio for layer in answer.flow.layers]


def test_a_question_is_answered_once_with_the_present_flow() -> None:
    loop = TrainingController(CONFIG, Clock())
    run_steps(loop, 3)
    answer = measured(loop)
    assert (answer.run_number, answer.step, answer.config) == (1, 3, CONFIG)
    assert [layer.units for layer in answer.flow.layers] == [5, 4, 3]
    assert loop.take_replies() == []
    assert pickle.loads(pickle.dumps(answer)).flow.samples == answer.flow.samples  # noqa: S301


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam", "adamw"])
def test_a_run_that_is_watched_has_the_same_bits(optimizer: str) -> None:
    config = replace(CONFIG, optimizer=optimizer, dropout=0.2, batch_size=10)
    watched, alone = TrainingController(config, Clock()), TrainingController(config, Clock())
    for _ in range(30):
        measured(watched)
        run_steps(watched, 1)
        measured(watched)
        run_steps(alone, 1)
    sessions = watched.session, alone.session
    assert np.isfinite(sessions[0].update_ratios).all()
    assert np.isnan(sessions[1].update_ratios).all()
    bits = [
        (s.network.parameters.tobytes(), s.network.gradient.tobytes(), s.coming_batch().tobytes())
        for s in sessions
    ]
    assert bits[0] == bits[1]


def test_measuring_leaves_the_gradient_of_the_last_step() -> None:
    session = TrainingSession(CONFIG)
    session.step()
    before = session.network.gradient.copy(), session.network.parameters.copy()
    measure_session(session, 1)
    np.testing.assert_array_equal(session.network.gradient, before[0])
    np.testing.assert_array_equal(session.network.parameters, before[1])


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_update_ratios_are_those_of_the_step_as_it_was_taken(optimizer: str) -> None:
    loop = TrainingController(replace(CONFIG, optimizer=optimizer, clip=0.1, l2=0.01), Clock())
    assert np.isnan(ratios(measured(loop))).all()
    weights = [w.copy() for w in loop.session.network.weights]
    run_steps(loop, 1)
    pairs = zip(weights, loop.session.network.weights, strict=True)
    expected = [np.linalg.norm(now - then) / np.linalg.norm(then) for then, now in pairs]
    np.testing.assert_allclose(ratios(measured(loop)), expected, rtol=1e-5)


def test_a_zero_weight_has_no_ratio_but_does_no_harm() -> None:
    loop = TrainingController(replace(CONFIG, init="zeros", activation=("sigmoid",)), Clock())
    measured(loop)
    run_steps(loop, 1)
    assert ratios(measured(loop))[-1] == np.inf


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A time in which a measurement takes a second, a step nothing."""
    clock = Clock()

    def measure_slowly(session: TrainingSession) -> FlowMeasured:
        clock.now += 1
        return measure_session(session)

    monkeypatch.setattr(gradient_flow_answer, "measure_session", measure_slowly)
    return clock


def test_while_it_trains_a_measurement_takes_a_hundredth_of_the_time(clock: Clock) -> None:
    loop = TrainingController(CONFIG, clock, speed=None)
    loop.handle(commands.ToggleRun())
    began, measured_at = clock.now, set()
    while clock.now < began + 1000:
        loop.train(max_steps=1)
        measured_at.add(measured(loop).step)
        clock.now += 0.5
    assert len(measured_at) == pytest.approx(1000 * LARGEST_FRACTION, abs=1)
    loop.handle(commands.Pause())
    assert measured(loop).step == loop.session.step_count not in measured_at


def test_what_was_measured_in_a_pause_does_not_delay_the_next_measurement(clock: Clock) -> None:
    loop = TrainingController(CONFIG, clock, speed=None)
    assert measured(loop).step == 0
    loop.handle(commands.ToggleRun())
    loop.train(max_steps=5)
    assert measured(loop).step == loop.session.step_count > 0


def test_at_a_pace_that_can_be_followed_every_step_is_measured(clock: Clock) -> None:
    loop = TrainingController(CONFIG, clock, speed=10.0)
    loop.handle(commands.ToggleRun())
    for step in range(1, 4):
        clock.now += 1
        loop.train(max_steps=1)
        assert measured(loop).step == step


def test_settings_that_change_during_a_pause_are_measured_anew(clock: Clock) -> None:
    loop = TrainingController(CONFIG, clock)
    measured(loop)
    loop.handle(commands.Change({"batch_size": 5}))
    answer = measured(loop)
    assert (answer.config.batch_size, answer.flow.cosine_batch_size) == (5, 5)


def test_two_steps_are_watched_for_a_measurement_and_no_others(clock: Clock) -> None:
    loop = TrainingController(CONFIG, clock, speed=None)
    loop.handle(commands.ToggleRun())
    watched: list[int] = []

    def train(steps: int) -> None:
        for _ in range(steps):
            before = loop.session.update_ratios
            loop.train(max_steps=1)
            if before != loop.session.update_ratios and np.isfinite(loop.session.update_ratios[0]):
                watched.append(loop.session.step_count)

    train(3)
    measured(loop)
    train(10)
    assert watched == [4]
    clock.now += 1 / LARGEST_FRACTION
    train(10)
    assert watched == [4, 14]
    measured(loop)
    train(10)
    assert watched == [4, 14, 24]


def test_the_next_run_is_watched_too() -> None:
    loop = TrainingController(CONFIG, Clock())
    measured(loop)
    loop.handle(commands.Fork({"activation": ("relu",)}))
    loop.train(max_steps=1)
    answer = measured(loop)
    assert (answer.run_number, answer.config.activation) == (2, ("relu",))
    assert np.isfinite(ratios(answer)).all()


def test_the_full_batch_points_along_the_full_gradient() -> None:
    answer = measure_session(TrainingSession(replace(CONFIG, batch_size="full")), 1)
    assert answer.flow.cosine == pytest.approx(1)
    assert answer.flow.cosine_batch_size == answer.train_count


def test_small_batches_point_less_along_it_than_large_ones() -> None:
    cosines = [
        measure_session(TrainingSession(replace(CONFIG, batch_size=size)), 1).flow.cosine
        for size in (1, 10, 60)
    ]
    assert cosines == sorted(cosines)
    assert 0 < cosines[0] < cosines[-1] < 1


def test_the_cosine_of_an_angle() -> None:
    one, other = np.array([1e-30, 0], np.float32), np.array([3e-30, 3e-30], np.float32)
    assert cosine(one, other) == pytest.approx(np.sqrt(0.5))
    assert cosine(one, -one) == pytest.approx(-1)
    with np.errstate(invalid="ignore"):
        assert np.isnan(cosine(one, np.zeros(2, np.float32)))


SPECIAL: list[dict[str, Any]] = [
    {"dataset": "moons", "output": "one_neuron"},
    {"hidden": ()},
    {"biases": False, "output_activation": "tanh"},
    {"batch_size": 1, "label_smoothing": 0.1},
    {"validation": 0.0, "test": 0.0},
]


@pytest.mark.parametrize("settings", SPECIAL)
def test_every_kind_of_network_is_measured(settings: dict[str, Any]) -> None:
    loop = TrainingController(replace(CONFIG, **settings), Clock())
    measured(loop)
    run_steps(loop, 2)
    flow = measured(loop).flow
    assert flow.layers[0].delta_norm > 0
    assert all(np.isfinite(layer.update_ratio) for layer in flow.layers)
    assert -1 <= flow.cosine <= 1


def test_a_diverged_run_is_measured() -> None:
    config = TrainingConfig(hidden=(8, 8), init="normal", activation=("relu",), learning_rate=1e6)
    loop = TrainingController(config, Clock())
    run_steps(loop, 3000)
    assert loop.session.divergence
    assert len(measured(loop).flow.layers) == 3
