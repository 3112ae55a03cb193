"""`tui-mlp runs`: the runs that were kept, and how to be rid of them."""

import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui_mlp.cli.keeping_options import chosen_run, runs_dir_of, runs_dir_option
from tui_mlp.cli.options import InputError
from tui_mlp.numbers import file_size

if TYPE_CHECKING:
    from tui_mlp.training.keeping.run_folder import RunFolder

_yes = click.option("-y", "--yes", is_flag=True, help="Do not ask.")


@click.group(invoke_without_command=True)
@runs_dir_option
@click.pass_context
def runs(context: click.Context, /, *, runs_dir: Path | None) -> None:
    """List the runs that were kept, the newest first; or delete some."""
    context.obj = runs_dir
    if context.invoked_subcommand is None:
        _print_list(runs_dir_of(runs_dir))


@runs.command(short_help="Delete runs.")
@click.argument("names", nargs=-1, required=True, metavar="RUN...")
@runs_dir_option
@_yes
@click.pass_obj
def rm(
    given_before: Path | None, /, names: tuple[str, ...], *, runs_dir: Path | None, yes: bool
) -> None:
    """Delete runs; the beginning of a name is enough."""
    where = _one_of(given_before, runs_dir)
    folders = [chosen_run(where, name, lambda _: True) for name in names]
    _remove(list({folder.path: folder for folder in folders}.values()), yes=yes)


@runs.command(short_help="Delete old runs.")
@click.option("--keep", type=click.IntRange(0), default=20, help="Keep so many, the newest. [20]")
@click.option("--days", type=click.IntRange(0), help="Keep also what is younger than this.")
@runs_dir_option
@_yes
@click.pass_obj
def prune(
    given_before: Path | None, /, *, keep: int, days: int | None, runs_dir: Path | None, yes: bool
) -> None:
    """Delete old runs, but none that a process is training."""
    from tui_mlp.training.keeping.kept_runs import run_folders

    where = _one_of(given_before, runs_dir)
    old = [folder for folder in run_folders(where)[keep:] if not folder.in_use]
    if days is not None:
        since = datetime.now() - timedelta(days=days)
        old = [folder for folder in old if folder.changed_at < since]
    if not old:
        click.echo("nothing to delete")
        return
    _remove(old, yes=yes)


def _one_of(before: Path | None, after: Path | None) -> Path:
    """The directory of the runs, which may be named before or after `rm` and `prune`."""
    if before and after:
        raise click.UsageError("--runs-dir is given twice")
    return runs_dir_of(before or after)


def _remove(folders: "list[RunFolder]", *, yes: bool) -> None:
    from tui_mlp.training.keeping.run_folder import RunError
    from tui_mlp.training.keeping.run_list import delete_run

    size = sum(folder.size for folder in folders)
    for folder in folders:
        click.echo(folder.shown_name)
    if not yes and not _confirmed(f"delete {_plural(len(folders), 'run')}, {file_size(size)}?"):
        click.echo("nothing was deleted")
        return
    for deleted, folder in enumerate(folders):
        try:
            delete_run(folder)
        except (RunError, OSError) as error:
            rest = f"; {deleted} of {len(folders)} runs deleted" if deleted else ""
            raise InputError(f"{error}{rest}") from error
    click.echo(f"{_plural(len(folders), 'run')} deleted")


def _confirmed(question: str) -> bool:
    """Whether the user says yes.

    Raises:
        InputError: there is nobody to ask.
    """
    nobody = InputError("nothing was deleted: --yes deletes where there is no terminal to ask on")
    if sys.stdin is None:
        raise nobody
    try:
        return click.confirm(question)
    except click.Abort:
        if sys.stdin.isatty():
            raise
        click.echo()
        raise nobody from None


def _print_list(runs_dir: Path) -> None:
    import shutil

    from tui_mlp.files.text import shown_path
    from tui_mlp.training.keeping.run_list import listed_runs
    from tui_mlp.ui.runs.run_table import cells, table

    now = datetime.now()
    rows = [cells(run, now) for run in listed_runs(runs_dir)]
    if not rows:
        click.echo(f"no runs in {shown_path(runs_dir)}")
        return
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for line in table(rows, width):
        click.echo(line)


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
