"""`tui-mlp attach`: a screen for a run that trains without one."""

from pathlib import Path

import click

from tui_mlp.cli.completing import complete_runs
from tui_mlp.cli.keeping_options import chosen_run, runs_dir_of, runs_dir_option
from tui_mlp.cli.options import InputError


@click.command()
@click.argument("run", required=False, shell_complete=complete_runs)
@runs_dir_option
@click.pass_context
def attach(context: click.Context, /, *, run: str | None, runs_dir: Path | None) -> None:
    """Show a run that trains in the background.

    That is RUN, or the newest one, with all its history. The first screen steers it, further ones
    watch only.
    """
    from tui_mlp.cli.live import require_terminal, show
    from tui_mlp.worker import run_socket
    from tui_mlp.worker.client import RemoteWorker

    require_terminal()
    kept_in = runs_dir_of(runs_dir)
    folder = chosen_run(kept_in, run, lambda folder: (folder.path / run_socket.NAME).exists())
    try:
        connection = run_socket.connect(folder.path)
    except (run_socket.MeetingError, OSError) as error:
        shown = "it is on the screen that started it"
        where = shown if folder.in_use else f"`tui-mlp resume {folder.shown_name}` resumes it"
        raise InputError(f"{error}; {where}") from error
    context.exit(show(RemoteWorker(connection), kept_in))
