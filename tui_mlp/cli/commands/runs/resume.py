"""`tui-mlp resume`: a run goes on where it was saved last."""

from pathlib import Path

import click

from tui_mlp.cli.completing import complete_runs
from tui_mlp.cli.keeping_options import chosen_run, keeping_of, keeping_options
from tui_mlp.cli.options import DEFAULT_REFRESH, InputError, refresh_option, threads_option
from tui_mlp.numbers import epoch, grouped


@click.command()
@click.argument("run", required=False, shell_complete=complete_runs)
@keeping_options
@threads_option
@refresh_option
@click.option("--headless", is_flag=True, help="Go on without a screen, to the last epoch.")
@click.option("--epochs", type=click.IntRange(1), help="Finish there instead; with --headless.")
@click.option("--json", "as_json", is_flag=True, help="With --headless: report as JSON.")
@click.option("--save", type=click.Path(path_type=Path), help="With --headless: write the model.")
@click.option("--log", type=click.Path(path_type=Path), help="With --headless: a line an epoch.")
@click.pass_context
def resume(
    context: click.Context,
    /,
    *,
    run: str | None,
    runs_dir: Path | None,
    checkpoint_seconds: float,
    checkpoint_epochs: int | None,
    threads: int,
    refresh: float | None,
    headless: bool,
    epochs: int | None,
    as_json: bool,
    save: Path | None,
    log: Path | None,
) -> None:
    """Go on with RUN, or with the newest one, as if it had never stopped.

    The beginning of a name is enough; `tui-mlp runs` lists them.
    """
    from tui_mlp.training.keeping.keeping import Keeping

    keeping: Keeping = keeping_of(runs_dir, checkpoint_seconds, checkpoint_epochs)
    folder = chosen_run(keeping.runs_dir, run, lambda folder: not folder.in_use)
    if not headless:
        if epochs or as_json or save or log:
            raise click.UsageError("--epochs, --json, --save and --log go with --headless")
        from tui_mlp.cli.config.user_config import user_config
        from tui_mlp.cli.live import open_trainer
        from tui_mlp.worker.job import Job, ResumeRun

        pictures = refresh or user_config().refresh or DEFAULT_REFRESH
        job = Job(ResumeRun(folder.name), keeping, threads, 100.0, pictures)
        context.exit(open_trainer(job))
    from dataclasses import replace
    from datetime import datetime
    from time import monotonic

    from threadpoolctl import threadpool_limits

    from tui_mlp.cli.headless import train_headless
    from tui_mlp.training.keeping.autosave import Autosave
    from tui_mlp.training.keeping.resume import resume_run
    from tui_mlp.training.keeping.run_folder import RunError

    with threadpool_limits(threads):
        try:
            resumed = resume_run(folder, datetime.now)
        except RunError as error:
            raise InputError(str(error)) from error
        session = resumed.session
        last = epochs or session.config.epochs
        if session.epoch >= last:
            folder.release()
            raise InputError(
                f"{folder.shown_name}: is at epoch {epoch(session.epoch)} of {grouped(last)}; "
                "give more --epochs"
            )
        if session.stopped_early and not epochs:
            folder.release()
            raise InputError(
                f"{folder.shown_name}: stopped early at epoch {epoch(session.epoch)}; "
                "with --epochs it goes on, and waits as long again"
            )
        if session.stopped_early:
            session.extend_patience()
        session.adjust(replace(session.config, epochs=last))
        click.echo(resumed.note, err=True)
        autosave = Autosave(
            session, keeping, monotonic, datetime.now, folder=folder, best=resumed.best
        )
        code = train_headless(session, autosave, as_json=as_json, save=save, log=log)
    context.exit(code)
