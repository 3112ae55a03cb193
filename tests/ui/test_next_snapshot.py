"""The next snapshot is asked for whatever the screens do meanwhile."""

import asyncio
import threading

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


async def test_after_a_rest_of_the_line_the_next_one_comes_whoever_began_the_rest(
    fixed_snapshots, monkeypatch
) -> None:
    """What the terminal has taken is told from a thread, in which the app has no context."""
    worker = Waiting(fixed_snapshots.spirals())
    app = TrainerApp(worker)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        monkeypatch.setattr(app, "seconds_to_rest", lambda: 0.02)
        app._waits_to_take, before = True, worker.taken
        loop = asyncio.get_running_loop()
        thread = threading.Thread(target=loop.call_soon_threadsafe, args=(app.catch_up,))
        thread.start()
        thread.join()
        while worker.taken == before:  # a test that waits for ever has failed
            await asyncio.sleep(0)
        assert worker.taken == before + 1


async def test_a_key_ends_the_rest_of_the_line(fixed_snapshots, monkeypatch) -> None:
    worker = Waiting(fixed_snapshots.spirals())
    app = TrainerApp(worker)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        monkeypatch.setattr(app, "seconds_to_rest", lambda: 3600.0)
        before = worker.taken
        app._take_next()
        assert worker.taken == before
        await pilot.press("l")
        await pilot.pause()
        assert worker.taken == before + 1
        app._take_next()  # and for a moment after it nothing rests
        assert worker.taken == before + 2
