"""`tui-mlp runs`: the runs that were kept, and how to be rid of them."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui_mlp.cli.keeping_options import chosen_run, runs_dir_of, runs_dir_option
from tui_mlp.cli.options import InputError
from tui_mlp.numbers import age, epoch, file_size, grouped

if TYPE_CHECKING:
    from tui_mlp.training.keeping.run_folder import RunFolder, RunStatus

_HEADINGS = ("state", "data", "layers", "epoch", "best loss", "score", "age", "size", "run")
_yes = click.option("-y", "--yes", is_flag=True, help="Do not ask.")


@click.group(invoke_without_command=True)
@runs_dir_option
@click.pass_context
def runs(context: click.Context, /, *, runs_dir: Path | None) -> None:
    """List the runs that were kept, the newest first; or delete some."""
    context.obj = runs_dir_of(runs_dir)
    if context.invoked_subcommand is None:
        _print_list(context.obj)


@runs.command()
@click.argument("names", nargs=-1, required=True, metavar="RUN...")
@_yes
@click.pass_obj
def rm(runs_dir: Path, /, names: tuple[str, ...], *, yes: bool) -> None:
    """Delete runs; the beginning of a name is enough."""
    folders = [chosen_run(runs_dir, name, lambda _: True) for name in names]
    _remove(list(dict.fromkeys(folders)), yes=yes)


@runs.command()
@click.option("--keep", type=click.IntRange(0), default=20, help="Keep so many, the newest. [20]")
@click.option("--days", type=click.IntRange(0), help="Keep also what is younger than this.")
@_yes
@click.pass_obj
def prune(runs_dir: Path, /, *, keep: int, days: int | None, yes: bool) -> None:
    """Delete old runs, but none that a process is training."""
    from tui_mlp.training.keeping.run_folder import run_folders

    old = [folder for folder in run_folders(runs_dir)[keep:] if not folder.in_use]
    if days is not None:
        since = datetime.now() - timedelta(days=days)
        old = [folder for folder in old if folder.changed_at < since]
    if not old:
        click.echo("nothing to delete")
        return
    _remove(old, yes=yes)


def _remove(folders: "list[RunFolder]", *, yes: bool) -> None:
    from tui_mlp.training.keeping.run_folder import RunError

    size = sum(folder.size for folder in folders)
    for folder in folders:
        click.echo(folder.shown_name)
    question = f"delete {_plural(len(folders), 'run')}, {file_size(size)}?"
    if not yes and not click.confirm(question):
        click.echo("nothing was deleted")
        return
    try:
        for folder in folders:
            folder.remove()
    except (RunError, OSError) as error:
        raise InputError(str(error)) from error
    click.echo(f"{_plural(len(folders), 'run')} deleted")


def _print_list(runs_dir: Path) -> None:
    from tui_mlp.files.text import shown_path
    from tui_mlp.training.keeping.run_folder import RunError, run_folders

    folders = run_folders(runs_dir)
    if not folders:
        click.echo(f"no runs in {shown_path(runs_dir)}")
        return
    lines: list[tuple[str, ...]] = [_HEADINGS]
    for folder in folders:
        try:
            lines.append(_line(folder, folder.status()))
        except RunError:
            unreadable = ("no checkpoint", *["–"] * 5, _age(folder.changed_at))
            lines.append((*unreadable, file_size(folder.size), folder.shown_name))
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = [
            cell.rjust(width) if 3 <= place <= 7 else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        click.echo("  ".join(cells).rstrip())


def _line(folder: "RunFolder", status: "RunStatus") -> tuple[str, ...]:
    from tui_mlp.files.text import clean_name

    loss, score = status.best_validation_loss, status.best_score
    return (
        clean_name(status.state),
        clean_name(status.dataset),
        "→".join(map(str, status.architecture[:8])),
        f"{epoch(_epoch(folder, status))}/{grouped(status.target_epochs)}",
        "–" if loss is None else f"{loss:.4f}",
        "–" if score is None else f"{score:.4f}",
        _age(folder.changed_at),
        file_size(folder.size),
        folder.shown_name,
    )


def _epoch(folder: "RunFolder", status: "RunStatus") -> float:
    """Where it is by its log, if a process trains it; else by its checkpoint, to go on from."""
    return max(folder.logged_epoch(), status.epoch) if status.state == "running" else status.epoch


def _age(then: datetime) -> str:
    return age((datetime.now() - then).total_seconds())


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
