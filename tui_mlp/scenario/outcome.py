"""From finished runs to the answer of a scenario, and a whole scenario without a screen."""

import math
from dataclasses import dataclass

from tui_mlp.numbers import compact, percent, signed
from tui_mlp.scenario.figures import MEASURES, FinishedRun
from tui_mlp.scenario.values import (
    LAST_LAYER,
    Claim,
    Rule,
    Scenario,
    ScenarioError,
    Subjects,
)
from tui_mlp.training.ensemble.comparison import Comparison
from tui_mlp.training.ensemble.outcome import seeds_of
from tui_mlp.training.ensemble.replica import Datasets
from tui_mlp.training.ensemble.statistics import Difference
from tui_mlp.training.session import TrainingSession

_STEPS = 1000
"""So many are taken at a time; no matter how many."""


@dataclass(frozen=True)
class RunFigures:
    """What was measured when a run had finished, or diverged."""

    variant: str
    """Its name."""
    epochs: float
    divergence: str
    """Why and when it diverged, else empty."""
    values: tuple[float, ...]
    """One for each of the scenario's measures."""
    layers: tuple[float, ...]
    """The deciding measure's value for layer 1 .. L, where it has one."""
    by_seed: tuple[float, ...] = ()
    """The deciding measure's value of each seed, where there are several."""


@dataclass(frozen=True)
class Outcome:
    """The answer of a scenario, with the numbers it comes from."""

    seed: int
    answer: int | None
    """A place in the scenario's options; None where what decides is not a number."""
    reason: str
    """The last step to the answer, a line such as "0.52 is below 0.62", or why there is none."""
    runs: tuple[RunFigures, ...]
    """In the order of the scenario's variants."""


def measure_run(scenario: Scenario, run: int, session: TrainingSession) -> RunFigures:
    """The figures of a run that is over.

    Args:
        scenario: what it belongs to.
        run: its place in the scenario's variants.
        session: the run; it is only looked at.
    """
    finished = FinishedRun(session, scenario.judgement.level)
    measures = [MEASURES[name] for name in scenario.measures]
    by_layer = measures[0].by_layer
    layers = by_layer(finished) if by_layer else ()
    values = [measure.of(finished) for measure in measures]
    layer = scenario.judgement.layer
    if layer is not None:
        values[0] = layers[-1 if layer == LAST_LAYER else int(layer) - 1]
    return RunFigures(
        variant=scenario.variants[run].name,
        epochs=session.epoch,
        divergence=session.divergence,
        values=tuple(values),
        layers=layers,
    )


def judge(scenario: Scenario, seed: int, runs: tuple[RunFigures, ...]) -> Outcome:
    """The answer that the figures of all runs give."""
    if scenario.judgement.rule is Rule.APART:
        decide = _tell_apart
    else:
        decide = _compare if scenario.judgement.rule.compares else _place
    answer, reason = decide(scenario, runs)
    return Outcome(seed, answer, reason, runs)


def measure_seeds(scenario: Scenario, comparison: Comparison) -> tuple[RunFigures, ...]:
    """The figures of each run, the means over its seeds that did not fail.

    Args:
        scenario: has several seeds.
        comparison: as `comparison_of` makes it, and over; it is only looked at.
    """
    return tuple(
        _mean_figures(
            [
                measure_run(scenario, run, comparison.single_run(run, seed))
                for seed in range(comparison.seed_count)
            ]
        )
        for run in range(len(scenario.variants))
    )


def _mean_figures(seeds: list[RunFigures]) -> RunFigures:
    good = [each for each in seeds if not each.divergence]
    columns = zip(*(each.values for each in good or seeds), strict=True)
    failed = len(seeds) - len(good)
    return RunFigures(
        variant=seeds[0].variant,
        epochs=max(each.epochs for each in seeds),
        divergence=f"{failed} of {len(seeds)} seeds diverged" if failed else "",
        values=tuple(math.fsum(column) / len(column) for column in columns),
        layers=(),
        by_seed=tuple(math.nan if each.divergence else each.values[0] for each in seeds),
    )


def comparison_of(scenario: Scenario, seed: int, datasets: Datasets | None = None) -> Comparison:
    """All runs of a scenario with all their seeds, from this one on, to be trained in step.

    Raises:
        DataError: a run's data set cannot be read.
        ConfigError: a run's data set has no use for its settings.
    """
    configs = [scenario.config(run, seed) for run in range(len(scenario.variants))]
    return Comparison([seeds_of(config, scenario.seeds) for config in configs], datasets)


def _tell_apart(scenario: Scenario, runs: tuple[RunFigures, ...]) -> tuple[int | None, str]:
    """Whether 0 lies outside the interval of the runs' mean difference, seed by seed."""
    first, second = runs
    difference = Difference.paired(first.by_seed, second.by_seed)
    if math.isnan(difference.low):
        return None, "; ".join(_why_no_number(scenario, run) for run in runs)
    mean, low, high = (signed(v, 4) for v in (difference.mean, difference.low, difference.high))
    interval = f"{low} to {high}"
    where = "outside" if difference.told_apart else "inside"
    return int(not difference.told_apart), (
        f"{second.variant} minus {first.variant} is {mean} on the average of "
        f"{difference.count} seeds, with a 95 % interval from {interval}: 0 lies {where} of it"
    )


def deciding_value(scenario: Scenario, runs: tuple[RunFigures, ...]) -> float:
    """What is held against the thresholds; NaN for a ratio by 0; of two told apart how far."""
    judgement = scenario.judgement
    if judgement.rule is Rule.APART:
        return Difference.paired(runs[0].by_seed, runs[1].by_seed).mean
    value = runs[judgement.run].values[0]
    if judgement.ratio_to is None:
        return value
    other = runs[judgement.ratio_to].values[0]
    return value / other if other else math.nan


def compared_values(scenario: Scenario, runs: tuple[RunFigures, ...]) -> tuple[float, ...]:
    """The values that are compared, of layers or of runs."""
    if scenario.subjects is Subjects.LAYERS:
        return runs[scenario.judgement.run].layers
    return tuple(run.values[0] for run in runs)


def _compare(scenario: Scenario, runs: tuple[RunFigures, ...]) -> tuple[int | None, str]:
    """The place of the lowest or highest value, where what is not a number loses."""
    judgement, values = scenario.judgement, compared_values(scenario, runs)
    numbers = [value for value in values if not math.isnan(value)]
    if not numbers:
        measured = runs if scenario.subjects is Subjects.VARIANTS else [runs[judgement.run]]
        return None, "; ".join(_why_no_number(scenario, run) for run in measured)
    best = min(numbers) if judgement.rule is Rule.LOWEST else max(numbers)
    answer = values.index(best)
    if judgement.tie is not None and _spread(values, best) <= judgement.tie:
        part = percent(judgement.tie, 2)
        return len(values), f"they differ by at most {part}: that counts as about the same"
    return answer, f"{scenario.options[answer]} has the {judgement.rule} one: {compact(best, 4)}"


def _spread(values: tuple[float, ...], best: float) -> float:
    """How far the value that is farthest from the best is away from it, as a part of it.

    What is not a number is infinitely far away.
    """
    farthest = max(_distance(value, best) for value in values)
    if farthest == 0 or math.isinf(farthest):
        return farthest
    return farthest / abs(best) if best else math.inf


def _distance(value: float, best: float) -> float:
    if value == best:  # both may be infinite
        return 0.0
    return math.inf if math.isnan(value) else abs(value - best)


def _place(scenario: Scenario, runs: tuple[RunFigures, ...]) -> tuple[int | None, str]:
    """The place of the value between the thresholds."""
    judgement, value = scenario.judgement, deciding_value(scenario, runs)
    thresholds, rule = judgement.thresholds, judgement.rule
    if math.isnan(value):
        return None, _why_no_ratio(scenario, runs)
    limits = [compact(threshold, 6) for threshold in thresholds]
    subject = compact(value, 4)
    if judgement.ratio_to is not None:
        subject = f"their ratio, {subject},"
    if rule is not Rule.BINS:
        threshold = thresholds[0]
        holds = value > threshold if rule is Rule.ABOVE else value < threshold
        return int(not holds), f"{subject} is {'' if holds else 'not '}{rule} {limits[0]}"
    reached = sum(value >= threshold for threshold in thresholds)
    if reached == 0:
        return 0, f"{subject} is below {limits[0]}"
    if reached == len(thresholds):
        return reached, f"{subject} is {limits[-1]} or more"
    return reached, f"{subject} is from {limits[reached - 1]} to {limits[reached]}"


def _why_no_ratio(scenario: Scenario, runs: tuple[RunFigures, ...]) -> str:
    """Why the deciding value, of one run or a ratio of two, is not a number."""
    judgement = scenario.judgement
    places = [judgement.run, *([] if judgement.ratio_to is None else [judgement.ratio_to])]
    missing = [runs[place] for place in places if math.isnan(runs[place].values[0])]
    if missing:
        return "; ".join(_why_no_number(scenario, run) for run in missing)
    of, by = (runs[place] for place in places)
    if by.values[0] == 0:
        return f"{_figure_of(scenario, by)} is 0, and there is no ratio by 0"
    return f"{_figure_of(scenario, of)} and that of {by.variant} are infinite: they have no ratio"


def _why_no_number(scenario: Scenario, run: RunFigures) -> str:
    why = f"the run diverged: {run.divergence}" if run.divergence else "the run has no such figure"
    return f"{_figure_of(scenario, run)} is not a number: {why}"


def _figure_of(scenario: Scenario, run: RunFigures) -> str:
    """What decides of a run, such as "the training loss of wide"."""
    judgement = scenario.judgement
    return f"the {MEASURES[judgement.measure].title_of(judgement.layer)} of {run.variant}"


def deciding_runs(scenario: Scenario) -> tuple[int, ...]:
    """The places of the runs whose values decide."""
    judgement = scenario.judgement
    if scenario.subjects is Subjects.VARIANTS:
        return tuple(range(len(scenario.variants)))
    other = () if judgement.ratio_to is None else (judgement.ratio_to,)
    return (judgement.run, *other)


def run_scenario(scenario: Scenario, seed: int = 0) -> Outcome:
    """Train all runs of a scenario, each to its epochs or until it diverges, and judge them.

    Raises:
        DataError: a run's data set cannot be read.
        ConfigError: a run's data set has no use for its settings.
    """
    if scenario.seeds > 1:
        comparison = comparison_of(scenario, seed)
        while comparison.advance(_STEPS):
            pass
        return judge(scenario, seed, measure_seeds(scenario, comparison))
    figures: list[RunFigures] = []
    session: TrainingSession | None = None
    for run in range(len(scenario.variants)):
        config = scenario.config(run, seed)
        same_data = session and session.config.data_settings == config.data_settings
        session = TrainingSession(config, session.samples if session and same_data else None)
        while not session.finished and session.train_epoch():
            pass
        figures.append(measure_run(scenario, run, session))
    return judge(scenario, seed, tuple(figures))


def check_claim(scenario: Scenario, outcome: Outcome) -> str:
    """What is wrong with a scenario's claim on an outcome, a line; empty where it holds.

    Raises:
        ScenarioError: the scenario claims nothing.
    """
    claim = scenario.claim
    if claim is None:
        raise ScenarioError(f"{scenario.name}: claim: there is none to check")
    claimed = scenario.options[claim.answer]
    if outcome.answer is None:
        return f"seed {outcome.seed}: {claimed!r} was claimed, no answer came: {outcome.reason}"
    if outcome.answer != claim.answer:
        came = scenario.options[outcome.answer]
        return f"seed {outcome.seed}: {claimed!r} was claimed, {came!r} came: {outcome.reason}"
    if not _clear(scenario, claim, outcome):
        margin = compact(claim.margin, 6)
        return f"seed {outcome.seed}: not clear by a factor of {margin}: {outcome.reason}"
    return ""


def _clear(scenario: Scenario, claim: Claim, outcome: Outcome) -> bool:
    """Whether the outcome keeps the claim's margin."""
    margin, judgement = claim.margin, scenario.judgement
    if not judgement.rule.compares:
        value = deciding_value(scenario, outcome.runs)
        keeps = [value >= t * margin or value <= t / margin for t in judgement.thresholds]
        return margin == 1 or all(keeps)
    compared = compared_values(scenario, outcome.runs)
    values = sorted(value for value in compared if not math.isnan(value))
    if outcome.answer == len(compared):
        best = values[0] if judgement.rule is Rule.LOWEST else values[-1]
        return _spread(compared, best) * margin <= (judgement.tie or 0.0)
    if len(values) == 1:
        return True
    if judgement.rule is Rule.LOWEST:
        return values[1] >= margin * values[0]
    return values[-1] >= margin * values[-2]
