from dataclasses import replace

import numpy as np
import pytest

from tui_mlp.training.snapshot import NO_ANSWER
from tui_mlp.ui.panels.boundary_panel import BoundaryPanel

BLOCKS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"


async def until_asked(pilot, times):
    """Wait until so many grids have been asked for, and see that no more are."""
    while len(pilot.app.messages) < times:
        await pilot.pause(0.005)
    await pilot.pause()
    assert len(pilot.app.messages) == times


async def test_the_grid_that_fits_is_asked_for_once(panel_app, fixed_snapshots):
    app = panel_app(BoundaryPanel())
    async with app.run_test(size=(36, 24), notifications=True) as pilot:
        await until_asked(pilot, 1)
        assert app.widget.grid_size == (34, 42)
        app.snapshot = fixed_snapshots.spirals()
        await pilot.pause()
        assert len(app.messages) == 1
        await pilot.resize_terminal(20, 6)
        await until_asked(pilot, 2)
        assert app.widget.grid_size == (18, 8)


async def test_a_hidden_boundary_asks_for_nothing(panel_app):
    app = panel_app(BoundaryPanel())
    async with app.run_test(size=(36, 24), notifications=True) as pilot:
        await pilot.pause()
        app.widget.display = False
        await until_asked(pilot, 2)
        assert app.widget.grid_size is None
        app.widget.display = True
        await until_asked(pilot, 3)
        assert app.widget.grid_size == (34, 42)


async def test_one_label_is_shown_at_a_time(panel_app, fixed_snapshots):
    app = panel_app(BoundaryPanel())
    async with app.run_test(size=(60, 24), notifications=True) as pilot:
        app.snapshot = fixed_snapshots.labels()
        app.widget.focus()
        await pilot.pause()
        legend = app.widget.render_line(app.widget.size.height - 1).text
        assert legend.split()[:7] == ["○", "without", "B", "▲", "with", "B", "(2/3)"]
        plane = "".join(app.widget.render_line(y).text for y in range(21))
        assert set(plane) - set(BLOCKS) == set("○▲")
        asked = len(app.messages)
        await pilot.press("right", "right", "right", "left")
        assert app.widget.label == 2
        assert len(app.messages) == asked + 4
        app.snapshot = fixed_snapshots.spirals()
        await pilot.press("right")
        assert len(app.messages) == asked + 4


async def test_the_plane_and_the_classes(panel_app, fixed_snapshots):
    app = panel_app(BoundaryPanel())
    async with app.run_test(size=(60, 24), notifications=True) as pilot:
        app.snapshot = fixed_snapshots.spirals()
        await pilot.pause()
        last = app.widget.render_line(app.widget.size.height - 1).text
        assert last.split()[:6] == ["●", "c0", "▲", "c1", "■", "c2"]
        assert "misclassified" in last
        plane = "".join(app.widget.render_line(y).text for y in range(21))
        assert set(plane) <= {*BLOCKS, *"●▲■"}
        assert set("●▲■") <= set(plane)
        assert app.widget.border_subtitle == "x₁ → · x₂ ↑"


@pytest.mark.parametrize("size", [(60, 24), (36, 24), (36, 6), (24, 4)])
async def test_of_a_network_of_nan_it_is_said_that_there_are_no_answers(
    panel_app, fixed_snapshots, size
):
    snapshot = fixed_snapshots.spirals()
    boundary = replace(
        snapshot.boundary,
        winner=np.full_like(snapshot.boundary.winner, NO_ANSWER),
        confidence=np.zeros_like(snapshot.boundary.confidence),
    )
    app = panel_app(BoundaryPanel())
    async with app.run_test(size=size, notifications=True) as pilot:
        app.snapshot = replace(snapshot, boundary=boundary)
        await pilot.pause()
        text = "".join(app.widget.render_line(y).text for y in range(app.widget.size.height))
        said = text + str(app.widget.border_subtitle)
        assert "no answers: NaN" in said
        assert "misclassified" not in said
        assert "wrong" not in said


async def test_without_a_grid_there_is_a_word(panel_app, fixed_snapshots):
    app = panel_app(BoundaryPanel())
    async with app.run_test(size=(36, 24), notifications=True) as pilot:
        app.snapshot = fixed_snapshots.digits()
        await pilot.pause()
        assert "2 features" in app.widget.render_line(0).text
        app.snapshot = fixed_snapshots.fresh()
        await pilot.pause()
        assert "computing" in app.widget.render_line(0).text


@pytest.mark.parametrize("size", [(60, 24), (36, 24), (36, 6), (24, 4)])
async def test_what_a_glyph_means_is_said_at_every_size(panel_app, fixed_snapshots, size):
    app = panel_app(BoundaryPanel())
    async with app.run_test(size=size, notifications=True) as pilot:
        app.snapshot = fixed_snapshots.spirals()
        await pilot.pause()
        last = app.widget.render_line(app.widget.size.height - 1).text
        border = str(app.widget.border_subtitle)
        assert "glyph: misclassified" in last + border or border == "glyph: wrong"
        assert len(border) <= app.widget.size.width - 4
