from dataclasses import replace

import numpy as np
import pytest
from textual.content import Content
from textual.events import MouseScrollUp

from tui_mlp.training.metrics import Metrics
from tui_mlp.training.outputs import Output
from tui_mlp.training.snapshot import BestEpoch, KeptRun, Overlay, RunState
from tui_mlp.ui.panels.curves_panel import AccuracyPanel, LossPanel
from tui_mlp.ui.panels.gradient_panel import GradientPanel


def texts(widget):
    return [widget.render_line(y).text for y in range(widget.size.height)]


async def test_the_loss_changes_its_scale(panel_app, fixed_snapshots):
    app = panel_app(LossPanel())
    async with app.run_test(size=(60, 20), notifications=True) as pilot:
        app.snapshot = fixed_snapshots.spirals()
        await pilot.pause()
        assert any(text.startswith("  0.01┤") for text in texts(app.widget))
        app.widget.toggle_scale()
        assert app.widget.border_title == "Loss · linear"
        assert not any(text.startswith("  0.01┤") for text in texts(app.widget))
        app.widget.toggle_scale()
        assert any(text.startswith("  0.01┤") for text in texts(app.widget))


@pytest.mark.parametrize(
    ("width", "legend"),
    [
        (60, "━ train 1.000  ┅ validation 0.994"),
        (34, "━ tr 1.000  ┅ val 0.994"),
        (26, "━ 1.000  ┅ 0.994"),
    ],
)
async def test_the_legend_fits_the_width(panel_app, fixed_snapshots, width, legend):
    app = panel_app(AccuracyPanel())
    async with app.run_test(size=(width, 12), notifications=True) as pilot:
        app.snapshot = fixed_snapshots.spirals()
        await pilot.pause()
        bottom = app.widget.render_lines(app.widget.outer_size.region)[-1]
        assert legend in bottom.text


async def test_the_run_before_is_named(panel_app, fixed_snapshots):
    app = panel_app(LossPanel())
    async with app.run_test(size=(60, 12), notifications=True) as pilot:
        app.snapshot = fixed_snapshots.with_trace()
        await pilot.pause()
        assert "run before" in str(app.widget.border_subtitle)


def subtitle(widget):
    return Content.from_markup(widget.border_subtitle).plain


def finished(fixed_snapshots):
    return replace(
        fixed_snapshots.spirals(),
        state=RunState.FINISHED,
        test=Metrics(0.0131, 0.991),
        kept=KeptRun("name", 142.0, "", 142.0, BestEpoch(104.0, 0.0101, 0.99)),
    )


def numbered(snapshot):
    """The same with losses that are the epoch in thousands, and exactly an epoch a bucket."""
    epochs = np.arange(1, 151, dtype=np.float32)
    loss = np.stack([epochs / 1000] * 2, axis=1)
    curves = replace(
        snapshot.curves,
        epochs=epochs,
        train_loss=loss,
        validation_loss=loss + 1,
        train_score=loss,
        validation_score=loss,
    )
    return replace(snapshot, curves=curves, trace=replace(curves, train_loss=loss + 5))


async def test_the_cursor_reads_a_place_and_keys_zoom_around_it(panel_app, fixed_snapshots):
    app = panel_app(LossPanel())
    async with app.run_test(size=(107, 20), notifications=True) as pilot:
        app.snapshot = numbered(fixed_snapshots.spirals())
        await pilot.pause()
        await pilot.press("home")
        assert subtitle(app.widget) == ("│ epoch 1  ━ train 0.001  ┅ validation 1  · run before 1")
        await pilot.press("end", "left")
        assert "epoch 148" in subtitle(app.widget) or "epoch 149" in subtitle(app.widget)
        await pilot.press("home", *["right"] * 20)
        place = int(subtitle(app.widget).split()[2])
        assert f"train {place / 1000}" in subtitle(app.widget)
        await pilot.press("plus", "plus", "plus")
        low, high = app.widget.span
        assert low <= place <= high
        assert high - low == pytest.approx(150 / 8)
        assert texts(app.widget)[-1].split()[-1] != "150"
        await pilot.press("right")
        assert int(subtitle(app.widget).split()[2]) == place + 1
        await pilot.press("end")
        assert app.widget.span[1] == pytest.approx(150)
        await pilot.press("minus", "minus", "minus")
        assert app.widget.span is None
        await pilot.press("plus", "0")
        assert app.widget.span is None


async def test_the_mouse_reads_and_zooms_a_curve(panel_app, fixed_snapshots):
    app = panel_app(AccuracyPanel())
    async with app.run_test(size=(107, 20), notifications=True) as pilot:
        app.snapshot = numbered(fixed_snapshots.spirals())
        await pilot.pause()
        await pilot.hover(offset=(9 + 48, 5))
        assert "epoch 76" in subtitle(app.widget)
        await pilot._post_mouse_events([MouseScrollUp], app.widget, offset=(9 + 48, 5))
        await pilot.pause()
        low, high = app.widget.span
        assert low < 76 < high
        assert high - low == pytest.approx(75)


async def test_the_heatmaps_cursor_reads_a_layers_norm(panel_app, fixed_snapshots):
    app = panel_app(GradientPanel())
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        snapshot = fixed_snapshots.spirals()
        epochs = np.arange(1, 11, dtype=np.float32)
        norms = epochs[:, None] / 100 * np.array([1, 10, 100], np.float32)
        shown = replace(snapshot.gradient_norms, epochs=epochs, norms=norms)
        app.snapshot = replace(snapshot, gradient_norms=shown)
        await pilot.pause()
        assert any("each with its layer's number" in text for text in texts(app.widget))
        await pilot.press("home", "right", "up")
        assert subtitle(app.widget) == "‖∇W²‖ = 0.2 at epoch 2"
        await pilot.press("up", "up", "end")
        assert subtitle(app.widget) == "‖∇W³‖ = 10 at epoch 10"
        await pilot.hover(offset=(11, 1))
        assert subtitle(app.widget) == "‖∇W³‖ = 1 at epoch 1"


@pytest.mark.parametrize("keys", [(), ("left",)])
async def test_no_legend_is_cut(panel_app, fixed_snapshots, keys):
    app = panel_app(LossPanel())
    async with app.run_test(size=(90, 12), notifications=True) as pilot:
        app.snapshot = replace(finished(fixed_snapshots), trace=fixed_snapshots.with_trace().trace)
        await pilot.press(*keys)
        seen = set()
        for width in range(90, 20, -3):
            await pilot.resize_terminal(width, 12)
            bottom = app.widget.render_lines(app.widget.outer_size.region)[-1].text
            assert "…" not in bottom
            assert subtitle(app.widget) in bottom
            seen.add(subtitle(app.widget))
        assert len(seen) > 3


async def test_the_best_epoch_and_the_test_part_are_shown_at_the_end(panel_app, fixed_snapshots):
    for panel, test in ((LossPanel(), "■ test 0.0131"), (AccuracyPanel(), "■ test 0.991")):
        app = panel_app(panel)
        async with app.run_test(size=(100, 16), notifications=True) as pilot:
            app.snapshot = finished(fixed_snapshots)
            await pilot.pause()
            assert test in subtitle(panel)
            assert "★ best 104" in subtitle(panel)
            assert "★" in "".join(texts(panel))


async def test_a_divergence_is_marked_with_its_epoch(panel_app, fixed_snapshots):
    app = panel_app(LossPanel())
    async with app.run_test(size=(60, 14), notifications=True) as pilot:
        app.snapshot = fixed_snapshots.diverged()
        await pilot.pause()
        assert "epoch 12 ✗" in "".join(texts(app.widget))


async def test_a_divergence_between_two_epochs_is_marked_too(panel_app, fixed_snapshots):
    app = panel_app(LossPanel())
    async with app.run_test(size=(60, 14), notifications=True) as pilot:
        app.snapshot = replace(fixed_snapshots.diverged(), epoch=12.4)
        await pilot.pause()
        assert "epoch 12.4 ✗" in "".join(texts(app.widget))


@pytest.mark.parametrize(
    ("output", "classes", "label"),
    [
        (Output.SOFTMAX, 3, "ln 3┤"),
        (Output.ONE_NEURON, 2, "ln 2┤"),
        (Output.SIGMOID, 2, "2·ln2┤"),
    ],
)
async def test_chance_is_marked_for_every_output(
    panel_app, fixed_snapshots, output, classes, label
):
    app = panel_app(LossPanel())
    async with app.run_test(size=(60, 16), notifications=True) as pilot:
        snapshot = fixed_snapshots.spirals()
        loss = snapshot.curves.train_loss * (2 if output is Output.SIGMOID else 1)
        names = ("a", "b", "c")[:classes]
        run = replace(snapshot.run, output=output, class_names=names)
        app.snapshot = replace(snapshot, run=run, curves=replace(snapshot.curves, train_loss=loss))
        await pilot.pause()
        assert any(label in text for text in texts(app.widget))


async def test_kept_runs_lie_over_the_present_one_with_their_names(panel_app, fixed_snapshots):
    app = panel_app(LossPanel())
    async with app.run_test(size=(100, 20), notifications=True) as pilot:
        app.snapshot = fixed_snapshots.spirals()
        names = ("adam", "momentum", "sgd", "nesterov", "one too many")
        app.widget.overlays = tuple(
            Overlay(name, fixed_snapshots.learning_curves(seed=number, pace=20.0 * number))
            for number, name in enumerate(names, 1)
        )
        await pilot.pause()
        first, *plot = texts(app.widget)
        assert first.split() == ["a", "adam", "b", "momentum", "c", "sgd", "d", "nesterov"]
        assert all(glyph in "".join(plot) for glyph in "abcd")
        await pilot.press("left")
        assert all(f"{glyph} ≈0." in subtitle(app.widget) for glyph in "abcd")
