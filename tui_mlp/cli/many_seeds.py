"""One setting with many seeds, trained at once and reported together."""

from typing import TYPE_CHECKING

import click

from tui_mlp.cli.options import InputError
from tui_mlp.cli.seeds_text import print_seeds
from tui_mlp.cli.stopping import stop_request
from tui_mlp.settings.teaching import note_on

if TYPE_CHECKING:
    from tui_mlp.settings.training_config import TrainingConfig

DIVERGED = 3


def train_seeds(config: "TrainingConfig", seeds: int, threads: int, *, as_json: bool) -> int:
    """Train so many seeds, print what they came to, and give the exit code.

    Raises:
        InputError: the data cannot be read, or have no use for a setting.
    """
    import msgspec

    from tui_mlp.settings.config_error import ConfigError
    from tui_mlp.training.ensemble.job_pool import JobError, run_jobs
    from tui_mlp.training.ensemble.outcome_report import seeds_report
    from tui_mlp.training.ensemble.sweep import grid

    try:
        settings = grid(config, {}, seeds)
    except ConfigError as error:
        raise InputError(f"--{error.setting.replace('_', '-')}: {error.problem}") from error
    except OSError as error:
        raise InputError(f"--data {error.filename}: {error.strerror or error}") from error
    with stop_request() as request:
        try:
            done = list(run_jobs([settings], 1, threads, lambda: request.signal is not None))
        except JobError as error:
            raise InputError(str(error)) from error
    if not done:
        click.echo("stopped: nothing of many seeds is kept; `tui-mlp sweep` keeps them", err=True)
        return request.exit_code or 0
    if note_on(config.teaching):
        click.echo(f"tui-mlp: {note_on(config.teaching)}", err=True)
    outcome = done[0][1][0]
    if as_json:
        click.echo(msgspec.json.encode(seeds_report(outcome)))
    else:
        print_seeds(outcome)
    if len(outcome.failed) < seeds:
        return 0
    click.echo(f"tui-mlp: every run diverged: {outcome.failed[0].reason}", err=True)
    return DIVERGED
