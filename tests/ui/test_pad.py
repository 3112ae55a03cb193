"""The pad: what a stroke leaves, with keys and with the mouse, and what the network answers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np
import pytest
from textual.pilot import Pilot

from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.ui.app import TrainerApp
from tui_mlp.ui.pad.drawn_image import DrawnImage
from tui_mlp.ui.pad.pad_panel import PadPanel
from tui_mlp.ui.samples.typed_answer import TypedAnswer
from tui_mlp.worker.inline import InlineWorker


def drawing(side: int = 8) -> DrawnImage:
    return DrawnImage(np.zeros(side * side, np.float32), (side, side), (0.0, 16.0))


def test_a_touch_fills_a_pixel_and_erasing_empties_it() -> None:
    small = drawing()
    small.cursor = 2, 3
    small.touch()
    assert small.pixels[2, 3] == 16
    assert small.pixels.sum() == 16
    small.touch(erase=True)
    assert small.blank


def test_the_pen_of_a_large_image_is_wider_and_stays_within_it() -> None:
    large = drawing(28)
    large.cursor = 0, 27
    large.touch()
    assert large.pixels[0, 27] == 16
    assert large.pixels[1, 27] == large.pixels[0, 26] == pytest.approx(0.6 * 16)
    assert large.pixels[1, 26] == pytest.approx(0.3 * 16)
    large.move(0, -1)
    large.touch()
    assert large.pixels[0, 27] == 16  # a second stroke takes nothing away
    assert large.pixels.max() == 16


def test_moving_draws_while_the_pen_is_down_and_ends_at_the_border() -> None:
    small = drawing()
    small.cursor = 6, 0
    small.pen_down = True
    for _ in range(4):
        small.move(1, 0)
    assert small.cursor == (7, 0)
    assert np.flatnonzero(small.pixels[:, 0]).tolist() == [7]
    small.pen_down = False
    small.move(-3, 0)
    assert np.flatnonzero(small.pixels[:, 0]).tolist() == [7]


def test_a_quick_mouse_leaves_no_gaps() -> None:
    small = drawing()
    small.cursor = 0, 0
    small.draw_to(7, 7)
    assert (np.diag(small.pixels) > 0)[1:].all()
    small.draw_to(7, 0)
    assert (small.pixels[7] > 0).all()


@asynccontextmanager
async def pad(
    size: tuple[int, int] = (120, 40),
) -> AsyncIterator[tuple[TrainerApp, Pilot[None], PadPanel, InlineWorker]]:
    worker = InlineWorker(TrainingConfig(dataset="digits", hidden=(32,)))
    app = TrainerApp(worker)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        worker.run_epochs(10)
        await pilot.press("i")
        await pilot.pause()
        await pilot.pause()
        yield app, pilot, app.screen.query_one(PadPanel), worker


def answer(app: TrainerApp) -> str:
    return app.screen.query_one(TypedAnswer).render_line(0).text.strip()


async def test_what_is_drawn_with_keys_is_asked_of_the_network() -> None:
    async with pad() as (app, pilot, panel, worker):
        assert panel.drawing is not None
        assert panel.drawing.blank
        blank = answer(app)
        await pilot.press("up", "up", "up", "d", "down", "down", "down", "down", "d", "right")
        await pilot.pause()
        column = panel.drawing.pixels[:, 4]
        assert np.flatnonzero(column).tolist() == [1, 2, 3, 4, 5]
        assert not panel.drawing.pixels[:, 5].any()
        session = worker._controller.session
        features = session.samples.split.standardization.apply(panel.drawing.features[np.newaxis])
        yhat = session.network.probabilities(features)[0]
        assert f"Predicted: {yhat.argmax()}, " in answer(app)
        assert answer(app) != blank
        await pilot.press("c")
        await pilot.pause()
        assert answer(app) == blank


async def test_the_mouse_draws_and_its_right_button_erases() -> None:
    async with pad() as (_, pilot, panel, _worker):
        assert panel.drawing is not None
        left, top, size = panel._place(panel.drawing, *panel.size)
        scale = size[1] // 8
        across = [(left + scale * n + scale // 2 + 2, top + 1 + scale // 4) for n in range(8)]
        await pilot.mouse_down(panel, offset=across[1])
        await pilot.hover(panel, offset=across[6])
        await pilot.mouse_up(panel, offset=across[6])
        await pilot.pause()
        assert np.flatnonzero(panel.drawing.pixels[0]).tolist() == [1, 2, 3, 4, 5, 6]
        await pilot.click(panel, offset=across[3], button=3)
        await pilot.pause()
        assert np.flatnonzero(panel.drawing.pixels[0]).tolist() == [1, 2, 4, 5, 6]


async def test_the_shown_image_is_taken_and_esc_lifts_the_pen_before_it_leaves() -> None:
    async with pad() as (app, pilot, panel, _worker):
        assert panel.drawing is not None
        await pilot.press("t")
        await pilot.pause()
        assert app.trainer.snapshot is not None
        assert app.trainer.snapshot.sample is not None
        shown = app.trainer.snapshot.sample.features
        assert np.array_equal(panel.drawing.features, shown)
        await pilot.press("d", "escape")
        await pilot.pause()
        assert app.screen is not app.trainer
        assert not panel.drawing.pen_down
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is app.trainer


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (200, 60)])
async def test_the_pad_shows_all_pixels_and_its_cursor_at_every_size(size: tuple[int, int]) -> None:
    async with pad(size) as (_, pilot, panel, _worker):
        await pilot.press("space")
        await pilot.pause()
        lines = [panel.render_line(y).text for y in range(panel.size.height)]
        assert sum(line.count("┼") for line in lines) == 1
        width = max(line.count("▀") for line in lines)
        assert width >= 8
        assert width % 8 == 0
