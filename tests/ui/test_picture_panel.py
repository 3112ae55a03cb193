"""The network's picture in the program, over a worker that trains when it is told to."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from rich.color import ColorSystem
from textual.pilot import Pilot

from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.snapshot import Snapshot
from tui_mlp.training.units.unit_maps import Unit
from tui_mlp.ui.app import TrainerApp
from tui_mlp.ui.editing.network_panel import NetworkPanel
from tui_mlp.ui.editing.settings_panel import SettingsPanel
from tui_mlp.ui.network.picture_panel import PicturePanel
from tui_mlp.ui.network.unit_panel import UnitPanel
from tui_mlp.ui.network.units_off import UnitsOff
from tui_mlp.worker.commands import Change, Look
from tui_mlp.worker.inline import InlineWorker

SPIRALS = TrainingConfig(dataset="spirals3", hidden=(5, 4), activation=("tanh",), epochs=3)


class Listening(InlineWorker):
    """Keeps what the screen looked at."""

    looks: list[Look]

    def send(self, command):
        if isinstance(command, Look):
            self.looks = [*getattr(self, "looks", []), command]
        return super().send(command)


class Program:
    def __init__(self, app: TrainerApp, worker: Listening, pilot: Pilot[None]) -> None:
        self.app, self.worker, self.pilot = app, worker, pilot
        self.picture = app.trainer.query_one(PicturePanel)
        self.unit = app.trainer.query_one(UnitPanel)

    @property
    def shown(self) -> Snapshot:
        assert self.app.trainer.snapshot is not None
        return self.app.trainer.snapshot

    async def press(self, *keys: str) -> Snapshot:
        await self.pilot.press(*keys)
        await self.settle()
        return self.shown

    async def settle(self) -> None:
        for _ in range(4):
            await self.pilot.pause()

    def text(self, panel) -> str:
        return "\n".join(panel.render_line(y).text for y in range(panel.size.height))


@asynccontextmanager
async def program(
    config: TrainingConfig = SPIRALS, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[Program]:
    worker = Listening(config)
    app = TrainerApp(worker)
    async with app.run_test(size=size, notifications=True) as pilot:
        running = Program(app, worker, pilot)
        await running.settle()
        yield running


async def test_units_are_asked_for_while_the_picture_is_seen() -> None:
    async with program() as running:
        assert running.shown.units is None
        assert (await running.press("1")).units is not None
        assert "tanh · 5" in running.text(running.picture)
        assert (await running.press("1")).units is None
        assert running.worker.looks[-1].units is None
    async with program(size=(160, 40)) as running:
        assert running.shown.units is not None
        assert running.picture.is_on_screen


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_a_unit_in_focus_tells_all_about_itself(size) -> None:
    async with program(size=size) as running:
        await running.press("1", "down")
        assert running.app.focused is running.picture
        assert running.picture.focus_unit == Unit(1, 0)
        assert running.shown.units.detail.values.shape[1] == running.unit.map_size[0] > 2
        await running.press("right", "down")
        assert running.picture.focus_unit == Unit(2, 1)
        assert running.shown.units.detail.unit == Unit(2, 1)
        text = running.text(running.unit)
        assert "unit 2 of 4 · tanh" in text
        assert "from tanh" in text
        assert "to softmax" in text
        assert running.shown.units.detail.values.shape[1] == running.unit.map_size[0]
        await running.press("escape")
        assert running.picture.focus_unit is None
        assert running.app.trainer.view == "network"
        panels = (
            running.app.trainer.query_one(NetworkPanel),
            running.app.trainer.query_one(SettingsPanel),
        )
        assert all(panel.is_on_screen for panel in panels)
        await running.press("escape")
        assert running.app.trainer.view == "all"


async def test_a_click_chooses_the_unit_under_it() -> None:
    async with program() as running:
        await running.press("1")
        placed = running.picture._placed()
        column = placed.layout.columns[2]
        x, y = column.x + 1, column.rows(3).start + 1
        # The content begins inside of the frame.
        await running.pilot.click(running.picture, offset=(x + 1, y + 1))
        await running.settle()
        assert running.picture.focus_unit == Unit(2, placed.numbers[2][3])
        await running.pilot.click(running.picture, offset=(2, 1))
        assert running.picture.focus_unit is None


@pytest.mark.parametrize("key", ["0", "delete"])
async def test_a_unit_is_switched_off_and_on(key) -> None:
    async with program(size=(200, 60)) as running:
        line = running.app.trainer.query_one(UnitsOff)
        before = running.shown
        assert not line.display
        running.picture.focus()
        after = await running.press("down", key)
        assert after.units.off == {Unit(1, 0)}
        assert (after.units.layers[-1].values != before.units.layers[-1].values).any()
        assert after.sample.loss != before.sample.loss
        assert "1 unit (layer 1 unit 1) off in these pictures" in running.text(line)
        assert "training keeps it" in running.text(line)
        assert "╳" in running.text(running.picture)
        assert len(running.shown.run.config.hidden) == 2  # no layer was deleted
        again = await running.press(key)
        assert not line.display
        assert again.sample.loss == before.sample.loss


async def test_a_new_network_begins_with_all_its_units() -> None:
    async with program() as running:
        await running.press("1", "down", "down", "down", "down", "0")
        assert running.shown.ablated is not None
        assert running.picture.focus_unit == Unit(1, 3)
        running.worker.send(Change({"hidden": (3,)}))
        await running.settle()
        assert running.shown.ablated is None
        assert running.picture.focus_unit is None
        assert "tanh · 3" in running.text(running.picture)


async def test_an_output_stays_on_and_says_so() -> None:
    async with program() as running:
        await running.press("1", "down", "right", "right", "right", "0")
        assert running.shown.ablated is None
        (note,) = running.app._notifications
        assert "cannot be switched off" in note.message


@pytest.mark.parametrize(("system", "glyphs"), [("standard", True), ("256", False)])
async def test_the_palette_is_that_of_the_terminal(monkeypatch, system, glyphs) -> None:
    monkeypatch.setattr(TrainerApp, "is_headless", property(lambda _: False))
    app = TrainerApp(Listening(SPIRALS))
    app.console._color_system = {"standard": ColorSystem.STANDARD, "256": ColorSystem.EIGHT_BIT}[
        system
    ]
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        running = Program(app, app._worker, pilot)
        await running.press("1")
        assert running.picture.few_colours == glyphs
        assert ("dotted" in str(running.picture.border_subtitle)) == glyphs
        positive = {"standard": "#FF55FF", "256": "#D75FAF"}[system]
        assert running.picture.palette.positive.hex == positive
