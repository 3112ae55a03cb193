"""The whole program through its keys, over a worker that trains when it is told to."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from tui_mlp.numbers import compact
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.snapshot import RunState, Snapshot
from tui_mlp.ui.app import TrainerApp
from tui_mlp.ui.editing.network_panel import NetworkPanel
from tui_mlp.ui.editing.settings_panel import SettingsPanel
from tui_mlp.ui.network.picture_panel import PicturePanel
from tui_mlp.ui.panels.boundary_panel import BoundaryPanel
from tui_mlp.ui.panels.confusion_panel import ConfusionPanel
from tui_mlp.ui.panels.curves_panel import AccuracyPanel, LossPanel
from tui_mlp.ui.panels.gradient_panel import GradientPanel
from tui_mlp.ui.panels.label_scores_panel import LabelScoresPanel
from tui_mlp.ui.panels.outcome_line import OutcomeLine
from tui_mlp.ui.panels.sample_panel import SamplePanel
from tui_mlp.ui.panels.status_line import StatusLine
from tui_mlp.ui.widgets.panel import Panel
from tui_mlp.worker.commands import Change
from tui_mlp.worker.inline import InlineWorker

SPIRALS = TrainingConfig(dataset="spirals3", hidden=(4, 4), epochs=3)


class Program:
    """The running program, and what a user does to it."""

    def __init__(self, app: TrainerApp, worker: InlineWorker, pilot: Pilot[None]) -> None:
        self.app, self.worker, self.pilot = app, worker, pilot

    @property
    def shown(self) -> Snapshot:
        assert self.app.trainer.snapshot is not None
        return self.app.trainer.snapshot

    async def press(self, *keys: str, steps: int = 0) -> Snapshot:
        await self.pilot.press(*keys)
        await self.pilot.pause()
        if steps:
            self.worker.train_steps(steps)
            await self.pilot.pause()
        return self.shown

    def visible(self) -> set[type]:
        panels = self.app.trainer.query(Panel)
        return {type(p) for p in panels if p.region.area and p.display and p.can_focus}


@asynccontextmanager
async def program(
    config: TrainingConfig = SPIRALS, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[Program]:
    worker = InlineWorker(config)
    app = TrainerApp(worker)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        yield Program(app, worker, pilot)


async def test_space_runs_and_pauses() -> None:
    async with program() as user:
        assert user.shown.state is RunState.PAUSED
        assert (await user.press("space", steps=5)).state is RunState.RUNNING
        assert (await user.press("space", steps=5)).step == 5


async def test_a_mini_batch_an_epoch_a_reset_and_a_new_seed() -> None:
    async with program() as user:
        assert (await user.press("s", steps=50)).step == 1
        assert (await user.press("e", steps=50)).epoch == 1.0
        assert (await user.press("r")).step == 0
        assert (await user.press("n")).config.seed == 1


async def test_speed_goes_up_and_down_and_stops_at_the_ends() -> None:
    async with program() as user:
        shown = [(await user.press("minus")).speed_limit for _ in range(5)]
        assert shown == [1000, 100, 10, 1, 1]
        assert (await user.press("+", "+")).speed_limit == 100
        assert (await user.press(*"+++++")).speed_limit is None


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_number_shows_one_subject_in_full_size(size: tuple[int, int]) -> None:
    subjects = {
        "1": {NetworkPanel, SettingsPanel, PicturePanel},
        "2": {LossPanel, AccuracyPanel},
        "3": {GradientPanel},
        "4": {BoundaryPanel, SamplePanel}
        if size[0] < 100
        else {BoundaryPanel, ConfusionPanel, SamplePanel},
        "5": {BoundaryPanel} if size[0] < 100 else {BoundaryPanel, ConfusionPanel, SamplePanel},
    }
    async with program(size=size) as user:
        everything = user.visible()
        for key, panels in subjects.items():
            await user.press(key)
            assert user.visible() == panels
            await user.press("escape")
            assert user.visible() == everything
        await user.press("5", "5")
        assert user.visible() == everything


async def test_a_wide_terminal_shows_all_panels() -> None:
    for size, more in (((120, 40), set()), ((200, 60), {PicturePanel})):
        async with program(size=size) as user:
            assert user.visible() == more | {
                NetworkPanel, SettingsPanel, LossPanel, AccuracyPanel, GradientPanel,
                SamplePanel, BoundaryPanel,
            }  # fmt: skip


async def test_a_plane_and_how_well_all_are_told_apart_fill_a_view_of_a_sample() -> None:
    for dataset, beside in (("spirals3", ConfusionPanel), ("discs", LabelScoresPanel)):
        async with program(TrainingConfig(dataset=dataset), size=(120, 40)) as user:
            for key in "45":
                await user.press(key)
                assert user.visible() == {BoundaryPanel, SamplePanel, beside}
                boundary, other, sample = (
                    user.app.trainer.query_one(kind).region
                    for kind in (BoundaryPanel, beside, SamplePanel)
                )
                assert boundary.height == other.height + sample.height
                assert boundary.right == other.x == sample.x
                assert sample.right == other.right == 120


async def test_data_that_are_not_planar_get_a_confusion_matrix() -> None:
    async with program(TrainingConfig(dataset="iris", epochs=3)) as user:
        assert ConfusionPanel in user.visible()
        assert BoundaryPanel not in user.visible()
        assert user.shown.confusion is not None


async def test_under_the_smallest_size_there_is_a_plain_word() -> None:
    for size in ((59, 30), (80, 15), (1, 1), (20, 5)):
        async with program(size=size) as user:
            assert user.visible() == set()
            assert (await user.press("space", steps=2)).step == 2


async def test_resizing_at_any_moment_is_safe() -> None:
    async with program() as user:
        await user.press("space")
        for size in ((80, 24), (3, 2), (200, 60), (61, 16), (1, 1), (120, 40)):
            await user.pilot.resize_terminal(*size)
            await user.press(steps=3)
        assert user.shown.step == 18
        boundary = user.app.trainer.query_one(BoundaryPanel)
        assert user.shown.boundary is not None
        assert user.shown.boundary.winner.shape == (boundary.grid_size or (0, 0))[::-1]


@pytest.mark.parametrize("key", ["x", "g", "o", "question_mark", "ctrl+p"])
async def test_a_screen_rests_at_every_size(key) -> None:
    async with program() as user:
        await user.pilot.press(key)
        layouts = []
        for screen in user.app.screen_stack:
            screen.screen_layout_refresh_signal.subscribe(user.app, layouts.append, immediate=True)
        for size in ((1, 1), (3, 30), (4, 30), (7, 12)):
            await user.pilot.resize_terminal(*size)
            for _ in range(10):
                layouts.clear()
                await user.pilot.pause()
                if not layouts:
                    break
            assert not layouts, size


async def test_only_visible_views_are_asked_for() -> None:
    async with program() as user:
        assert user.shown.boundary is not None
        await user.press("3")
        assert (await user.press("s", steps=1)).boundary is None


async def test_tab_reaches_every_panel() -> None:
    async with program() as user:
        reached = set()
        for _ in range(12):
            await user.press("tab")
            reached.add(type(user.app.focused))
        assert user.visible() <= reached


async def test_an_edit_of_the_network_restarts_and_undo_returns() -> None:
    async with program() as user:
        await user.press("e", steps=50)
        user.app.trainer.query_one(NetworkPanel).focus()
        edited = await user.press("a")
        assert edited.config.hidden == (4, 4, 4)
        assert (edited.step, edited.config.seed) == (0, 0)
        assert edited.trace is not None
        back = await user.press("u")
        assert (back.config.hidden, back.epoch) == ((4, 4), 1.0)


async def test_help_lists_every_key_of_every_panel() -> None:
    async with program() as user:
        await user.press("question_mark")
        text = "\n".join(
            "".join(segment.text for segment in strip)
            for widget in user.app.screen.query("#help Static")
            for strip in widget.render_lines(widget.size.region)
        )
        for panel in user.app.trainer.query(Panel):
            assert not panel.display or str(panel.border_title or "Status line") in text
        for binding in user.app.trainer.BINDINGS:
            assert binding.tooltip in text  # type: ignore[union-attr]
        await user.press("escape")
        assert user.app.screen is user.app.trainer


async def test_a_curve_in_focus_zooms_and_leaves_the_speed_alone() -> None:
    async with program() as user:
        await user.press("e", steps=50)
        panel = user.app.trainer.query_one(LossPanel)
        panel.focus()
        assert (await user.press("minus", "plus")).speed_limit is None
        assert panel.span is not None
        hints = [b.binding.description for b in user.app.trainer.active_bindings.values()]
        assert "Zoom" in hints
        assert "Faster" not in hints
        await user.press("shift+tab")
        assert (await user.press("minus")).speed_limit == 1000


def back_is_offered(user: Program) -> bool:
    bindings = user.app.trainer.active_bindings
    return "b" in bindings and bindings["b"].enabled


async def test_a_divergence_covers_nothing_and_b_leads_back() -> None:
    config = replace(SPIRALS, dataset="iris", activation=("identity",), optimizer="sgd", epochs=99)
    async with program(config) as user:
        await user.press("e", steps=9)
        assert not back_is_offered(user)
        user.app.trainer.send(Change({"learning_rate": 1e6}))
        diverged = await user.press("space", steps=99)
        assert diverged.state is RunState.DIVERGED
        assert not user.app._notifications
        assert back_is_offered(user)
        back = await user.press("b")
        assert (back.epoch, back.config.learning_rate) == (1.0, config.learning_rate)
        assert not back_is_offered(user)


async def test_a_run_that_finishes_says_what_it_came_to_and_covers_nothing() -> None:
    async with program(replace(SPIRALS, dataset="iris")) as user:
        line = user.app.trainer.query_one(OutcomeLine)
        assert not line.display
        finished = await user.press("space", steps=99)
        assert finished.state is RunState.FINISHED
        await user.press("full_stop")
        assert not user.app._notifications
        assert finished.test is not None
        assert finished.kept is not None
        best = finished.kept.best
        assert best is not None
        said = line.render_line(0).text
        assert f"best epoch {best.epoch:g}: validation loss {compact(best.loss)}" in said
        assert f"test accuracy {compact(finished.test.score)}" in said
        assert "not kept" in said  # these runs are on no disk
        await user.press("r")
        assert not line.display


async def test_q_quits() -> None:
    async with program() as user:
        await user.press("q")
        assert user.app.return_code == 0


async def test_a_setting_that_cannot_be_is_said_and_changes_nothing() -> None:
    async with program() as user:
        user.worker.send(Change({"data": "none.csv"}))
        await user.pilot.pause()
        (toast,) = user.app._notifications
        assert "none.csv" in toast.message
        assert user.shown.config == SPIRALS


async def test_samples_are_stepped_through_with_keys_from_anywhere() -> None:
    async with program() as user:
        assert user.shown.sample is not None
        indices = []
        for key in ("full_stop", "full_stop", "comma"):
            sample = (await user.press(key)).sample
            indices.append(sample.index if sample else None)
        assert indices == [1, 2, 1]
        user.app.trainer.query_one(SamplePanel).focus()
        moved = (await user.press("right")).sample
        worst = (await user.press("w")).sample
        assert moved is not None
        assert worst is not None
        assert moved.index == 2
        assert worst.loss >= moved.loss


async def test_the_loss_axis_is_linear_or_logarithmic() -> None:
    async with program() as user:
        panel = user.app.trainer.query_one(LossPanel)
        assert "log" in str(panel.border_title)
        await user.press("l")
        assert "linear" in str(panel.border_title)


async def test_a_run_that_stops_early_says_why_and_b_leads_to_its_best_epoch() -> None:
    config = TrainingConfig(
        dataset="gaussians", noise=1.2, samples=60, hidden=(16,), optimizer="adam", patience=5
    )
    async with program(config) as user:
        await user.press("space", steps=1000)
        stopped = user.shown.epoch
        assert user.shown.stopped_early
        said = user.app.trainer.query_one(OutcomeLine).render_line(0).text
        assert "stopped early" in said
        assert f"best epoch {stopped - 5:.0f}" in said
        assert "stopped early" in user.app.trainer.query_one(StatusLine).render_line(0).text
        await user.press("B")
        assert (user.shown.epoch, user.shown.state) == (stopped - 5, RunState.PAUSED)
