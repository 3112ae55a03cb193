"""`tui-mlp sweep`: a grid of settings, each with its seeds."""

import contextlib
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui_mlp.cli.keeping_options import runs_dir_of, runs_dir_option
from tui_mlp.cli.options import InputError, config_of, given_settings, print_config_of, run_options
from tui_mlp.cli.stopping import StopRequest, stop_request

if TYPE_CHECKING:
    from tui_mlp.settings.training_config import TrainingConfig
    from tui_mlp.training.ensemble.job_pool import JobDone
    from tui_mlp.training.ensemble.outcome_report import Finished
    from tui_mlp.training.ensemble.sweep import SweptSetting
    from tui_mlp.training.keeping.outcome_folder import OutcomeFolder

_LARGEST_FRACTION = 0.05
"""How much of the time the live table may take: sorting thousands of settings takes seconds."""


@click.command()
@run_options
@runs_dir_option
@click.option(
    "--vary",
    multiple=True,
    metavar="NAME=VALUE",
    help="A value of a setting, by its option's name; again for each further value.",
)
@click.option("--seeds", type=click.IntRange(1, 10_000), default=8, help="For each setting. [8]")
@click.option(
    "--workers",
    type=click.IntRange(1, 1024),
    default=None,
    help="Processes at a time. [as many as there are processors]",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Train on the machines of a dask cluster instead, such as tcp://10.0.0.5:8786.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--csv", "as_csv", is_flag=True, help="Print a line of CSV for each setting.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where finished settings are kept; else in `sweeps` among the runs.",
)
@click.pass_context
def sweep(
    context: click.Context,
    /,
    *,
    threads: int,
    print_config: bool,
    runs_dir: Path | None,
    vary: tuple[str, ...],
    seeds: int,
    workers: int | None,
    scheduler: str | None,
    as_json: bool,
    as_csv: bool,
    out: Path | None,
    **options: Any,
) -> None:
    """Train all combinations of some settings, each with several seeds, and print a table.

    \b
    tui-mlp sweep --dataset iris --seeds 8 \\
      --vary learning-rate=0.01 --vary learning-rate=0.1 --vary hidden=8 --vary hidden=16,16

    The table is sorted by the mean validation accuracy, of labels by micro F1; test figures are
    shown, and never selected by. Each finished setting is kept: after a signal or a crash the same
    command goes on, and repeats none of them.

    Exit codes: 0 done, 2 wrong usage or bad input, 3 every run diverged, 128 + N after signal N.
    """  # noqa: D301  (click wants the control character itself)
    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude each other")
    if scheduler and workers:
        raise click.UsageError("--workers are this machine's; those of --scheduler are its own")
    config = config_of(options)
    if print_config:
        print_config_of(config)
        return
    varied = _varied(vary, given_settings(options))
    settings = _grid(config, varied, seeds)
    folder = _folder(out, runs_dir, settings)
    with stop_request() as request:
        run = _runner(scheduler, workers or os.cpu_count() or 1, threads, request)
        finished = _finish(settings, folder, run)
    _print(finished, as_json=as_json, as_csv=as_csv)
    if request.exit_code is not None:
        left = f"{len(finished)} of {len(settings)} settings are finished"
        click.echo(f"stopped: {left}; the same command goes on", err=True)
        context.exit(request.exit_code)
    if all(len(outcome.failed) == len(outcome.seeds) for _, outcome in finished):
        click.echo("tui-mlp: every run diverged", err=True)
        context.exit(3)


def _varied(vary: Sequence[str], given: dict[str, Any]) -> dict[str, list[Any]]:
    """The values of each `--vary`, by the names of settings.

    Raises:
        InputError: one names no setting, or a value that it does not take.
    """
    from tui_mlp.settings.config_error import ConfigError, require_name
    from tui_mlp.settings.training_config import SETTINGS

    varied: dict[str, list[Any]] = {}
    for text in vary:
        option, equals, value = text.partition("=")
        name = option.strip().removeprefix("--").replace("-", "_")
        if not equals:
            raise InputError(f"--vary {text}: takes NAME=VALUE, such as learning-rate=0.1")
        if name == "seed":
            raise InputError(
                "--vary seed: say how many seeds with --seeds, and the first as --seed"
            )
        try:
            require_name("setting", name, SETTINGS)
            varied.setdefault(name, []).append(_parsed(name, value))
        except ConfigError as error:
            raise InputError(f"--vary {text}: {error.problem}") from error
        if name in given:
            raise InputError(f"--{option} is given beside --vary {text}: give all its values there")
    return varied


def _parsed(name: str, text: str) -> Any:
    from tui_mlp.settings.choice_kinds import Switch
    from tui_mlp.settings.config_error import ConfigError
    from tui_mlp.settings.training_config import SETTINGS

    setting = SETTINGS[name]
    if not isinstance(setting, Switch):
        return setting.parsed(text)
    if text not in setting.names():
        raise ConfigError(name, f"takes {' or '.join(setting.names())}")
    return text == "on"


def _grid(
    config: "TrainingConfig", varied: dict[str, list[Any]], seeds: int
) -> "list[SweptSetting]":
    from tui_mlp.settings.config_error import ConfigError
    from tui_mlp.training.ensemble.sweep import grid

    try:
        return grid(config, varied, seeds)
    except ConfigError as error:
        name = error.setting.replace("_", "-")
        word = f"--vary {name}" if error.setting in varied else f"--{name}"
        raise InputError(f"{word}: {error.problem}") from error
    except OSError as error:
        raise InputError(f"--data {error.filename}: {error.strerror or error}") from error


def _folder(
    out: Path | None, runs_dir: Path | None, settings: "Sequence[SweptSetting]"
) -> "OutcomeFolder":
    from tui_mlp.training.ensemble.sweep import sweep_key
    from tui_mlp.training.keeping.kept_runs import SWEEPS
    from tui_mlp.training.keeping.outcome_folder import OutcomeFolder

    path = out.absolute() if out else runs_dir_of(runs_dir) / SWEEPS / sweep_key(settings)
    try:
        return OutcomeFolder(path)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error


def _runner(
    scheduler: str | None, workers: int, threads: int, request: StopRequest
) -> "Callable[[Sequence[SweptSetting]], Iterator[JobDone]]":
    """What trains settings: the processes of this machine, or a cluster."""

    def stopped() -> bool:
        return request.signal is not None

    def run(settings: "Sequence[SweptSetting]") -> "Iterator[JobDone]":
        if scheduler is None:
            from tui_mlp.training.ensemble.job_pool import run_jobs
            from tui_mlp.training.ensemble.sweep import jobs

            return run_jobs(jobs(settings, workers), workers, threads, stopped)
        try:
            from tui_mlp.training.ensemble.cluster import run_on_cluster
        except ModuleNotFoundError as error:
            raise InputError(
                "--scheduler needs dask.distributed: pip install 'tui-mlp[cluster]'"
            ) from error
        return run_on_cluster(settings, scheduler, threads, stopped)

    return run


def _finish(
    settings: "Sequence[SweptSetting]",
    folder: "OutcomeFolder",
    run: "Callable[[Sequence[SweptSetting]], Iterator[JobDone]]",
) -> "list[Finished]":
    """Train what is not finished yet, keeping each setting as soon as it is done."""
    from tui_mlp.training.ensemble.job_pool import JobError

    kept = [(setting, folder.load(setting)) for setting in settings]
    finished = [(setting, outcome) for setting, outcome in kept if outcome is not None]
    left = [setting for setting, outcome in kept if outcome is None]
    if not left:
        return finished
    with _live_table(len(settings)) as show:
        show(finished)
        try:
            for job, outcomes in run(left):
                for setting, outcome in zip(job, outcomes, strict=True):
                    folder.save(setting, outcome)
                    finished.append((setting, outcome))
                show(finished)
        except JobError as error:
            raise InputError(str(error)) from error
        except OSError as error:
            raise InputError(f"{folder.path}: {error.strerror or error}") from error
    return finished


@contextlib.contextmanager
def _live_table(count: int) -> "Iterator[Any]":
    """Gives a function that shows the settings that are finished; where stderr is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _finished: None
        return
    from tui_mlp.cli.seeds_text import sweep_table

    shown, next_at = 0, 0.0

    def show(finished: "Sequence[Finished]") -> None:
        nonlocal shown, next_at
        started = time.monotonic()
        if started < next_at:
            return
        width, height = shutil.get_terminal_size()
        lines = [f"{len(finished)} of {count} settings"]
        lines += sweep_table(finished)[: max(height - 3, 1)] if finished else []
        above = f"\x1b[{shown}A" if shown else ""
        click.echo(
            above + "\x1b[J" + "\n".join(line[: max(width - 1, 1)] for line in lines), err=True
        )
        shown = len(lines)
        ended = time.monotonic()
        next_at = ended + (ended - started) / _LARGEST_FRACTION

    yield show
    click.echo(f"\x1b[{shown}A\x1b[J", err=True, nl=False)


def _print(finished: "Sequence[Finished]", *, as_json: bool, as_csv: bool) -> None:
    import msgspec

    from tui_mlp.cli.seeds_text import sweep_csv, sweep_table
    from tui_mlp.training.ensemble.outcome_report import sweep_report

    if as_json:
        click.echo(msgspec.json.encode(sweep_report(finished)))
    elif as_csv and finished:
        click.echo(sweep_csv(finished), nl=False)
    elif finished:
        for line in sweep_table(finished):
            click.echo(line)
