"""What a newcomer wants to do, with the keys that docs/keys.md names."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.command import CommandList
from textual.pilot import Pilot
from textual.widgets import Input, Static

from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.snapshot import Snapshot
from tui_mlp.ui.app import TrainerApp
from tui_mlp.ui.ensemble.values_dialog import ValuesDialog
from tui_mlp.ui.explain.explain_screen import ExplainScreen
from tui_mlp.ui.explain.page_panel import PagePanel
from tui_mlp.ui.help_screen import HelpScreen
from tui_mlp.ui.history_screen import HistoryScreen
from tui_mlp.ui.network.picture_panel import PicturePanel
from tui_mlp.ui.panels.curves_panel import LossPanel
from tui_mlp.ui.samples.gallery_screen import GalleryScreen
from tui_mlp.ui.samples.typed_screen import TypedSampleScreen
from tui_mlp.worker.inline import InlineWorker

KEYS = (Path(__file__).parents[2] / "docs" / "keys.md").read_text()


class Newcomer:
    """The program, and someone who reads docs/keys.md."""

    def __init__(self, app: TrainerApp, worker: InlineWorker, pilot: Pilot[None]) -> None:
        self.app, self.worker, self.pilot = app, worker, pilot

    @property
    def shown(self) -> Snapshot:
        assert self.app.trainer.snapshot is not None
        return self.app.trainer.snapshot

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause()

    async def search(self, typed: str) -> None:
        """Type into the palette, and take the first thing that it finds."""
        assert f"`^p {typed} ⏎`" in KEYS
        await self.press("ctrl+p")
        listed = self.app.screen.query_one(CommandList)
        unsearched = listed.option_count
        self.app.screen.query_one(Input).value = typed
        for _ in range(200):
            await self.pilot.pause(0.01)
            if 0 < listed.option_count != unsearched:
                break
        await self.press("enter")

    async def epoch(self) -> None:
        await self.press("e")
        self.worker.train_steps(1000)
        await self.pilot.pause()

    @property
    def text(self) -> str:
        """All text of the screen on top."""
        widgets = self.app.screen.query(Static)
        return "\n".join(str(widget.content) for widget in widgets)


@asynccontextmanager
async def newcomer(size: tuple[int, int] = (80, 24)) -> AsyncIterator[Newcomer]:
    worker = InlineWorker(TrainingConfig(hidden=(4, 4), epochs=100))
    app = TrainerApp(worker)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        yield Newcomer(app, worker, pilot)


@pytest.mark.parametrize(
    ("typed", "done"),
    [
        ("digits", lambda user: user.shown.config.dataset == "digits"),
        ("three relu layers", lambda user: user.shown.config.activations == ("relu",) * 3),
        ("learning rate 0.01", lambda user: user.shown.config.learning_rate == 0.01),
        ("stop at epoch 50", lambda user: user.shown.config.epochs == 50),
        ("optimizer adam", lambda user: user.shown.config.optimizer == "adam"),
        ("compare optimizers", lambda user: isinstance(user.app.screen, ValuesDialog)),
        ("theme nord", lambda user: user.app.theme == "nord"),
        ("gradient norm", lambda user: "‖∇W‖: the root" in user.text),
        (
            "loss at epoch 20",
            lambda user: isinstance(user.app.focused, LossPanel) and user.app.focused.cursor == 20,
        ),
        ("save", lambda user: "disk" in next(iter(user.app._notifications)).message),
    ],
)
async def test_one_search_away(typed: str, done: Callable[[Newcomer], bool]) -> None:
    async with newcomer() as user:
        await user.search(typed)
        assert done(user)


async def test_a_rate_is_changed_while_it_trains_and_a_bad_one_undone() -> None:
    async with newcomer() as user:
        await user.epoch()
        before = user.shown
        await user.press("space")
        await user.search("learning rate 0.01")
        user.worker.train_steps(3)
        await user.pilot.pause()
        assert (user.shown.step, user.shown.config.learning_rate) == (before.step + 3, 0.01)
        await user.press("u")
        assert (user.shown.step, user.shown.config) == (before.step, before.config)


async def test_two_optimizers_are_compared() -> None:
    async with newcomer() as user:
        await user.epoch()
        await user.search("optimizer adam")
        await user.epoch()
        assert user.shown.trace is not None
        assert user.shown.trace.epochs[-1] == user.shown.curves.epochs[-1] == 1


async def test_history_goes_back_several_steps() -> None:
    async with newcomer() as user:
        await user.epoch()
        trained = user.shown
        await user.press("n", "r", "n", "H")
        assert isinstance(user.app.screen, HistoryScreen)
        await user.press("down", "down", "enter")
        assert (user.shown.config, user.shown.step) == (trained.config, trained.step)
        assert len(user.shown.redo) == 3


async def test_what_keys_lead_to_is_said_in_one_place() -> None:
    async with newcomer() as user:
        await user.press("n", "r", "u", "u")
        (said,) = user.app._notifications
        assert said.message == "undone: seed 0 → 1"


async def test_the_weights_are_seen_and_a_digit_begins_to_change_one() -> None:
    async with newcomer() as user:
        await user.press("x", "2")
        page = user.app.screen.query_one(PagePanel)
        assert "W" in "".join(row.text for row in page.drawn.rows)
        await user.press("enter", "7", "full_stop", "5")
        assert isinstance(user.app.screen, ExplainScreen)
        field = user.app.screen.query_one(Input)
        assert field.value == "7.5"
        await user.press("enter")
        assert "7.5" in "".join(row.text for row in page.drawn.rows)


async def test_a_hidden_unit_is_looked_at() -> None:
    async with newcomer() as user:
        await user.press("1", "right")
        picture = user.app.trainer.query_one(PicturePanel)
        assert picture.has_focus
        assert picture.focus_unit is not None


async def test_a_curve_is_zoomed() -> None:
    async with newcomer() as user:
        await user.epoch()
        await user.press("2", "plus")
        assert user.app.trainer.query_one(LossPanel).span is not None


async def test_the_worst_samples_and_a_typed_one_open() -> None:
    async with newcomer() as user:
        await user.press("v")
        assert isinstance(user.app.screen, GalleryScreen)
        await user.press("escape", "i")
        assert isinstance(user.app.screen, TypedSampleScreen)


async def test_letters_in_a_list_of_settings_lose_nothing() -> None:
    async with newcomer((120, 40)) as user:
        await user.epoch()
        step = user.shown.step
        panel = user.app.trainer.query_one("SettingsPanel")
        panel.focus()
        await user.press(*["down"] * 5, "enter", "r", "q", "g")
        assert (user.shown.step, user.app.screen) == (step, user.app.trainer)
        await user.press("r", "enter")
        assert user.shown.config.optimizer == "rmsprop"


async def test_escape_leaves_every_view() -> None:
    async with newcomer() as user:
        for key in (
            "1",
            "2",
            "3",
            "4",
            "5",
            "x",
            "g",
            "k",
            "o",
            "f",
            "v",
            "i",
            "question_mark",
            "H",
            "ctrl+p",
        ):
            await user.press(key, "escape")
            assert (user.app.screen, user.app.trainer.view) == (user.app.trainer, "all"), key


async def test_help_is_searched_for_a_word() -> None:
    async with newcomer() as user:
        await user.press("question_mark", "slash", *"norm")
        assert isinstance(user.app.screen, HelpScreen)
        assert "gradient norm" in user.text
