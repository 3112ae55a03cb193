"""How the activations of hidden layers are spread over time: by hand, and within bounds."""

from pathlib import Path

import numpy as np
import pytest

from tui_mlp.nn.architecture import Architecture, LayerSpec
from tui_mlp.nn.network import Network
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.keeping.checkpoint import (
    checkpoint_of,
    load_checkpoint,
    resumed_session,
    save_checkpoint,
)
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.units.activation_history import SAMPLES, ActivationHistory

DEEP = TrainingConfig(dataset="spirals", hidden=(8, 6, 4), activation=("sigmoid",), epochs=9)


def by_hand(session: TrainingSession) -> tuple[list[float], list[float]]:
    """Mean and deviation of each hidden layer, from the formula of the sigmoid."""
    a = session.samples.split.train.features[:SAMPLES].astype(float)
    means, deviations = [], []
    for weights, bias in zip(session.network.weights[:-1], session.network.biases, strict=False):
        a = 1 / (1 + np.exp(-(a @ weights.astype(float) + bias)))
        means.append(a.mean())
        deviations.append(np.sqrt(((a - a.mean()) ** 2).mean()))
    return means, deviations


def test_each_epoch_has_the_mean_and_the_deviation_of_each_hidden_layer() -> None:
    session = TrainingSession(DEEP)
    expected = [by_hand(session)]
    for _ in range(4):
        session.train_epoch()
        expected.append(by_hand(session))
    spread = session.activations.spread(session.network, session.epoch)
    assert spread.epochs.tolist() == [0, 1, 2, 3, 4]
    assert spread.samples == SAMPLES
    np.testing.assert_allclose(spread.mean, [means for means, _ in expected], rtol=1e-5)
    np.testing.assert_allclose(spread.deviation, [sizes for _, sizes in expected], rtol=1e-5)
    # within an epoch the present state is shown too, and not kept
    session.step()
    within = session.activations.spread(session.network, session.epoch)
    assert within.epochs[-1] == pytest.approx(session.epoch)
    np.testing.assert_allclose(within.mean[-1], by_hand(session)[0], rtol=1e-5)
    assert len(session.activations.state()["x"]) == 5


def test_a_long_run_is_measured_ever_less_often_and_remembers_its_whole_length() -> None:
    rng = np.random.default_rng(3)
    network = Network(Architecture(2, (LayerSpec(3, "tanh"),), 2))
    network.initialize("glorot_uniform", rng)
    history, passes = ActivationHistory(1, rng.normal(size=(20, 2)).astype(np.float32)), 0
    forward = network.forward

    def counted(x: np.ndarray) -> np.ndarray:
        nonlocal passes
        passes += 1
        return forward(x)

    network.forward = counted  # type: ignore[method-assign]
    for epoch in range(100_001):
        history.measure(network, float(epoch))
    epochs = history.spread(network, 100_000.0).epochs
    assert passes < 150
    assert epochs[:17].tolist() == list(range(17))
    assert np.all(np.diff(epochs) > 0)
    assert epochs[-1] == 100_000


def test_training_is_the_same_whether_measured_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    measured = TrainingSession(DEEP)
    monkeypatch.setattr(ActivationHistory, "measure", lambda *_: None)
    bare = TrainingSession(DEEP)
    for session in (measured, bare):
        session.train_steps(40)
    assert measured.network.parameters.tobytes() == bare.network.parameters.tobytes()
    assert measured.train_metrics == bare.train_metrics


def test_a_network_without_hidden_layers_has_none(tmp_path: Path) -> None:
    session = TrainingSession(TrainingConfig(dataset="iris", hidden=()))
    session.train_epoch()
    assert session.activations.spread(session.network, session.epoch).mean.size == 0
    save_checkpoint(checkpoint_of(session), tmp_path / "last.npz")
    assert resumed_session(load_checkpoint(tmp_path / "last.npz")).step_count == session.step_count


def test_a_checkpoint_written_before_there_was_this_history_is_resumed(tmp_path: Path) -> None:
    session = TrainingSession(DEEP)
    session.train_steps(25)
    checkpoint = checkpoint_of(session)
    old = {name: part for name, part in checkpoint.state.items() if name != "activations"}
    object.__setattr__(checkpoint, "state", old)
    save_checkpoint(checkpoint, tmp_path / "last.npz")
    resumed = resumed_session(load_checkpoint(tmp_path / "last.npz"))
    assert resumed.network.parameters.tobytes() == session.network.parameters.tobytes()
    resumed.train_epoch()
    spread = resumed.activations.spread(resumed.network, resumed.epoch)
    # the start of the same seed, and then from the resumed epoch on
    assert spread.epochs[0] == 0
    assert spread.epochs[1] == resumed.epoch
