"""The next snapshot is asked for whatever the screens do meanwhile."""

from tui_mlp.training.snapshot import Snapshot
from tui_mlp.ui.app import TrainerApp
from tui_mlp.worker.client import Listener
from tui_mlp.worker.commands import Command


class Waiting:
    """Has one snapshot, and counts how often the next one is asked for."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot, self.taken = snapshot, 0

    def start(self, listener: Listener) -> None:
        listener(self.snapshot)

    def send(self, command: Command) -> int:
        """Nothing changes by it."""
        return 0

    def take_next(self) -> None:
        self.taken += 1

    def close(self) -> None:
        """There is nothing to end."""


async def test_a_screen_closed_before_it_is_refreshed_stops_no_later_snapshot(
    fixed_snapshots, monkeypatch
) -> None:
    async def not_yet() -> None:
        """Textual forgets what waits for the refresh of a screen that closes before it."""

    worker = Waiting(fixed_snapshots.spirals())
    app = TrainerApp(worker)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("i")
        await pilot.pause()
        screen, before = app.screen, worker.taken
        monkeypatch.setattr(screen, "_invoke_and_clear_callbacks", not_yet)
        app.post_message(TrainerApp.WorkerSaid(worker.snapshot))
        await pilot.pause()
        assert worker.taken == before
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is app.trainer
        assert worker.taken > before
