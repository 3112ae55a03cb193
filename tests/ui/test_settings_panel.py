"""The settings' panel: what it shows, and what its keys and clicks ask for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import numpy as np
import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.reactive import reactive

from tui_mlp.data import catalogue
from tui_mlp.settings.training_config import SETTINGS, TrainingConfig
from tui_mlp.training.snapshot import (
    Curves,
    GradientNorms,
    LayerSummary,
    Metrics,
    RunDescription,
    RunState,
    Snapshot,
)
from tui_mlp.ui.editing.rows_panel import RowsPanel
from tui_mlp.ui.editing.setting_rows import _split_row, present_of
from tui_mlp.ui.editing.settings_panel import SettingsPanel

CONFIG = TrainingConfig(dataset="spirals3")
FILE_NAME = "[red]mine[/].csv"


def snapshot_of(config: TrainingConfig) -> Snapshot:
    none, pairs = np.zeros(0, np.float32), np.zeros((0, 2), np.float32)
    layers = (LayerSummary(2, "input", 0), LayerSummary(3, "softmax", 27))
    run = RunDescription(
        1,
        config,
        FILE_NAME if config.data else config.dataset,
        ("a", "b", "c"),
        ("x1", "x2"),
        layers,
        630,
        180,
        90,
    )
    return Snapshot(
        run=run,
        state=RunState.RUNNING,
        divergence="",
        config=config,
        epoch=1.0,
        step=20,
        steps_per_epoch=20,
        steps_per_second=100.0,
        speed_limit=None,
        learning_rate=0.05,
        train=Metrics(1.0, 0.3),
        validation=None,
        curves=Curves(none, pairs, pairs, pairs, pairs),
        gradient_norms=GradientNorms(none, pairs, none),
    )


class Host(App[None]):
    """Feeds one snapshot to the panel, and keeps what it posts."""

    snapshot: reactive[Snapshot | None] = reactive(None)

    def __init__(self, size: tuple[int, int]) -> None:
        super().__init__()
        self.panel = SettingsPanel()
        self.panel.styles.width, self.panel.styles.height = size
        self.posted: list[RowsPanel.Edited] = []

    def compose(self) -> ComposeResult:
        yield self.panel.data_bind(Host.snapshot)

    def on_rows_panel_edited(self, event: RowsPanel.Edited) -> None:
        self.posted.append(event)
        event.panel.sent(len(self.posted))

    @property
    def lines(self) -> list[str]:
        """The text of the panel's rows."""
        rows = self.panel.rows
        return [rows.render_line(y).text.rstrip() for y in range(rows.size.height)]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def cursor_line(self) -> str:
        """The row that the cursor is on, with its marks."""
        return next(line for line in self.lines if line.startswith("▸"))

    def line(self, label: str) -> str:
        """The row with this label, without the cursor's mark and the restart mark."""
        found = [line.strip("▸ ↻") for line in self.lines]
        return next(line for line in found if line.startswith(label))

    def asked(self, name: str) -> list[object]:
        """A setting's values in all that was posted."""
        return [each.settings[name] for each in self.posted if name in each.settings]


@asynccontextmanager
async def shown(
    config: TrainingConfig = CONFIG, at: str = "dataset", size: tuple[int, int] = (30, 34)
) -> AsyncIterator[tuple[Host, Pilot[None]]]:
    host = Host(size)
    async with host.run_test(notifications=True, size=(100, 40)) as pilot:
        host.snapshot = snapshot_of(config)
        host.panel.focus()
        await pilot.pause()
        host.panel.rows.select(at)
        await pilot.pause()
        assert host.panel.row_name == at
        yield host, pilot


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


async def test_each_setting_has_a_row_with_its_value() -> None:
    async with shown() as (host, _):
        for row in (
            "data       spirals3",
            "split      630/180/90",
            "optimizer  momentum",
            "momentum β 0.9",
            "rate γ     0.05",
            "schedule   constant",
            "batch      32 of 630",
            "sampling   shuffle",
            "L1         0",
            "dropout    0",
            "clip       off",
            "init       glorot normal",
            "seed       0",
            "epochs     200",
        ):
            assert host.line(row[:10].strip()) == row


async def test_rows_that_mean_nothing_are_left_out() -> None:
    async with shown() as (host, _):
        for label in ("noise", "samples", "classes", "factor"):
            assert not any(line.strip("▸ ").startswith(label) for line in host.lines)
    config = replace(CONFIG, dataset="gaussians", optimizer="adam", schedule="step")
    async with shown(config) as (host, _):
        assert host.line("noise").split() == ["noise", "0.6"]
        assert host.line("samples").split() == ["samples", "900"]
        assert host.line("classes").split() == ["classes", "3"]
        assert host.line("factor").split() == ["factor", "0.5"]
        assert host.line("epochs").split() == ["epochs", "10"]
        assert "momentum" not in host.text


async def test_only_rows_that_restart_the_run_are_marked() -> None:
    async with shown() as (host, pilot):
        marked = {line[1:11].strip() for line in host.lines if line.endswith("↻")}
        assert marked == {
            "data", "validation", "test", "subset", "scaling", "optimizer", "momentum β",
            "sampling", "init", "seed", "smoothing", "output φ", "biases",
            "teaching",
        }  # fmt: skip
        assert "↻ new run" in host.text
        host.panel.rows.select("l2")
        await pilot.pause()
        assert "at once" in host.text


@pytest.mark.parametrize("size", [(20, 4), (98, 38)])
async def test_every_row_can_be_reached_and_none_is_too_wide(size: tuple[int, int]) -> None:
    async with shown(size=size) as (host, pilot):
        rows = host.panel.rows
        reached = [host.panel.row_name]
        for _ in range(25):
            await press(pilot, "down")
            reached.append(host.panel.row_name)
            assert "▸" in host.text
            for y in range(rows.size.height):
                assert rows.render_line(y).cell_length == rows.scrollable_content_region.width
        assert {"dataset", "learning_rate", "epochs"} <= set(reached)


async def test_a_step_applies_at_once() -> None:
    async with shown(at="learning_rate") as (host, pilot):
        await press(pilot, "right")
        assert host.asked("learning_rate") == [0.1]
        assert "↻" not in host.cursor_line
        assert host.posted[0].settings.keys() == {"learning_rate"}


async def test_other_steps_start_a_new_run() -> None:
    async with shown(at="optimizer") as (host, pilot):
        await press(pilot, "right")
        assert host.asked("optimizer") == ["nesterov"]
        assert "↻" in host.cursor_line


async def test_the_optimizers_own_numbers_have_rows_while_it_is_chosen() -> None:
    async with shown(replace(CONFIG, optimizer="adam"), at="beta2") as (host, pilot):
        assert host.line("decay β1").split() == ["decay", "β1", "0.9"]
        assert host.line("ε").split() == ["ε", "1e-8"]
        assert "momentum" not in host.text
        assert "ρ" not in host.text
        await press(pilot, "right")
        assert host.asked("beta2") == [0.9999]


async def test_noise_and_samples_step_from_the_sets_own() -> None:
    async with shown(replace(CONFIG, dataset="spirals"), at="noise") as (host, pilot):
        await press(pilot, "right")
        host.panel.rows.select("samples")
        await press(pilot, "left", "enter", "backspace", "enter")
        assert host.asked("noise") == [0.05]
        assert len(host.asked("samples")) == 2


def entry_noise(name: str) -> float | None:
    entry = catalogue.entry_named(name)
    return entry.noise if entry else None


def test_the_generated_sets_have_the_noise_that_is_shown() -> None:
    shown_noise = {}
    for name in catalogue.NAMES:
        if entry_noise(name):
            present = present_of(replace(CONFIG, dataset=name), snapshot_of(CONFIG).run)
            shown_noise[name] = SETTINGS["noise"].text(present.config, present.facts)
    assert shown_noise == {name: f"{entry_noise(name):g}" for name in shown_noise}
    assert "moons" in shown_noise


async def test_the_end_of_the_steps_is_said() -> None:
    async with shown(replace(CONFIG, batch_size="full"), at="batch_size") as (host, pilot):
        await press(pilot, "right")
        assert "no step beyond" in host.text
        assert host.posted == []


async def test_quick_steps_add_up_while_old_snapshots_arrive() -> None:
    async with shown(at="learning_rate") as (host, pilot):
        await press(pilot, "right")
        host.snapshot = snapshot_of(CONFIG)
        await press(pilot, "right", "right")
        assert host.asked("learning_rate") == [0.1, 0.2, 0.5]
        assert host.line("rate").split()[-1] == "0.5"


async def test_a_refused_step_falls_back_to_the_snapshot() -> None:
    async with shown(at="seed") as (host, pilot):
        await press(pilot, "right")
        assert host.line("seed").split()[-1] == "1"
        host.snapshot = replace(snapshot_of(CONFIG), answered=1)
        await pilot.pause()
        assert host.line("seed").split()[-1] == "0"


async def test_a_number_is_typed_in_place() -> None:
    async with shown(at="batch_size") as (host, pilot):
        await press(pilot, "enter", *"full", "enter")
        assert host.asked("batch_size") == ["full"]
        assert host.panel.has_focus


@pytest.mark.parametrize(
    ("name", "typed", "reason"),
    [
        ("dropout", "2", "2 is outside 0 to 0.95"),
        ("batch_size", "99999", "630 samples to train on"),
    ],
)
async def test_a_wrong_number_is_refused_where_it_is_typed(
    name: str, typed: str, reason: str
) -> None:
    async with shown(at=name) as (host, pilot):
        await press(pilot, "enter", "backspace", *typed, "enter")
        assert reason in host.text
        assert host.panel.cell_input.has_class("-wrong")
        assert host.panel.editing
        await press(pilot, "escape")
        assert not host.panel.editing
        assert reason not in host.text
        assert host.posted == []


async def test_enter_opens_a_list_to_choose_from() -> None:
    async with shown(at="optimizer") as (host, pilot):
        await press(pilot, "enter")
        names = host.panel.choice_list
        assert names.has_focus
        assert names.highlighted_option is not None
        assert str(names.highlighted_option.prompt) == "momentum"
        await press(pilot, "down", "enter")
        assert host.asked("optimizer") == ["nesterov"]
        assert host.panel.has_focus
        assert not names.display


async def test_escape_closes_the_list_and_changes_nothing() -> None:
    async with shown(at="init") as (host, pilot):
        await press(pilot, "enter", "down", "escape")
        assert host.panel.has_focus
        assert not host.panel.editing
        assert host.posted == []


async def test_every_set_can_be_chosen() -> None:
    async with shown() as (host, pilot):
        seen = {host.panel.present.config.dataset} if host.panel.present else set()
        await press(pilot, *["right"] * len(catalogue.NAMES))
        seen |= set(host.asked("dataset"))
        assert seen == set(catalogue.NAMES)


async def test_another_set_drops_what_was_asked_of_the_set_before() -> None:
    config = replace(CONFIG, dataset="gaussians", noise=0.3, samples=100, classes=5)
    async with shown(config) as (host, pilot):
        await press(pilot, "right")
        asked = host.posted[0].settings
        assert [asked[name] for name in ("noise", "samples", "classes")] == [None, None, None]


async def test_a_file_is_shown_by_name_and_gives_way_to_a_set() -> None:
    async with shown(replace(CONFIG, data="/x/mine.csv", target="y"), size=(40, 34)) as (
        host,
        pilot,
    ):
        assert host.line("data").split()[-1] == FILE_NAME
        await press(pilot, "right")
        asked = host.posted[0].settings
        assert asked == {"data": None, "target": None, "dataset": "iris"}


async def test_clicks_select_then_edit() -> None:
    async with shown() as (host, pilot):
        rows = host.panel.rows
        line = next(y for y, text in enumerate(host.lines) if "rate γ" in text)
        await pilot.click(rows, offset=(13, line))
        assert host.panel.row_name == "learning_rate"
        assert not host.panel.editing
        await pilot.click(rows, offset=(13, line))
        assert host.panel.editing


async def test_a_click_elsewhere_closes_the_list() -> None:
    async with shown(at="optimizer") as (host, pilot):
        await press(pilot, "enter")
        line = next(y for y, text in enumerate(host.lines) if "epochs" in text)
        await pilot.click(host.panel.rows, offset=(3, line))
        await pilot.pause()
        assert not host.panel.editing
        assert host.panel.row_name == "epochs"
        assert host.posted == []


async def test_tab_leaves_the_field_and_takes_the_value() -> None:
    async with shown(at="seed") as (host, pilot):
        await press(pilot, "enter", "4", "2", "tab")
        assert host.asked("seed") == [42]
        assert not host.panel.editing


async def test_a_field_waits_while_the_terminal_is_left() -> None:
    async with shown(at="seed") as (host, pilot):
        await press(pilot, "enter", "4")
        host.app_focus = False
        await pilot.pause()
        host.app_focus = True
        await pilot.pause()
        assert host.posted == []
        await press(pilot, "2", "enter")
        assert host.asked("seed") == [42]


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (40, "3 498 / 1 000 / 500"),
        (28, "3 498/1 000/500"),
        (24, "3498/1000/500"),
        (20, "3498/1000…"),
    ],
)
def test_the_sizes_of_the_parts_are_cut_with_a_mark(width: int, shown: str) -> None:
    sizes = {"train_count": 3498, "validation_count": 1000, "test_count": 500}
    row = _split_row(replace(snapshot_of(CONFIG).run, **sizes), width)
    text = "".join(part for part, _ in row.parts)
    assert text.split(maxsplit=1)[1] == shown
    assert len(text) <= width
