"""From the path of a file to what was understood of it, and to the run on it."""

from collections.abc import Callable

from textual.screen import Screen

from tui_mlp.numbers import grouped
from tui_mlp.training.snapshot import RunDescription, Snapshot
from tui_mlp.ui.run_screen import RunScreen
from tui_mlp.ui.terminal.terminal_app import TerminalApp
from tui_mlp.ui.widgets.keys_of import DATA
from tui_mlp.worker.commands import Command
from tui_mlp.worker.replies import DataRead


class DataFlow:
    """Opens one screen after the other over the trainer.

    Args:
        trainer: the screen that shows the run.
        send: passes a command to the worker.
    """

    def __init__(self, trainer: RunScreen, send: Callable[[Command], int]) -> None:
        self._trainer, self._send = trainer, send
        self.seen: str | None = None
        """The file whose view was open last, or is about to be."""

    def choose(self, path: str = "") -> None:
        """Ask for a file, unless its path is known; show what was understood of it."""
        app = self._trainer.app
        if isinstance(app, TerminalApp) and app.confined:
            app.say_confined()
            return
        present = self._snapshot.config.data if self._snapshot else None
        folder = "" if present is None else present.rpartition("/")[0]
        path = path or (folder and folder + "/")
        from tui_mlp.ui.data_file.open_file_dialog import OpenFileDialog

        self._open(OpenFileDialog(self._send, self.show_read, path))

    def show(self) -> None:
        """Show what was understood of the present data."""
        from tui_mlp.ui.data_file.data_screen import DataScreen

        self.seen = self._snapshot.config.data if self._snapshot else None
        self._open(DataScreen(self._send))

    def tell(self, run: RunDescription) -> None:
        """Say that there is something to know of a file, unless that was shown."""
        if run.config.data is None:
            for note in run.notes:
                self._trainer.notify(note, markup=False)
        elif run.notes and run.config.data != self.seen:
            count = len(run.notes)
            notes = "1 note" if count == 1 else f"{grouped(count)} notes"
            key = DATA.written(self._trainer.app)
            words = f"{key} shows {notes} on how {run.dataset} was read"
            self._trainer.notify(words, markup=False)
        self.seen = run.config.data

    def show_read(self, read: DataRead) -> None:
        """Show what was read of a file that is not trained on yet."""
        from tui_mlp.ui.data_file.data_screen import DataScreen

        self.seen = str(read.settings["data"])
        self._open(DataScreen(self._send, read))

    @property
    def _snapshot(self) -> Snapshot | None:
        return self._trainer.snapshot

    def _open(self, screen: Screen[None]) -> None:
        screen.set_reactive(RunScreen.snapshot, self._snapshot)
        self._trainer.app.push_screen(screen)
