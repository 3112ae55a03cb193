"""`tui-mlp gradcheck`: the engine's gradient against central differences."""

from typing import TYPE_CHECKING, Any

import click

from tui_mlp.cli.open_session import open_session
from tui_mlp.cli.options import config_of, print_config_of, run_options
from tui_mlp.numbers import counted, grouped, setting_text

if TYPE_CHECKING:
    from tui_mlp.lecture.step.gradient_check import CheckedEntry
    from tui_mlp.training.session import TrainingSession

DISAGREES = 1
MOST_SAMPLES = 16
"""Of the mini-batch, so many samples are enough."""


@click.command()
@run_options
@click.option(
    "--tolerance",
    type=click.FloatRange(0, min_open=True),
    default=1e-6,
    help="The largest relative error that passes. [1e-6]",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def gradcheck(
    context: click.Context,
    /,
    *,
    threads: int,
    print_config: bool,
    tolerance: float,
    as_json: bool,
    **options: Any,
) -> None:
    """Check backpropagation against central differences.

    For the network a run begins with, in float64, on the first samples of the run's first mini-
    batch, for every W and b; of those with more than 200 entries, 200 drawn at random.

    Exit codes: 0 all agree, 1 a relative error is over the tolerance, 2 wrong usage or bad input.
    """
    config = config_of(options)
    if print_config:
        print_config_of(config)
        return
    from threadpoolctl import threadpool_limits

    with threadpool_limits(threads):
        session = open_session(config)
        samples, checks = _check(session)
    # not "any over the tolerance": NaN is not over it either
    passed = all(check.relative_error <= tolerance for check in checks)
    if as_json:
        _print_json(session, samples, checks, tolerance, passed=passed)
    else:
        _print_text(session, samples, checks, tolerance, passed=passed)
    if not passed:
        context.exit(DISAGREES)


def _check(session: "TrainingSession") -> tuple[int, list["CheckedEntry"]]:
    """The number of samples that were used, and the worst entry of W1, b1, W2, ..."""
    import numpy as np

    from tui_mlp.lecture.step.gradient_check import check_layer
    from tui_mlp.lecture.step.lecture_network import columns, lecture_network
    from tui_mlp.lecture.step.subject import float64_network
    from tui_mlp.training.outputs import network_targets

    train = session.samples.split.train
    places = session.coming_batch()[:MOST_SAMPLES]
    inputs = train.features[places].astype(np.float64)
    targets = network_targets(session.output, train.targets[places]).astype(np.float64)
    network = float64_network(session.network.architecture, session.network.parameters)
    network.compute_gradient(inputs, targets)
    rng = np.random.default_rng(session.config.seed)
    checks: list[CheckedEntry] = []
    for layer, gradient in enumerate(network.weight_gradients, start=1):
        gradients = (columns(gradient), *map(columns, network.bias_gradients[layer - 1 : layer]))
        checks += check_layer(
            lecture_network(network),
            inputs.T,
            targets.T,
            layer=layer,
            gradients=gradients,
            rng=rng,
        )
    return len(places), checks


def _print_json(
    session: "TrainingSession",
    samples: int,
    checks: list["CheckedEntry"],
    tolerance: float,
    *,
    passed: bool,
) -> None:
    import msgspec

    report = {
        "dataset": session.samples.dataset.name,
        "samples": samples,
        "seed": session.config.seed,
        "tolerance": tolerance,
        "passed": passed,
        "worst_relative_error": max(check.relative_error for check in checks),
        "checks": checks,
    }
    click.echo(msgspec.json.encode(report))


def _print_text(
    session: "TrainingSession",
    samples: int,
    checks: list["CheckedEntry"],
    tolerance: float,
    *,
    passed: bool,
) -> None:
    architecture = session.network.architecture
    layers = [architecture.inputs, *(fan_out for _, fan_out in architecture.shapes)]
    name = session.samples.dataset.name
    click.echo(f"{name}  {' → '.join(map(str, layers))}  float64, {counted(samples, 'sample')}")
    heads = f"{'checked':>13}{'entries':>9}{'relative error':>16}{'gradient':>13}{'difference':>13}"
    click.echo(f"\n{heads}  at")
    for check in checks:
        place = ",".join(str(index + 1) for index in check.index)
        line = f"{check.name:4}{grouped(check.checked):>9}{grouped(check.entries):>9}"
        if check.checked:
            line += f"{check.relative_error:>16.1e}{check.analytic:>13.4e}{check.numeric:>13.4e}"
            line += f"  {place}"
        click.echo(line)
    kinks = sum(check.on_kinks for check in checks)
    if kinks:
        click.echo(f"\n{kinks} entries were passed over: a kink of phi lies between w-h and w+h")
    outcome = "all agree" if passed else "NOT all agree"
    click.echo(f"\n{outcome} to a relative error of {setting_text(tolerance)}")
