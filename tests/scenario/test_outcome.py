"""From the figures of runs to an answer, also where a figure is not a number."""

import math
import re
from pathlib import Path

import pytest

from tui_mlp.scenario.figures import MEASURES
from tui_mlp.scenario.file import parse_scenario
from tui_mlp.scenario.outcome import Outcome, RunFigures, check_claim, judge, run_scenario
from tui_mlp.scenario.values import Scenario

NAN, INF = math.nan, math.inf
DIVERGED = "the gradient of W1 is not finite at step 12, in epoch 1"


def scenario_of(
    answer: str, options: str = '["yes", "no"]', claimed: str = "yes", settings: str = ""
) -> Scenario:
    text = f"""+++
title = "A title"
subject = "a subject"
look = "the loss"
question = "What?"
options = {options}
[settings]
dataset = "iris"
hidden = [8, 8, 8]
activation = "leaky_relu"
optimizer = "sgd"
epochs = 2
{settings}
[[variants]]
name = "calm"
[[variants]]
name = "wild"
settings = {{ learning_rate = 1e6, init = "normal" }}
[answer]
{answer}
[claim]
answer = "{claimed}"
+++
Before.
+++
After.
"""
    return parse_scenario(text, Path("own.md"))


ABOVE = 'measure = "train_loss"\nrule = "above"\nthreshold = 0.5\n'
BINS = 'measure = "train_loss"\nrule = "bins"\nthresholds = [0.5]\nratio = ["calm", "wild"]\n'
BY_VARIANTS = ('"variants"', "calm")
LOWEST = scenario_of('measure = "train_loss"\nrule = "lowest"', *BY_VARIANTS)
HIGHEST = scenario_of('measure = "train_loss"\nrule = "highest"', *BY_VARIANTS)
TIES = scenario_of('measure = "train_loss"\nrule = "lowest"\ntie = 0.1', *BY_VARIANTS)
RATIO = scenario_of(BINS)


def judged(scenario: Scenario, calm: float, wild: float) -> Outcome:
    runs = (
        RunFigures("calm", 2.0, "", (calm,), ()),
        RunFigures("wild", 0.2, DIVERGED if math.isnan(wild) else "", (wild,), ()),
    )
    return judge(scenario, 0, runs)


@pytest.mark.parametrize(
    ("scenario", "calm", "wild", "words"),
    [
        (scenario_of(f'{ABOVE}variant = "wild"'), 1.0, NAN, f"wild is not a number: .*{DIVERGED}"),
        (scenario_of(f'{ABOVE}variant = "calm"'), NAN, 1.0, "of calm is not a number: .* no such"),
        (RATIO, 1.0, NAN, f"the training loss of wild is not a number: .*{DIVERGED}"),
        (RATIO, 1.0, 0.0, "the training loss of wild is 0, and there is no ratio by 0"),
        (RATIO, 0.0, 0.0, "the training loss of wild is 0, and there is no ratio by 0"),
        (RATIO, INF, INF, "of calm and that of wild are infinite"),
        (LOWEST, NAN, NAN, "of calm is not a number.*; .*of wild is not a number"),
        (TIES, NAN, NAN, "of calm is not a number.*; .*of wild is not a number"),
    ],
)  # fmt: skip
def test_what_is_not_a_number_gives_no_answer(
    scenario: Scenario, calm: float, wild: float, words: str
) -> None:
    outcome = judged(scenario, calm, wild)
    assert outcome.answer is None
    assert re.search(words, outcome.reason)
    problem = check_claim(scenario, outcome)
    assert "no answer came" in problem
    assert outcome.reason in problem


@pytest.mark.parametrize(
    ("scenario", "calm", "wild", "answer"),
    [
        (LOWEST, NAN, 3.0, 1),
        (HIGHEST, NAN, 3.0, 1),
        (LOWEST, NAN, INF, 1),
        (HIGHEST, NAN, -INF, 1),
        (LOWEST, INF, 3.0, 1),
        (HIGHEST, INF, 3.0, 0),
        (TIES, 1.0, NAN, 0),
        (TIES, 1.0, INF, 0),
        (TIES, INF, INF, 2),
        (TIES, 1.0, 1.05, 2),
        (RATIO, INF, 1.0, 1),
        (RATIO, 1.0, INF, 0),
    ],
)
def test_it_loses_a_comparison_and_infinities_compare(
    scenario: Scenario, calm: float, wild: float, answer: int
) -> None:
    assert judged(scenario, calm, wild).answer == answer


def test_a_claim_on_the_only_number_is_clear() -> None:
    assert check_claim(LOWEST, judged(LOWEST, 1.0, NAN)) == ""


@pytest.mark.parametrize("measure", MEASURES)
def test_every_figure_of_a_diverged_run_can_be_judged(measure: str) -> None:
    scenario = scenario_of(
        f'measure = "{measure}"\nrule = "above"\nthreshold = 0.5\nvariant = "wild"'
    )
    outcome = run_scenario(scenario)
    wild = outcome.runs[1]
    assert wild.divergence
    assert (outcome.answer is None) == math.isnan(wild.values[0])
    if outcome.answer is None:
        assert wild.divergence in outcome.reason
    assert outcome.runs[0].divergence == ""


@pytest.mark.parametrize(
    "measure", ["lowest_validation_loss", "best_validation_score", "epochs_to_score"]
)
def test_without_validation_samples_there_is_no_figure_of_them(measure: str) -> None:
    scenario = scenario_of(
        f'measure = "{measure}"\nrule = "below"\nthreshold = 0.5\nvariant = "calm"',
        settings="validation = 0.0",
    )
    assert run_scenario(scenario).answer is None
