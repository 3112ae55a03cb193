"""The lecture's pictures at the keyboard: the Jacobian, and the weight that is picked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np
import pytest
from textual.pilot import Pilot

from tui_mlp.lecture.derivations import Weight
from tui_mlp.lecture.pages.page import Matrix
from tui_mlp.lecture.statements.statement import DerivationPage
from tui_mlp.lecture.statements.table import STATEMENTS
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.ui.app import TrainerApp
from tui_mlp.ui.explain.explain_screen import ExplainScreen
from tui_mlp.ui.explain.page_panel import PagePanel
from tui_mlp.ui.lecture.derivation_screen import DerivationScreen
from tui_mlp.ui.lecture.paths_screen import PathsScreen
from tui_mlp.ui.lecture.weight_screen import WeightScreen
from tui_mlp.ui.widgets.footer import KeyFooter
from tui_mlp.worker.inline import InlineWorker


@asynccontextmanager
async def program(
    config: TrainingConfig, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[TrainerApp, InlineWorker, Pilot[None]]]:
    worker = InlineWorker(config)
    app = TrainerApp(worker)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        yield app, worker, pilot


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause()
    await pilot.pause()


def page_lines(app: TrainerApp) -> list[str]:
    return [row.text.rstrip() for row in app.screen.query_one(PagePanel).drawn.rows]


def open_statement(app: TrainerApp, name: str) -> None:
    number = next(n for n, s in enumerate(STATEMENTS, 1) if s.shown == DerivationPage(name))
    app.trainer.lecture.open(number)


@pytest.mark.parametrize(("size", "digits"), [((80, 24), 2), ((40, 24), 0), ((120, 40), 4)])
async def test_three_keys_lead_to_the_whole_jacobian(size: tuple[int, int], digits: int) -> None:
    config = TrainingConfig(dataset="digits", hidden=(4,))
    async with program(config, size) as (app, _, pilot):
        await press(pilot, "x", "3", "j")
        screen = app.screen
        assert isinstance(screen, DerivationScreen)
        walk = app.screen_stack[-2]
        assert isinstance(walk, ExplainScreen)
        assert walk._step is not None
        yhat = walk._step.derivation.output_error.yhat  # of the sample that is walked through
        jacobian = np.diag(yhat) - np.outer(yhat, yhat)
        lines = page_lines(app)
        first = next(n for n, line in enumerate(lines) if line.startswith("∂ŷₘ/∂aᴸⱼ")) + 2
        # every class has its row and its column on the screen, numbers or not
        assert first + 10 <= screen.query_one(PagePanel).size.height
        for m, line in enumerate(lines[first : first + 10]):
            place, name, *entries = line.split()
            assert (int(place), name) == (m + 1, str(m))
            if not digits:
                assert entries == ["+" if j == m else "−" for j in range(10)]
                continue
            found = [float(entry.replace("−", "-")) for entry in entries]
            np.testing.assert_allclose(found, jacobian[m], atol=0.6 * 10.0**-digits)
            assert [entry[0] for entry in entries] == ["+" if j == m else "−" for j in range(10)]
        await press(pilot, "escape")
        assert app.screen is walk


async def test_the_jacobian_is_that_of_the_walk_with_what_was_typed() -> None:
    async with program(TrainingConfig(dataset="iris", hidden=(3,)), (120, 40)) as (app, _, pilot):
        await press(pilot, "x", "2", "enter", "5", "enter", "escape", "3", "j")
        screen, walk = app.screen, app.screen_stack[-2]
        assert isinstance(screen, DerivationScreen)
        assert isinstance(walk, ExplainScreen)
        assert walk._step is not None
        assert walk._step.changed
        assert screen._page is not None
        matrix = next(b for b in screen._page.blocks if isinstance(b, Matrix) and b.heatmap)
        yhat = walk._step.derivation.output_error.yhat
        np.testing.assert_allclose(matrix.values, np.diag(yhat) - np.outer(yhat, yhat), atol=1e-15)
        # it is about this one step: no key would lead it away from the walk
        footer = app.screen.query_one(KeyFooter).text
        assert "Sample" not in footer
        assert "Step" not in footer


async def test_sigmoids_have_no_such_jacobian_and_say_so() -> None:
    async with program(TrainingConfig(dataset="discs", hidden=(3,))) as (app, _, pilot):
        await press(pilot, "x", "5", "j")
        assert "the Jacobian is diagonal" in " ".join(page_lines(app))


async def test_a_weight_is_picked_with_keys_and_its_paths_sum_to_the_gradient() -> None:
    config = TrainingConfig(dataset="iris", hidden=(4, 3))
    async with program(config, (120, 40)) as (app, worker, pilot):
        open_statement(app, "paths")
        await press(pilot, "w")
        picker = app.screen
        assert isinstance(picker, WeightScreen)
        assert picker._weight.layer == 1
        await press(pilot, "2", "up", "up", "up", "up", "left", "left", "left", "left")
        assert picker._weight == Weight(2, 1, 1)
        await press(pilot, "down", "right", "right")
        assert picker._weight == Weight(2, 2, 3)
        assert "unit 3 of layer 1 to unit 2 of layer 2" in " ".join(page_lines(app))
        await press(pilot, "enter", "a")
        screen = app.screen
        assert isinstance(screen, PathsScreen)
        assert screen._page is not None
        table = next(b for b in screen._page.blocks if isinstance(b, Matrix))
        network = worker._controller.session.network
        sample = worker._controller.looking.sample(worker._controller.session).index
        part = worker._controller.session.samples.split.validation
        network.compute_gradient(part.features[[sample]], part.targets[[sample]])
        gradient = float(network.weight_gradients[1][2, 1])
        assert len(table.values) == 3  # a path to each output
        assert table.values[:, 0].sum() == pytest.approx(gradient, rel=1e-4)
        assert table.values[-1, 1] == pytest.approx(gradient, rel=1e-4)
        assert "w²₂,₃ leads from unit 3 of layer 1" in " ".join(page_lines(app))
        # the weight stays chosen for another sample, and esc leaves it as it was
        await press(pilot, "full_stop", "w", "1", "escape")
        assert screen._weight == Weight(2, 2, 3)
        assert "w²₂,₃ leads from" in " ".join(page_lines(app))


async def test_while_one_works_by_hand_the_jacobian_gives_nothing_away() -> None:
    async with program(TrainingConfig(dataset="iris", hidden=(3,))) as (app, _, pilot):
        await press(pilot, "x", "5", "h", "9", "full_stop", "9", "enter", "enter")
        walk = app.screen
        assert isinstance(walk, ExplainScreen)
        assert walk._by_hand
        await press(pilot, "j")
        assert app.screen is walk
        await press(pilot, "escape", "j")
        assert isinstance(app.screen, DerivationScreen)


async def test_a_weight_that_another_network_has_not_is_let_go() -> None:
    async with program(TrainingConfig(dataset="iris", hidden=(2,))) as (app, _, pilot):
        open_statement(app, "paths")
        await press(pilot)
        screen = app.screen
        assert isinstance(screen, PathsScreen)
        screen._weight = Weight(1, 9, 9)
        await press(pilot, "full_stop")
        assert screen._weight is None
        assert "w¹" in " ".join(page_lines(app))


async def test_the_cursor_stays_among_the_weights() -> None:
    async with program(TrainingConfig(dataset="iris", hidden=(2,))) as (app, _, pilot):
        open_statement(app, "paths")
        await press(pilot, "w", "1", *["right"] * 6, *["down"] * 5)
        picker = app.screen
        assert isinstance(picker, WeightScreen)
        assert picker._weight == Weight(1, 2, 4)
        await press(pilot, "right_square_bracket", "right_square_bracket")
        assert picker._weight == Weight(2, 2, 2)


def test_the_picker_of_a_weight(snap_compare) -> None:
    app = TrainerApp(InlineWorker(TrainingConfig(dataset="iris", hidden=(5, 4))))

    async def go(pilot: Pilot[None]) -> None:
        await pilot.pause()
        open_statement(app, "paths")
        await press(pilot, "w", "2")

    assert snap_compare(app, run_before=go, terminal_size=(80, 24))


def test_the_jacobian_of_three_classes(snap_compare) -> None:
    app = TrainerApp(InlineWorker(TrainingConfig(dataset="iris", hidden=(5, 4))))

    async def go(pilot: Pilot[None]) -> None:
        await pilot.pause()
        await press(pilot, "x", "5", "j")

    assert snap_compare(app, run_before=go, terminal_size=(80, 24))
