from dataclasses import replace

import numpy as np
import pytest

from tui_mlp.settings.config_error import ConfigError
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.session import TrainingSession

SMALL = TrainingConfig(dataset="iris", hidden=(5,), epochs=5)


def weights_after(session: TrainingSession, steps: int) -> np.ndarray:
    for _ in range(steps):
        assert session.step()
    return session.network.parameters.copy()


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw"])
@pytest.mark.parametrize("dropout", [0.0, 0.3])
def test_same_config_gives_the_same_weights_bit_for_bit(optimizer: str, dropout: float) -> None:
    config = replace(SMALL, optimizer=optimizer, dropout=dropout, learning_rate=0.01)
    runs = [weights_after(TrainingSession(config), 40) for _ in range(2)]
    assert runs[0].tobytes() == runs[1].tobytes()


def test_looking_at_a_run_changes_nothing_of_it() -> None:
    config = replace(SMALL, dropout=0.2)
    watched, alone = TrainingSession(config), TrainingSession(config)
    for _ in range(10):
        watched.step()
        watched.evaluate()
        watched.measure(watched.samples.split.test)
    assert watched.network.parameters.tobytes() == weights_after(alone, 10).tobytes()


def test_another_seed_gives_other_weights() -> None:
    first, second = TrainingSession(SMALL), TrainingSession(replace(SMALL, seed=1))
    assert not np.array_equal(first.network.parameters, second.network.parameters)


def test_a_step_of_sgd_goes_against_the_gradient_of_its_batch() -> None:
    config = replace(SMALL, optimizer="sgd", learning_rate=0.1, batch_size="full")
    session = TrainingSession(config)
    before = session.network.parameters.copy()
    session.step()
    expected = before - np.float32(0.1) * session.network.gradient
    np.testing.assert_allclose(session.network.parameters, expected, rtol=1e-6)


def test_training_lowers_the_loss_and_fills_the_curves() -> None:
    session = TrainingSession(replace(SMALL, epochs=30))
    at_first = session.train_metrics.loss
    for _ in range(30):
        assert session.train_epoch()
    curves = session.curves.curves()
    assert session.train_metrics.loss < at_first / 2
    np.testing.assert_allclose(curves.epochs, np.arange(31))
    assert session.steps_per_epoch * 30 == session.step_count


def test_gradient_norms_are_those_of_the_weights_before_clipping() -> None:
    session = TrainingSession(replace(SMALL, clip=1e-9, batch_size="full"))
    session.network.compute_gradient(
        session.samples.split.train.features, session.samples.split.train.targets
    )
    expected = [np.linalg.norm(w) for w in session.network.weight_gradients]
    session.step()
    np.testing.assert_allclose(session.gradient_norms.gradient_norms().present, expected, rtol=1e-5)


def test_settings_change_on_the_way_without_a_reset() -> None:
    session = TrainingSession(SMALL)
    session.step()
    session.adjust(replace(SMALL, learning_rate=0.5, batch_size=7, l2=0.01))
    assert session.learning_rate == 0.5
    assert session.step_count == 1
    assert session.step()
    with pytest.raises(ConfigError, match="seed"):
        session.adjust(replace(session.config, seed=5))


def test_a_diverging_run_says_when_and_keeps_finite_weights() -> None:
    config = replace(
        SMALL, optimizer="sgd", learning_rate=1e6, init="normal", activation=("relu",), epochs=500
    )
    session = TrainingSession(config)
    while session.step():
        assert session.step_count < 5000
    assert "not finite" in session.divergence
    assert f"at step {session.step_count}" in session.divergence
    assert not session.step()


def test_the_penalties_pull_weights_to_zero() -> None:
    free = weights_after(TrainingSession(replace(SMALL, epochs=20)), 80)
    held = weights_after(TrainingSession(replace(SMALL, epochs=20, l2=0.1)), 80)
    assert np.abs(held).sum() < np.abs(free).sum()


def test_no_hidden_layer_and_no_validation_part_will_do() -> None:
    session = TrainingSession(replace(SMALL, hidden=(), validation=0.0, test=0.0))
    assert session.train_epoch()
    assert session.validation_metrics is None
    assert np.isnan(session.curves.curves().validation_loss).all()
