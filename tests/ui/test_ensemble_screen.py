"""Many seeds on the screen: keys over real runs, and pictures of fixed ones."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import numpy as np
import pytest
from textual.content import Content
from textual.pilot import Pilot
from textual.widgets import Input

from tui_mlp.settings.training_config import SETTINGS, TrainingConfig
from tui_mlp.training.ensemble.ensemble_view import (
    ChosenSeed,
    CurveBands,
    EnsembleView,
    ManyData,
    PlaneView,
    SeedCurves,
    SettingView,
)
from tui_mlp.training.ensemble.statistics import Bands, Difference, Spread
from tui_mlp.training.snapshot import RunState, Snapshot
from tui_mlp.ui.app import TrainerApp
from tui_mlp.ui.drawing.areas import Area
from tui_mlp.ui.drawing.axis import linear_axis
from tui_mlp.ui.drawing.line_plot import Line, Role, line_plot
from tui_mlp.ui.editing.network_panel import NetworkPanel
from tui_mlp.ui.editing.setting_rows import Present, present_of
from tui_mlp.ui.editing.settings_panel import SettingsPanel
from tui_mlp.ui.ensemble.band_panel import BandAccuracyPanel, BandLossPanel
from tui_mlp.ui.ensemble.candidates import can_be_compared, candidates, ticked_first
from tui_mlp.ui.ensemble.comparison_panel import ComparisonPanel
from tui_mlp.ui.ensemble.dot_strip import dot_strip
from tui_mlp.ui.ensemble.ensemble_screen import EnsembleScreen
from tui_mlp.ui.ensemble.ensemble_status import EnsembleStatus
from tui_mlp.ui.ensemble.mean_plane_panel import MeanPlanePanel
from tui_mlp.ui.ensemble.points_panel import PointsPanel
from tui_mlp.ui.ensemble.values_dialog import ValuesDialog
from tui_mlp.ui.ensemble.verdict import loss_verdict, verdict
from tui_mlp.ui.widgets.footer import KeyFooter
from tui_mlp.ui.widgets.panel import DrawnPanel
from tui_mlp.ui.words.glossary import GLOSSARY
from tui_mlp.worker.client import Listener
from tui_mlp.worker.commands import Change, Command
from tui_mlp.worker.inline import InlineWorker

MOONS = TrainingConfig(dataset="moons", samples=90, hidden=(5,), batch_size=16, epochs=6)
NAN = float("nan")


class Program:
    """The running program, with what trains it."""

    def __init__(self, app: TrainerApp, worker: InlineWorker, pilot: Pilot[None]) -> None:
        self.app, self.worker, self.pilot = app, worker, pilot

    @property
    def shown(self) -> Snapshot:
        assert self.app.trainer.snapshot is not None
        return self.app.trainer.snapshot

    @property
    def view(self) -> EnsembleView:
        assert self.shown.ensemble is not None
        return self.shown.ensemble

    async def press(self, *keys: str) -> Snapshot:
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause()
        return self.shown

    async def train(self, epochs: int | None = None) -> None:
        self.worker.train_ensemble(epochs)
        await self.pilot.pause()
        await self.pilot.pause()

    def text(self, kind: type[DrawnPanel]) -> str:
        panel = self.app.screen.query_one(kind)
        lines = [panel.render_line(y).text for y in range(panel.size.height)]
        below = Content.from_markup(panel.border_subtitle or "").plain
        return "\n".join([panel.heading, *lines, below])

    @property
    def notices(self) -> list[str]:
        return [each.message for each in self.app._notifications]


@asynccontextmanager
async def program(
    config: TrainingConfig = MOONS, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[Program]:
    worker = InlineWorker(config)
    app = TrainerApp(worker)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        yield Program(app, worker, pilot)


async def test_m_trains_the_present_settings_with_32_seeds_and_esc_leads_back() -> None:
    async with program() as user:
        await user.press("e")
        user.worker.train_steps(100)
        await user.pilot.pause()
        step = user.shown.step
        assert step > 0
        await user.press("m")
        assert isinstance(user.app.screen, EnsembleScreen)
        assert (user.view.state, user.view.seed_count) == (RunState.RUNNING, 32)
        await user.train()
        assert "finished" in user.text(EnsembleStatus)
        assert "failed 0 of 32" in user.text(EnsembleStatus)
        assert "validation" in user.text(BandLossPanel)
        assert "○ this run" in user.text(BandAccuracyPanel)
        assert "Mean of 32 seeds" in user.text(MeanPlanePanel)
        assert "median" in user.text(PointsPanel)
        snapshot = await user.press("escape")
        assert user.app.screen is user.app.trainer
        assert (snapshot.ensemble, snapshot.step, snapshot.state) == (None, step, RunState.PAUSED)


@pytest.mark.parametrize("key", ["escape", "q", "u", "m"])
async def test_closing_pauses_and_m_goes_on_where_it_was(key: str) -> None:
    async with program() as user:
        await user.press("m")
        await user.train(2)
        await user.press(key)
        assert user.app.screen is user.app.trainer
        await user.press("m")
        assert (user.view.epoch, user.view.state) == (2, RunState.RUNNING)


async def test_more_and_fewer_seeds_an_epoch_a_pause_and_the_beginning() -> None:
    async with program() as user:
        await user.press("m", "minus")
        assert user.view.seed_count == 8
        await user.press("minus")
        assert user.notices == ["8 seeds are all there are."]
        await user.press("plus", "plus")
        assert user.view.seed_count == 128
        await user.press("minus", "minus", "space")
        assert user.view.state is RunState.PAUSED
        await user.press("e")
        await user.train()
        assert (user.view.epoch, user.view.state) == (1, RunState.PAUSED)
        await user.press("r")
        assert (user.view.epoch, user.view.state) == (0, RunState.RUNNING)


async def test_seeds_are_looked_at_and_one_is_opened_and_undone() -> None:
    async with program() as user:
        await user.press("m", "minus", "enter")
        assert user.notices == ["Choose a seed first: , and . step through them."]
        await user.train()
        await user.press("full_stop", "full_stop")
        assert "○ seed 1" in user.text(BandLossPanel)
        assert "Boundary of seed 1" in user.text(MeanPlanePanel)
        assert "▲" in user.text(PointsPanel)
        await user.press("comma", "comma", "comma")
        assert "Boundary of seed 7" in user.text(MeanPlanePanel)
        snapshot = await user.press("enter")
        assert user.app.screen is user.app.trainer
        assert (snapshot.config.seed, snapshot.epoch) == (7, 6)
        snapshot = await user.press("u")
        assert (snapshot.config.seed, snapshot.step) == (0, 0)


async def test_the_band_is_that_of_either_part_and_the_loss_on_either_axis() -> None:
    async with program() as user:
        await user.press("m")
        await user.train()
        panel = user.app.screen.query_one(BandLossPanel)
        validation = panel.table()
        assert "10 %" in validation
        await user.press("t")
        assert panel.table() != validation
        assert user.text(BandLossPanel).startswith("Loss · log")
        await user.press("l")
        assert user.text(BandLossPanel).startswith("Loss · linear")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_those_that_stopped_early_are_counted_at_any_width(size: tuple[int, int]) -> None:
    config = TrainingConfig(
        dataset="gaussians", noise=1.2, samples=60, hidden=(16,), optimizer="adam", patience=2
    )
    async with program(config, size=size) as user:
        await user.press("m", "minus")
        await user.train()
        assert user.view.settings[0].stopped_early
        assert f"stopped early {user.view.settings[0].stopped_early}" in user.text(PointsPanel)


async def test_the_part_that_is_drawn_is_named() -> None:
    async with program() as user:
        await user.press("m")
        await user.train()
        legend = user.app.screen.query_one(BandLossPanel)
        words = str(legend.border_subtitle)
        assert words.index("val") < words.index("▒") < words.index("tr")
        await user.press("t")
        words = str(legend.border_subtitle)
        assert words.index("val") < words.index("tr") < words.index("▒")


async def test_the_curves_of_a_comparison_are_titled_with_their_part() -> None:
    async with program() as user:
        user.app.trainer.query_one(NetworkPanel).focus()
        await user.press("c", "enter")
        await user.train()
        loss, score = (
            user.app.screen.query_one(kind) for kind in (BandLossPanel, BandAccuracyPanel)
        )
        titles = [str(panel.border_title) for panel in (loss, score)]
        assert titles == ["Validation loss · log", "Validation accuracy"]
        await user.press("t", "l")
        titles = [str(panel.border_title) for panel in (loss, score)]
        assert titles == ["Training loss · linear", "Training accuracy"]


async def test_a_change_of_the_run_from_elsewhere_closes_the_view() -> None:
    async with program() as user:
        await user.press("m")
        user.worker.send(Change({"hidden": (4,)}))
        await user.pilot.pause()
        await user.pilot.pause()
        assert user.app.screen is user.app.trainer


async def test_a_setting_is_compared_from_its_row() -> None:
    async with program() as user:
        panel = user.app.trainer.query_one(SettingsPanel)
        panel.focus()
        await user.pilot.pause()
        assert "c Compare" in user.app.screen.query_one(KeyFooter).text
        await user.press("c")
        assert user.notices == ["Values of dataset are not compared."]
        panel.rows.select("optimizer")
        await user.press("c")
        dialog = user.app.screen
        assert isinstance(dialog, ValuesDialog)
        assert dialog.chosen == ("momentum", "sgd", "adam")
        await user.press("space", "down", "space", "enter")
        assert user.app.screen is dialog  # one value alone is no comparison
        await user.press("down", "down", "space", "enter")
        assert isinstance(user.app.screen, EnsembleScreen)
        assert user.view.varied == "optimizer"
        assert [each.name for each in user.view.settings] == ["adam", "adamw"]
        await user.train()
        text = user.text(ComparisonPanel)
        assert "32 seeds do not tell adamw apart from adam in validation accuracy." in text
        await user.press("down", "full_stop")
        assert (user.view.setting, user.view.chosen and user.view.chosen.seed) == (1, 0)
        snapshot = await user.press("enter")
        assert snapshot.config.optimizer == "adamw"
        assert (await user.press("u")).config.optimizer == "momentum"


async def test_networks_of_other_shapes_are_compared_from_the_layers() -> None:
    async with program() as user:
        user.app.trainer.query_one(NetworkPanel).focus()
        await user.press("c", "enter")
        assert user.view.varied == "hidden"
        assert [each.name for each in user.view.settings] == ["5", "2", "10"]


async def test_other_numbers_are_typed_and_bad_ones_refused() -> None:
    async with program(size=(80, 24)) as user:
        user.app.trainer.compare(SETTINGS["learning_rate"])
        await user.pilot.pause()
        dialog = user.app.screen
        assert isinstance(dialog, ValuesDialog)
        assert dialog.chosen == (0.05, 0.02, 0.1)
        await user.press("tab")
        dialog.query_one(Input).value = "-1"
        await user.press("enter")
        assert user.app.screen is dialog
        assert "outside" in str(dialog.query_one("#told").content)
        dialog.query_one(Input).value = "0.3 0.02"
        await user.press("enter")
        assert dialog.chosen == (0.05, 0.02, 0.1, 0.3)
        await user.press("enter")
        assert [each.name for each in user.view.settings] == ["0.05", "0.02", "0.1", "0.3"]


async def test_esc_compares_nothing() -> None:
    async with program() as user:
        user.app.trainer.compare(SETTINGS["optimizer"])
        await user.pilot.pause()
        await user.press("escape")
        assert (user.app.screen is user.app.trainer, user.shown.ensemble) == (True, None)


@pytest.mark.parametrize("dataset", ["iris", "discs"])
async def test_data_without_a_plane_and_with_labels_are_shown_too(dataset: str) -> None:
    config = TrainingConfig(dataset=dataset, hidden=(4,), epochs=2)
    async with program(config, size=(80, 24)) as user:
        await user.press("m", "minus")
        await user.train()
        assert user.app.screen.query_one(MeanPlanePanel).display == (dataset == "discs")
        assert "failed 0 of 8" in user.text(PointsPanel)
        if dataset == "discs":
            assert "micro F1" in user.text(PointsPanel)
            user.app.screen.query_one(MeanPlanePanel).focus()
            await user.press("right")
            assert user.view.plane is not None
            assert user.view.plane.label == 1


async def test_where_all_seeds_diverge_it_says_so() -> None:
    config = replace(MOONS, optimizer="sgd", activation=("relu",), learning_rate=1e6)
    async with program(config) as user:
        await user.press("m", "minus")
        await user.train()
        assert user.view.state is RunState.DIVERGED
        assert "failed 8 of 8 (100%)" in user.text(PointsPanel)
        assert "✗ diverged" in user.text(EnsembleStatus)
        await user.press("full_stop", "enter")
        assert user.shown.divergence == user.shown.divergence.strip() != ""


async def test_a_wide_screen_shows_the_plane_of_the_setting_that_is_looked_at() -> None:
    async with program(size=(200, 60)) as user:
        user.app.trainer.compare(SETTINGS["optimizer"])
        await user.pilot.pause()
        await user.press("enter")
        await user.train()
        assert "Mean of 32 seeds · momentum" in user.text(MeanPlanePanel)
        await user.press("down")
        assert "Mean of 32 seeds · sgd" in user.text(MeanPlanePanel)


@pytest.mark.parametrize("size", [(60, 16), (20, 8), (300, 90)])
async def test_it_fits_any_terminal(size: tuple[int, int]) -> None:
    async with program(size=size) as user:
        await user.press("m", "minus")
        await user.train()
        await user.press("escape")
        user.app.trainer.compare(SETTINGS["optimizer"])
        await user.pilot.pause()
        await user.press("enter")
        await user.train()
        assert user.view.state is RunState.FINISHED


async def test_every_comparable_setting_offers_two_values_or_more() -> None:
    async with program() as user:
        present = present_of(user.shown.config, user.shown.run)
        offered = 0
        for setting in SETTINGS.values():
            if can_be_compared(setting, present):
                values = candidates(setting, present)
                assert values[0] == getattr(present.config, setting.name)
                ticked = ticked_first(setting, present, values)
                assert 2 <= len(ticked) <= 3, setting.name
                for value in values:
                    replace(present.config, **{setting.name: value})
                offered += 1
        assert offered > 15
        full = Present(replace(present.config, batch_size="full"), present.facts)
        assert candidates(SETTINGS["batch_size"], full)[0] == "full"


async def test_each_word_of_the_panels_is_explained() -> None:
    async with program(size=(200, 60)) as user:
        await user.press("m")
        await user.train()
        one = {kind.__name__: user.text(kind) for kind in (BandLossPanel, BandAccuracyPanel,
               MeanPlanePanel, PointsPanel, EnsembleStatus)}  # fmt: skip
        await user.press("escape")
        user.app.trainer.compare(SETTINGS["optimizer"])
        await user.pilot.pause()
        await user.press("enter")
        await user.train()
        several = {"ComparisonPanel": user.text(ComparisonPanel)}
        names = {"moons", "momentum", "sgd", "adam", "tui", "mlp", "s", "status", "line"}
        plain = {"of", "by", "each", "the", "do", "not", "tell", "or", "apart", "from", "in"}
        plain |= {"they", "but", "and", "higher", "lower", "to", "mean"}
        for kind, text in (one | several).items():
            words = set(re.findall(r"[^\W\d_]+", text.casefold()))
            spelled = [each for term in GLOSSARY if kind in term.where for each in term.spellings]
            known = set(re.findall(r"[^\W\d_]+", " ".join(spelled).casefold()))
            assert words - known - names - plain == set(), kind


# What is drawn


def test_a_dot_stands_for_each_seed() -> None:
    axis = linear_axis(0.0, 1.0, 3)
    values = np.array([0.0, 0.5, 0.5, 0.5, 1.0, NAN])
    strip = dot_strip(values, axis, 10, 2)
    dots = sum((ord(each) - 0x2800).bit_count() for each in "".join(strip.rows) if each != " ")
    assert (strip.seeds_per_dot, dots) == (1, 5)
    assert strip.rows[1][0] != " "
    assert strip.rows[1][9] != " "
    crowded = dot_strip(np.full(100, 0.5), axis, 10, 2)
    assert crowded.seeds_per_dot == 13
    assert crowded.rows[0].strip()


def test_an_area_is_told_by_its_ground_or_by_its_texture(palette) -> None:
    epochs = np.arange(11, dtype=np.float32)
    area = Area(epochs, np.full(11, 0.5), np.full(11, 1.0), palette.train, "╱")
    line = Line(Role.TRAIN, epochs, np.array([[0.0, 0.0]] * 10 + [[1.0, 1.0]], np.float32))
    plots = {
        textures: line_plot([line], 40, 9, palette, areas=[area], textures=textures)
        for textures in (False, True)
    }
    tinted = [
        any(segment.style.bgcolor != palette.background.rich_color for segment in strip)
        for strip in plots[False][:8]
    ]
    assert tinted == [True] * 4 + [False] * 4
    textured = ["╱" in strip.text for strip in plots[True][:8]]
    assert textured == tinted
    assert not any("╱" in strip.text for strip in plots[False])


def setting(name: str, score: list[float], first: list[float] | None = None) -> SettingView:
    values = np.array(score)
    loss = 1.2 - values
    number = len(name)
    epochs = np.arange(0, 101, 2, dtype=np.float32)
    middle = 0.05 + np.exp(-epochs / (10 + 3 * number))
    spread = 0.02 + 0.1 * np.exp(-epochs / 40)

    def bands(values: np.ndarray) -> Bands:
        return Bands(values * 0.7, values, values * 1.2 + spread)

    accuracy = Bands(0.95 - 0.6 * middle, 1 - 0.5 * middle, np.minimum(1.02 - 0.4 * middle, 1))
    return SettingView(
        name=name,
        bands=CurveBands(epochs, bands(middle * 0.9), bands(middle), accuracy, accuracy),
        loss=loss,
        score=values,
        failed=int(np.isnan(values).sum()),
        failure="the training loss is not finite" if np.isnan(values).any() else "",
        stopped_early=0,
        score_spread=Spread.of(values),
        loss_spread=Spread.of(loss),
        score_difference=None if first is None else Difference.paired(first, values),
        loss_difference=None if first is None else Difference.paired(1.2 - np.array(first), loss),
    )


FIRST = [0.9 + 0.01 * (place % 8) for place in range(32)]
WORSE = [value - 0.03 + 0.01 * (place % 3) for place, value in enumerate(FIRST)]
ALIKE = [value + 0.01 * (place % 2 * 2 - 1) for place, value in enumerate(FIRST)]
FAILING = [NAN if place % 4 == 0 else value - 0.2 for place, value in enumerate(FIRST)]


def compared(*others: tuple[str, list[float]], state: RunState = RunState.FINISHED) -> EnsembleView:
    return EnsembleView(
        number=1,
        config=MOONS,
        data=ManyData("spirals3", ("c0", "c1", "c2"), labels=False, planar=True),
        varied="optimizer" if others else "",
        seed_count=32,
        part="validation",
        state=state,
        epoch=100,
        epochs=100,
        epochs_per_second=0.0,
        settings=(setting("sgd" if others else "", FIRST),
                  *(setting(name, score, FIRST) for name, score in others)),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("others", "said"),
    [
        ([("adam", WORSE), ("momentum", ALIKE)],
         "32 seeds tell adam (0.02 lower) apart from sgd in validation accuracy, but not "
         "momentum."),
        ([("momentum", ALIKE)],
         "32 seeds do not tell momentum apart from sgd in validation accuracy."),
        ([("adam", WORSE), ("nesterov", FAILING)],
         "32 seeds tell adam (0.02 lower) and nesterov (0.2 lower) apart from sgd in validation "
         "accuracy."),
        ([("adam", [NAN] * 32)], "32 seeds have too few left to compare adam with sgd."),
    ],
)  # fmt: skip
def test_the_sentence_says_what_is_told_apart(others, said: str) -> None:
    assert verdict(compared(*others), "validation accuracy") == said
    running = verdict(compared(*others, state=RunState.RUNNING), "validation accuracy")
    assert running == f"So far, {said}"
    loss = loss_verdict(compared(*others), "validation")
    assert loss.startswith("In validation loss they ")
    assert loss.count("lower") == 0
    assert loss.count("higher") == said.count("lower")


def plane() -> PlaneView:
    across, down = np.meshgrid(np.linspace(-1, 1, 40), np.linspace(1, -1, 40))
    far = np.abs(down - np.sin(3 * across) / 2)
    winner = (down > np.sin(3 * across) / 2).astype(np.uint8)
    return PlaneView(
        winner=winner,
        confidence=np.clip(140 + 300 * far, 0, 255).astype(np.uint8),
        disagreement=np.clip(120 - 400 * far, 0, 255).astype(np.uint8),
        label=None,
        extent=(-1.0, 1.0, -1.0, 1.0),
    )


def seed_chosen(view: EnsembleView) -> EnsembleView:
    bands = view.settings[0].bands
    wave = 1 + 0.2 * np.sin(bands.epochs / 9)
    curves = SeedCurves(
        bands.epochs,
        bands.train_loss.median * wave,
        bands.validation_loss.median * wave,
        bands.train_score.median,
        bands.validation_score.median,
    )
    points = np.random.default_rng(3).uniform(-0.9, 0.9, (40, 2)).astype(np.float32)
    labels = (points[:, 1] > 0).astype(np.intp)
    return replace(
        view,
        chosen=ChosenSeed(4, 4, curves, ""),
        plane=replace(plane(), points=points, point_labels=labels,
                      disagreement=np.zeros((40, 40), np.uint8)),
    )  # fmt: skip


class FixedWorker:
    """Has one snapshot, whatever it is asked."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def start(self, listener: Listener) -> None:
        listener(self._snapshot)

    def send(self, command: Command) -> int:
        return 1

    def take_next(self) -> None:
        """There is no next one."""

    def close(self) -> None:
        """There is nothing to end."""


@pytest.fixture
def app_of(fixed_snapshots):
    def make(view: EnsembleView) -> TrainerApp:
        return TrainerApp(FixedWorker(replace(fixed_snapshots.spirals(), ensemble=view)))

    return make


SIZES = [(80, 24), (120, 40)]
SEVERAL = [("adam", WORSE), ("momentum", ALIKE), ("nesterov", FAILING)]


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_picture_of_all_seeds(snap_compare, app_of, size) -> None:
    view = replace(compared(), plane=plane(), state=RunState.RUNNING, epochs_per_second=87.0)
    assert snap_compare(app_of(view), press=["m"], terminal_size=size)


def test_picture_of_one_seed(snap_compare, app_of) -> None:
    assert snap_compare(app_of(seed_chosen(compared())), press=["m"], terminal_size=(80, 24))


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_picture_of_a_comparison(snap_compare, app_of, size) -> None:
    app = app_of(compared(*SEVERAL))

    async def open_it(pilot: Pilot[None]) -> None:
        await pilot.pause()
        app.trainer.compare(SETTINGS["optimizer"])
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()

    assert snap_compare(app, run_before=open_it, terminal_size=size)


def test_picture_of_the_values_to_choose(snap_compare, app_of) -> None:
    app = app_of(compared())

    async def open_it(pilot: Pilot[None]) -> None:
        await pilot.pause()
        app.trainer.compare(SETTINGS["learning_rate"])
        await pilot.pause()

    assert snap_compare(app, run_before=open_it, terminal_size=(80, 24))
