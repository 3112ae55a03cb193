"""Settings side by side: in step, each seed as it would be alone."""

from dataclasses import replace

import numpy as np
import pytest

from tui_mlp.settings.config_error import ConfigError
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.ensemble import comparison as comparison_module
from tui_mlp.training.ensemble.comparison import Comparison
from tui_mlp.training.ensemble.outcome import seeds_of
from tui_mlp.training.memory import needed_memory
from tui_mlp.training.session import TrainingSession

MOONS = TrainingConfig(dataset="moons", samples=90, hidden=(5,), batch_size=16, epochs=12)


def compared(name: str, *values: object, seeds: int = 3, config: TrainingConfig = MOONS):
    settings = [seeds_of(replace(config, **{name: value}), seeds) for value in values]
    return Comparison(settings)


def to_the_end(comparison: Comparison) -> list[float]:
    """Train on; the largest distance in epochs between two ensembles after each advance."""
    distances = []
    while comparison.advance(1000):
        epochs = [session.epoch for session in comparison._sessions]
        distances.append(max(epochs) - min(epochs))
    return distances


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("optimizer", ("sgd", "momentum", "adam")),
        ("learning_rate", (0.01, 0.1)),
        ("hidden", ((4,), (8, 4))),
        ("batch_size", (8, "full")),
    ],
)
def test_each_seed_of_each_value_is_the_run_that_it_is_alone(name, values) -> None:
    comparison = compared(name, *values)
    distances = to_the_end(comparison)
    assert comparison.finished
    assert comparison.epoch == 12
    assert max(distances) <= 1
    for setting, value in enumerate(values):
        loss, score = comparison.figures(setting)
        curves = comparison.curves(setting)
        assert curves.epochs.tolist() == list(range(13))
        for seed in range(3):
            alone = TrainingSession(replace(MOONS, **{name: value}, seed=seed))
            while not alone.finished:
                alone.train_epoch()
            assert alone.validation_metrics is not None
            assert loss[seed] == pytest.approx(alone.validation_metrics.loss, rel=1e-3)
            assert score[seed] == pytest.approx(alone.validation_metrics.score)
            own = alone.curves.curves().validation_loss[:, 0]
            np.testing.assert_allclose(curves.validation_loss[:, seed], own, rtol=2e-3)
            opened = comparison.single_run(setting, seed)
            assert (opened.config, opened.epoch) == (alone.config, 12)
        grid = np.random.default_rng(1).normal(size=(7, 2)).astype(np.float32)
        yhat = comparison.probabilities(setting, grid)
        assert yhat.shape == (3, 7, 2)
        inputs = opened.samples.split.standardization.apply(grid)
        np.testing.assert_allclose(yhat[2], opened.network.probabilities(inputs), atol=1e-5)


def test_networks_for_which_it_gains_nothing_take_turns(monkeypatch) -> None:
    together = compared("learning_rate", 0.01, 0.1)
    to_the_end(together)
    monkeypatch.setattr(comparison_module, "runs_at_once", lambda _first: 2)
    apart = compared("learning_rate", 0.01, 0.1)
    assert [session.count for session in apart._sessions] == [2, 2, 2]
    to_the_end(apart)
    for setting in (0, 1):
        np.testing.assert_allclose(
            apart.figures(setting)[0], together.figures(setting)[0], rtol=1e-4
        )
        ours, theirs = apart.curves(setting), together.curves(setting)
        np.testing.assert_allclose(ours.train_loss, theirs.train_loss, rtol=1e-3)


def test_values_with_other_ends_are_compared_as_far_as_both_go() -> None:
    comparison = compared("epochs", 4, 9)
    to_the_end(comparison)
    assert comparison.epoch == 9
    assert comparison.curves(0).epochs[-1] == 4
    assert comparison.curves(1).epochs[-1] == 9


def test_seeds_that_fail_have_no_figures_and_say_why() -> None:
    config = replace(MOONS, optimizer="sgd", activation=("relu",))
    comparison = compared("learning_rate", 0.05, 1e6, config=config)
    to_the_end(comparison)
    assert comparison.failures(0) == {}
    assert set(comparison.failures(1)) == {0, 1, 2}
    assert "is not finite" in comparison.failures(1)[0].reason
    assert np.isnan(comparison.figures(1)[1]).all()
    assert np.isfinite(comparison.figures(0)[1]).all()


def test_more_networks_than_memory_are_refused_before_they_are_made(monkeypatch) -> None:
    monkeypatch.setattr(needed_memory, "free_memory", lambda: 10**9)
    config = replace(MOONS, hidden=(4096, 4096))
    with pytest.raises(ConfigError, match=r"32 networks of 16\.8 million .* enough for 2 of them"):
        Comparison([seeds_of(config, 32)])
