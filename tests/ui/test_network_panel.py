"""The network's table: what it shows, and what its keys and clicks ask for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import numpy as np
import pytest
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.reactive import reactive

from tui_mlp.settings.layer_settings import MAX_HIDDEN_LAYERS
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.snapshot import (
    Curves,
    GradientNorms,
    LayerSummary,
    Metrics,
    RunDescription,
    RunState,
    Snapshot,
)
from tui_mlp.ui.editing.edited_config import EditedConfig
from tui_mlp.ui.editing.network_panel import NetworkPanel
from tui_mlp.ui.editing.rows_panel import RowsPanel

CONFIG = TrainingConfig(hidden=(16, 8), activation=("tanh",))


def snapshot_of(config: TrainingConfig) -> Snapshot:
    none, pairs = np.zeros(0, np.float32), np.zeros((0, 2), np.float32)
    layers = (LayerSummary(2, "input", 0), LayerSummary(3, "softmax", 27))
    run = RunDescription(1, config, "spirals3", ("a", "b", "c"), ("x1", "x2"), layers, 630, 180, 90)
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
        self.panel = NetworkPanel()
        self.panel.styles.width, self.panel.styles.height = size
        self.posted: list[Message] = []
        self.asked: list[tuple[tuple[int, ...], tuple[str, ...]]] = []
        """The hidden layers of all edits that were posted."""

    def compose(self) -> ComposeResult:
        yield self.panel.data_bind(Host.snapshot)

    def on_rows_panel_edited(self, event: RowsPanel.Edited) -> None:
        self.posted.append(event)
        event.panel.sent(len(self.posted))
        assert self.panel.config is not None
        self.asked.append((self.panel.config.hidden, self.panel.config.activations))

    @property
    def lines(self) -> list[str]:
        """The text of the panel's rows."""
        rows = self.panel.rows
        return [rows.render_line(y).text.rstrip() for y in range(rows.size.height)]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@asynccontextmanager
async def shown(
    config: TrainingConfig = CONFIG, size: tuple[int, int] = (30, 13)
) -> AsyncIterator[tuple[Host, Pilot[None]]]:
    host = Host(size)
    async with host.run_test(notifications=True, size=(100, 40)) as pilot:
        host.snapshot = snapshot_of(config)
        host.panel.focus()
        await pilot.pause()
        yield host, pilot


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


async def test_each_layer_is_a_row_with_its_parameters() -> None:
    async with shown() as (host, _):
        assert [line.split() for line in host.lines[:5]] == [
            ["units", "activation", "params"],
            ["0", "2", "input"],
            ["▸1", "16", "tanh", "48"],
            ["2", "8", "tanh", "136"],
            ["3", "3", "softmax", "27"],
        ]
        assert "211 parameters" in host.text
        assert "⏎ edit" in host.text


async def test_a_wide_panel_shows_the_shapes() -> None:
    async with shown(size=(80, 20)) as (host, _):
        assert "W² 8×16" in host.lines[3]
        assert host.lines[3].endswith("b² 8")


@pytest.mark.parametrize("width", [26, 27, 28, 30, 40])
async def test_a_scroll_bar_hides_no_digit(width: int) -> None:
    config = replace(CONFIG, hidden=(128, 64, 32, 16, 8, 8, 8))
    async with shown(config, (width, 10)) as (host, _):
        assert host.panel.rows.show_vertical_scrollbar
        assert " 8 256" in host.lines[3]


@pytest.mark.parametrize("size", [(20, 4), (26, 10), (40, 8), (98, 38)])
async def test_no_line_is_wider_than_the_panel(size: tuple[int, int]) -> None:
    config = TrainingConfig(hidden=(4096,) * 12, activation=("leaky_relu",))
    async with shown(config, size) as (host, pilot):
        await press(pilot, "end")
        rows = host.panel.rows
        assert "softmax"[:3] in host.text
        for y in range(rows.size.height):
            assert rows.render_line(y).cell_length == rows.scrollable_content_region.width


async def test_arrows_widen_and_narrow_the_layer() -> None:
    async with shown() as (host, pilot):
        await press(pilot, "right", "down", "left", "shift+right", "shift+left")
        assert [hidden for hidden, _ in host.asked] == [
            (17, 8),
            (17, 7),
            (17, 14),
            (17, 7),
        ]


async def test_units_end_at_1_and_at_the_limit() -> None:
    async with shown(replace(CONFIG, hidden=(1, 4096))) as (host, pilot):
        await press(pilot, "left")
        assert "1 to 4096" in host.text
        await press(pilot, "down", "shift+right")
        assert "1 to 4096" in host.text
        assert host.asked == []


async def test_quick_keys_add_up_while_old_snapshots_arrive() -> None:
    async with shown() as (host, pilot):
        await press(pilot, "right")
        host.snapshot = snapshot_of(CONFIG)
        await press(pilot, "right")
        host.snapshot = replace(snapshot_of(replace(CONFIG, hidden=(17, 8))), answered=1)
        await press(pilot, "right")
        assert [hidden for hidden, _ in host.asked] == [(17, 8), (18, 8), (19, 8)]
        assert host.lines[2].split()[1] == "19"


async def test_a_refused_edit_falls_back_to_the_snapshot() -> None:
    async with shown() as (host, pilot):
        await press(pilot, "right")
        host.snapshot = replace(snapshot_of(CONFIG), answered=1)
        await pilot.pause()
        assert host.lines[2].split()[1] == "16"


async def test_typing_a_width_edits_it_in_place() -> None:
    async with shown() as (host, pilot):
        await press(pilot, "enter", "2", "4")
        assert host.asked == []
        await press(pilot, "enter")
        assert host.asked == [((24, 8), ("tanh", "tanh"))]
        assert host.panel.has_focus
        await press(pilot, "down", "enter", "5", "enter")
        assert host.asked[-1][0] == (24, 5)


@pytest.mark.parametrize(
    ("typed", "reason"), [("0", "0 is outside"), ("5000", "5000 is outside"), ("", "a number")]
)
async def test_a_wrong_width_is_refused_where_it_is_typed(typed: str, reason: str) -> None:
    async with shown() as (host, pilot):
        await press(pilot, "enter", "backspace", *typed, "enter")
        assert host.panel.editing
        assert reason in host.lines[3]
        assert host.panel.cell_input.has_class("-wrong")
        await press(pilot, "down")
        assert host.panel.editing
        await press(pilot, "escape")
        assert not host.panel.editing
        assert host.asked == []
        assert reason not in host.text


async def test_letters_cannot_be_typed_into_a_width() -> None:
    async with shown() as (host, pilot):
        await press(pilot, "enter", "a", "d", "4", "enter")
        assert host.asked == [((4, 8), ("tanh", "tanh"))]


async def test_down_takes_what_was_typed_and_goes_on() -> None:
    async with shown() as (host, pilot):
        await press(pilot, "enter", "9", "down", "right")
        assert [hidden for hidden, _ in host.asked] == [(9, 8), (9, 9)]


async def test_leaving_the_field_takes_a_good_value_and_drops_a_bad_one() -> None:
    async with shown() as (host, pilot):
        await press(pilot, "enter", "9")
        host.panel.focus()
        await pilot.pause()
        assert host.asked == [((9, 8), ("tanh", "tanh"))]
        await press(pilot, "enter", "0")
        host.panel.focus()
        await pilot.pause()
        assert not host.panel.editing
        assert len(host.asked) == 1


async def test_activation_of_one_layer_changes() -> None:
    async with shown() as (host, pilot):
        await press(pilot, "T")
        first = host.asked[-1][1]
        assert first[0] != "tanh"
        assert first[1] == "tanh"
        await press(pilot, "t")
        assert host.asked[-1] == ((16, 8), ("tanh", "tanh"))


async def test_layers_are_added_and_deleted() -> None:
    async with shown(replace(CONFIG, activation=("relu", "tanh"))) as (host, pilot):
        await press(pilot, "a")
        assert host.asked[-1] == ((16, 16, 8), ("relu", "relu", "tanh"))
        assert host.lines[3].startswith("▸2")
        await press(pilot, "d")
        assert host.asked[-1] == ((16, 8), ("relu", "tanh"))
        await press(pilot, "delete", "delete", "a")
        assert [hidden for hidden, _ in host.asked[-3:]] == [(16,), (), (8,)]


async def test_layers_are_added_beside_the_fixed_rows() -> None:
    async with shown() as (host, pilot):
        await press(pilot, "home", "a")
        assert host.asked[-1][0] == (16, 16, 8)
        await press(pilot, "end", "a")
        assert host.asked[-1][0] == (16, 16, 8, 8)


async def test_one_layer_too_many_is_refused() -> None:
    config = replace(CONFIG, hidden=(2,) * MAX_HIDDEN_LAYERS)
    async with shown(config) as (host, pilot):
        await press(pilot, "a")
        assert host.asked == []
        assert f"at most {MAX_HIDDEN_LAYERS} layers" in host.text


async def test_layers_change_places_with_their_activation() -> None:
    async with shown(replace(CONFIG, activation=("relu", "tanh"))) as (host, pilot):
        await press(pilot, "ctrl+down")
        assert host.asked == [((8, 16), ("tanh", "relu"))]
        assert host.lines[3].startswith("▸2")
        await press(pilot, "J")
        assert "no hidden layer beyond" in host.text
        await press(pilot, "K")
        assert host.asked[-1] == ((16, 8), ("relu", "tanh"))


@pytest.mark.parametrize("end", ["home", "end"])
@pytest.mark.parametrize("key", ["left", "shift+right", "enter", "t", "d", "ctrl+up"])
async def test_fixed_rows_say_why_nothing_happens(end: str, key: str) -> None:
    async with shown() as (host, pilot):
        await press(pilot, end)
        hint = "fixed by the data  a add" if end == "home" else "why C units: L 2  a add"
        assert hint in host.text
        await press(pilot, key)
        assert any(line.endswith("fixed by the data") for line in host.lines)
        assert host.asked == []


async def test_clicks_select_then_edit_or_change_the_activation() -> None:
    async with shown() as (host, pilot):
        rows = host.panel.rows
        await pilot.click(rows, offset=(5, 3))
        assert host.panel.row_name == "layer 2"
        assert host.asked == []
        await pilot.click(rows, offset=(10, 3))
        assert host.asked[-1][1][1] != "tanh"
        await pilot.click(rows, offset=(5, 3))
        assert host.panel.editing


async def test_a_click_on_another_row_takes_what_was_typed() -> None:
    async with shown() as (host, pilot):
        await press(pilot, "enter", "9")
        await pilot.click(host.panel.rows, offset=(5, 3))
        assert host.asked == [((9, 8), ("tanh", "tanh"))]
        assert host.panel.row_name == "layer 2"
        assert not host.panel.editing


async def test_the_mouse_over_a_row_brings_its_explanation() -> None:
    async with shown() as (host, pilot):
        explanations = []
        for line in (1, 2, 4):
            await pilot.hover(host.panel.rows, offset=(5, line))
            explanations.append(str(host.panel.rows.tooltip).split(":")[0])
        assert explanations == ["The input", "A hidden layer", "The output"]


async def test_the_cursor_is_marked_only_with_the_focus() -> None:
    async with shown() as (host, pilot):
        assert "▸" in host.text
        host.set_focus(None)
        await pilot.pause()
        assert "▸" not in host.text


async def test_many_layers_scroll_to_the_cursor_under_the_header() -> None:
    async with shown(replace(CONFIG, hidden=(4,) * 20), (30, 10)) as (host, pilot):
        await press(pilot, "end")
        assert "units" in host.lines[0]
        assert "▸21" in host.text
        assert "a add" in host.lines[-1]
        await press(pilot, "enter", "home")
        assert "▸ 0" in host.text


def test_an_edit_and_its_way_back_hold_until_both_are_answered() -> None:
    edited = EditedConfig()
    changed = replace(CONFIG, hidden=(17, 8))
    edited.receive(CONFIG, 0)
    for command, config in enumerate((changed, CONFIG), start=1):
        edited.edit(config)
        edited.sent(command)
    for answered, received in enumerate((CONFIG, changed, CONFIG)):
        edited.receive(received, answered)
        assert edited.config == CONFIG


def test_an_edit_holds_however_long_the_answer_takes_and_then_the_answer_counts() -> None:
    edited = EditedConfig()
    changed, other = replace(CONFIG, hidden=(17, 8)), replace(CONFIG, seed=1)
    edited.receive(CONFIG, 0)
    edited.edit(changed)
    for _ in range(100):
        edited.receive(CONFIG, 3)
        assert edited.config == changed  # it is not even sent yet
    edited.sent(4)
    edited.receive(CONFIG, 3)
    assert edited.config == changed
    edited.receive(other, 4)
    assert edited.config == other
