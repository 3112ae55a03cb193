"""Points of one's own: put with keys and the mouse, trained on, taken back, kept."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np
import pytest
from textual.pilot import Pilot

from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.ui.app import TrainerApp
from tui_mlp.ui.points.placing_panel import PlacingPanel
from tui_mlp.ui.points.points_screen import PointsScreen
from tui_mlp.ui.widgets.footer import KeyFooter
from tui_mlp.worker.inline import InlineWorker


@asynccontextmanager
async def program(
    dataset: str = "spirals3", size: tuple[int, int] = (120, 40)
) -> AsyncIterator[tuple[TrainerApp, Pilot[None], InlineWorker]]:
    worker = InlineWorker(TrainingConfig(dataset=dataset, hidden=(8,)))
    app = TrainerApp(worker)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        worker.run_epochs(2)
        await pilot.pause()
        yield app, pilot, worker


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()
    await pilot.pause()


async def test_the_footer_names_what_changes_the_class_once() -> None:
    async with program(size=(160, 40)) as (app, pilot, _):
        await press(pilot, "p")
        text = app.screen.query_one(KeyFooter).text
        assert ", . Class " in text
        assert text.lower().count("class") == 1


async def test_points_put_with_keys_are_trained_on_and_undone() -> None:
    async with program() as (app, pilot, worker):
        weights = worker._controller.session.network.parameters.copy()
        await press(pilot, "p")
        panel = app.screen.query_one(PlacingPanel)
        start = panel.cursor
        await press(pilot, "2", "right", "up", "p", "3", "shift+down", "space")
        await press(pilot, "full_stop")
        assert panel.words.startswith("● c0 at ")  # after the last class comes the first
        await press(pilot, "comma")
        assert panel.words.startswith("■ c2 at ")
        assert panel.cursor == (start[0] + 1, start[1] + 4)
        names = worker._controller.session.samples.dataset.class_names
        assert [point.class_name for point in panel.points] == [names[1], names[2]]
        await press(pilot, "enter")
        assert app.screen is app.trainer
        session = worker._controller.session
        assert session.samples.dataset.added == 2
        raw = session.samples.dataset.features[-2:]
        assert raw == pytest.approx(np.array([[p.x1, p.x2] for p in panel.points]), abs=1e-6)
        assert session.samples.dataset.labels[-2:].tolist() == [1, 2]
        assert session.config.points == tuple(map(str, panel.points))
        await press(pilot, "u")
        assert worker._controller.session.samples.dataset.added == 0
        assert np.array_equal(worker._controller.session.network.parameters, weights)


async def test_a_click_puts_a_point_where_it_was_and_backspace_takes_it_away() -> None:
    async with program("moons") as (app, pilot, _worker):
        await press(pilot, "p")
        panel = app.screen.query_one(PlacingPanel)
        columns, rows = panel.plane_size
        assert app.trainer.snapshot is not None
        assert app.trainer.snapshot.run.extent is not None
        x_min, x_max, y_min, y_max = app.trainer.snapshot.run.extent
        await pilot.click(panel, offset=(1, 1))
        await pilot.click(panel, offset=(columns, rows))
        await pilot.pause()
        first, last = panel.points
        assert (first.x1, first.x2) == pytest.approx((x_min, y_max), abs=1e-3)
        assert (last.x1, last.x2) == pytest.approx((x_max, y_min), abs=1e-3)
        await press(pilot, "backspace")
        assert panel.points == (first,)
        text = "\n".join(panel.render_line(y).text for y in range(rows))
        assert "┼" in text


async def test_points_stay_with_the_run_and_come_back_to_be_changed() -> None:
    async with program("moons") as (app, pilot, worker):
        await press(pilot, "p", "p", "right", "p", "enter", "p")
        assert isinstance(app.screen, PointsScreen)
        panel = app.screen.query_one(PlacingPanel)
        assert len(panel.points) == 2
        await press(pilot, "c", "enter")
        assert worker._controller.session.config.points is None


async def test_esc_leaves_no_points_behind_without_a_word() -> None:
    async with program("moons") as (app, pilot, worker):
        await press(pilot, "p", "p", "escape")
        assert isinstance(app.screen, PointsScreen)
        await press(pilot, "escape")
        assert app.screen is app.trainer
        assert worker._controller.session.config.points is None
        await press(pilot, "p", "escape")
        assert app.screen is app.trainer


@pytest.mark.parametrize("dataset", ["iris", "discs"])
async def test_data_that_take_no_points_have_no_key_for_them(dataset: str) -> None:
    async with program(dataset) as (app, pilot, _worker):
        await press(pilot, "p")
        assert app.screen is app.trainer
