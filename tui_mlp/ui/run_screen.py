"""What the screens about a run have in common."""

from collections.abc import Callable

from textual.reactive import reactive

from tui_mlp.training.snapshot import Snapshot
from tui_mlp.ui.run_keys import RUN_KEYS
from tui_mlp.ui.widgets.closes_once import ClosesOnce
from tui_mlp.worker.commands import Command
from tui_mlp.worker.replies import Answer


class RunScreen(ClosesOnce[None]):
    """Shows a run: the app gives it each snapshot and answer of the worker while it is open.

    Args:
        send: passes a command to the worker; gives its number.
    """

    snapshot: reactive[Snapshot | None] = reactive(None)
    """The latest news of the run: the only training state in the ui."""

    def __init__(self, send: Callable[[Command], int]) -> None:
        super().__init__()
        self.send = send

    def action_command(self, name: str) -> None:
        self.send(RUN_KEYS[name].command)

    def take_answer(self, answer: Answer) -> None:
        """Take what the worker answers to a question; by default it is passed over."""
