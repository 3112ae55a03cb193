"""What the shell may complete: kept runs, scenarios, and the columns of a file."""

import os
from pathlib import Path

import click
from click.shell_completion import CompletionItem

_HEAD_BYTES = 2**18
"""Of a text that is completed from: enough for its header and some rows."""


def complete_runs(
    ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The kept runs whose names begin so, the newest first."""
    from tui_mlp.training.keeping.kept_runs import default_runs_dir, run_folders

    where = ctx.params.get("runs_dir") or default_runs_dir(os.environ)
    try:
        names = sorted((folder.name for folder in run_folders(Path(where))), reverse=True)
    except OSError:
        return []
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def complete_runs_and_files(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The kept runs whose names begin so, else files."""
    runs = complete_runs(ctx, param, incomplete)
    return runs or [CompletionItem(incomplete, type="file")]


def complete_scenarios(
    _ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The shipped scenarios whose names begin so, else files."""
    from importlib.resources import files

    shipped = files("tui_mlp.scenario") / "shipped"
    names = sorted(each.name.removesuffix(".md") for each in shipped.iterdir())
    found = [name for name in names if name.startswith(incomplete)]
    return [CompletionItem(name) for name in found] or [CompletionItem(incomplete, type="file")]


def complete_columns(ctx: click.Context, incomplete: str) -> list[CompletionItem]:
    """The columns of the file that `--data` names, which begin so; none of what is no table."""
    path = ctx.params.get("data")
    names = [] if path is None else _columns(Path(path))
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def _columns(path: Path) -> list[str]:
    """The names of a file's columns; of a large text its first rows have to do."""
    from tui_mlp.data.any_file import read_file, reader_of
    from tui_mlp.data.data_report import DataReport, UnusableTableError
    from tui_mlp.data.delimited.csv_table import CsvTable
    from tui_mlp.files.errors import DataError

    report: DataReport | None
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
            is_whole = not file.read(1)
        if reader_of(path, head).takes_the_rest:
            rows = head if is_whole else head[: head.rfind(b"\n") + 1]
            return list(CsvTable(path, rows).names)
        report = read_file(path).report
    except UnusableTableError as error:
        report = error.report
    except (DataError, OSError):
        return []
    return [] if report is None else [column.name for column in report.columns]
