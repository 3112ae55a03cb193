"""`tui-mlp train`: the same training with no screen."""

from pathlib import Path
from typing import Any

import click

from tui_mlp.cli.headless import keep, refuse_unwritable, train_headless
from tui_mlp.cli.keeping_options import keeping_of, keeping_options
from tui_mlp.cli.many_seeds import train_seeds
from tui_mlp.cli.open_session import open_session
from tui_mlp.cli.options import config_of, print_config_of, run_options


@click.command()
@run_options
@keeping_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object as the report.")
@click.option("--save", type=click.Path(path_type=Path), help="Write the model to this NPZ file.")
@click.option("--log", type=click.Path(path_type=Path), help="Write a JSON line an epoch.")
@click.option(
    "--seeds",
    type=click.IntRange(1, 10_000),
    help="Train so many seeds at once, from --seed on, and report how the figures spread.",
)
@click.pass_context
def train(
    context: click.Context,
    /,
    *,
    threads: int,
    print_config: bool,
    runs_dir: Path | None,
    checkpoint_seconds: float,
    checkpoint_epochs: int | None,
    as_json: bool,
    save: Path | None,
    log: Path | None,
    seeds: int | None,
    **options: Any,
) -> None:
    """Train without a screen, and print a short report.

    The run is kept: after Ctrl+C, a signal or a crash, `tui-mlp resume` goes on with it. With
    --seeds nothing is kept.

    Exit codes: 0 done, 1 done but not kept, 2 wrong usage or bad input, 3 the run diverged,
    128 + N after signal N.
    """
    config = config_of(options)
    if print_config:
        print_config_of(config)
        return
    if seeds is not None:
        if save is not None or log is not None:
            raise click.UsageError("--seeds reports many runs: --save and --log take one")
        context.exit(train_seeds(config, seeds, threads, as_json=as_json))
    refuse_unwritable("--save", save)
    from threadpoolctl import threadpool_limits

    with threadpool_limits(threads):
        session = open_session(config)
        autosave = keep(keeping_of(runs_dir, checkpoint_seconds, checkpoint_epochs), session)
        code = train_headless(session, autosave, as_json=as_json, save=save, log=log)
    context.exit(code)
