"""The flow of the gradient on the screen: its keys over a real run, and its pictures."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from tui_mlp.lecture.flow.gradient_flow import GradientFlow, LayerFlow
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.snapshot import RunState, Snapshot
from tui_mlp.ui.app import TrainerApp
from tui_mlp.ui.drawing.colours import Palette
from tui_mlp.ui.flow.diagnosis_panel import DiagnosisPanel, RemedyLine
from tui_mlp.ui.flow.flow_panel import FlowPanel
from tui_mlp.ui.flow.flow_screen import GradientFlowScreen
from tui_mlp.ui.flow.flow_table import flow_table
from tui_mlp.ui.panels.curves_panel import LossPanel
from tui_mlp.worker import commands
from tui_mlp.worker.inline import InlineWorker
from tui_mlp.worker.replies import FlowMeasured, Reply

NAN, INF = float("nan"), float("inf")
DEEP = TrainingConfig(hidden=(8,) * 8, activation=("sigmoid",), epochs=500)


class Recording(InlineWorker):
    """Keeps what it was asked."""

    def __init__(self, config: TrainingConfig) -> None:
        super().__init__(config)
        self.asked: list[commands.Command] = []

    def send(self, command: commands.Command) -> None:
        self.asked.append(command)
        super().send(command)

    @property
    def questions(self) -> int:
        return self.asked.count(commands.MeasureFlow())


class Program:
    """The running program with the flow's screen on top."""

    def __init__(self, worker: Recording, screen: GradientFlowScreen, pilot: Pilot[None]) -> None:
        self.worker, self.screen, self.pilot = worker, screen, pilot

    @property
    def shown(self) -> Snapshot:
        assert self.screen.snapshot is not None
        return self.screen.snapshot

    @property
    def table(self) -> list[str]:
        rows = self.screen.query_one(FlowPanel).rows
        return [rows.render_line(y).text for y in range(rows.size.height)]

    @property
    def title(self) -> str:
        return str(self.screen.query_one(DiagnosisPanel).border_title)

    async def press(self, *keys: str, steps: int = 0) -> Snapshot:
        await self.pilot.press(*keys)
        await self.pilot.pause()
        if steps:
            self.worker.train_steps(steps)
            await self.pilot.pause()
        await self.pilot.pause()
        return self.shown


@asynccontextmanager
async def program(
    config: TrainingConfig = DEEP, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Program]:
    worker = Recording(config)
    app = TrainerApp(worker)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        screen = GradientFlowScreen(worker.send)
        await app.push_screen(screen)
        await pilot.pause()
        await pilot.pause()
        yield Program(worker, screen, pilot)


async def test_a_vanishing_gradient_is_seen_and_named() -> None:
    async with program() as run:
        bars = [row.count("█") for row in run.table[2:11]]
        assert [row.split()[0] for row in run.table[2:11]] == [f"δ{n}" for n in "⁹⁸⁷⁶⁵⁴³²¹"]
        assert bars[0] > bars[4] > bars[8]
        assert run.title == "! A vanishing gradient"


async def test_a_mini_batch_an_epoch_and_running_measure_anew() -> None:
    async with program() as run:
        before, asked = run.table, run.worker.questions
        assert before[-2].split()[-1] == "–"  # no step, no update
        assert (await run.press("s", steps=1)).step == 1
        assert run.worker.questions == asked + 1
        assert float(run.table[-2].split()[-1]) < 1e-2
        await run.press("e", steps=99)
        assert run.shown.epoch == 1
        assert run.worker.questions == asked + 2
        assert (await run.press("space")).state is RunState.RUNNING
        assert (await run.press("space")).state is RunState.PAUSED
        assert run.worker.questions == asked + 2  # nothing has changed


async def test_a_remedy_starts_the_run_anew_and_the_old_curve_stays() -> None:
    async with program(size=(120, 40)) as run:
        await run.press("e", steps=99)
        snapshot = await run.press("1", steps=1)
        assert run.worker.asked[-2:].count(commands.Fork({"activation": ("relu",)})) == 1
        assert snapshot.config == replace(DEEP, activation=("relu",))
        assert snapshot.state is RunState.RUNNING
        assert snapshot.trace is not None
        assert run.screen.query_one(LossPanel).region.area
        back = await run.press("u")
        assert back.config == DEEP


async def test_a_key_without_a_remedy_says_so() -> None:
    async with program() as run:
        asked = list(run.worker.asked)
        await run.press("4")
        assert run.worker.asked == asked
        assert [note.message for note in run.pilot.app._notifications] == ["There is no remedy 4."]


async def test_a_remedy_is_clicked() -> None:
    async with program() as run:
        lines = [line for line in run.screen.query(RemedyLine) if line.display]
        await run.pilot.click(lines[1])
        await run.pilot.pause()
        assert run.shown.config.activation == ("tanh",)


async def test_help_explains_and_nothing_is_asked_beneath_it() -> None:
    async with program() as run:
        await run.press("question_mark")
        assert not run.screen.is_active
        asked = run.worker.questions
        run.worker.send(commands.Change({"batch_size": 8}))
        await run.pilot.pause()
        assert run.worker.questions == asked
        await run.press("escape")
        assert run.screen.is_active
        await run.pilot.pause()
        assert run.worker.questions == asked + 1


async def test_escape_leads_back_to_the_trainer() -> None:
    async with program() as run:
        app = run.pilot.app
        await run.press("escape")
        assert app.screen is app.trainer


async def test_the_layers_of_a_deep_network_are_scrolled_through() -> None:
    async with program(replace(DEEP, hidden=(3,) * 32)) as run:
        seen = {row.split()[0] for row in run.table[2:-1]}
        for _ in range(4):
            await run.press("pagedown")
            seen |= {row.split()[0] for row in run.table[2:-1]}
        assert len(seen) == 33
        assert run.table[-2].startswith("δ¹ ")
        assert run.table[0].split()[0] == "‖δˡ‖,"


@pytest.mark.parametrize("hidden", [(), (8,) * 8])
async def test_every_size_shows_the_top_of_the_table(hidden: tuple[int, ...]) -> None:
    async with program(replace(DEEP, hidden=hidden), (40, 10)) as run:
        for size in ((40, 10), (60, 16), (80, 24), (120, 40)):
            await run.pilot.resize_terminal(*size)
            await run.pilot.pause()
            assert run.table[2].startswith("δ"), size
            assert run.screen.query_one(DiagnosisPanel).region.area


OUTPUT = LayerFlow(
    layer=9, units=3, activation="identity", delta_norm=4.6, factor=NAN, derivative_factor=NAN,
    weight_factor=NAN, step_norm=NAN, product_norm=1.0, norm_product=1.0, delta_bound=4.6,
    mean_derivative=1.0, flat=0.0, dead=0, alike=False, weight_norm=1.9, update_ratio=2.4e-3,
)  # fmt: skip


def vanishing_flow() -> GradientFlow:
    """Nine layers whose deltas shrink to a fifth in each."""
    layers = [
        replace(
            OUTPUT, layer=9 - depth, units=16, activation="sigmoid", delta_norm=4.6 * 0.21**depth,
            factor=0.21, derivative_factor=0.23, weight_factor=0.913, step_norm=0.42,
            product_norm=0.25**depth, norm_product=0.42**depth, delta_bound=4.6 * 0.25**depth,
            mean_derivative=0.237, update_ratio=2.4e-3 * 0.2**depth,
        )
        for depth in range(8, 0, -1)
    ]  # fmt: skip
    return GradientFlow((*layers, OUTPUT), 32, 720, 0.702, 8, 32)


def broken_flow() -> GradientFlow:
    """Numbers that are none, and a layer that passes nothing."""
    norms = [(NAN, NAN), (INF, INF), (0.0, 0.0), (3e40, 7e80), (1e-9, 2e-8)]
    layers = [
        replace(
            OUTPUT, layer=number, units=16, activation="relu", delta_norm=norm, delta_bound=bound,
            factor=norm, derivative_factor=0.5, weight_factor=bound, step_norm=bound, flat=0.81,
            dead=number, mean_derivative=0.19, update_ratio=norm,
        )
        for number, (norm, bound) in enumerate(norms, 1)
    ]  # fmt: skip
    return GradientFlow((*layers, replace(OUTPUT, layer=6, update_ratio=NAN)), 32, 720, NAN, 8, 32)


def test_every_figure_has_its_place(palette: Palette) -> None:
    table = flow_table(vanishing_flow(), 200, palette)
    assert table.left_out == 0
    assert {strip.cell_length for strip in (*table.header, *table.rows)} == {200}
    row = table.rows[-1].text.split("│")[-1].split()
    assert row == [
        "1.7e-05", "0.210", "0.230", "0.913", "0.420", "1.5e-05", "7.0e-05", "9.7e-04",
        "0.237", "0%", "0", "6.1e-09",
    ]  # fmt: skip
    assert table.rows[-1].text.split()[:3] == ["δ¹", "sigmoid", "16"]


@pytest.mark.parametrize("width", range(1, 121, 7))
def test_a_narrow_table_leaves_whole_columns_out(width: int, palette: Palette) -> None:
    for flow in (vanishing_flow(), broken_flow()):
        table = flow_table(flow, width, palette)
        strips = [*table.header, *table.rows]
        assert {strip.cell_length for strip in strips} == {width}
        assert table.left_out == 0 or width < 120


def test_bars_keep_one_scale(palette: Palette) -> None:
    lengths = [
        flow_table(GradientFlow((replace(OUTPUT, delta_norm=norm),), 1, 1), 80, palette)
        .rows[0].text.count("█")
        for norm in (1e-9, 1e-4, 1e-2, 1.0, 99.9)
    ]  # fmt: skip
    assert lengths == [0, 3, 6, 9, 12]


def test_what_is_no_number_has_its_own_look(palette: Palette) -> None:
    rows = [strip.text for strip in flow_table(broken_flow(), 120, palette).rows]
    output, tiny, huge, zero, infinite, none = rows
    assert "×" in none
    assert "NaN" in none
    assert "∞" in infinite
    assert "inf" in infinite
    assert "·" in zero
    assert "▶" in huge
    assert output.count("–") == 5
    assert "▏" in tiny


class FixedWorker:
    """Has one snapshot, and one answer to every question."""

    def __init__(self, snapshot: Snapshot, answer: FlowMeasured) -> None:
        self._said = snapshot, Reply(1, answer)

    def start(self, listener: Callable[[object], None]) -> None:
        self._listener = listener
        listener(self._said[0])

    def send(self, command: commands.Command) -> int:
        if isinstance(command, commands.MeasureFlow):
            self._listener(self._said[1])
        return 1

    def take_next(self) -> None:
        """There is no next one."""

    def close(self) -> None:
        """There is nothing to end."""


@pytest.mark.parametrize(
    ("flow", "size", "theme"),
    [
        (vanishing_flow, (80, 24), "textual-dark"),
        (vanishing_flow, (120, 40), "textual-dark"),
        (vanishing_flow, (120, 40), "textual-light"),
        (broken_flow, (80, 24), "textual-dark"),
        (broken_flow, (120, 40), "textual-dark"),
    ],
    ids=["small", "large", "light", "broken_small", "broken_large"],
)
def test_pictures(
    snap_compare: Callable[..., bool],
    fixed_snapshots: object,
    flow: Callable[[], GradientFlow],
    size: tuple[int, int],
    theme: str,
) -> None:
    config = replace(DEEP, hidden=(16,) * 8)
    snapshot = replace(fixed_snapshots.with_trace(), state=RunState.PAUSED, config=config)
    answer = FlowMeasured(1, snapshot.step, config, 720, flow())
    worker = FixedWorker(snapshot, answer)
    app = TrainerApp(worker)
    app.theme = theme

    async def open_screen(pilot: Pilot[None]) -> None:
        await pilot.app.push_screen(GradientFlowScreen(worker.send))
        pilot.app.screen.snapshot = snapshot
        await pilot.pause()
        await pilot.pause()

    assert snap_compare(app, terminal_size=size, run_before=open_screen)


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)], ids=str)
async def test_titles_stand_apart_from_their_frames(size: tuple[int, int]) -> None:
    async with program(size=size) as run:
        lines = [strip.text for strip in run.screen._compositor.render_strips()]
        assert any("╭─ Gradient flow" in line for line in lines)
        assert any(f"╭─ {run.title}" in line for line in lines)
