"""The footer: what it says at each width, and that each of its items can be clicked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot

from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.ui.app import TrainerApp
from tui_mlp.ui.editing.cell_editors import ChoiceList
from tui_mlp.ui.editing.network_panel import NetworkPanel
from tui_mlp.ui.editing.settings_panel import SettingsPanel
from tui_mlp.ui.flow.flow_screen import GradientFlowScreen
from tui_mlp.ui.panels.gradient_panel import GradientPanel
from tui_mlp.ui.widgets.footer import KeyFooter
from tui_mlp.worker.inline import InlineWorker


@asynccontextmanager
async def program(width: int, height: int) -> AsyncIterator[tuple[TrainerApp, Pilot[None]]]:
    app = TrainerApp(InlineWorker(TrainingConfig(hidden=(4, 4))))
    async with app.run_test(size=(width, height)) as pilot:
        await pilot.pause()
        yield app, pilot


def said(app: TrainerApp) -> str:
    return app.screen.query_one(KeyFooter).text


async def click(app: TrainerApp, pilot: Pilot[None], word: str, within: int = 0) -> None:
    footer = app.screen.query_one(KeyFooter)
    await pilot.click(footer, offset=(footer.text.index(word) + within, 0))
    await pilot.pause()


@pytest.mark.parametrize(
    ("size", "items"),
    [
        ((60, 16), ["space Run", "1-5 Views", "x…p Open", "? Help", "q Quit"]),
        ((80, 24), ["1-5 Views", "x m o L g k f v i p Open", "u Undo"]),
        (
            (120, 40),
            ["s Step", "e Epoch", "w Worst", "1-5 Views", "x m o L g k f v i p Open"],
        ),
        ((200, 60), ["w Worst", "1-5 Views", "g Flow", "k KL", "f Runs", "D E O Data"]),
    ],
)
async def test_it_uses_the_width_and_cuts_nothing(size: tuple[int, int], items: list[str]) -> None:
    async with program(*size) as (app, _):
        assert [item for item in items if f"  {item}  " not in f" {said(app)}  "] == []
        assert len(said(app)) <= size[0]


async def test_it_follows_the_view_and_the_focus() -> None:
    async with program(120, 40) as (app, pilot):
        assert "esc Back" not in said(app)
        await pilot.press("1")
        await pilot.pause()
        await pilot.press("right")
        await pilot.pause()
        assert "0 delete Unit off/on" in said(app)
        assert "esc Back" in said(app)
        app.trainer.query_one(NetworkPanel).focus()
        await pilot.pause()
        assert "⏎ Edit" in said(app)
        await pilot.press("3")
        await pilot.pause()
        assert isinstance(app.focused, GradientPanel)
        assert "⏎ Edit" not in said(app)
        await pilot.press("escape")
        await pilot.pause()
        assert (app.focused, "esc Back" in said(app)) == (None, False)


DIVERGING = TrainingConfig(optimizer="sgd", learning_rate=1e6, activation=("identity",))


@pytest.mark.parametrize(
    ("width", "keys"), [(60, ["b Last good", "1-5"]), (80, ["b", "u Undo", "r Reset", "1-5"])]
)
async def test_of_a_run_that_diverged_it_names_what_works(width: int, keys: list[str]) -> None:
    worker = InlineWorker(DIVERGING)
    app = TrainerApp(worker)
    async with app.run_test(size=(width, 24)) as pilot:
        await pilot.press("space")
        worker.train_steps(500)
        await pilot.pause()
        assert [key for key in keys if f"  {key}" not in f" {said(app)}"] == []
        assert not {"space", "s", "e"} & set(said(app).split())
        await pilot.press("b")
        await pilot.pause()
        assert "space Run" in said(app)


async def test_while_a_number_is_typed_it_names_no_letter() -> None:
    async with program(200, 60) as (app, pilot):
        await pilot.press("1")
        app.trainer.query_one(NetworkPanel).focus()
        await pilot.press("enter")
        await pilot.pause()
        assert said(app).split() == ["esc", "Cancel", "^p", "Find"]


async def test_each_item_can_be_clicked() -> None:
    async with program(80, 24) as (app, pilot):
        await click(app, pilot, "1-5 Views", 2)
        assert app.trainer.view == "map"
        await click(app, pilot, "1-5 Views")
        assert app.trainer.view == "network"
        for view in ("curves", "gradients"):
            await click(app, pilot, "1-5 Views", 5)
            assert app.trainer.view == view
        await click(app, pilot, "esc Back", 5)
        assert app.trainer.view == "all"
        await click(app, pilot, "x m o L g k f v i", 8)
        assert isinstance(app.screen, GradientFlowScreen)
        await click(app, pilot, "esc Back")
        assert app.screen is app.trainer


@pytest.mark.parametrize("size", [(60, 16), (80, 24)])
async def test_an_open_list_leaves_it_free(size: tuple[int, int]) -> None:
    async with program(*size) as (app, pilot):
        app.trainer.edit_setting("optimizer")
        await pilot.pause()
        await pilot.pause()
        names = app.trainer.query_one(SettingsPanel).query_one(ChoiceList)
        assert names.has_focus
        assert names.region.bottom <= app.screen.query_one(KeyFooter).region.y
        assert "⏎ Choose" in said(app)


@pytest.mark.parametrize("size", [(60, 16), (80, 24)])
async def test_what_is_open_over_a_view_names_its_own_keys(size: tuple[int, int]) -> None:
    async with program(*size) as (app, pilot):
        for key, items in (
            ("H", ["esc Back"]),
            ("question_mark", ["/ Search", "esc Back"]),
            ("O", ["⏎ Open", "tab Complete", "esc Back"]),
            ("p", ["p Put", "⏎ Train", "esc Back"]),
        ):
            await pilot.press(key)
            await pilot.pause()
            await pilot.pause()
            assert [item for item in items if f"  {item}" not in f" {said(app)}"] == [], key
            assert not {"q Quit", "1-5 Views"} & set(said(app).split("  ")), key
            await pilot.press("escape")
            await pilot.pause()


async def test_one_word_for_two_keys_is_said_once() -> None:
    async with program(200, 60) as (app, pilot):
        await pilot.press("p")
        await pilot.pause()
        assert ", . Class" in said(app)
        assert "Class before" not in said(app)
        await pilot.press("escape", "4")
        await pilot.pause()
        await pilot.pause()
        assert "← → Sample" in said(app)


async def test_no_remedy_is_named_where_there_is_none() -> None:
    async with program(120, 40) as (app, pilot):
        await pilot.press("e", "g")
        await pilot.pause()
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, GradientFlowScreen)
        assert screen.idles("apply(4)")
        remedies = 0 if screen._diagnosis is None else len(screen._diagnosis.remedies)
        assert ("Remedies" in said(app)) == (remedies > 1)


async def test_while_an_entry_is_chosen_digits_are_numbers_and_no_phases() -> None:
    async with program(120, 40) as (app, pilot):
        await pilot.press("x", "2")
        await pilot.pause()
        await pilot.pause()
        assert "1-8 Phases" in said(app)
        assert "u Undo" not in said(app)
        await pilot.press("enter")
        await pilot.pause()
        assert "1-8 Phases" not in said(app)
        assert ", [" not in said(app)
        await pilot.press("5", "enter")
        await pilot.pause()
        assert "u " in said(app)
        await pilot.press("u", "escape")
        await pilot.pause()
        assert "1-8 Phases" in said(app)
