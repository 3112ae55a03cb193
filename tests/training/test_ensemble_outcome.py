"""What settings come to over their seeds, how they are ranked, and what runs together."""

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tui_mlp.settings.config_error import ConfigError
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.ensemble import outcome as outcome_module
from tui_mlp.training.ensemble.outcome import Outcome, PartOutcome, seeds_of, train_settings
from tui_mlp.training.ensemble.outcome_report import ranking, seeds_report
from tui_mlp.training.ensemble.sweep import SweptSetting, grid, jobs, sweep_key
from tui_mlp.training.session import TrainingSession

IRIS = TrainingConfig(dataset="iris", hidden=(4,), epochs=3)


def trained(settings: Sequence[Sequence[TrainingConfig]]) -> list[Outcome]:
    outcomes = train_settings(settings, lambda _done, _all: True)
    assert outcomes is not None
    return outcomes


@pytest.mark.parametrize("most_parameters", [2**18, 1])  # together, and one after another
def test_each_value_is_that_of_the_single_run(
    most_parameters: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outcome_module, "MOST_PARAMETERS", most_parameters)
    first, second = trained([seeds_of(replace(IRIS, seed=5, l2=l2), 3) for l2 in (0.0, 0.1)])
    assert (first.seeds, second.seeds) == ((5, 6, 7), (5, 6, 7))
    assert first.architecture == (4, 4, 3)
    alone = TrainingSession(replace(IRIS, seed=6, l2=0.1))
    best = math.inf
    for _ in range(3):
        alone.train_epoch()
        assert alone.validation_metrics is not None
        if alone.validation_metrics.loss < best:
            best, best_epoch = alone.validation_metrics.loss, alone.epoch
    for part, figures in (
        (second.train, alone.measure(alone.samples.split.train)),
        (second.validation, alone.validation_metrics),
        (second.test, alone.measure(alone.samples.split.test)),
    ):
        assert part is not None
        assert part.loss[1] == pytest.approx(figures.loss, rel=1e-5)
        assert part.accuracy[1] == pytest.approx(figures.accuracy)
        assert part.micro_f1 is None
    assert second.best_epoch[1] == best_epoch


def test_seeds_that_fail_have_no_values_and_are_counted() -> None:
    bad = replace(IRIS, activation=("relu",), optimizer="sgd", learning_rate=1e6, l2=1e3, epochs=50)
    (outcome,) = trained([[replace(IRIS, epochs=50), replace(IRIS, seed=1, epochs=50)]])
    assert outcome.failed == ()
    (outcome,) = trained([seeds_of(bad, 2)])
    assert [failed.seed for failed in outcome.failed] == [0, 1]
    assert "not finite at step" in outcome.failed[0].reason
    assert outcome.train.loss == (None, None)
    report = seeds_report(outcome)
    assert report["train"]["accuracy"]["values"] == [None, None]
    assert math.isnan(report["train"]["accuracy"]["mean"])


def test_labels_have_their_micro_f1() -> None:
    (outcome,) = trained([seeds_of(replace(IRIS, dataset="discs", batch_size=500), 2)])
    alone = TrainingSession(replace(IRIS, dataset="discs", batch_size=500))
    alone.train_steps(9)
    assert alone.validation_metrics is not None
    assert outcome.validation is not None
    assert outcome.validation.micro_f1 is not None
    assert outcome.validation.micro_f1[0] == pytest.approx(alone.validation_metrics.score)


def test_training_ends_where_it_is_told_to() -> None:
    told: list[tuple[int, int]] = []

    def at_second_epoch(done: int, of: int) -> bool:
        told.append((done, of))
        return done < 2

    assert train_settings([seeds_of(IRIS, 2)], at_second_epoch) is None
    assert told == [(1, 3), (2, 3)]


def finished(
    accuracy: Sequence[float | None], loss: float = 0.5, test: float = 0.5
) -> tuple[SweptSetting, Outcome]:
    (setting,) = grid(IRIS, {"l2": [0.0]}, len(accuracy))
    (outcome,) = trained([seeds_of(IRIS, 1)])
    failed = tuple(
        outcome_module.FailedSeed(seed, 1, "") for seed, each in enumerate(accuracy) if each is None
    )
    losses = tuple(None if each is None else loss for each in accuracy)
    part = PartOutcome(30, losses, tuple(accuracy))
    return setting, replace(
        outcome,
        seeds=tuple(range(len(accuracy))),
        failed=failed,
        validation=part,
        test=replace(part, accuracy=(test,) * len(accuracy)),
    )


def test_settings_are_ranked_by_validation_alone_and_failures_come_last() -> None:
    good, better_loss = finished([0.9, 0.8], test=0.1), finished([0.85, 0.85], loss=0.4)
    poor = finished([0.5, 0.6], test=1.0)
    mostly_failed, all_failed = finished([0.99, None, None]), finished([None, None])
    given = [all_failed, poor, mostly_failed, good, better_loss]
    assert ranking(given) == [better_loss, good, poor, mostly_failed, all_failed]


def test_a_grid_has_all_combinations_in_the_order_given() -> None:
    settings = grid(IRIS, {"hidden": [(8,), (4,), (8,)], "l2": [0.0, 0.1]}, 2)
    assert [tuple(value for _, value in each.varied) for each in settings] == [
        ((8,), 0.0), ((8,), 0.1), ((4,), 0.0), ((4,), 0.1),
    ]  # fmt: skip
    assert [config.seed for config in settings[0].configs] == [0, 1]
    with pytest.raises(ConfigError, match="activation"):
        grid(replace(IRIS, activation=("tanh",) * 1), {"activation": [("tanh", "relu")]}, 2)


def test_a_setting_s_key_depends_on_all_that_its_outcome_does(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    keys = set()
    for content in ("a,b\n1,x\n", "a,b\n2,x\n"):
        path.write_text(content)
        for seeds in (2, 3):
            for epochs in (5, 6):
                config = replace(IRIS, data=str(path), epochs=epochs)
                keys |= {each.key for each in grid(config, {"l2": [0.0, 0.1]}, seeds)}
    assert len(keys) == 16
    one, other = (grid(IRIS, {"l2": values}, 2) for values in ([0.0, 0.1], [0.1, 0.0]))
    assert sweep_key(one) == sweep_key(other)
    assert sweep_key(one) != sweep_key(one[:1])


def test_what_may_differ_runs_together_and_all_workers_have_work() -> None:
    settings = grid(IRIS, {"hidden": [(8,), (4,)], "l2": [0.0, 0.1, 0.2]}, 8)
    alone = jobs(settings, 1)
    assert [len(job) for job in alone] == [3, 3]
    assert [{each.config.hidden for each in job} for job in alone] == [{(8,)}, {(4,)}]
    assert [len(job) for job in jobs(grid(IRIS, {"l2": [0.0, 0.1, 0.2]}, 8), 2)] == [2, 1]
    assert [len(job) for job in jobs(grid(IRIS, {"l2": [0.0, 0.1, 0.2]}, 100), 1)] == [1, 1, 1]
