from dataclasses import replace

import numpy as np
import pytest

from tui_mlp.ui.panels.sample_panel import SamplePanel


def texts(widget):
    return [widget.render_line(y).text.rstrip() for y in range(widget.size.height)]


async def test_the_sample_in_symbols(panel_app, fixed_snapshots):
    app = panel_app(SamplePanel())
    async with app.run_test(size=(36, 13), notifications=True) as pilot:
        app.snapshot = fixed_snapshots.spirals()
        await pilot.pause()
        rows = texts(app.widget)
        assert rows[1].startswith("▲ c1")
        assert rows[1].endswith(".997✓")
        assert rows[4:8] == [
            "y    one-hot c1",
            "ŷ    argmax  c1",
            "CE   0.00300 nats",
            "δᴸ   +.001  −.003  +.002",
        ]
        assert rows[9:] == ["x₁   0.5300", "x₂   −1.200"]
        assert "18 of 180" in app.widget.border_subtitle


@pytest.mark.parametrize(
    ("y", "yhat", "lines"),
    [
        (1.0, 0.8, ["y    1       c1", "ŷ    > 0.5   c1"]),
        (0.0, 0.3, ["y    0       c0", "ŷ    ≤ 0.5   c0"]),
        (0.95, 0.5, ["y    0.95    c1", "ŷ    ≤ 0.5   c0"]),
    ],
)
async def test_one_neuron_has_a_number_and_a_threshold(
    panel_app, fixed_snapshots, y: float, yhat: float, lines: list[str]
):
    snapshot = fixed_snapshots.one_neuron()
    pairs = np.array([[1 - y, y], [1 - yhat, yhat]], np.float32)
    sample = replace(snapshot.sample, target=pairs[0], probabilities=pairs[1])
    app = panel_app(SamplePanel())
    async with app.run_test(size=(36, 13), notifications=True) as pilot:
        app.snapshot = replace(snapshot, sample=sample)
        await pilot.pause()
        rows = texts(app.widget)
        assert [row for row in rows if row[:1] in ("y", "ŷ")] == lines
        assert not any("one-hot" in row or "argmax" in row for row in rows)


async def test_an_image_stands_beside_the_bars(panel_app, fixed_snapshots):
    app = panel_app(SamplePanel())
    async with app.run_test(size=(36, 13), notifications=True) as pilot:
        app.snapshot = fixed_snapshots.digits()
        await pilot.pause()
        rows = texts(app.widget)
        assert rows[0].startswith("▀▀▀▀▀▀▀▀ ● 0")
        assert rows[3].endswith(".980✓")
        assert "CE" in rows[10]


async def test_keys_post_what_is_wanted(panel_app, fixed_snapshots):
    app = panel_app(SamplePanel())
    async with app.run_test(size=(36, 13), notifications=True) as pilot:
        app.snapshot = fixed_snapshots.spirals()
        app.widget.focus()
        await pilot.press("left", "right")
        app.widget.action_worst()
        await pilot.pause()
        assert [message.offset for message in app.messages[:2]] == [-1, 1]
        assert isinstance(app.messages[2], SamplePanel.WorstWanted)


async def test_the_arrows_can_be_clicked(panel_app, fixed_snapshots):
    app = panel_app(SamplePanel())
    async with app.run_test(size=(36, 13), notifications=True) as pilot:
        app.snapshot = fixed_snapshots.spirals()
        await pilot.pause()
        bottom = app.widget.render_lines(app.widget.outer_size.region)[-1].text
        await pilot.click(offset=(bottom.index("▸"), 12))
        await pilot.click(offset=(bottom.index("◂"), 12))
        await pilot.click(offset=(bottom.index("worst"), 12))
        assert [getattr(message, "offset", "worst") for message in app.messages] == [1, -1, "worst"]


async def test_names_are_never_markup(panel_app, fixed_snapshots):
    app = panel_app(SamplePanel())
    async with app.run_test(size=(60, 16), notifications=True) as pilot:
        app.snapshot = fixed_snapshots.hostile_names()
        await pilot.pause()
        rows = texts(app.widget)
        assert rows[0].startswith("● [/]")
        assert "[@click=app.quit]bad[/]" in rows[4]


async def test_labels_have_a_bar_and_a_mark_each(panel_app, fixed_snapshots):
    app = panel_app(SamplePanel())
    async with app.run_test(size=(36, 13), notifications=True) as pilot:
        app.snapshot = fixed_snapshots.labels()
        await pilot.pause()
        rows = texts(app.widget)
        assert [row[-1] for row in rows[:3]] == ["✓", "✗", "○"]
        assert "┃" in rows[2]
        assert rows[4:8] == [
            "y    labels  {A, C}",
            "ŷ    ≥ 0.50  {A, B}",
            "BCE    2.393 nats",
            "δᴸ   −.015  +.710  −.680",
        ]
        assert app.widget.border_title == "Sigmoid outputs"


async def test_one_neuron_has_one_error(panel_app, fixed_snapshots):
    app = panel_app(SamplePanel())
    async with app.run_test(size=(36, 13), notifications=True) as pilot:
        app.snapshot = fixed_snapshots.one_neuron()
        await pilot.pause()
        rows = texts(app.widget)
        assert rows[1].endswith(".800✓")
        assert rows[6] == "δᴸ   −.200"
        assert app.widget.border_title == "One output neuron"


async def test_a_soft_target_is_shown_as_it_is(panel_app, fixed_snapshots):
    app = panel_app(SamplePanel())
    async with app.run_test(size=(36, 13), notifications=True) as pilot:
        app.snapshot = fixed_snapshots.soft()
        await pilot.pause()
        rows = texts(app.widget)
        assert rows[1].endswith(".997✓")
        assert "y    soft    .050 .900 .050" in rows
