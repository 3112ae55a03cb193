"""What the screens about a run have in common."""

from collections.abc import Callable, Iterator
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.reactive import reactive

from tui_mlp.training.snapshot import RunState, Snapshot
from tui_mlp.ui.keys.run_keys import RUN_KEYS
from tui_mlp.ui.terminal.clipboard import said_of_copy
from tui_mlp.ui.widgets.closes_once import ClosesOnce
from tui_mlp.ui.widgets.footer import Hint
from tui_mlp.ui.widgets.panel import Panel
from tui_mlp.worker.commands import Command
from tui_mlp.worker.replies import Answer

_TRAINS = frozenset(f"command('{name}')" for name, key in RUN_KEYS.items() if key.trains)


class RunScreen(ClosesOnce[None]):
    """Shows a run: the app gives it each snapshot and answer of the worker while it is open.

    Args:
        send: passes a command to the worker; gives its number.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy_numbers", "Copy", group=Hint(rank=13), id="copy",
                tooltip="Copy the numbers of the panel in focus, as tab-separated text"),
    ]  # fmt: skip

    snapshot: reactive[Snapshot | None] = reactive(None)
    """The latest news of the run: the only training state in the ui."""

    def __init__(self, send: Callable[[Command], int]) -> None:
        super().__init__()
        self.send = send

    def action_command(self, name: str) -> None:
        self.send(RUN_KEYS[name].command)

    def idles(self, action: str) -> bool:
        """Whether a key only says that a run which diverged takes no step."""
        diverged = self.snapshot is not None and self.snapshot.state is RunState.DIVERGED
        return diverged and action in _TRAINS

    def action_copy_numbers(self) -> None:
        """Copy what is selected, or the numbers of the panel in focus, else of the first one."""
        selected = self.get_selected_text()
        name, text = ("what is selected", selected) if selected else self.numbers()
        if not text:
            self.notify(f"{name}: there are no numbers to copy yet.", markup=False)
            return
        self.app.copy_to_clipboard(text)
        self.notify(said_of_copy(text, name), title="Copied", markup=False)

    def numbers(self) -> tuple[str, str]:
        """What is copied where nothing is selected: its name, and its lines."""
        panel = next(iter(self._panels_in_focus()), None) or self.query(Panel).first()
        return panel.heading, panel.table()

    def _panels_in_focus(self) -> Iterator[Panel]:
        nodes = [] if self.focused is None else self.focused.ancestors_with_self
        return (node for node in nodes if isinstance(node, Panel))

    def take_answer(self, answer: Answer) -> None:
        """Take what the worker answers to a question; by default it is passed over."""
