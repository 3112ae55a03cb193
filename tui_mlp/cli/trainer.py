"""`tui-mlp` without a command: the trainer on the screen."""

import sys
from typing import TYPE_CHECKING

from tui_mlp.cli.options import InputError

if TYPE_CHECKING:
    from tui_mlp.training.config import TrainingConfig
    from tui_mlp.training.scenario.values import Scenario


def open_trainer(
    config: "TrainingConfig", threads: int, speed: float | None, scenario: str | None
) -> int:
    """Run the trainer until the user quits; gives the exit code.

    Raises:
        InputError: this is not a terminal that it can be shown on, or there is no such scenario.
    """
    _require_terminal()
    opened = None if scenario is None else _scenario(scenario)
    from tui_mlp.worker.client import ProcessWorker

    worker = ProcessWorker(config, blas_threads=threads, speed=speed)
    try:
        # imported while the worker starts in its own process
        from tui_mlp.ui.app import TrainerApp

        app = TrainerApp(worker, opened)
        app.run()
    finally:
        worker.close()
    return app.return_code or 0


def _scenario(name: str) -> "Scenario":
    from tui_mlp.training.scenario.file import find_scenario
    from tui_mlp.training.scenario.values import ScenarioError

    try:
        return find_scenario(name)
    except ScenarioError as error:
        raise InputError(f"--scenario: {error}") from error


def _require_terminal() -> None:
    remedy = "to train without a screen use `tui-mlp train`"
    if not (sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()):
        raise InputError(f"the trainer needs a terminal on stdin, stdout and stderr; {remedy}")
    encoding = sys.stderr.encoding.lower().replace("-", "")
    if encoding != "utf8":
        raise InputError(f"the trainer needs a UTF-8 locale, this one is {encoding}; {remedy}")
