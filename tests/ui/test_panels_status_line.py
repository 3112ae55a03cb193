from dataclasses import replace

import pytest

from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.ui.app import TrainerApp
from tui_mlp.ui.panels.status_line import StatusLine
from tui_mlp.worker.inline import InlineWorker
from tui_mlp.worker.replies import Loading


async def line(panel_app, snapshot, width):
    app = panel_app(StatusLine())
    async with app.run_test(size=(width, 1), notifications=True) as pilot:
        app.snapshot = snapshot
        await pilot.pause()
        return app.widget.render_line(0).text


async def test_a_wide_line_says_everything(panel_app, fixed_snapshots):
    text = await line(panel_app, fixed_snapshots.spirals(), 190)
    for part in (
        "tui-mlp",
        "spirals3",
        "2 → 16 → 16 → 3",
        "tanh · softmax + cross-entropy",
        "▶ running",
        "epoch 142/200",
        "step 3 266",
        "steps/s  8 412",
        "γ 0.0500",
        "speed  full",
    ):
        assert part in text


@pytest.mark.parametrize("width", [12, 20, 40, 60, 80, 100, 120])
async def test_narrow_lines_keep_the_state(panel_app, fixed_snapshots, width):
    text = await line(panel_app, fixed_snapshots.spirals(), width)
    assert "▶ running" in text
    assert ("epoch 142/200" in text) == (width > 25)


async def test_numbers_do_not_move_the_line(panel_app, fixed_snapshots):
    late = fixed_snapshots.spirals()
    early = replace(late, epoch=3.0, step=70, steps_per_second=99.0)
    texts = [await line(panel_app, snapshot, 120) for snapshot in (early, late)]
    for label in ("running", "epoch", "step ", "steps/s", "γ"):
        assert texts[0].index(label) == texts[1].index(label)


async def test_a_message_takes_the_place_of_the_network(panel_app, fixed_snapshots):
    text = await line(panel_app, fixed_snapshots.diverged(), 120)
    assert "✗ diverged" in text
    assert "the loss is NaN since epoch 12: lower the learning rate" in text
    short = await line(panel_app, fixed_snapshots.diverged(), 50)
    assert "✗ diverged" in short
    assert "the loss is NaN" in short
    assert "…" in short


@pytest.mark.parametrize(
    ("loading", "shown"),
    [
        (Loading("reading the data", 0.124), "reading the data …  12%"),
        (Loading("making the network"), "making the network …"),
    ],
)
async def test_what_is_done_before_there_is_a_run_is_shown(loading, shown):
    class Silent(InlineWorker):
        def publish(self):
            self._listener(loading)

    app = TrainerApp(Silent(TrainingConfig(dataset="iris")))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert app.trainer.query_one(StatusLine).render_line(0).text.strip() == shown


async def test_every_state_has_a_glyph(panel_app, fixed_snapshots):
    from tui_mlp.training.snapshot import RunState

    for state, glyph in zip(RunState, "‖▶■✗", strict=True):
        text = await line(panel_app, replace(fixed_snapshots.spirals(), state=state), 60)
        assert f"{glyph} {state}" in text
