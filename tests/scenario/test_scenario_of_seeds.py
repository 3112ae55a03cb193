"""Scenarios whose runs have several seeds: what is measured, and what so many tell apart."""

from pathlib import Path

import numpy as np
import pytest

from tui_mlp.scenario.file import find_scenario, parse_scenario
from tui_mlp.scenario.outcome import (
    RunFigures,
    comparison_of,
    deciding_value,
    judge,
    run_scenario,
)
from tui_mlp.scenario.values import Scenario, ScenarioError
from tui_mlp.training.ensemble.statistics import Difference
from tui_mlp.training.session import TrainingSession

TEXT = """+++
title = "Two rates"
subject = "luck"
look = "both bands"
question = "Do the seeds tell them apart?"
options = ["yes", "no"]
seeds = 6
[settings]
dataset = "moons"
samples = 120
hidden = [4]
epochs = 5
[[variants]]
name = "none"
settings = { learning_rate = 0.0 }
[[variants]]
name = "some"
settings = { learning_rate = 0.1 }
[answer]
measure = "train_accuracy"
rule = "apart"
also = ["train_loss"]
+++
Before.
+++
After.
"""


@pytest.fixture
def scenario() -> Scenario:
    return parse_scenario(TEXT, Path("rates.md"))


def test_figures_are_means_over_the_seeds(scenario: Scenario) -> None:
    outcome = run_scenario(scenario, 3)
    for run, figures in enumerate(outcome.runs):
        alone = []
        for seed in range(3, 9):
            session = TrainingSession(scenario.config(run, seed))
            session.train_steps(5 * session.steps_per_epoch)
            metrics = session.measure(session.samples.split.train)
            alone.append((metrics.accuracy, metrics.loss))
        assert figures.by_seed == pytest.approx([accuracy for accuracy, _ in alone], abs=0.02)
        assert figures.values == pytest.approx(np.mean(alone, axis=0), rel=0.01)
    assert outcome.answer == 0
    assert "on the average of 6 seeds" in outcome.reason
    assert "0 lies outside of it" in outcome.reason
    difference = Difference.paired(outcome.runs[0].by_seed, outcome.runs[1].by_seed)
    assert deciding_value(scenario, outcome.runs) == difference.mean > 0


def figures(*by_seed: float) -> RunFigures:
    return RunFigures("a run", 5, "", (float(np.mean(by_seed)),), (), by_seed)


def test_the_answer_is_what_the_interval_says(scenario: Scenario) -> None:
    first = figures(0.5, 0.6, 0.7)
    assert judge(scenario, 0, (first, figures(0.6, 0.7, 0.8))).answer == 0
    alike = judge(scenario, 0, (first, figures(0.6, 0.5, 0.7)))
    assert alike.answer == 1
    assert "0 lies inside of it" in alike.reason
    nothing = judge(scenario, 0, (first, figures(*[float("nan")] * 3)))
    assert nothing.answer is None


def test_seeds_that_diverge_are_left_out_and_told() -> None:
    text = TEXT.replace("learning_rate = 0.1", 'learning_rate = 1e6, activation = ["relu"]')
    outcome = run_scenario(parse_scenario(text, Path("rates.md")))
    assert outcome.runs[1].divergence == "6 of 6 seeds diverged"
    assert outcome.answer is None


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("seeds = 6", "seeds = 0", "seeds: takes 1 to 128"),
        ("seeds = 6", "seeds = 1", "seeds: the rule apart needs two or more"),
        ('rule = "apart"', 'rule = "apart"\nthreshold = 1.0', "threshold: does not go with"),
        ('rule = "apart"', 'rule = "apart"\nvariant = "some"', "do not go with the rule apart"),
        ('["yes", "no"]', '["yes", "no", "maybe"]', "options: the rule apart needs 2 of them"),
        ('measure = "train_accuracy"', 'measure = "weight_norm"\nlayer = 1', "with several seeds"),
    ],
)
def test_what_does_not_go_together_is_named(old: str, new: str, words: str) -> None:
    with pytest.raises(ScenarioError, match=words):
        parse_scenario(TEXT.replace(old, new), Path("rates.md"))


def test_the_numbers_in_the_text_about_luck_are_those_of_its_runs() -> None:
    luck = find_scenario("luck")
    comparison = comparison_of(luck, 0)
    while comparison.advance(1000):
        pass
    (_, first), (_, second) = comparison.figures(0), comparison.figures(1)
    assert len(comparison.replica(0, 0).rows["validation"]) == 40
    assert np.std(first, ddof=1) == pytest.approx(0.04, abs=0.005)
    assert np.abs(second - first).max() >= 0.05
    assert abs(np.mean(second - first)) < np.std(first, ddof=1) / 2
    wider = Difference.paired(first[:8], second[:8])
    narrower = Difference.paired(first, second)
    assert narrower.high - narrower.low < wider.high - wider.low
    assert luck.seeds == 32
