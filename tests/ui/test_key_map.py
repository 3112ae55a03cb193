"""Keys and widths that a user chose instead of the program's own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.keys import format_key
from textual.pilot import Pilot

from tui_mlp.settings.config_error import ConfigError
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.snapshot import RunState
from tui_mlp.ui.app import TrainerApp
from tui_mlp.ui.help_screen import HelpScreen
from tui_mlp.ui.keys.key_map import key_map, main_commands
from tui_mlp.ui.panels.status_line import StatusLine
from tui_mlp.ui.preferences import Preferences
from tui_mlp.ui.widgets import keys_of
from tui_mlp.ui.widgets.footer import KeyFooter
from tui_mlp.worker.inline import InlineWorker

CONFIG = TrainingConfig(dataset="moons", hidden=(3,), epochs=3)


@asynccontextmanager
async def program(
    preferences: Preferences, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[tuple[TrainerApp, Pilot[None]]]:
    app = TrainerApp(InlineWorker(CONFIG), preferences=preferences)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield app, pilot


async def test_a_command_has_the_chosen_keys_and_no_longer_its_own() -> None:
    keys = key_map({"toggle": ["f5", "z"], "explain": ["t"]})
    async with program(Preferences(keys)) as (app, pilot):
        await pilot.press("space")
        assert app.trainer.snapshot is not None
        assert app.trainer.snapshot.state is RunState.PAUSED
        await pilot.press("z")
        await pilot.pause()
        assert app.trainer.snapshot.state is RunState.RUNNING
        await pilot.press("f5", "x")
        await pilot.pause()
        assert app.trainer.snapshot.state is RunState.PAUSED
        assert app.screen is app.trainer
        await pilot.press("t")
        await pilot.pause()
        assert app.screen is not app.trainer


async def test_two_commands_can_change_places() -> None:
    async with program(Preferences(key_map({"step": ["e"], "epoch": ["s"]}))) as (app, pilot):
        await pilot.press("e")
        await pilot.pause()
        assert app.trainer.snapshot is not None
        assert app.trainer.snapshot.epoch == 0
        assert app.trainer.snapshot.state is RunState.RUNNING
        await pilot.press("space")


async def test_footer_help_and_sentences_name_the_chosen_keys() -> None:
    keys = key_map({"toggle": ["z"], "help": ["f1"], "undo": ["Z", "f8"]})
    async with program(Preferences(keys), (200, 60)) as (app, pilot):
        assert "z Run  s Step" in app.trainer.query_one(KeyFooter).text
        assert "f1 Help" in app.trainer.query_one(KeyFooter).text
        status = app.trainer.query_one(StatusLine)
        assert "press z to run" in status.render_line(0).text
        await pilot.press("f1")
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        shown = app.screen._shown().plain.splitlines()
        assert any(line.split()[:1] == ["z"] and "Run training" in line for line in shown)
        assert any(line.split()[:2] == ["Z", "f8"] and "Bring back" in line for line in shown)
        assert not any(line.split()[:1] == ["space"] for line in shown)


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({"undu": ["z"]}, "there is no 'undu'; did you mean 'undo'?"),
        ({"undo": ["s"]}, "'s' would be both step and undo"),
        ({"undo": ["z"], "step": ["z"]}, "'z' would be both step and undo"),
        ({"help": ["h"]}, "'h' would be both 'Header' and help"),
        ({"loss_scale": ["t"]}, "in the view 'ensemble' the key 't' would be both"),
        ({"step": ["pgup"]}, "there is no key 'pgup'; did you mean 'pageup'?"),
        ({"step": ["crtl+x"]}, "there is no key 'crtl+x'; take a character"),
        ({"step": [""]}, "there is no key ''"),
        ({"step": ["ctrl+p"]}, "'ctrl+p' means the same everywhere"),
        ({"step": ["escape"]}, "'escape' means the same everywhere"),
    ],
)
def test_what_cannot_be_a_key_is_refused(chosen: dict[str, list[str]], words: str) -> None:
    with pytest.raises(ConfigError) as refused:
        key_map(chosen)
    assert words in str(refused.value)
    assert refused.value.setting == next(reversed(chosen)) or len(chosen) > 1


def test_a_key_that_a_command_gives_away_is_free() -> None:
    assert key_map({"undo": ["s"], "step": ["u"]}) == {"undo": "s", "step": "u"}
    assert key_map({"faster": ["+", "F5"]}) == {"faster": "plus,f5"}


def test_what_sentences_call_a_key_is_what_is_declared() -> None:
    commands = main_commands()
    named = [each for each in vars(keys_of).values() if isinstance(each, keys_of.MainKey)]
    assert len(named) > 4
    for each in named:
        assert commands[each.command].keys[0] == format_key(each.declared)


async def test_the_columns_have_the_chosen_widths_where_there_is_room() -> None:
    async with program(Preferences(left=40, right=44)) as (app, pilot):
        left, right = app.trainer.query_one("#edit"), app.trainer.query_one("#answers")
        assert (left.outer_size.width, right.outer_size.width) == (40, 44)
        await pilot.press("5")
        await pilot.pause()
        assert right.outer_size.width > 100
        await pilot.press("5")
        await pilot.resize_terminal(200, 60)
        await pilot.pause()
        assert (left.outer_size.width, right.outer_size.width) == (40, 44)
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert right.outer_size.width == 32
    async with program(Preferences(left=100, right=100), (100, 30)) as (app, _):
        assert app.trainer.query_one("#progress").outer_size.width >= 20
