"""`tui-mlp` without a command: the trainer on the screen."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui_mlp.cli.farewell import farewell
from tui_mlp.cli.options import InputError

if TYPE_CHECKING:
    from tui_mlp.scenario.values import Scenario
    from tui_mlp.ui.app import TrainerApp
    from tui_mlp.worker.client import RemoteWorker
    from tui_mlp.worker.job import Job

_SECONDS_TO_SAVE = 3.0


def open_trainer(
    job: "Job",
    scenario: str | None = None,
    results: Path | None = None,
    theme: str | None = None,
) -> int:
    """Run the trainer until the user quits; gives the exit code.

    Raises:
        InputError: this is not a terminal that it can be shown on, or there is no such scenario,
            or no results can be written.
    """
    require_terminal()
    opened = None if scenario is None else _scenario(scenario)
    if results is not None:
        _require_writable(results)
    from tui_mlp.worker.client import ProcessWorker

    runs_dir = None if job.keeping is None else job.keeping.runs_dir
    own_data = getattr(job.run, "data", None) is not None and opened is None
    return show(ProcessWorker(job), runs_dir, opened, results, data_first=own_data, theme=theme)


def show(
    worker: "RemoteWorker",
    runs_dir: Path | None,
    scenario: "Scenario | None" = None,
    results: Path | None = None,
    *,
    data_first: bool = False,
    theme: str | None = None,
) -> int:
    """Show a worker until the user quits or leaves it; gives the exit code.

    Args:
        worker: what trains.
        runs_dir: where its runs are kept; None for nowhere.
        scenario: one to open at once.
        results: a file that answers to scenarios are added to.
        data_first: whether to show first what was understood of the run's data.
        theme: the colours; None for those of the user's file, or those that were chosen last.

    Raises:
        InputError: there is no such theme, or what the user's file says of keys is no use.
    """
    from tui_mlp.cli.config.user_config import preferences_of, user_config
    from tui_mlp.ui.app import TrainerApp
    from tui_mlp.ui.terminal.guard import terminal_guard

    preferences = preferences_of(user_config())
    app = TrainerApp(worker, scenario, results, data_first=data_first, preferences=preferences)
    _put_on(app, theme)
    first = app.theme
    with terminal_guard(app.end, app.silence, worker.end) as guard:
        try:
            app.run()
        finally:
            if guard.exit_code:
                worker.end(_SECONDS_TO_SAVE)  # interrupted, not paused
            else:
                worker.close()
    if app.theme != first:
        _remember(app.theme)
    if app.fault is not None:
        from tui_mlp.cli.fault_report import tell_of_fault

        click.echo(f"tui-mlp: {tell_of_fault(app.fault)}", err=True)
    if guard.exit_code or runs_dir is None:  # after a signal the terminal may be gone
        return guard.exit_code or app.return_code or 0
    last = farewell(runs_dir, app.trainer.snapshot, worker.kept)
    if last.words:
        click.echo(last.words, err=bool(last.exit_code))
    return app.return_code or last.exit_code


def _put_on(app: "TrainerApp", named: str | None) -> None:
    """Give the trainer its theme.

    Raises:
        InputError: there is no such theme, or what the user's file says of keys is no use.
    """
    from tui_mlp.cli.config.remembered_theme import remembered_theme
    from tui_mlp.cli.config.user_config import own_mistake, user_config
    from tui_mlp.settings.config_error import ConfigError, require_name

    chosen = named or user_config().theme
    if chosen is not None:
        try:
            require_name("theme", chosen, app.available_themes.keys())
        except ConfigError as error:
            raise (InputError(str(error)) if named else own_mistake(error)) from error
    elif not os.environ.get("TEXTUAL_THEME"):
        chosen = remembered_theme()
    if chosen in app.available_themes:
        app.theme = str(chosen)


def _remember(theme: str) -> None:
    """Keep a theme for the next time, or say why not."""
    from tui_mlp.cli.config.remembered_theme import remember_theme

    try:
        remember_theme(theme)
    except OSError as error:
        click.echo(f"tui-mlp: the theme is not remembered: {error.strerror or error}", err=True)


def train_detached(job: "Job") -> int:
    """Let a run train in the background; gives the exit code.

    Raises:
        InputError: it cannot begin.
    """
    import queue

    from tui_mlp.worker.client import ProcessWorker
    from tui_mlp.worker.commands import Detach, ToggleRun
    from tui_mlp.worker.replies import Detached, Reply, Said, WorkerFailed

    worker = ProcessWorker(job)
    said: queue.SimpleQueue[Said] = queue.SimpleQueue()
    worker.start(said.put)
    worker.send(ToggleRun())
    worker.send(Detach())
    try:
        answer: object = None
        while not isinstance(answer, Detached):
            heard = said.get()
            if isinstance(heard, WorkerFailed):
                raise InputError(heard.reason)
            answer = heard.answer if isinstance(heard, Reply) else None
        if answer.problem:
            raise InputError(answer.problem)
        worker.leave()
    finally:
        worker.close()
    click.echo(f"{answer.run} trains in the background; tui-mlp attach shows it")
    return 0


def _scenario(name: str) -> "Scenario":
    from tui_mlp.scenario.file import find_scenario
    from tui_mlp.scenario.values import ScenarioError

    try:
        return find_scenario(name)
    except ScenarioError as error:
        raise InputError(f"--scenario: {error}") from error


def _require_writable(results: Path) -> None:
    """Begin a file of results, so that none is lost later.

    Raises:
        InputError: it cannot be written.
    """
    from tui_mlp.scenario.results import ResultsError, add_results

    try:
        add_results(results, ())
    except ResultsError as error:
        raise InputError(f"--results {error}") from error


def require_terminal() -> None:
    """See that the trainer can be shown.

    Raises:
        InputError: this is no terminal, one that cannot draw or has no UTF-8, or no such driver.
    """
    from tui_mlp.ui.terminal.plain import names_other_driver

    if names_other_driver():
        _require_driver()
        return
    remedy = "to train without a screen use `tui-mlp train`"
    if not (sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()):
        raise InputError(f"the trainer needs a terminal on stdin, stdout and stderr; {remedy}")
    if os.environ.get("TERM", "").lower() in ("dumb", "unknown"):
        raise InputError(f"the trainer cannot draw on TERM={os.environ['TERM']}; {remedy}")
    encoding = sys.stderr.encoding.lower().replace("-", "")
    if encoding != "utf8":
        raise InputError(f"the trainer needs a UTF-8 locale, this one is {encoding}; {remedy}")


def _require_driver() -> None:
    """See that the environment's driver is one, before anything is started for it.

    Raises:
        InputError: it is not.
    """
    from textual.app import App

    from tui_mlp.ui.terminal.plain import TEXTUAL_DRIVER

    try:
        App[None]().get_driver_class()
    except (ImportError, AttributeError, ValueError, RuntimeError) as error:
        raise InputError(
            f"{TEXTUAL_DRIVER} names no driver: {error}; it takes MODULE:CLASS"
        ) from error
