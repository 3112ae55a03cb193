"""The palette: what is found by which words, and that each thing is there once."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.command import CommandList
from textual.pilot import Pilot
from textual.widgets import Input

from tui_mlp.data import catalogue
from tui_mlp.scenario.file import shipped_scenarios
from tui_mlp.settings.choice_kinds import Choice
from tui_mlp.settings.training_config import SETTINGS, TrainingConfig
from tui_mlp.ui.app import TrainerApp
from tui_mlp.ui.palette.palette_search import EverythingProvider
from tui_mlp.worker.inline import InlineWorker


@asynccontextmanager
async def program(
    size: tuple[int, int] = (120, 40),
) -> AsyncIterator[tuple[TrainerApp, Pilot[None]]]:
    app = TrainerApp(InlineWorker(TrainingConfig(hidden=(4, 4))))
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        yield app, pilot


def titles(app: TrainerApp) -> list[str]:
    return [entry.title for entry in EverythingProvider(app.screen).entries()]


def found(app: TrainerApp, typed: str) -> list[str]:
    return [entry.title for entry, _ in EverythingProvider(app.screen).found(typed)]


async def test_everything_is_there_once() -> None:
    async with program() as (app, _):
        there = titles(app)
        assert [title for title, count in Counter(there).items() if count > 1] == []
        wanted = {f"data set: {name}" for name in catalogue.NAMES}
        wanted |= {f"Scenario: {scenario.title}" for scenario in shipped_scenarios()}
        wanted |= {"Run/pause", "Undo", "Boundary", "Gradient flow", "Help", "Quit", "Network: Add"}
        for setting in SETTINGS.values():
            if isinstance(setting, Choice) and setting.editable and not setting.used:
                name = setting.name.replace("_", " ")
                words = () if name == "dataset" else setting.words()
                wanted |= {f"{name} …", *(f"{name}: {word}" for word in words)}
        assert wanted - set(there) == set()


WORDS = [
    ("vanishing", "Gradient flow"), ("cross-entropy", "Sample"), ("jacobian", "Gradient flow"),
    ("entropy", "KL workbench"), ("label", "label smoothing …"), ("file", "Open a file"),
    ("open", "Open a file"), ("columns", "Data"), ("precision", "Evaluate"),
    ("save", "Where this run is saved"), ("export", "Screenshot"),
    ("compare", "History"), ("recall", "What is: recall"), ("export", "Copy"),
    ("learning rate 0.013", "learning rate 0.013"),
    ("optimizer adam", "optimizer: adam"), ("stop at epoch 50", "epochs 50"),
    ("three relu layers", "3 relu layers (three, of 4 units)"), ("digits", "data set: digits"),
    ("open mine.csv", "data mine.csv"), ("what is a gradient norm", "What is: gradient norm"),
    ("class weights", "sampling …"), ("imbalance", "sampling …"), ("scaling", "standardize …"),
    ("hidden 8,9", "hidden 8,9"), ("theme nord", "Theme: nord"),
]  # fmt: skip


async def test_a_word_of_the_lecture_finds_something() -> None:
    async with program() as (app, _):
        for typed, first in WORDS:
            assert first in found(app, typed)[:6], typed


async def test_inside_a_view_its_own_commands_are_listed() -> None:
    async with program() as (app, pilot):
        assert "By hand" not in titles(app)
        await pilot.press("x")
        await pilot.pause()
        assert {"By hand", "Phase 5", "Copy"} <= set(titles(app))
        # and a view of the trainer is still one search away
        await pilot.press("ctrl+p", *"gradients", "enter")
        await pilot.pause()
        assert (app.screen, app.trainer.view) == (app.trainer, "gradients")


async def test_labels_are_moved_only_where_there_are_some() -> None:
    async with program() as (app, _):
        assert not [title for title in titles(app) if title.endswith("Next label")]
    app = TrainerApp(InlineWorker(TrainingConfig(dataset="discs")))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert "Decision boundary: Next label" in titles(app)


async def test_inside_a_view_what_it_does_is_found_first() -> None:
    async with program() as (app, pilot):
        assert found(app, "sample")[0] == "Sample"
        await pilot.press("x")
        await pilot.pause()
        assert found(app, "sample")[0] in {"Previous sample", "Next sample", "Other sample"}


async def test_a_value_is_taken_and_an_editor_opens() -> None:
    async with program((80, 24)) as (app, pilot):
        await search(app, pilot, "learning rate 0.02")
        assert app.trainer.snapshot is not None
        assert app.trainer.snapshot.config.learning_rate == 0.02
        await search(app, pilot, "batch size …")
        for _ in range(100):
            if isinstance(app.focused, Input):
                break
            await pilot.pause(0.02)
        assert isinstance(app.focused, Input)
        assert app.focused.value == "32"


async def search(app: TrainerApp, pilot: Pilot[None], typed: str) -> None:
    await pilot.press("ctrl+p")
    await pilot.pause()
    app.screen.query_one(Input).value = typed
    await pilot.pause()
    for _ in range(100):
        listed = app.screen.query_one(CommandList)
        if listed.option_count and listed.get_option_at_index(0).hit.text == typed:  # type: ignore[attr-defined]
            break
        await pilot.pause(0.02)
    await pilot.press("enter")
    await pilot.pause()
