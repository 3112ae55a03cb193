"""`tui-mlp scenario`: what a teacher who writes a scenario wants to know of a file."""

import itertools
from typing import TYPE_CHECKING

import click

from tui_mlp.cli.options import InputError, threads_option
from tui_mlp.numbers import compact, counted, percent

if TYPE_CHECKING:
    from tui_mlp.scenario.values import Scenario, Step

CLAIM_FAILS = 1


@click.group()
def scenario() -> None:
    """Check a scenario of your own, and list what it can measure.

    The format of the files is described in docs/scenarios.md.
    """


@scenario.command(short_help="Check files, and say how their answers come about.")
@click.argument("names", nargs=-1, required=True, metavar="FILE...")
@click.option("--run", "runs", is_flag=True, help="Train the runs too, and print what came out.")
@click.option("--seeds", type=click.IntRange(1, 100), default=1, help="Seeds for --run. [1]")
@threads_option
@click.pass_context
def check(
    context: click.Context, /, *, names: tuple[str, ...], runs: bool, seeds: int, threads: int
) -> None:
    """Check scenarios, in files or shipped ones by name, and say how their answers come about.

    \b
    tui-mlp scenario check mine.md
    tui-mlp scenario check mine.md --run --seeds 5

    Exit codes: 0 all can be used, 1 with --run no answer came or it is not the one of [claim],
    2 wrong usage, or a file that cannot be used: every one is named with its key and problem.
    """  # noqa: D301  (click wants the control character itself)
    from threadpoolctl import threadpool_limits

    found, problems = _read(names)
    holds = True
    for each in found:
        click.echo(_described(each))
        if runs:
            with threadpool_limits(threads):
                for seed in range(seeds):
                    holds &= _run(each, seed)
    if problems:
        for problem in problems[:-1]:
            click.echo(f"tui-mlp: {problem}", err=True)
        raise InputError(problems[-1])
    if not holds:
        context.exit(CLAIM_FAILS)


@scenario.command(short_help="List what a scenario can measure.")
def measures() -> None:
    """List what a scenario can measure: the name for its file, and what it is."""
    from tui_mlp.scenario.figures import MEASURES

    width = max(map(len, MEASURES))
    for name, measure in MEASURES.items():
        layers = "   (for a layer too)" if measure.by_layer else ""
        click.echo(f"{name:<{width}}  {measure.title}{layers}")


def _read(names: tuple[str, ...]) -> tuple[list["Scenario"], list[str]]:
    """The scenarios that can be used, and what is wrong with the others."""
    from tui_mlp.scenario.file import find_scenario
    from tui_mlp.scenario.values import ScenarioError

    found, problems = [], []
    for name in names:
        try:
            found.append(find_scenario(name))
        except ScenarioError as error:
            problems.append(str(error))
    return found, problems


def _described(each: "Scenario") -> str:
    """A scenario as it was understood, in a few lines."""
    from tui_mlp.scenario.figures import MEASURES

    lines = [f"{each.name}: {each.title}", f"  {each.question}"]
    for number, step in enumerate(each.steps, start=1):
        lines.append(f"  step {number}: {_step_words(step)}")
    for variant in each.variants:
        epochs = counted(variant.config.epochs, "epoch")
        data = variant.config.data or variant.config.dataset
        seeds = f" · {each.seeds} seeds" if each.seeds > 1 else ""
        lines.append(f"  run: {variant.name} · {data} · {epochs}{seeds}")
    lines.append(f"  measured: {', '.join(MEASURES[name].title for name in each.measures)}")
    for option, condition in zip(each.options, _conditions(each), strict=True):
        lines.append(f"  answer: {option}" + (f", if it is {condition}" if condition else ""))
    claim = "none" if each.claim is None else each.options[each.claim.answer]
    lines.append(f"  claim: {claim}")
    return "\n".join(lines)


def _step_words(step: "Step") -> str:
    if step.task is None:
        return "a text"
    task, share = step.task, percent(step.task.tolerance, 1)
    return f"by hand, {task.ask}: {compact(task.value, 6)} within {share} ({task.quantity})"


def _conditions(each: "Scenario") -> list[str]:
    """When each option is the answer; the rule for those that are layers or runs."""
    from tui_mlp.scenario.judgement import TIE_OPTION
    from tui_mlp.scenario.values import Rule

    judgement = each.judgement
    if judgement.rule.compares:
        named = f"the {judgement.rule}"
        return ["" if option == TIE_OPTION else named for option in each.options]
    if judgement.rule is Rule.APART:
        told = f"told apart by {each.seeds} seeds"
        return [told, f"not {told}"]
    limits = [compact(threshold, 6) for threshold in judgement.thresholds]
    if judgement.rule is not Rule.BINS:
        return [f"{judgement.rule} {limits[0]}", f"not {judgement.rule} {limits[0]}"]
    between = [f"from {low} to below {high}" for low, high in itertools.pairwise(limits)]
    return [f"below {limits[0]}", *between, f"{limits[-1]} or more"]


def _run(each: "Scenario", seed: int) -> bool:
    """Train a scenario's runs and print the answer; whether it is the claimed one, if any is.

    Raises:
        InputError: a run's data cannot be read, or have no use for its settings.
    """
    from tui_mlp.files.errors import DataError
    from tui_mlp.scenario.outcome import check_claim, run_scenario
    from tui_mlp.settings.config_error import ConfigError

    try:
        outcome = run_scenario(each, seed)
    except (DataError, ConfigError) as error:
        raise InputError(f"{each.name}: {error}") from error
    for run in outcome.runs:
        values = ", ".join(
            f"{name} {compact(value, 4)}"
            for name, value in zip(each.measures, run.values, strict=True)
        )
        click.echo(f"  seed {seed}, {run.variant}: {values}")
    came = "no answer" if outcome.answer is None else each.options[outcome.answer]
    click.echo(f"  seed {seed}: {came}, as {outcome.reason}")
    if each.claim is None:
        return outcome.answer is not None
    problem = check_claim(each, outcome)
    click.echo(f"  the claim does not hold: {problem}" if problem else "  the claim holds")
    return not problem
