"""Runs that are stepped together against each of them on its own, in float64."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tui_mlp.data import catalogue, synthetic
from tui_mlp.data.dataset import Dataset
from tui_mlp.nn.activations import ACTIVATIONS
from tui_mlp.nn.network import Network
from tui_mlp.nn.optimizers import OPTIMIZERS
from tui_mlp.nn.schedules import SCHEDULES
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.ensemble import replica as replica_module
from tui_mlp.training.ensemble.ensemble_session import EnsembleSession, ensembles_of
from tui_mlp.training.outputs import architecture_of
from tui_mlp.training.session import TrainingSession

STEPS = 200
IRIS = TrainingConfig(dataset="iris", hidden=(5, 4), learning_rate=0.02, batch_size=16)
IRIS_SGD = replace(IRIS, activation=("relu",), optimizer="sgd")
MOONS = TrainingConfig(dataset="moons", samples=90, hidden=(6,), output="one_neuron", batch_size=16)
DISCS = TrainingConfig(dataset="discs", hidden=(6,), learning_rate=0.01, batch_size=100)


class PreciseSession(TrainingSession):
    """A session whose network computes in float64."""

    def _create_network(self) -> Network:
        network = Network(architecture_of(self.config, self.samples.dataset), np.float64)
        network.initialize(self.config.init, self._streams.initialization)
        return network


def seeds_of(config: TrainingConfig, count: int = 3) -> list[TrainingConfig]:
    return [replace(config, seed=seed) for seed in range(count)]


def assert_like_single_runs(configs: list[TrainingConfig], steps: int = STEPS) -> None:
    together = EnsembleSession.of(configs, np.float64)
    assert together.train_steps(steps)
    for place, config in enumerate(configs):
        alone = PreciseSession(config)
        assert alone.train_steps(steps)
        np.testing.assert_allclose(
            together.network.parameters[place], alone.network.parameters, rtol=0, atol=1e-10
        )
        assert together.epoch == pytest.approx(alone.epoch)
        pairs = ((together.train_metrics, alone.train_metrics),
                 (together.validation_metrics, alone.validation_metrics))  # fmt: skip
        for ours, theirs in pairs:
            assert theirs is not None
            assert ours.loss[place] == pytest.approx(theirs.loss, rel=1e-9)
            assert ours.accuracy[place] == theirs.accuracy
            assert ours.score[place] == pytest.approx(theirs.score)
        curves, own = together.curves(), alone.curves.curves()
        np.testing.assert_allclose(curves.epochs, own.epochs)
        np.testing.assert_allclose(curves.train_loss[:, place], own.train_loss[:, 0], rtol=1e-6)
        np.testing.assert_allclose(
            curves.validation_score[:, place], own.validation_score[:, 0], rtol=1e-6
        )
        test = alone.measure(alone.samples.split.test)
        assert together.measure("test").loss[place] == pytest.approx(test.loss, rel=1e-9)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("shared", [False, True])
def test_a_run_among_others_is_the_run_of_its_seed(
    optimizer: str, shared: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shared:  # one copy of the features, standardised a batch at a time
        monkeypatch.setattr(replica_module, "LARGEST_COPIES", 0)
    everything = replace(
        IRIS,
        optimizer=optimizer,
        dropout=0.2,
        clip=0.5,
        l1=0.001,
        l2=0.01,
        label_smoothing=0.1,
        schedule="inverse",
    )
    assert_like_single_runs(seeds_of(everything))


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_with_every_activation(activation: str) -> None:
    config = replace(IRIS, activation=(activation,), output_activation=activation, dropout=0.1)
    assert_like_single_runs(seeds_of(config, 2), steps=60)


@pytest.mark.parametrize("config", [MOONS, DISCS, replace(MOONS, output="softmax", biases=False)])
@pytest.mark.parametrize("sampling", ["shuffle", "replacement"])
def test_with_every_output_on_generated_and_on_labelled_data(
    config: TrainingConfig, sampling: str
) -> None:
    assert_like_single_runs(seeds_of(replace(config, sampling=sampling)), steps=60)


@pytest.mark.parametrize("config", [IRIS, replace(MOONS, output="softmax")])
def test_with_balanced_classes_a_subset_and_no_standardisation(config: TrainingConfig) -> None:
    settings = {"sampling": "balanced", "subset": 60, "standardize": False}
    assert_like_single_runs(seeds_of(replace(config, **settings)), steps=60)


def test_with_full_batches_and_no_hidden_layer() -> None:
    assert_like_single_runs(seeds_of(replace(IRIS, hidden=(), batch_size="full")), steps=20)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_rates_penalties_and_schedules_may_differ_by_run(optimizer: str) -> None:
    base = replace(IRIS, optimizer=optimizer, schedule_epochs=2.0)
    hyper = OPTIMIZERS[optimizer].hyper_parameters()
    configs = [
        replace(
            base,
            seed=place % 2,
            learning_rate=0.002 * (place + 1),
            schedule=schedule,
            l1=0.001 * (place % 3),
            l2=0.01 * (place % 2),
            clip=0.0 if place == 1 else 0.3 * place,
            label_smoothing=0.05 * place,
            init="he_uniform" if place == 2 else "glorot_normal",
            **{name: (1e-3 if name == "eps" else 0.5) for name in hyper if place == 1},
        )
        for place, schedule in enumerate(SCHEDULES)
    ]
    assert_like_single_runs(configs, steps=60)


def test_in_single_precision_it_is_the_same_to_rounding() -> None:
    configs = seeds_of(IRIS, 4)
    together = EnsembleSession.of(configs)
    together.train_steps(30)
    for place, config in enumerate(configs):
        alone = TrainingSession(config)
        alone.train_steps(30)
        np.testing.assert_allclose(
            together.network.parameters[place], alone.network.parameters, atol=1e-5
        )


def test_a_run_that_diverges_is_marked_and_disturbs_no_other() -> None:
    configs = [replace(IRIS, seed=seed, activation=("relu",), optimizer="sgd") for seed in range(3)]
    configs[1] = replace(configs[1], learning_rate=1e6, l2=1e3)
    together, without = (
        EnsembleSession.of(chosen, np.float64) for chosen in (configs, [configs[0], configs[2]])
    )
    assert together.train_steps(150)
    assert without.train_steps(150)
    alone = PreciseSession(configs[1])
    alone.train_steps(150)
    assert {place: each.reason for place, each in together.failures.items()} == {
        1: alone.divergence
    }
    assert together.failures[1].step == alone.step_count
    np.testing.assert_array_equal(together.network.parameters[[0, 2]], without.network.parameters)
    np.testing.assert_allclose(together.network.parameters[1], alone.network.parameters)
    assert np.isnan(together.train_metrics.loss).tolist() == [False, True, False]
    assert together.alive.tolist() == [True, False, True]
    assert np.isnan(together.measure("test").accuracy).tolist() == [False, True, False]


def test_when_all_have_diverged_it_is_over() -> None:
    config = replace(IRIS, activation=("relu",), optimizer="sgd", learning_rate=1e6, l2=1e3)
    together = EnsembleSession.of(seeds_of(config, 2))
    assert not together.train_steps(1000)
    assert together.finished
    before = together.network.parameters.copy()
    assert not together.step()
    np.testing.assert_array_equal(together.network.parameters, before)


def test_curves_are_bounded_and_hold_epochs_as_they_were_measured() -> None:
    config = replace(IRIS, hidden=(), batch_size="full", epochs=2000)
    together, alone = EnsembleSession.of(seeds_of(config, 2), np.float64), PreciseSession(config)
    measured = {0.0: alone.train_metrics.loss}
    for _ in range(700):
        together.train_epoch()
        alone.train_epoch()
        measured[alone.epoch] = alone.train_metrics.loss
    curves = together.curves()
    assert 128 <= len(curves.epochs) <= 256
    assert (curves.epochs[0], curves.epochs[-1]) == (0, 700)
    assert set(np.diff(curves.epochs[:-1])) == {4.0}
    expected = [measured[float(epoch)] for epoch in curves.epochs]
    np.testing.assert_allclose(curves.train_loss[:, 0], expected, rtol=1e-6)


def test_the_best_epoch_is_that_of_the_least_validation_loss() -> None:
    config = replace(IRIS, hidden=(16,), learning_rate=0.5, epochs=60)
    together = EnsembleSession.of(seeds_of(config, 2), np.float64)
    losses = []
    for _ in range(60):
        together.train_epoch()
        losses.append(together.validation_metrics.loss)
    best = together.best_epochs
    np.testing.assert_array_equal(best.epoch, np.argmin(losses, axis=0) + 1)
    np.testing.assert_array_equal(best.loss, np.min(losses, axis=0))


def test_settings_that_may_not_differ_make_ensembles_of_their_own() -> None:
    configs = [replace(IRIS, hidden=(width,), seed=seed) for seed in (0, 1) for width in (3, 4)]
    with pytest.raises(ValueError, match="differ in hidden"):
        EnsembleSession.of(configs)
    grouped = ensembles_of(configs)
    assert [places.tolist() for places, _ in grouped] == [[0, 2], [1, 3]]
    assert [session.config.hidden for _, session in grouped] == [(3,), (4,)]


def test_parts_of_other_sizes_make_ensembles_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = iter([90, 60, 90])

    def uneven(*, rng: np.random.Generator, noise: float, **_asked: int) -> Dataset:
        return synthetic.moons(samples=next(sizes), noise=noise, rng=rng)

    monkeypatch.setitem(catalogue._GENERATORS, "moons", (uneven, 0.2))
    grouped = ensembles_of(seeds_of(MOONS))
    assert [places.tolist() for places, _ in grouped] == [[0, 2], [1]]
    assert all(session.train_epoch() for _, session in grouped)


def test_features_held_once_may_be_missing_or_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "points.csv"
    rng = np.random.default_rng(0)
    rows = [f"{x:.3f},{y * 1e30},{'ab'[int(x > y)]}" for x, y in rng.normal(size=(60, 2))]
    rows[3] = ",1e38,a"
    path.write_text("x,y,class\n" + "\n".join(rows))
    configs = seeds_of(TrainingConfig(data=str(path), hidden=(3,), batch_size=16), 2)
    copied = EnsembleSession.of(configs)
    monkeypatch.setattr(replica_module, "LARGEST_COPIES", 0)
    shared = EnsembleSession.of(configs)
    for start, stop in ((0, 10), (5, 42)):
        for ours, theirs in zip(
            shared.parts["train"].between(start, stop),
            copied.parts["train"].between(start, stop),
            strict=True,
        ):
            np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("name", ["iris", "digits"])
def test_features_held_once_are_standardised_to_the_same_bits(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    configs = seeds_of(replace(IRIS, dataset=name), 2)
    copied = EnsembleSession.of(configs)
    monkeypatch.setattr(replica_module, "LARGEST_COPIES", 0)
    shared = EnsembleSession.of(configs)
    ours, theirs = (each.parts["validation"].between(0, 30)[0] for each in (shared, copied))
    np.testing.assert_array_equal(ours, theirs)


def test_a_file_is_read_once_and_large_features_are_held_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replica_module, "LARGEST_COPIES", 0)
    path = tmp_path / "points.csv"
    rng = np.random.default_rng(0)
    lines = [f"{x:.3f},{y:.3f},{'ab'[int(x > y)]}" for x, y in rng.normal(size=(60, 2))]
    path.write_text("x,y,class\n" + "\n".join(lines))
    session = EnsembleSession.of(
        seeds_of(TrainingConfig(data=str(path), hidden=(3,), label_smoothing=0.1))
    )
    first, *others = (each.dataset.features for each in session.replicas)
    assert all(np.shares_memory(first, other) for other in others)
    assert session.parts["train"]._source_features is first
    assert session.train_epoch()


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("config", [IRIS, MOONS])
def test_one_of_the_runs_goes_on_by_itself(optimizer: str, config: TrainingConfig) -> None:
    configs = seeds_of(replace(config, optimizer=optimizer, dropout=0.2, learning_rate=0.01))
    together, alone = EnsembleSession.of(configs), TrainingSession(configs[1])
    together.train_steps(25)  # in the middle of an epoch
    alone.train_steps(25)
    opened = together.single_run(1)
    assert (opened.config, opened.step_count) == (configs[1], 25)
    np.testing.assert_allclose(
        opened.curves.curves().train_loss, alone.curves.curves().train_loss, rtol=1e-4
    )
    for session in (together, opened, alone):
        assert session.train_steps(20)
    own = alone.network.parameters
    np.testing.assert_allclose(opened.network.parameters, own, atol=1e-4)
    np.testing.assert_allclose(together.network.parameters[1], own, atol=1e-4)


def test_a_run_that_diverged_is_opened_as_one() -> None:
    bad = replace(IRIS, activation=("relu",), optimizer="sgd", learning_rate=1e6, l2=1e3)
    together = EnsembleSession.of([IRIS_SGD, bad])
    together.train_steps(150)
    opened = together.single_run(1)
    assert opened.divergence == together.failures[1].reason
    assert not opened.step()


def test_probabilities_are_those_of_each_run() -> None:
    configs = seeds_of(replace(MOONS, noise=0.1))
    together = EnsembleSession.of(configs)
    points = np.random.default_rng(0).normal(size=(40, 2)).astype(np.float32)
    yhat = together.probabilities(points)
    assert yhat.shape == (3, 40, 2)
    for place, config in enumerate(configs):
        alone = TrainingSession(config)
        x = alone.samples.split.standardization.apply(points)
        np.testing.assert_allclose(yhat[place, :, 1:], alone.network.probabilities(x), atol=1e-6)
