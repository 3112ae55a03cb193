from dataclasses import replace

import pytest

from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.metrics import Metrics
from tui_mlp.training.snapshot import BestEpoch, KeptRun, RunState
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


async def test_a_diverged_run_offers_its_ways_out_in_full_at_any_width(panel_app, fixed_snapshots):
    diverged = replace(fixed_snapshots.diverged(), undo=("learning rate 0.005 → 0.05",))
    wide = await line(panel_app, diverged, 190)
    assert "u undoes learning rate 0.005 → 0.05 · b goes back to epoch 8 with γ = 0.005" in wide
    middle = await line(panel_app, diverged, 80)
    assert "u undoes the rate · b goes back, γ = 0.005 · r restarts" in middle
    assert "✗ diverged" in middle
    narrow = await line(panel_app, diverged, 50)
    assert "keys u b r" in narrow
    assert "✗ diverged" in narrow
    plain = await line(panel_app, replace(diverged, undo=("units 4 → 8",)), 80)
    assert "undoes" not in plain
    nowhere_kept = replace(diverged, undo=(), kept=None)
    assert "r restarts" in await line(panel_app, nowhere_kept, 80)
    assert "goes back" not in await line(panel_app, nowhere_kept, 80)


@pytest.mark.parametrize(
    ("width", "words"),
    [(120, "test accuracy 0.991 · best epoch 104"), (50, "test 0.991 · best 104")],
)
async def test_a_finished_run_keeps_its_test_score_on_the_screen(
    panel_app, fixed_snapshots, width, words
):
    finished = replace(
        fixed_snapshots.spirals(),
        state=RunState.FINISHED,
        test=Metrics(0.0131, 0.991),
        kept=KeptRun("name", 142.0, "", 142.0, BestEpoch(104.0, 0.0101, 0.99)),
    )
    assert words in await line(panel_app, finished, width)


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
    for state, glyph in zip(RunState, "‖▶■✗", strict=True):
        text = await line(panel_app, replace(fixed_snapshots.spirals(), state=state), 60)
        assert f"{glyph} {state}" in text
