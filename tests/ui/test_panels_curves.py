import pytest

from tui_mlp.ui.panels.curves_panel import AccuracyPanel, LossPanel


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
