"""Every drawn panel: any size, any snapshot, any theme; and no more work than needed."""

from dataclasses import replace

import pytest
from textual.geometry import Region
from textual.screen import ModalScreen, Screen

from tui_mlp.training.snapshot import Metrics
from tui_mlp.ui.panels.boundary_panel import BoundaryPanel
from tui_mlp.ui.panels.confusion_panel import ConfusionPanel
from tui_mlp.ui.panels.curves_panel import AccuracyPanel, LossPanel
from tui_mlp.ui.panels.gradient_panel import GradientPanel
from tui_mlp.ui.panels.sample_panel import SamplePanel
from tui_mlp.ui.panels.status_line import StatusLine

PANELS = [
    BoundaryPanel,
    ConfusionPanel,
    AccuracyPanel,
    LossPanel,
    GradientPanel,
    SamplePanel,
    StatusLine,
]
SIZES = [(1, 1), (3, 3), (5, 4), (20, 5), (36, 13), (120, 40), (200, 58)]


def bottom(widget):
    """The bottom border's text."""
    return widget.render_lines(widget.outer_size.region)[-1].text


@pytest.mark.parametrize("panel", PANELS)
async def test_every_snapshot_at_every_size(panel, panel_app, fixed_snapshots):
    app = panel_app(panel())
    async with app.run_test(size=SIZES[0], notifications=True) as pilot:
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await pilot.pause()
            for make in fixed_snapshots.ALL.values():
                app.snapshot = make()
                width, height = app.widget.outer_size
                strips = app.widget.render_lines(app.widget.outer_size.region)
                assert [strip.cell_length for strip in strips] == [width] * height


@pytest.mark.parametrize("panel", PANELS)
async def test_before_the_first_snapshot_there_is_a_word(panel, panel_app):
    app = panel_app(panel())
    async with app.run_test(size=(40, 10), notifications=True):
        assert app.widget.render_line(0).text.strip() == "no numbers yet"


@pytest.mark.parametrize("theme", ["textual-light", "ansi-dark", "gruvbox"])
@pytest.mark.parametrize("panel", PANELS)
async def test_every_theme_and_no_colour(panel, theme, panel_app, fixed_snapshots, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    app = panel_app(panel())
    async with app.run_test(size=(60, 20), notifications=True) as pilot:
        app.snapshot = fixed_snapshots.spirals()
        app.theme = theme
        await pilot.pause()
        assert app.no_color
        assert all(
            segment.style is not None
            for y in range(app.widget.size.height)
            for segment in app.widget.render_line(y)
        )


@pytest.mark.parametrize("panel", PANELS)
async def test_an_equal_snapshot_is_not_drawn_again(panel, panel_app, fixed_snapshots, monkeypatch):
    app = panel_app(panel())
    async with app.run_test(size=(60, 20), notifications=True) as pilot:
        app.snapshot = fixed_snapshots.spirals()
        await pilot.pause()
        drawn = []
        original = panel.draw
        monkeypatch.setattr(
            panel, "draw", lambda *arguments: drawn.append(1) or original(*arguments)
        )
        app.snapshot = fixed_snapshots.spirals()
        await pilot.pause()
        assert drawn == []
        app.snapshot = replace(fixed_snapshots.digits(), train=Metrics(0.5, 0.5), step=3267)
        await pilot.pause()
        assert drawn == [1]


@pytest.mark.parametrize("panel", [panel for panel in PANELS if panel is not StatusLine])
async def test_a_hidden_panel_draws_when_it_is_shown(
    panel, panel_app, fixed_snapshots, monkeypatch
):
    app = panel_app(panel())
    async with app.run_test(size=(60, 20), notifications=True) as pilot:
        app.widget.display = False
        await pilot.pause()
        drawn = []
        original = panel.draw
        monkeypatch.setattr(
            panel, "draw", lambda *arguments: drawn.append(1) or original(*arguments)
        )
        app.snapshot = fixed_snapshots.spirals()
        await pilot.pause()
        app.snapshot = fixed_snapshots.diverged()
        await pilot.pause()
        assert drawn == []
        app.widget.display = True
        await pilot.pause()
        assert drawn == [1]


async def test_a_panel_under_another_screen_waits(panel_app, fixed_snapshots, monkeypatch):
    app = panel_app(LossPanel())
    async with app.run_test(size=(60, 20), notifications=True) as pilot:
        drawn = []
        original = LossPanel.draw
        monkeypatch.setattr(
            LossPanel, "draw", lambda *arguments: drawn.append(1) or original(*arguments)
        )
        await app.push_screen(Screen())
        app.snapshot = fixed_snapshots.spirals()
        await pilot.pause()
        assert drawn == []
        app.pop_screen()
        await pilot.pause()
        assert drawn == [1]
        assert "┤" in app.widget.render_line(0).text + app.widget.render_line(1).text


async def test_a_panel_behind_a_dialog_goes_on(panel_app, fixed_snapshots):
    app = panel_app(LossPanel())
    async with app.run_test(size=(60, 20), notifications=True) as pilot:
        await app.push_screen(ModalScreen())
        assert app.widget.visible_now
        app.snapshot = fixed_snapshots.spirals()
        await pilot.pause()
        assert "┤" in app.widget.render_line(0).text + app.widget.render_line(1).text


async def test_only_changed_cells_are_repainted(panel_app, fixed_snapshots, monkeypatch):
    app = panel_app(BoundaryPanel())
    async with app.run_test(size=(36, 24), notifications=True) as pilot:
        snapshot = fixed_snapshots.spirals()
        columns, rows = app.widget.grid_size
        boundary = fixed_snapshots.spiral_boundary(columns, rows)
        app.snapshot = replace(snapshot, boundary=boundary)
        await pilot.pause()
        winner = boundary.winner.copy()
        winner[6, 10] = (winner[6, 10] + 1) % 3
        repainted = []
        original = BoundaryPanel.refresh

        def refresh(widget, *regions, **options):
            repainted.extend(regions or ["everything"])
            return original(widget, *regions, **options)

        monkeypatch.setattr(BoundaryPanel, "refresh", refresh)
        app.snapshot = replace(snapshot, boundary=replace(boundary, winner=winner))
        await pilot.pause()
        # Between points it is interpolated: the neighbours may change too.
        assert all(isinstance(region, Region) for region in repainted)
        assert any(region.contains(10, 3) for region in repainted)
        assert sum(region.area for region in repainted) <= 24


async def test_new_figures_repaint_the_bottom_border_only(panel_app, fixed_snapshots):
    app = panel_app(LossPanel())
    async with app.run_test(size=(60, 20), notifications=True) as pilot:
        snapshot = fixed_snapshots.spirals()
        app.snapshot = snapshot
        await pilot.pause()
        assert "train 0.0044  ┅ validation 0.0122" in bottom(app.widget)
        lines = app.widget._styles_cache._dirty_lines
        app.snapshot = replace(snapshot, train=Metrics(0.5, 1.0))
        app.widget._show_subtitle()
        assert lines == {19}
        await pilot.pause()
        assert "train 0.5000" in bottom(app.widget)
