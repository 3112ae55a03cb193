"""`tui-mlp` without a command: the trainer on the screen."""

import sys
from typing import TYPE_CHECKING

from tui_mlp.cli.options import InputError

if TYPE_CHECKING:
    from tui_mlp.training.config import TrainingConfig


def open_trainer(config: "TrainingConfig", threads: int, speed: float | None) -> int:
    """Run the trainer until the user quits; gives the exit code.

    Raises:
        InputError: this is not a terminal that it can be shown on.
    """
    _require_terminal()
    from tui_mlp.worker.client import ProcessWorker

    worker = ProcessWorker(config, blas_threads=threads, speed=speed)
    try:
        # imported while the worker starts in its own process
        from tui_mlp.ui.app import TrainerApp

        app = TrainerApp(worker)
        app.run()
    finally:
        worker.close()
    return app.return_code or 0


def _require_terminal() -> None:
    remedy = "to train without a screen use `tui-mlp train`"
    if not (sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()):
        raise InputError(f"the trainer needs a terminal on stdin, stdout and stderr; {remedy}")
    encoding = sys.stderr.encoding.lower().replace("-", "")
    if encoding != "utf8":
        raise InputError(f"the trainer needs a UTF-8 locale, this one is {encoding}; {remedy}")
