"""`tui-mlp` without a command: the trainer on the screen."""

import sys
from typing import TYPE_CHECKING

import click

from tui_mlp.cli.options import InputError

if TYPE_CHECKING:
    from tui_mlp.scenario.values import Scenario
    from tui_mlp.worker.client import RemoteWorker
    from tui_mlp.worker.job import Order

_SECONDS_TO_SAVE = 3.0


def open_trainer(order: "Order", scenario: str | None = None) -> int:
    """Run the trainer until the user quits; gives the exit code.

    Raises:
        InputError: this is not a terminal that it can be shown on, or there is no such scenario.
    """
    require_terminal()
    opened = None if scenario is None else _scenario(scenario)
    from tui_mlp.worker.client import ProcessWorker

    return show(ProcessWorker(order), opened)


def show(worker: "RemoteWorker", scenario: "Scenario | None" = None) -> int:
    """Show a worker until the user quits or leaves it; gives the exit code."""
    from tui_mlp.ui.app import TrainerApp
    from tui_mlp.ui.terminal.guard import terminal_guard

    app = TrainerApp(worker, scenario)
    with terminal_guard(app.end, app.silence, worker.end) as guard:
        try:
            app.run()
        finally:
            if guard.exit_code:
                worker.end(_SECONDS_TO_SAVE)  # interrupted, not paused
            else:
                worker.close()
    if app.farewell and not guard.exit_code:  # else the terminal may be gone
        click.echo(app.farewell)
    return guard.exit_code or app.return_code or 0


def train_detached(order: "Order") -> int:
    """Let a run train in the background; gives the exit code.

    Raises:
        InputError: it cannot begin.
    """
    import queue

    from tui_mlp.worker.client import ProcessWorker
    from tui_mlp.worker.commands import Detach, ToggleRun
    from tui_mlp.worker.replies import Detached, Said, WorkerFailed

    worker = ProcessWorker(order)
    said: queue.SimpleQueue[Said] = queue.SimpleQueue()
    worker.start(said.put)
    worker.send(ToggleRun())
    worker.send(Detach())
    try:
        while not isinstance(answer := said.get(), Detached):
            if isinstance(answer, WorkerFailed):
                raise InputError(answer.reason)
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


def require_terminal() -> None:
    """See that the trainer can be shown.

    Raises:
        InputError: this is no terminal, or not one for UTF-8.
    """
    from tui_mlp.ui.terminal.plain import names_other_driver

    if names_other_driver():
        return
    remedy = "to train without a screen use `tui-mlp train`"
    if not (sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()):
        raise InputError(f"the trainer needs a terminal on stdin, stdout and stderr; {remedy}")
    encoding = sys.stderr.encoding.lower().replace("-", "")
    if encoding != "utf8":
        raise InputError(f"the trainer needs a UTF-8 locale, this one is {encoding}; {remedy}")
