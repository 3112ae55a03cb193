"""`tui-mlp compare`: kept runs side by side."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui_mlp.cli.keeping_options import chosen_run, runs_dir_of, runs_dir_option
from tui_mlp.cli.options import InputError

if TYPE_CHECKING:
    from tui_mlp.training.comparing.run_comparison import ComparedRun


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="RUN RUN...")
@runs_dir_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, with the curves.")
def compare(names: tuple[str, ...], *, runs_dir: Path | None, as_json: bool) -> None:
    """Print kept runs side by side: the settings that differ, the curves, the figures.

    The beginning of a run's name is enough. Of runs that hold back the same samples for the test
    it also says whether those tell them apart (McNemar's test).
    """
    import msgspec

    from tui_mlp.cli.comparison_text import comparison_lines
    from tui_mlp.training.comparing.run_comparison import RunComparison

    comparison = RunComparison.of(_runs(names, runs_dir))
    if as_json:
        click.echo(msgspec.json.encode(comparison.as_json()))
        return
    for line in comparison_lines(comparison):
        click.echo(line)


def _runs(names: tuple[str, ...], runs_dir: Path | None) -> "list[ComparedRun]":
    """The runs of these names, each once.

    Raises:
        InputError: they are fewer than two, or one cannot be read.
    """
    from tui_mlp.training.comparing.run_comparison import ComparedRun
    from tui_mlp.training.keeping.run_folder import RunError

    where = runs_dir_of(runs_dir)
    folders = [chosen_run(where, name, lambda _: True) for name in names]
    if len({folder.path for folder in folders}) < 2:
        raise InputError("compare takes two runs or more; `tui-mlp runs` lists them")
    unique = {folder.path: folder for folder in folders}
    try:
        return [ComparedRun.of(folder) for folder in unique.values()]
    except RunError as error:
        raise InputError(str(error)) from error
